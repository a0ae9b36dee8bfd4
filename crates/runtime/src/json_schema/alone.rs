//! Rules that look at one value alone, and what a look at a value weighs.

use super::data::{Data, Items, JsonNumber, Named, Node};
use super::schema::{Keyword, Literal, MAX_LEVELS, Schema, Type};
use crate::constraint::number::{compare, is_at_least, is_at_most};
use crate::constraint::text::{is_long_enough, is_short_enough};
use crate::typed::Visits;

/// How many bytes of a text weigh as much as a part of a value. Shorter ones are passed as soon as it is counted.
const BYTES: usize = 256;

/// Cost of a look at every part of a value.
pub(super) fn parts<'v>(value: impl Data<'v>) -> usize {
    weight(value)
        + match value.node() {
            Node::List(items) => items.iter().map(parts).sum(),
            Node::Object(fields) => fields.iter().map(|(_, field)| parts(field)).sum(),
            _ => 0,
        }
}

/// Cost of a look at a value, without its parts.
pub(super) fn weight<'v>(value: impl Data<'v>) -> usize {
    1 + match value.node() {
        Node::List(items) => items.len(),
        Node::Object(fields) => fields.others(),
        Node::Text(text) => text.len() / BYTES,
        _ => 0,
    }
}

/// Counts a look at a text that is long; `false` beyond the limit.
#[inline(always)]
pub(super) fn is_text_counted(text: &str) -> bool {
    text.len() < BYTES || Visits::count(text.len() / BYTES)
}

#[inline(always)]
pub(super) fn is_plain_text_kept(schema: &Schema, text: &str) -> bool {
    let (min, max) = schema.plan.length;
    is_long_enough(text, min)
        && is_short_enough(text, max)
        && schema.plan.pattern.is_none_or(|pattern| pattern.is_match(text))
}

#[inline]
pub(super) fn is_text_kept(keyword: &Keyword, text: &str) -> Option<bool> {
    Some(match *keyword {
        Keyword::MinLength(min) => is_long_enough(text, min),
        Keyword::MaxLength(max) => is_short_enough(text, max),
        Keyword::Pattern(pattern) => pattern.is_match(text),
        Keyword::Format(format) => (format.is_valid)(text),
        _ => return None,
    })
}

#[inline]
pub(super) fn is_number_kept(keyword: &Keyword, value: impl JsonNumber) -> Option<bool> {
    Some(match *keyword {
        Keyword::Minimum { limit, exclusive } => is_at_least(value, limit, exclusive),
        Keyword::Maximum { limit, exclusive } => is_at_most(value, limit, exclusive),
        Keyword::MultipleOf(step) => step.divides(value),
        _ => return None,
    })
}

/// Whether an object has the fields and the constants of an alternative, so that the others are not followed into all its parts.
pub(super) fn is_possible<'v>(schema: &Schema, value: impl Data<'v>, level: usize) -> bool {
    let Node::Object(fields) = value.node() else { return true };
    let is_stated = |schema: &Schema, field| {
        schema.rules.iter().all(|rule| match rule.keyword {
            Keyword::Const(literal) => is_literal(field, &literal),
            Keyword::Enum(literals) => literals.iter().any(|literal| is_literal(field, literal)),
            _ => true,
        })
    };
    level >= MAX_LEVELS
        || !Visits::count(1)
        || schema.rules.iter().all(|rule| match rule.keyword {
            Keyword::Required(names) => names.iter().all(|name| fields.has(name)),
            Keyword::Properties { named, .. } => {
                named.iter().all(|(name, schema)| fields.get(name).is_none_or(|field| is_stated(schema, field)))
            }
            Keyword::Reference(schema) => is_possible(schema, value, level + 1),
            _ => true,
        })
}

/// The alternative that a field names.
pub(super) fn chosen<'v>(
    property: &str,
    options: &[(&str, &'static Schema)],
    fields: impl Named<'v>,
) -> Option<&'static Schema> {
    let Node::Text(name) = fields.get(property)?.node() else { return None };
    options.iter().find(|(one, _)| *one == &*name).map(|(_, schema)| *schema)
}

pub(super) fn is_type<'v>(one: Type, value: impl Data<'v>) -> bool {
    match value.node() {
        Node::Null => one == Type::Null,
        Node::Boolean(_) => one == Type::Boolean,
        Node::Number(value) => one == Type::Number || (one == Type::Integer && value.is_whole()),
        Node::Text(_) => one == Type::String,
        Node::List(_) => one == Type::Array,
        Node::Object(_) => one == Type::Object,
    }
}

/// Whether a value is the one of the document: numbers by value, objects without order.
pub(super) fn is_literal<'v>(value: impl Data<'v>, literal: &Literal) -> bool {
    match (value.node(), literal) {
        (Node::Null, Literal::Null) => true,
        (Node::Boolean(value), Literal::Boolean(literal)) => value == *literal,
        (Node::Number(value), Literal::Number(literal)) => compare(value, *literal).is_some_and(|order| order.is_eq()),
        (Node::Text(value), Literal::Text(literal)) => &*value == *literal,
        (Node::List(values), Literal::List(literals)) => {
            values.len() == literals.len()
                && values.iter().zip(*literals).all(|(value, literal)| is_literal(value, literal))
        }
        (Node::Object(values), Literal::Object(literals)) => {
            values.len() == literals.len()
                && literals
                    .iter()
                    .all(|(name, literal)| values.get(name).is_some_and(|value| is_literal(value, literal)))
        }
        _ => false,
    }
}
