//! Rules of the document, applied at generation: to defaults, examples and fixed values.

use deskledger_runtime::json_schema::Number;

use super::types::{Shape, Text};

/// The problem of a value, given as on the wire.
///
/// Formats are left to the runtime, which has the functions that know them.
pub(crate) fn complaint(shape: &Shape, value: &str) -> Option<String> {
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
                return Some(format!("expected a number inside its exclusive bounds, found {value}"));
            }
            bounds(value, rule.min, rule.max)
        }
        Shape::Boolean | Shape::List(_) | Shape::Json(_) | Shape::Parts(_) | Shape::Raw => None,
    }
}

fn text(rule: &Text, value: &str) -> Option<String> {
    let length = value.chars().count();
    let expected = if length < rule.min {
        format!("at least {} characters", rule.min)
    } else if rule.max.is_some_and(|max| length > max) {
        format!("at most {} characters", rule.max.unwrap_or_default())
    } else if !rule.one_of.is_empty() && !rule.one_of.iter().any(|one| one == value) {
        format!("one of {}", rule.one_of.join(", "))
    } else {
        let pattern = rule.pattern.as_ref().filter(|pattern| !pattern.table.is_match(value))?;
        format!("text that matches {}", pattern.source)
    };
    Some(format!("expected {expected}, found {value:?}"))
}

fn bounds<V: PartialOrd + std::fmt::Display>(value: V, min: Option<V>, max: Option<V>) -> Option<String> {
    let below = min.filter(|min| value < *min).map(|min| format!("expected a number of at least {min}, found {value}"));
    below.or_else(|| {
        max.filter(|max| value > *max).map(|max| format!("expected a number of at most {max}, found {value}"))
    })
}

fn not_a_multiple(value: i64, step: i64) -> String {
    format!("expected a multiple of {step}, found {value}")
}
