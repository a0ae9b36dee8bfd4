//! The schemas of generated code, as the runtime has them. They live as long as the program: one document, read once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use deskledger_runtime::json_schema::{Decimal, Keyword, Literal, Number, Rule, Schema, Type};
use deskledger_runtime::{BytePattern, Format, Matcher, Pattern, Table, format};
use syn::{Expr, Lit};

use crate::code::{Code, Unreadable};
use crate::data::{Data, Read, argument, arguments, inner, leak, list, literal, name, other};

/// Reads structs by the names of their fields; fields behind a semicolon have the values that are given here.
macro_rules! structs {
    ($($name:ident $(<$item:ident>)? { $($field:ident),* $(; $($other:ident: $value:expr),*)? })*) => {$(
        impl<'c $(, $item: $crate::data::Data<Schemas<'c>>)?> $crate::data::Data<Schemas<'c>> for $name $(<$item>)? {
            #[allow(unused_variables, reason = "not every struct has fields")]
            fn read(schemas: &Schemas<'c>, expr: &syn::Expr) -> $crate::data::Read<Self> {
                $crate::data::name(expr)?;
                Ok(Self { $($field: $crate::data::get(schemas, expr, stringify!($field))?,)* $($($other: $value,)*)? })
            }
        }
    )*};
}

/// Reads enums by the names of their variants, with their arguments and fields.
macro_rules! variants {
    ($($name:ident, $expected:literal {
        $($variant:ident $(($($argument:ident),*))? $({ $($field:ident),* })?),* $(,)?
    })*) => {$(
        impl<'c> $crate::data::Data<Schemas<'c>> for $name {
            #[allow(unused_variables, reason = "not every variant has arguments")]
            fn read(schemas: &Schemas<'c>, expr: &syn::Expr) -> $crate::data::Read<Self> {
                use $crate::data;
                Ok(match data::name(expr)?.as_str() {
                    $(stringify!($variant) => {
                        $(let [$($argument),*] = data::arguments(expr)?[..] else {
                            return Err(data::other($expected, expr));
                        };)?
                        Self::$variant
                            $(($(data::Data::read(schemas, $argument)?),*))?
                            $({ $($field: data::get(schemas, expr, stringify!($field))?),* })?
                    })*
                    _ => return Err(data::other($expected, expr)),
                })
            }
        }
    )*};
}

pub(crate) use {structs, variants};

/// The schemas by their numbers.
pub(crate) struct Schemas<'c> {
    pub(crate) code: &'c Code<'c>,
    cells: Vec<&'static OnceLock<Schema>>,
    patterns: RefCell<HashMap<(String, String), &'static Pattern>>,
}

const MODULE: &str = "schemas";

impl<'c> Schemas<'c> {
    pub(crate) fn read(code: &'c Code<'c>) -> Read<Self> {
        let count =
            (0..).take_while(|number| code.values.contains_key(&(MODULE, &*format!("SCHEMA_{number}")))).count();
        let cells = (0..count).map(|_| leak(OnceLock::new())).collect();
        let schemas = Self { code, cells, patterns: RefCell::default() };
        // Parts of a schema mostly have higher numbers than the schema: they are read first.
        for (number, cell) in schemas.cells.iter().enumerate().rev() {
            let schema = Data::read(&schemas, &code.value(MODULE, &format!("SCHEMA_{number}"))?)?;
            let _ = cell.set(schema);
        }
        Ok(schemas)
    }

    /// The pattern that a module has under a name.
    pub(crate) fn pattern(&self, module: &str, expr: &Expr) -> Read<&'static Pattern> {
        let key = (module.to_owned(), name(inner(expr))?);
        if let Some(known) = self.patterns.borrow().get(&key) {
            return Ok(known);
        }
        let pattern = leak(Pattern::read(self, &self.code.value(module, &key.1)?)?);
        self.patterns.borrow_mut().insert(key, pattern);
        Ok(pattern)
    }
}

impl<'c> Data<Schemas<'c>> for Schema {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        Data::read(schemas, argument(expr)?).map(Schema::new)
    }
}

