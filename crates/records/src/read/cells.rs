//! From the values of a row to a record: types by the columns of the document, then its rules.

use std::borrow::Cow;
use std::sync::Arc;

use deskledger::runtime::{DATE_TIME, Location};
use deskledger::{Column, ColumnKind, ConnectionRecord, DateTime, ParameterIn, Violation, Violations};
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::header;
use super::row::{Extra, Field, Row};
use crate::labels::Labels;
use crate::message::{Message, Part, broken_rules};
use crate::messages;

const COLUMNS: &[Column] = ConnectionRecord::COLUMNS;

/// Numbers up to here are whole in a binary fraction.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A value of a row.
#[derive(Clone, Debug, Default)]
pub(super) enum Cell {
    /// None.
    #[default]
    Absent,
    /// A cell of CSV: text that may mean a value of any type.
    Untyped(String),
    /// Text.
    Text(String),
    /// Whole number.
    Int(i64),
    /// Number with a fraction, or beyond the whole ones.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// What no column holds, in words.
    Other(Part),
}

/// The values of a row, by the columns of the document.
#[derive(Debug)]
pub(super) struct Cells {
    cells: [Cell; COLUMNS.len()],
    extra: Extra,
    broken: Broken,
}

/// What is wrong with a row so far.
#[derive(Debug)]
struct Broken {
    violations: Violations,
    /// What was found in some of the fields, where that is told in words.
    words: Vec<(&'static str, Part)>,
}

impl Cells {
    pub(super) fn new() -> Self {
        let broken = Broken { violations: Violations::new(), words: Vec::new() };
        Self { cells: std::array::from_fn(|_| Cell::Absent), extra: Extra::default(), broken }
    }

    /// The column of a field of that name, or with that heading.
    pub(super) fn column(name: &str) -> Option<usize> {
        COLUMNS.iter().position(|column| column.name == name).or_else(|| header::column(name))
    }

    /// Adds a value of a column that the document does not know.
    pub(super) fn put_extra(&mut self, name: Arc<str>, value: Field) {
        self.extra.push(name, value);
    }

    /// Fills in a value; that it was filled in already is a violation.
    pub(super) fn put(&mut self, column: usize, value: Cell) {
        let (Some(cell), Some(column)) = (self.cells.get_mut(column), COLUMNS.get(column)) else { return };
        if !matches!(cell, Cell::Absent) {
            self.broken.violations.push(Violation::hidden(at(column), "unique", messages::one_value()));
        }
        *cell = value;
    }

