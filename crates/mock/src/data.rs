//! Values of generated code: literals, lists, calls and structs, as parsed expressions.

use std::collections::HashMap;

use syn::{Expr, Lit, UnOp};

use crate::code::Unreadable;

pub(crate) type Read<T> = Result<T, Unreadable>;

/// The last name of a path: `Type` of `json::Keyword::Type`.
pub(crate) fn name(expr: &Expr) -> Read<String> {
    match expr {
        Expr::Path(path) => Ok(path.path.segments.last().map(|one| one.ident.to_string()).unwrap_or_default()),
        Expr::Struct(one) => Ok(one.path.segments.last().map(|one| one.ident.to_string()).unwrap_or_default()),
        Expr::Call(call) => name(&call.func),
        _ => Err(other("a name", expr)),
    }
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

/// The fields of a struct.
pub(crate) struct Fields<'e>(HashMap<String, &'e Expr>);

impl<'e> Fields<'e> {
    pub(crate) fn of(expr: &'e Expr) -> Read<Self> {
        let Expr::Struct(one) = expr else { return Err(other("a struct", expr)) };
        let fields = one.fields.iter().filter_map(|field| match &field.member {
            syn::Member::Named(name) => Some((name.to_string(), &field.expr)),
            syn::Member::Unnamed(_) => None,
        });
        Ok(Self(fields.collect()))
    }

    pub(crate) fn get(&self, name: &str) -> Read<&'e Expr> {
        self.0.get(name).copied().ok_or_else(|| Unreadable::new("a field", name))
    }
}

/// The items of a list, behind a reference or not.
pub(crate) fn list(expr: &Expr) -> Read<Vec<&Expr>> {
    match inner(expr) {
        Expr::Array(array) => Ok(array.elems.iter().collect()),
        _ => Err(other("a list", expr)),
    }
}

/// A list for the whole run of the program.
pub(crate) fn leaked<T>(expr: &Expr, read: impl Fn(&Expr) -> Read<T>) -> Read<&'static [T]> {
    let items: Vec<T> = list(expr)?.into_iter().map(read).collect::<Read<_>>()?;
    Ok(items.leak())
}

/// The items of a tuple of two.
pub(crate) fn pair(expr: &Expr) -> Read<(&Expr, &Expr)> {
    match expr {
        Expr::Tuple(tuple) if tuple.elems.len() == 2 => Ok((&tuple.elems[0], &tuple.elems[1])),
        _ => Err(other("a pair", expr)),
    }
}

pub(crate) fn option<'e, T>(expr: &'e Expr, read: impl FnOnce(&'e Expr) -> Read<T>) -> Read<Option<T>> {
    match name(expr)?.as_str() {
        "None" => Ok(None),
        _ => argument(expr).and_then(read).map(Some),
    }
}

pub(crate) fn text(expr: &Expr) -> Read<&'static str> {
    match inner(expr) {
        Expr::Lit(one) => match &one.lit {
            Lit::Str(text) => Ok(text.value().leak()),
            _ => Err(other("a text", expr)),
        },
        _ => Err(other("a text", expr)),
    }
}

pub(crate) fn texts(expr: &Expr) -> Read<&'static [&'static str]> {
    leaked(expr, text)
}

pub(crate) fn boolean(expr: &Expr) -> Read<bool> {
    match expr {
        Expr::Lit(one) => match &one.lit {
            Lit::Bool(value) => Ok(value.value),
            _ => Err(other("true or false", expr)),
        },
        _ => Err(other("true or false", expr)),
    }
}

/// A whole number; `usize::MAX` is one.
pub(crate) fn whole<T: TryFrom<i128>>(expr: &Expr) -> Read<T> {
    let value = match expr {
        Expr::Unary(one) if matches!(one.op, UnOp::Neg(_)) => digits(&one.expr).map(|value| -value),
        Expr::Path(_) if name(expr)? == "MAX" => i128::try_from(usize::MAX).ok(),
        _ => digits(expr),
    };
    value.and_then(|value| T::try_from(value).ok()).ok_or_else(|| other("a whole number", expr))
}

fn digits(expr: &Expr) -> Option<i128> {
    let Expr::Lit(one) = expr else { return None };
    match &one.lit {
        Lit::Int(digits) => digits.base10_parse().ok(),
        _ => None,
    }
}

pub(crate) fn float(expr: &Expr) -> Read<f64> {
    let value = |expr: &Expr| {
        let Expr::Lit(one) = expr else { return None };
        match &one.lit {
            Lit::Float(digits) => digits.base10_parse::<f64>().ok(),
            Lit::Int(digits) => digits.base10_parse::<f64>().ok(),
            _ => None,
        }
    };
    let value = match expr {
        Expr::Unary(one) if matches!(one.op, UnOp::Neg(_)) => value(&one.expr).map(|value| -value),
        _ => value(expr),
    };
    value.ok_or_else(|| other("a number", expr))
}

/// The value behind references.
pub(crate) fn inner(expr: &Expr) -> &Expr {
    match expr {
        Expr::Reference(one) => inner(&one.expr),
        _ => expr,
    }
}

pub(crate) fn other(expected: &str, expr: &Expr) -> Unreadable {
    let kind = match expr {
        Expr::Path(_) | Expr::Call(_) | Expr::Struct(_) => name(expr).unwrap_or_default(),
        _ => "another expression".to_owned(),
    };
    Unreadable::new(expected, kind)
}
