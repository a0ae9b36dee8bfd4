use std::borrow::Cow;

use serde_json::Number;

use super::node::Value;

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

fn number(text: &str) -> Option<Number> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix).filter(|digits| !digits.starts_with('+')) {
            return u64::from_str_radix(digits, radix).ok().map(Number::from);
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !unsigned.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    whole.ok().or_else(|| Number::from_f64(text.parse().ok()?))
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
}