    /// The row, if its values have the right types and keep the rules of the document; else all that is wrong.
    pub(super) fn into_row(self) -> Result<Row, Message> {
        let Self { cells, extra, mut broken } = self;
        let values = cells.into_iter().zip(COLUMNS).filter_map(|(cell, column)| {
            let value = typed(cell, column, &mut broken);
            // A record is made all the same, to tell the violations of its other values too.
            let value = value.or_else(|| column.required.then(|| Cell::Text(String::new())));
            value.map(|value| (column.name, value))
        });
        let record = ConnectionRecord::deserialize(MapDeserializer::<_, Error>::new(values))
            .map_err(|error| messages::no_record(error.to_string()))?;
        let Broken { mut violations, words } = broken;
        if let Err(further) = record.check() {
            for violation in &further {
                if !violations.names(&violation.name) {
                    violations.push(violation.clone());
                }
            }
        }
        violations.into_result(Row { record, extra }).map_err(|violations| broken_rules(&violations, &words))
    }
}

fn at(column: &'static Column) -> Location {
    Location { place: ParameterIn::Body, name: column.name, line: 0 }
}

/// The value in the type of its column and in its one spelling; `None` if there is none or it is of another type.
fn typed(cell: Cell, column: &'static Column, broken: &mut Broken) -> Option<Cell> {
    let is_text = column.kind == ColumnKind::Text;
    let is_empty = match &cell {
        Cell::Absent => true,
        Cell::Untyped(text) | Cell::Text(text) => text.is_empty() || !is_text && text.trim().is_empty(),
        _ => false,
    };
    if is_empty {
        if column.required {
            broken.violations.push(Violation::hidden(at(column), "required", messages::a_value()));
        }
        return None;
    }
    let cell = match cell {
        Cell::Untyped(text) | Cell::Text(text) if is_text => {
            if text.as_bytes().contains(&0) {
                broken.violations.push(Violation::new(at(column), "characters", messages::text_without_nul(), &text));
                return None;
            }
            return Some(Cell::Text(text));
        }
        other => other,
    };
    let value = match (column.kind, &cell) {
        (ColumnKind::Instant, Cell::Untyped(text) | Cell::Text(text)) => {
            instant(text.trim()).map(|time| Cell::Text(time.to_string()))
        }
        (ColumnKind::Int, Cell::Int(number)) => Some(Cell::Int(*number)),
        (ColumnKind::Int, Cell::Number(number)) => whole(*number).map(Cell::Int),
        (ColumnKind::Int, Cell::Untyped(text)) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().and_then(whole)).map(Cell::Int)
        }
        (ColumnKind::Number, Cell::Number(number)) => Some(Cell::Number(*number)),
        (ColumnKind::Number, Cell::Int(number)) => Some(Cell::Number(*number as f64)),
        (ColumnKind::Number, Cell::Untyped(text)) => text.trim().parse().ok().map(Cell::Number),
        (ColumnKind::Boolean, Cell::Boolean(value)) => Some(Cell::Boolean(*value)),
        (ColumnKind::Boolean, Cell::Untyped(text)) => Labels::meaning(text.trim()).map(Cell::Boolean),
        _ => None,
    };
    if value.is_none() {
        let expected = match column.kind {
            ColumnKind::Text => messages::text(),
            ColumnKind::Instant => (DATE_TIME.expected)(),
            ColumnKind::Int => messages::whole_number(),
            ColumnKind::Boolean => messages::yes_or_no(),
            _ => messages::number(),
        };
        broken.violations.push(Violation::new(at(column), "type", expected, &found(&cell)));
        if let Cell::Other(what) = cell {
            broken.words.push((column.name, what));
        }
    }
    value
}

/// A point in time; as a spreadsheet program shows ours, too: `2020-04-24 03:02:47 UTC`.
fn instant(text: &str) -> Option<DateTime> {
    match text.strip_suffix(" UTC") {
        Some(text) => format!("{text}Z").parse().ok(),
        None => text.parse().ok(),
    }
}

/// A whole number that was written with a fraction of nothing, as tables of numbers with gaps do.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= MAX_WHOLE).then_some(number as i64)
}

fn found(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Absent => "".into(),
        Cell::Untyped(text) | Cell::Text(text) => text.into(),
        Cell::Int(number) => number.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Boolean(value) => value.to_string().into(),
        Cell::Other(what) => what().to_string().into(),
    }
}

/// Lets the generated record take its values out of cells, so that a new field of the document is imported by itself.
impl<'de> Deserializer<'de> for Cell {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Absent | Cell::Other(_) => visitor.visit_unit(),
            Cell::Untyped(text) | Cell::Text(text) => visitor.visit_string(text),
            Cell::Int(number) => visitor.visit_i64(number),
            Cell::Number(number) => visitor.visit_f64(number),
            Cell::Boolean(value) => visitor.visit_bool(value),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Cell {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(cells: &[(&str, Cell)]) -> String {
        let mut row = Cells::new();
        for (name, cell) in cells {
            row.put(Cells::column(name).unwrap(), cell.clone());
        }
        row.into_row().unwrap_err().to_string()
    }

    const START: (&str, Cell) = ("connection_start_time", Cell::Absent);

    #[test]
    fn all_that_is_wrong_with_a_row_is_told_at_once() {
        let message = message(&[
            START,
            ("user_name", Cell::Int(5)),
            ("computer_name", Cell::Text("x".repeat(256))),
            ("is_reconnect", Cell::Untyped("perhaps".into())),
            ("network_rtt", Cell::Text("12".into())),
            ("e2e_rtt", Cell::Int(1 << 40)),
            ("sid", Cell::Untyped("a\0b".into())),
        ]);
        let fields: Vec<_> = message.split("; ").map(|part| part.split(": ").next().unwrap()).collect();
        let expected =
            ["user_name", "connection_start_time", "network_rtt", "is_reconnect", "sid", "computer_name", "e2e_rtt"];
        assert_eq!(fields, expected.map(|name| format!("field {name}")), "{message}");
    }
}
