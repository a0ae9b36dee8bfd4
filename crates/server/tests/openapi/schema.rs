//! The type and rules of a parameter as a schema, by utoipa.

use deskledger::json_schema::Number as Limit;
use deskledger::runtime::{Int, Number, Shape, Text};
use serde_json::{Value, json};
use utoipa::Number as Bound;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr, SchemaFormat};

/// The schema of a parameter, with its default as on the wire.
pub(crate) fn of(shape: Shape, default: Option<&str>) -> Schema {
    let default = default.map(|default| value(shape, default));
    match shape {
        Shape::Text(rule) => text(rule).default(default).into(),
        Shape::Int(rule) => int(rule).default(default).into(),
        Shape::Number(rule) => number(rule).default(default).into(),
        Shape::Boolean(_) => ObjectBuilder::new().schema_type(Type::Boolean).default(default).into(),
        Shape::List { min, max, unique, item, .. } => {
            let items = of(*item, None);
            ArrayBuilder::new()
                .items(RefOr::T(items))
                .min_items(Some(min))
                .max_items(max)
                .unique_items(unique)
                .default(default)
                .into()
        }
        _ => ObjectBuilder::new().into(),
    }
}

/// A value as on the wire, as JSON of its type.
pub(crate) fn value(shape: Shape, text: &str) -> Value {
    let read = match shape {
        Shape::Int(_) | Shape::Number(_) | Shape::Boolean(_) => serde_json::from_str(text).ok(),
        _ => None,
    };
    read.unwrap_or_else(|| json!(text))
}

/// The type of a header by its name.
pub(crate) fn kind(name: &str) -> Type {
    match name {
        "integer" => Type::Integer,
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        _ => Type::String,
    }
}

fn text(rule: &Text) -> ObjectBuilder {
    let one_of = (!rule.one_of.is_empty()).then(|| rule.one_of.iter().copied());
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(rule.min))
        .max_length(rule.max)
        .pattern(rule.pattern.map(|pattern| pattern.source))
        .format(rule.format.map(|format| SchemaFormat::Custom(format.name.to_owned())))
        .enum_values(one_of)
}

fn int(rule: &Int) -> ObjectBuilder {
    let bound = |bound: Option<i64>| bound.and_then(|bound| isize::try_from(bound).ok()).map(Bound::Int);
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(bound(rule.min))
        .maximum(bound(rule.max))
        .multiple_of(bound(rule.multiple_of))
}

fn number(rule: &Number) -> ObjectBuilder {
    let value = |number: Limit| match number {
        Limit::Whole(number) => Bound::Int(number as isize),
        Limit::Float(number) => Bound::Float(number),
    };
    let bound = |bound: Option<Limit>, wanted: bool| bound.filter(|_| wanted).map(value);
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .minimum(bound(rule.min, !rule.exclusive_min))
        .exclusive_minimum(bound(rule.min, rule.exclusive_min))
        .maximum(bound(rule.max, !rule.exclusive_max))
        .exclusive_maximum(bound(rule.max, rule.exclusive_max))
        .multiple_of(rule.multiple_of.map(|step| Bound::Float(step.mantissa as f64 * 10_f64.powi(step.exponent))))
}
