//! Values of generated code: names, arguments, fields and literals, as parsed expressions.

use syn::{Expr, Lit, Member, UnOp};

use crate::code::Unreadable;

pub(crate) type Read<T> = Result<T, Unreadable>;

/// A type whose values generated code has as data. What a value refers to is found in the context.
pub(crate) trait Data<C>: Sized {
    fn read(context: &C, expr: &Expr) -> Read<Self>;
}

/// The value of a field of a struct.
pub(crate) fn get<C, T: Data<C>>(context: &C, expr: &Expr, name: &str) -> Read<T> {
    T::read(context, field(expr, name)?)
}

/// A value for the whole run of the program.
pub(crate) fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// The last name of a path: `Type` of `json::Keyword::Type`.
pub(crate) fn name(expr: &Expr) -> Read<String> {
    let path = match expr {
        Expr::Path(one) => &one.path,
        Expr::Struct(one) => &one.path,
        Expr::Call(call) => return name(&call.func),
        _ => return Err(other("a name", expr)),
    };
    Ok(path.segments.last().map(|one| one.ident.to_string()).unwrap_or_default())
}

/// The first name of a path with fields: `LINE` of `&LINE.rule.item`.
pub(crate) fn root(expr: &Expr) -> Read<String> {
    match expr {
        Expr::Field(field) => root(&field.base),
        Expr::Reference(one) => root(&one.expr),
        _ => name(expr),
    }
}

/// The arguments of a call; none of a name alone.
pub(crate) fn arguments(expr: &Expr) -> Read<Vec<&Expr>> {
    match expr {
        Expr::Call(call) => Ok(call.args.iter().collect()),
        Expr::Path(_) => Ok(Vec::new()),
        _ => Err(other("a call", expr)),
    }
}

/// The only argument of a call.
pub(crate) fn argument(expr: &Expr) -> Read<&Expr> {
    arguments(expr)?.first().copied().ok_or_else(|| other("an argument", expr))
}

pub(crate) fn field<'e>(expr: &'e Expr, name: &str) -> Read<&'e Expr> {
    let Expr::Struct(one) = expr else { return Err(other("a struct", expr)) };
    let mut fields = one.fields.iter();
    let found = fields.find(|field| matches!(&field.member, Member::Named(own) if own == name));
    found.map(|field| &field.expr).ok_or_else(|| Unreadable::new("a field", name))
}

/// The items of a list, behind a reference or not.
pub(crate) fn list(expr: &Expr) -> Read<impl Iterator<Item = &Expr>> {
    match inner(expr) {
        Expr::Array(array) => Ok(array.elems.iter()),
        _ => Err(other("a list", expr)),
    }
}

/// The value behind references.
pub(crate) fn inner(expr: &Expr) -> &Expr {
    match expr {
        Expr::Reference(one) => inner(&one.expr),
        _ => expr,
    }
}

/// A literal, and whether it has a minus sign.
pub(crate) fn literal(expr: &Expr) -> Option<(&Lit, bool)> {
    match inner(expr) {
        Expr::Lit(one) => Some((&one.lit, false)),
        Expr::Unary(one) if matches!(one.op, UnOp::Neg(_)) => literal(&one.expr).map(|(lit, sign)| (lit, !sign)),
        _ => None,
    }
}

pub(crate) fn other(expected: &str, expr: &Expr) -> Unreadable {
    let kind = match expr {
        Expr::Path(_) | Expr::Call(_) | Expr::Struct(_) => name(expr).unwrap_or_default(),
        _ => "another expression".to_owned(),
    };
    Unreadable::new(expected, kind)
}

impl<C> Data<C> for &'static str {
    fn read(_: &C, expr: &Expr) -> Read<Self> {
        match literal(expr) {
            Some((Lit::Str(text), false)) => Ok(text.value().leak()),
            _ => Err(other("a text", expr)),
        }
    }
}

impl<C> Data<C> for bool {
    fn read(_: &C, expr: &Expr) -> Read<Self> {
        match literal(expr) {
            Some((Lit::Bool(value), false)) => Ok(value.value),
            _ => Err(other("true or false", expr)),
        }
    }
}

impl<C> Data<C> for f64 {
    fn read(_: &C, expr: &Expr) -> Read<Self> {
        let (value, is_negative) = match literal(expr) {
            Some((Lit::Float(digits), sign)) => (digits.base10_parse::<f64>().ok(), sign),
            Some((Lit::Int(digits), sign)) => (digits.base10_parse::<f64>().ok(), sign),
            _ => (None, false),
        };
        value.map(|value| if is_negative { -value } else { value }).ok_or_else(|| other("a number", expr))
    }
}

/// A whole number; `usize::MAX` is one.
fn whole<T: TryFrom<i128>>(expr: &Expr) -> Read<T> {
    let value = match literal(expr) {
        Some((Lit::Int(digits), sign)) => {
            digits.base10_parse().ok().map(|value: i128| if sign { -value } else { value })
        }
        None if name(expr).is_ok_and(|name| name == "MAX") => i128::try_from(usize::MAX).ok(),
        _ => None,
    };
    value.and_then(|value| T::try_from(value).ok()).ok_or_else(|| other("a whole number", expr))
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {
        $(impl<C> Data<C> for $number {
            fn read(_: &C, expr: &Expr) -> Read<Self> {
                whole(expr)
            }
        })*
    };
}

whole_numbers!(u8 u16 u32 u64 usize i32 i64 i128);

impl<C, T: Data<C>> Data<C> for Option<T> {
    fn read(context: &C, expr: &Expr) -> Read<Self> {
        match name(expr)?.as_str() {
            "None" => Ok(None),
            _ => T::read(context, argument(expr)?).map(Some),
        }
    }
}

impl<C, T: Data<C> + 'static> Data<C> for &'static [T] {
    fn read(context: &C, expr: &Expr) -> Read<Self> {
        let items: Vec<T> = list(expr)?.map(|item| T::read(context, item)).collect::<Read<_>>()?;
        Ok(items.leak())
    }
}

impl<C, A: Data<C>, B: Data<C>> Data<C> for (A, B) {
    fn read(context: &C, expr: &Expr) -> Read<Self> {
        match expr {
            Expr::Tuple(pair) if pair.elems.len() == 2 => {
                Ok((A::read(context, &pair.elems[0])?, B::read(context, &pair.elems[1])?))
            }
            _ => Err(other("a pair", expr)),
        }
    }
}
