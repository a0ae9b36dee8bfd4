//! A record as a JSON object, read straight into the columns of the document. Nothing in it is an error of JSON as
//! long as the syntax holds: a value of the wrong type is reported like any other violation.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::cells::{Cell, Cells};
use super::dates::Dates;
use super::digits::digits;
use super::row::{Field, Row};
use super::time_zone::TimeZone;
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
                Ok((column, zone)) => {
                    cells.put(column, map.next_value()?);
                    if let Some(zone) = zone {
                        repeated = repeated.and(cells.set_zone(zone));
                    }
                }
                Err(name) => {
                    let raw: Box<RawValue> = map.next_value()?;
                    if let Some(value) = field(raw.get()).map_err(|error| Error::custom(what(&error)))? {
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

/// A value that the document does not know, with all its digits.
fn field(raw: &str) -> Result<Option<Field>, serde_json::Error> {
    Ok(match raw.as_bytes().first() {
        Some(b'n') => None,
        Some(b't' | b'f') => Some(Field::Boolean(raw == "true")),
        Some(b'"') => Some(serde_json::from_str(raw)?).filter(|text: &String| !text.is_empty()).map(Field::Text),
        Some(b'{' | b'[') => Some(Field::Text(compact(raw))),
        _ => Some(number(raw)),
    })
}

/// A number where it keeps all its digits, else the digits as text.
fn number(raw: &str) -> Field {
    if let Ok(whole) = raw.parse() {
        return Field::Int(whole);
    }
    match raw.parse::<f64>() {
        Ok(number) if raw.contains(['.', 'e', 'E']) && digits(&format!("{number:e}")) == digits(raw) => {
            Field::Number(number)
        }
        _ => Field::Text(raw.to_owned()),
    }
}

/// A list or an object without the spaces between its parts.
fn compact(raw: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let is_kept = |letter: &char| {
        let is_kept = is_text || !letter.is_ascii_whitespace();
        is_text ^= *letter == '"' && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        is_kept
    };
    raw.chars().filter(is_kept).collect()
}

/// What is wrong with JSON, without the place in the text.
pub(super) fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(&*text, |(what, _)| what).to_owned()
}

/// Reads a key: the column that it names, with its time zone, or the key itself.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Result<(usize, Option<TimeZone>), Arc<str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Result<(usize, Option<TimeZone>), Arc<str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cells::column(name).ok_or_else(|| name.trim().into()))
    }
}
