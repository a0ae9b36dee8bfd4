use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::value::{Num, Typed, View};

/// The value as JSON.
pub fn to_vec(value: &dyn Typed) -> Vec<u8> {
    serde_json::to_vec(&Written(value.view())).unwrap_or_default()
}

/// The value as one of any type.
pub fn to_value(value: &dyn Typed) -> Value {
    View::to_value(value.view())
}

/// The value as JSON, with the fields that one of any type has beside it, made from the same value: digits of numbers are lost in
/// that one.
pub(crate) fn to_vec_filled(value: &dyn Typed, filled: &Value) -> Vec<u8> {
    serde_json::to_vec(&Filled(value.view(), filled)).unwrap_or_default()
}

impl View<'_> {
    /// The value as one of any type.
    pub(crate) fn to_value(self) -> Value {
        serde_json::to_value(Written(self)).unwrap_or_default()
    }
}

/// The one writer of all types.
pub(super) struct Written<'v>(pub(super) View<'v>);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Null => serializer.serialize_unit(),
            View::Boolean(value) => serializer.serialize_bool(value),
            View::Number(Num::Int(value)) => serializer.serialize_i64(value),
            View::Number(Num::Unsigned(value)) => serializer.serialize_u64(value),
            View::Number(Num::Float(value)) => serializer.serialize_f64(value),
            View::Digits(text, number) => match serde_json::value::RawValue::from_string(text.to_owned()) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => Written(View::Number(number)).serialize(serializer),
            },
            View::Text(text) => serializer.serialize_str(text),
            View::List(list) => {
                let mut out = serializer.serialize_seq(Some(list.len()))?;
                for item in (0..list.len()).filter_map(|index| list.get(index)) {
                    out.serialize_element(&Written(item.view()))?;
                }
                out.end()
            }
            View::Object(fields) => {
                let mut out = serializer.serialize_map(None)?;
                for (name, value) in fields.iter() {
                    out.serialize_entry(name, &Written(value.view()))?;
                }
                out.end()
            }
        }
    }
}

/// A value, and what it is with further fields.
struct Filled<'v>(View<'v>, &'v Value);

impl Serialize for Filled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.0, self.1) {
            (View::List(list), Value::Array(filled)) => {
                let items = filled.iter().enumerate();
                let items = items.filter_map(|(index, filled)| Some(Filled(list.get(index)?.view(), filled)));
                serializer.collect_seq(items)
            }
            (View::Object(fields), Value::Object(filled)) => {
                let mut out = serializer.serialize_map(None)?;
                for (name, filled) in filled {
                    match fields.get(name) {
                        Some(value) => out.serialize_entry(name, &Filled(value.view(), filled))?,
                        None => out.serialize_entry(name, filled)?,
                    }
                }
                out.end()
            }
            (view, _) => Written(view).serialize(serializer),
        }
    }
}
