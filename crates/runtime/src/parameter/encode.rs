use serde_json::Value;

use super::style::{Json, Style};
use crate::percent::percent_encode;

/// Writes a value as the one text that it stands in: a path segment (encoded) or a header (not encoded).
pub(crate) fn to_text(rule: &Json, name: &str, value: &Value, is_encoded: bool) -> String {
    let encode = |text: &str| if is_encoded { percent_encode(text) } else { text.to_owned() };
    let mark = match rule.style {
        Style::Json => return encode(&value.to_string()),
        Style::Label => ".",
        Style::Matrix => ";",
        _ => "",
    };
    let between = match (rule.style, rule.explode) {
        (Style::Label, true) => ".",
        (Style::Matrix, true) => ";",
        _ => ",",
    };
    let is_matrix = rule.style == Style::Matrix;
    let own = |text: String| if is_matrix { format!("{name}={text}") } else { text };
    let body = match value {
        Value::Array(items) if is_matrix && rule.explode => {
            joined(items.iter().map(|item| own(encode(&leaf(item)))), between)
        }
        Value::Array(items) => own(joined(items.iter().map(|item| encode(&leaf(item))), between)),
        Value::Object(fields) if rule.explode => {
            joined(fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(&leaf(value)))), between)
        }
        Value::Object(fields) => own(joined(
            fields.iter().map(|(name, value)| format!("{},{}", encode(name), encode(&leaf(value)))),
            between,
        )),
        value => own(encode(&leaf(value))),
    };
    format!("{mark}{body}")
}

/// Writes a value as the pairs of a form, encoded.
pub(crate) fn to_form(rule: &Json, name: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) if rule.style == Style::DeepObject => {
            fields.iter().for_each(|(name, value)| deep(&percent_encode(name), value, out));
        }
        value => to_pairs(rule, name, value, out),
    }
}

/// Writes a value as pairs of a query, encoded.
pub(crate) fn to_pairs(rule: &Json, name: &str, value: &Value, out: &mut Vec<(String, String)>) {
    let between = match rule.style {
        Style::Json => return out.push((percent_encode(name), percent_encode(&value.to_string()))),
        Style::DeepObject => return deep(&percent_encode(name), value, out),
        // Encoded, as RFC 3986 asks for, unless an item with the delimiter in it could then not be distinguished.
        Style::SpaceDelimited if holds(value, ' ') => "+",
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited if holds(value, '|') => "|",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    let is_spread = rule.style == Style::Form && rule.explode;
    match value {
        Value::Array(items) if is_spread => {
            out.extend(items.iter().map(|item| (percent_encode(name), percent_encode(&leaf(item)))))
        }
        Value::Array(items) => {
            out.push((percent_encode(name), joined(items.iter().map(|item| percent_encode(&leaf(item))), between)));
        }
        Value::Object(fields) if is_spread => {
            for (name, value) in fields {
                match value {
                    Value::Array(items) => {
                        out.extend(items.iter().map(|item| (percent_encode(name), percent_encode(&leaf(item)))))
                    }
                    value => out.push((percent_encode(name), percent_encode(&leaf(value)))),
                }
            }
        }
        Value::Object(fields) => {
            let fields = fields.iter().flat_map(|(name, value)| [percent_encode(name), percent_encode(&leaf(value))]);
            out.push((percent_encode(name), joined(fields, between)));
        }
        value => out.push((percent_encode(name), percent_encode(&leaf(value)))),
    }
}

fn deep(name: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(field, value)| deep(&format!("{name}%5B{}%5D", percent_encode(field)), value, out));
        }
        // The fields of an object in a list belong together by its number.
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| match item {
            Value::Object(_) => deep(&format!("{name}%5B{index}%5D"), item, out),
            item => out.push((format!("{name}%5B%5D"), percent_encode(&leaf(item)))),
        }),
        value => out.push((name.to_owned(), percent_encode(&leaf(value)))),
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
        value => value.to_string(),
    }
}

fn joined(pieces: impl Iterator<Item = String>, between: &str) -> String {
    pieces.collect::<Vec<_>>().join(between)
}
