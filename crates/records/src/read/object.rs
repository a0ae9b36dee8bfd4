//! A record as a JSON object, read straight into the columns of the document. Nothing in it is an error of JSON as
//! long as the syntax holds: a value of the wrong type is reported like any other violation.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::cells::{Cell, Cells};
use super::dates::Dates;
use super::row::{Field, Row};
use crate::message::Message;
use crate::messages;

/// Reads the next value of JSON: a record, or what is wrong with it.
pub(super) struct Object<'d>(pub(super) &'d Dates);

/// A value of JSON; an object where a record is expected is a row.
enum Json {
    Cell(Cell),
    /// With what is wrong with its names.
    Record(Box<Cells>, Result<(), Message>),
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Result<Row, Message>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match deserializer.deserialize_any(JsonVisitor { is_row: true })? {
            Json::Record(cells, repeated) => Ok(repeated.and_then(|()| cells.into_row(self.0))),
            Json::Cell(cell) => Ok(Err(messages::a_record(in_words(&cell)))),
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(JsonVisitor { is_row: false })? {
            Json::Cell(cell) => Ok(cell),
            Json::Record(..) => Ok(Cell::other(messages::object())),
        }
    }
}

/// Takes any value. An object is read as a record where a row is expected, else it is passed over.
struct JsonVisitor {
    is_row: bool,
}

fn in_words(cell: &Cell) -> Message {
    match cell {
        Cell::Absent => messages::null(),
        Cell::Int(_) | Cell::Number(_) | Cell::Decimal(_) => messages::number(),
        Cell::Boolean(_) => messages::boolean(),
        Cell::Other(what) => (**what).clone(),
        Cell::Untyped(_) | Cell::Text(_) | Cell::Local(_) | Cell::Special(..) => messages::text(),
    }
}

/// The cells of each type of value.
macro_rules! cells {
    ($($visit:ident($($value:ident: $type:ty)?) => $cell:expr,)*) => {
        $(fn $visit<E: Error>(self, $($value: $type)?) -> Result<Json, E> {
            Ok(Json::Cell($cell))
        })*
    };
}

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        if !self.is_row {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Json::Cell(Cell::other(messages::object())));
        }
        let (mut cells, mut repeated) = (Box::new(Cells::new()), Ok(()));
        while let Some(key) = map.next_key_seed(Key)? {
            match key {
                Ok(column) => cells.put(column, map.next_value()?),
                Err(name) => {
                    if let Some(value) = field(map.next_value()?) {
                        repeated = repeated.and(cells.put_extra_once(name, value));
                    }
                }
            }
        }
        Ok(Json::Record(cells, repeated))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Cell(Cell::other(messages::list())))
    }

    cells! {
        visit_str(text: &str) => Cell::Text(text.to_owned()),
        visit_string(text: String) => Cell::Text(text),
        visit_unit() => Cell::Absent,
        visit_bool(value: bool) => Cell::Boolean(value),
        visit_i64(number: i64) => Cell::Int(number),
        visit_u64(number: u64) => i64::try_from(number).map_or(Cell::Number(number as f64), Cell::Int),
        visit_f64(number: f64) => Cell::Number(number),
    }
}

/// A value that the document does not know.
fn field(value: serde_json::Value) -> Option<Field> {
    use serde_json::Value;
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => Field::Boolean(value),
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) => Field::Text(text),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Field::Int(whole),
            (None, Some(fraction)) if number.is_f64() => Field::Number(fraction),
            _ => Field::Text(number.to_string()),
        },
        nested => Field::Text(nested.to_string()),
    })
}

/// Reads a key: the column that it names, or the key itself.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Result<usize, Arc<str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Result<usize, Arc<str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cells::column(name).ok_or_else(|| name.trim().into()))
    }
}
