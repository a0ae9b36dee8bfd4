use serde_json::{Map, Number, Value};

use super::style::{Json, Style};
use crate::percent::percent_encode;

/// Writes a value as the one text that it stands in: a path segment (encoded) or a header (not encoded).
pub(crate) fn to_text(rule: &Json, name: &str, value: &Value, is_encoded: bool) -> String {
    let encode = |text: &str| if is_encoded { percent_encode(text) } else { text.to_owned() };
    let (mark, between) = match rule.style {
        Style::Json => return encode(&value.to_string()),
        Style::Label => (".", if rule.explode { "." } else { "," }),
        Style::Matrix => (";", if rule.explode { ";" } else { "," }),
        _ => ("", ","),
    };
    let is_matrix = rule.style == Style::Matrix;
    let own = |text: String| if is_matrix { format!("{}={text}", encode(name)) } else { text };
    let plain = |value: &Value| encode(&leaf(value));
    let fields = |fields: &Map<String, Value>, is: &str| {
        joined(fields.iter().map(|(name, value)| format!("{}{is}{}", encode(name), plain(value))), between)
    };
    let body = match value {
        Value::Array(items) if rule.explode => joined(items.iter().map(|item| own(plain(item))), between),
        Value::Array(items) => own(joined(items.iter().map(plain), between)),
        Value::Object(object) if rule.explode => fields(object, "="),
        Value::Object(object) => own(fields(object, ",")),
        value => own(plain(value)),
    };
    format!("{mark}{body}")
}

/// Names and values of a query, encoded.
type Written = Vec<(String, String)>;

/// Writes a value as the pairs of a form.
pub(crate) fn to_form(rule: &Json, name: &str, value: &Value) -> Written {
    match value {
        Value::Object(fields) if rule.style == Style::DeepObject => {
            let mut out = Written::new();
            fields.iter().for_each(|(name, value)| deep(&percent_encode(name), value, &mut out));
            out
        }
        value => to_pairs(rule, name, value),
    }
}

/// Writes a value as pairs of a query.
pub(crate) fn to_pairs(rule: &Json, name: &str, value: &Value) -> Written {
    let pair = |name: &str, value: String| (percent_encode(name), value);
    let plain = |value: &Value| percent_encode(&leaf(value));
    let between = match rule.style {
        Style::Json => return vec![pair(name, percent_encode(&value.to_string()))],
        Style::DeepObject => {
            let mut out = Written::new();
            deep(&percent_encode(name), value, &mut out);
            return out;
        }
        // Encoded, as RFC 3986 asks for, unless an item with the delimiter in it could then not be distinguished.
        Style::SpaceDelimited if holds(value, ' ') => "+",
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited if holds(value, '|') => "|",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    let spread = |name: &str, value: &Value| match value {
        Value::Array(items) => items.iter().map(|item| pair(name, plain(item))).collect(),
        value => vec![pair(name, plain(value))],
    };
    match value {
        Value::Object(fields) if rule.style == Style::Form && rule.explode => {
            fields.iter().flat_map(|(name, value)| spread(name, value)).collect()
        }
        value if rule.style == Style::Form && rule.explode => spread(name, value),
        Value::Array(items) => vec![pair(name, joined(items.iter().map(plain), between))],
        Value::Object(fields) => {
            let fields = fields.iter().flat_map(|(name, value)| [percent_encode(name), plain(value)]);
            vec![pair(name, joined(fields, between))]
        }
        value => vec![pair(name, plain(value))],
    }
}

fn deep(name: &str, value: &Value, out: &mut Written) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(field, value)| {
            deep(&format!("{name}%5B{}%5D", percent_encode(field)), value, out);
        }),
        // The fields of an object in a list belong together by its number.
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| match item {
            Value::Object(_) => deep(&format!("{name}%5B{index}%5D"), item, out),
            item => out.push((format!("{name}%5B%5D"), percent_encode(&leaf(item)))),
        }),
        value => out.push((name.to_owned(), percent_encode(&leaf(value)))),
    }
}

/// Whether the style distinguishes the parts of a value, which are not encoded in a header; a delimiter that is encoded counts as one where
/// it may be written so.
pub(crate) fn keeps_parts(rule: &Json, is_header: bool, value: &Value) -> bool {
    let is_alone = matches!(value, Value::Array(items) if items.len() == 1);
    let is_part = |text: &str, others: &[char]| match rule.style {
        _ if is_header => text == text.trim_matches([' ', '\t']) && !text.contains(others),
        Style::SpaceDelimited if is_alone => !text.contains(' '),
        Style::PipeDelimited if is_alone => !text.contains('|'),
        _ => true,
    };
    let is_joined = is_header || !(rule.explode && rule.style == Style::Form);
    match (rule.style, value) {
        (Style::Json | Style::DeepObject | Style::Label | Style::Matrix, _) => true,
        // A single empty item is written as no item.
        (_, Value::Array(items)) if is_joined => {
            items.iter().map(leaf).all(|item| is_part(&item, &[',']) && !(is_alone && item.is_empty()))
        }
        (_, Value::Object(fields)) if is_header => fields.iter().all(|(name, value)| {
            is_part(name, if rule.explode { &[',', '='] } else { &[','] }) && is_part(&leaf(value), &[','])
        }),
        _ => true,
    }
}

/// Whether an item or a field of a value has a character in it.
fn holds(value: &Value, one: char) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| leaf(item).contains(one)),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains(one) || leaf(value).contains(one)),
        _ => false,
    }
}

/// A plain value as text; a list or an object inside another one is JSON.
fn leaf(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Number(number) => number_text(number),
        value => value.to_string(),
    }
}

/// A number as text. A whole one has no fraction, as readers expect it.
pub(super) fn number_text(number: &Number) -> String {
    match number.as_f64().filter(|value| number.is_f64() && value.fract() == 0.0) {
        Some(value) => value.to_string(),
        None => number.to_string(),
    }
}

fn joined(pieces: impl Iterator<Item = String>, between: &str) -> String {
    pieces.collect::<Vec<_>>().join(between)
}