/// The schema that `&SCHEMA_1` means, or one that stands there itself.
impl<'c> Data<Schemas<'c>> for &'static Schema {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        let expr = inner(expr);
        let Expr::Path(_) = expr else { return Data::read(schemas, expr).map(leak) };
        let name = name(expr)?;
        let number = name.strip_prefix("SCHEMA_").and_then(|number| number.parse::<usize>().ok());
        let cell = number.and_then(|number| schemas.cells.get(number)).ok_or_else(|| other("a schema", expr))?;
        Ok(cell.get().unwrap_or_else(|| leak(Schema::new(vec![Rule::new(0, Keyword::Deferred(cell))].leak()))))
    }
}

impl<'c> Data<Schemas<'c>> for Rule {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        match arguments(expr)?[..] {
            [line, keyword] => Ok(Rule::new(Data::read(schemas, line)?, Data::read(schemas, keyword)?)),
            _ => Err(other("a rule", expr)),
        }
    }
}

variants! {
    Keyword, "a keyword" {
        Never, UniqueItems, Type(types), Enum(values), Const(value), Default(value), MinLength(min), MaxLength(max),
        Pattern(pattern), Format(format), MultipleOf(step), MinItems(min), MaxItems(max), MinProperties(min),
        MaxProperties(max), PrefixItems(items), PropertyNames(names), Required(names), DependentRequired(names),
        DependentSchemas(named), AllOf(parts), AnyOf(parts), OneOf(parts), Not(schema), Reference(schema),
        Minimum { limit, exclusive }, Maximum { limit, exclusive }, Items { from, item }, Contains { item, min, max },
        Properties { named, patterns, additional }, Choice { property, options }, If { condition, then, otherwise },
        UnevaluatedProperties { of, field }, UnevaluatedItems { of, item },
    }
    Type, "a type" { Null, Boolean, Integer, Number, String, Array, Object }
    Number, "a number" { Whole(number), Float(number) }
    Literal, "a literal" { Null, Boolean(value), Number(value), Text(value), List(values), Object(fields) }
    Matcher, "a pattern" { BytePattern(pattern), Literals(texts), Table(table) }
}

structs! {
    Decimal { mantissa, exponent }
    Pattern { source, matcher }
    Table { classes, width, next, accepts, start, chain }
}

impl<'c> Data<Schemas<'c>> for &'static Pattern {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        schemas.pattern(MODULE, expr)
    }
}

impl<'c> Data<Schemas<'c>> for &'static Table {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        Data::read(schemas, inner(expr)).map(leak)
    }
}

impl<'c> Data<Schemas<'c>> for &'static [u8; 256] {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        let classes: &'static [u8] = Data::read(schemas, expr)?;
        classes.try_into().map_err(|_| other("256 classes", expr))
    }
}

impl<'c> Data<Schemas<'c>> for &'static BytePattern {
    fn read(schemas: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        let bytes = |expr: &Expr| match literal(expr) {
            Some((Lit::ByteStr(bytes), false)) => Ok(bytes.value()),
            _ => Err(other("bytes", expr)),
        };
        let [ranges, head, rest, min, max] = arguments(inner(expr))?[..] else {
            return Err(other("five arguments", expr));
        };
        let ranges: Vec<Vec<u8>> = list(ranges)?.map(bytes).collect::<Read<_>>()?;
        let ranges: Vec<&[u8]> = ranges.iter().map(Vec::as_slice).collect();
        let (head, rest) = (Data::read(schemas, head)?, Data::read(schemas, rest)?);
        Ok(leak(BytePattern::new(&ranges, head, rest, Data::read(schemas, min)?, Data::read(schemas, max)?)))
    }
}

/// `runtime::format::DATE`.
impl<'c> Data<Schemas<'c>> for Format {
    fn read(_: &Schemas<'c>, expr: &Expr) -> Read<Self> {
        let wanted = name(expr)?;
        let known = format::ALL.iter().find(|one| one.name.replace('-', "_").to_uppercase() == wanted);
        known.copied().ok_or_else(|| Unreadable::new("a format", wanted))
    }
}
