use deskledger_runtime::json_schema;

use super::range::report_empty;
use crate::messages;
use crate::model::types::{Int, Lines, Number};
use crate::schema_keywords::step;
use crate::spec::{Object, Source};

/// The keywords of bounds that a violation may name.
const BOUNDS: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

pub(super) fn int<'s>(source: &mut Source<'s>, schema: Object<'s>) -> Option<Int> {
    let (low, high) = match schema.text(source, "format") {
        None | Some("int64") => (None, None),
        Some("int32") => (Some(i64::from(i32::MIN)), Some(i64::from(i32::MAX))),
        Some(other) => {
            let found = messages::one_of_two_formats("int32", "int64", other);
            source.warn("unknown-format", schema.position("format"), found, messages::write_one_of_the_two());
            (None, None)
        }
    };
    // A bound between two whole numbers is the next one inside.
    let mut bound = |name: &'static str, exclusive: &'static str, inwards: i64| {
        let is_exclusive = schema.is(source, exclusive);
        let value = schema.number(source, name)?;
        let whole = value.as_i64().or_else(|| {
            let value = value.as_f64()?;
            let inside = if inwards > 0 { value.ceil() } else { value.floor() };
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
            (inside.abs() < 9.0e18).then_some(inside as i64)
        });
        let Some(whole) = whole else {
            let (position, found) = (schema.position(name), messages::beyond_64_bits(value.to_string()));
            return match value.as_f64().is_some_and(|value| (value > 0.0) == (inwards < 0)) {
                true => source.leave_out(name, position, found, messages::all_keep_it()),
                false => source.refuse(name, position, found, messages::none_keeps_it()),
            };
        };
        let is_itself = value.as_f64().is_some_and(|value| value.fract() == 0.0);
        Some(if is_exclusive && is_itself { whole.saturating_add(inwards) } else { whole })
    };
    let min = bound("minimum", "exclusiveMinimum", 1);
    let max = bound("maximum", "exclusiveMaximum", -1);
    let rule = Int {
        min: min.into_iter().chain(low).max(),
        max: max.into_iter().chain(high).min(),
        multiple_of: schema.number(source, "multipleOf").and_then(whole_step),
        lines: lines(schema, &BOUNDS),
    };
    // The bounds of the format count, too.
    if let (Some(min), Some(max)) = (rule.min, rule.max)
        && min > max
    {
        let found = messages::below_lower_bound(messages::a("maximum"), "minimum", min, max);
        source.report("empty-range", schema.position("maximum"), found, messages::change_one());
    }
    if schema.get("multipleOf").is_some() && rule.multiple_of.is_none_or(|step| step <= 0) {
        let (found, hint) = (messages::no_whole_step(), messages::write_one_such_as("5"));
        return source.refuse("multipleOf", schema.position("multipleOf"), found, hint);
    }
    Some(rule)
}

/// The step of the whole numbers among the multiples of a number: 3 of 1.5, 1 of 0.5.
fn whole_step(number: &serde_json::Number) -> Option<i64> {
    let step = step(number)?;
    let power = 10_u64.checked_pow(step.exponent.unsigned_abs())?;
    let whole = if step.exponent >= 0 {
        step.mantissa.checked_mul(power)?
    } else {
        let (mut divisor, mut rest) = (step.mantissa, power);
        while rest > 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        step.mantissa / divisor
    };
    i64::try_from(whole).ok()
}

pub(super) fn number<'s>(source: &mut Source<'s>, schema: Object<'s>) -> Option<Number> {
    if let Some(other) = schema.text(source, "format").filter(|format| !["double", "float"].contains(format)) {
        let found = messages::one_of_two_formats("double", "float", other);
        source.warn("unknown-format", schema.position("format"), found, messages::write_one_of_the_two());
    }
    let rule = Number {
        min: schema.number(source, "minimum").map(json_schema::Number::of),
        exclusive_min: schema.is(source, "exclusiveMinimum"),
        max: schema.number(source, "maximum").map(json_schema::Number::of),
        exclusive_max: schema.is(source, "exclusiveMaximum"),
        multiple_of: schema.number(source, "multipleOf").and_then(step),
        lines: lines(schema, &BOUNDS),
    };
    report_empty(source, schema.node, &["maximum"]);
    if schema.get("multipleOf").is_some() && rule.multiple_of.is_none() {
        let (found, hint) = (messages::no_step(), messages::write_one_such_as("0.5"));
        return source.refuse("multipleOf", schema.position("multipleOf"), found, hint);
    }
    Some(rule)
}

/// Positions of the keywords of a rule.
pub(super) fn lines(schema: Object<'_>, keywords: &[&'static str]) -> Lines {
    let line = |name: &str| {
        let (key, _) = schema.node.entries().iter().find(|(key, _)| key.name == name)?;
        Some(key.position.line)
    };
    keywords.iter().filter_map(|name| Some((*name, line(name)?))).collect()
}
