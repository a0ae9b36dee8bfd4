//! Rules of the document, applied at generation: to defaults, examples and fixed values.

use deskledger_runtime::json_schema::Number;
use deskledger_runtime::list;
use deskledger_runtime::message::Message;

use super::types::{Shape, Text};
use crate::diagnostic::quoted;
use crate::messages;

/// The problem of a value, given as on the wire.
///
/// Formats are left to the runtime, which has the functions that know them.
pub(crate) fn complaint(shape: &Shape, value: &str) -> Option<Message> {
    match shape {
        Shape::Text(rule) => text(rule, value),
        Shape::Int(rule) => {
            let value: i64 = value.parse().ok()?;
            bounds(value, rule.min, rule.max)
                .or_else(|| rule.multiple_of.filter(|step| value % step != 0).map(|step| not_a_multiple(value, step)))
        }
        Shape::Number(rule) => {
            let value = Number::Float(value.parse().ok()?);
            let is_on = |bound: Option<Number>| bound == Some(value);
            if (rule.exclusive_min && is_on(rule.min)) || (rule.exclusive_max && is_on(rule.max)) {
                return Some(messages::exclusive_bounds(value.to_string()));
            }
            bounds(value, rule.min, rule.max)
        }
        Shape::Boolean | Shape::List(_) | Shape::Json(_) | Shape::Parts(_) | Shape::Raw => None,
    }
}

fn text(rule: &Text, value: &str) -> Option<Message> {
    let length = value.chars().count();
    let expected = if length < rule.min {
        messages::at_least_characters(rule.min)
    } else if rule.max.is_some_and(|max| length > max) {
        messages::at_most_characters(rule.max.unwrap_or_default())
    } else if !rule.one_of.is_empty() && !rule.one_of.iter().any(|one| one == value) {
        messages::one_of(list::unquoted(&rule.one_of, 0))
    } else {
        let pattern = rule.pattern.as_ref().filter(|pattern| !pattern.table.is_match(value))?;
        messages::matches(&pattern.source)
    };
    Some(messages::expected(expected, quoted(value)))
}

fn bounds<V: PartialOrd + std::fmt::Display>(value: V, min: Option<V>, max: Option<V>) -> Option<Message> {
    let below = min.filter(|min| value < *min).map(|min| messages::number_at_least(min.to_string()));
    let above = || max.filter(|max| value > *max).map(|max| messages::number_at_most(max.to_string()));
    below.or_else(above).map(|expected| messages::expected(expected, value.to_string()))
}

fn not_a_multiple(value: i64, step: i64) -> Message {
    messages::expected(messages::multiple_of(step), value)
}
