//! A record as a JSON object, read straight into the columns of the document. Nothing in it is an error of JSON as
//! long as the syntax holds: a value of the wrong type is told like any other violation.

use std::fmt;

use deskledger::ConnectionRecord;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::record::{Cell, Cells};
use super::source::Rows;

/// Reads the next value of JSON: a record, or what is wrong with it.
pub(super) struct Object<'r>(pub(super) &'r mut dyn Rows);

/// A value of JSON; an object where a record is expected is a row.
enum Json {
    Cell(Cell),
    Record(Box<Cells>),
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Result<ConnectionRecord, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match deserializer.deserialize_any(JsonVisitor { rows: Some(self.0) })? {
            Json::Record(cells) => Ok(cells.into_record()),
            Json::Cell(cell) => Ok(Err(format!("expected a record, found {}", in_words(&cell)))),
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(JsonVisitor { rows: None })? {
            Json::Cell(cell) => Ok(cell),
            Json::Record(_) => Ok(Cell::Other("an object")),
        }
    }
}

/// Takes any value. An object is read as a record where unknown keys have somewhere to go, else it is passed over.
struct JsonVisitor<'r> {
    rows: Option<&'r mut dyn Rows>,
}

fn in_words(cell: &Cell) -> &'static str {
    match cell {
        Cell::Absent => "null",
        Cell::Untyped(_) | Cell::Text(_) => "text",
        Cell::Int(_) | Cell::Number(_) => "a number",
        Cell::Boolean(_) => "true or false",
        Cell::Other(what) => what,
    }
}

impl<'de> Visitor<'de> for JsonVisitor<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let Some(rows) = self.rows else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Json::Cell(Cell::Other("an object")));
        };
        let mut cells = Box::new(Cells::new());
        while let Some(column) = map.next_key_seed(Key(rows))? {
            match column {
                Some(column) => cells.put(column, map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Json::Record(cells))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Cell(Cell::Other("a list")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Text(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Text(text)))
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Absent))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Boolean(value)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Int(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Cell(i64::try_from(number).map_or(Cell::Number(number as f64), Cell::Int)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Number(number)))
    }
}

/// Reads a key: the column of that name, or none.
struct Key<'r>(&'r mut dyn Rows);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        let column = Cells::column(name);
        if column.is_none() {
            self.0.ignored(name);
        }
        Ok(column)
    }
}
