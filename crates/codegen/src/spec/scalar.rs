use std::borrow::Cow;

use serde_json::Number;

use super::node::{Numeral, Value};

/// The value of a scalar by the core schema of YAML 1.2, of which JSON is a part; `None` for a tag without a JSON type.
pub(super) fn resolve(text: Cow<'_, str>, is_plain: bool, tag: Option<(bool, &str)>) -> Option<Value> {
    match tag {
        Some((true, "str")) => Some(Value::Text(text.into_owned())),
        Some((true, "null" | "bool" | "int" | "float")) => match plain(&text) {
            Value::Text(_) => None,
            value => Some(value),
        },
        Some((false, "")) | None if is_plain => Some(plain(&text)),
        Some((false, "")) | None => Some(Value::Text(text.into_owned())),
        Some(_) => None,
    }
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ => number(text).map_or_else(|| Value::Text(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Numeral> {
    let exact = |value| Numeral { value, digits: None };
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix).filter(|digits| !digits.starts_with('+')) {
            return u64::from_str_radix(digits, radix).ok().map(|value| exact(value.into()));
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !unsigned.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    if let Ok(value) = whole {
        return Some(exact(value));
    }
    let float: f64 = text.parse().ok()?;
    let is_rounded = significant(text) != significant(&format!("{float:e}"));
    Some(Numeral { value: Number::from_f64(float)?, digits: is_rounded.then(|| text.into()) })
}

/// The digits of a number without zeros before and after them.
fn significant(text: &str) -> String {
    let digits: String = text.chars().take_while(|c| !matches!(c, 'e' | 'E')).filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> serde_json::Value {
        let value = resolve(text.into(), true, None).unwrap();
        super::super::Node { position: Default::default(), value }.to_json()
    }

    #[test]
    fn a_country_or_a_version_is_not_taken_for_a_boolean_or_a_number() {
        for text in
            ["no", "yes", "on", "0.1.0", "2020-04-13T01:59Z", "-", ".", "1_000", "0x", "0b1", "1e", "+-1", "inf"]
        {
            assert_eq!(json(text), serde_json::Value::from(text), "{text}");
        }
    }

    #[test]
    fn numbers_keep_their_values() {
        assert_eq!(json("255"), serde_json::json!(255));
        assert_eq!(json("-1"), serde_json::json!(-1));
        assert_eq!(json("0x10"), serde_json::json!(16));
        assert_eq!(json("0.5"), serde_json::json!(0.5));
        assert_eq!(json("1e3"), serde_json::json!(1000.0));
        assert_eq!(json("18446744073709551615"), serde_json::json!(u64::MAX));
    }

    #[test]
    fn digits_that_are_rounded_are_kept() {
        for text in ["18446744073709551617", "0.1000000000000000055", "1e-400"] {
            assert_eq!(number(text).unwrap().digits.as_deref(), Some(text));
        }
        for text in ["18446744073709551615", "0.1", "-00.100e5", "1e300", "1.7976931348623157e308", "0.0", "0xFF"] {
            assert_eq!(number(text).unwrap().digits, None, "{text}");
        }
    }
}
