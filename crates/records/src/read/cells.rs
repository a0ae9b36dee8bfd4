//! From the values of a row to a record: types by the columns of the document, then its rules.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

use deskledger::runtime::{DATE_TIME, Location};
use deskledger::{Column, ColumnKind, ConnectionRecord, DateTime, ParameterIn, Violation};
use serde::Deserialize;
use serde::de::value::{Error, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::dates::{Dates, far};
use super::digits::digits;
use super::header::{self, MAX_CHARACTERS};
use super::limits::{MAX_BYTES, MAX_COLUMNS};
use super::row::{Extra, Field, Row};
use super::time_zone::TimeZone;
use crate::labels::Labels;
use crate::message::{Message, broken_fields, listed, shown};
use crate::messages;

const COLUMNS: &[Column] = ConnectionRecord::COLUMNS;

/// Numbers up to here are whole in a binary fraction.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A value of a row.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(
    not(all(feature = "parquet", feature = "xlsx")),
    allow(dead_code, reason = "values of formats that are left out")
)]
pub(super) enum Cell {
    #[default]
    Absent,
    /// A cell of CSV: text that may mean a value of any type.
    Untyped(String),
    Text(String),
    Int(i64),
    /// Number with a fraction, or beyond the whole ones.
    Number(f64),
    Boolean(bool),
    /// A number with all its digits, as text.
    Decimal(String),
    /// A date and time without a zone, in seconds since 1970 by the clocks of its place.
    Local(i64),
    /// Text that is not a point in time though it looks like one: a time of day or a duration. With its description.
    Special(Box<(String, Message)>),
    /// A value that no column can have, by its description.
    Other(Box<Message>),
}

impl Cell {
    /// A text with its description. Boxed, because cells are moved often and this is rare.
    #[cfg(any(feature = "parquet", feature = "xlsx"))]
    pub(super) fn special(text: String, what: Message) -> Self {
        Self::Special(Box::new((text, what)))
    }

    /// A point in time in seconds since 1970; none before the year 1 and after 9999-12-30T22:00:00Z.
    #[cfg(any(feature = "parquet", feature = "xlsx"))]
    pub(super) fn instant(seconds: i64) -> Option<Self> {
        DateTime::from_unix_seconds(seconds).map(|time| Self::Text(time.to_string()))
    }

    /// A value that no column can have.
    pub(super) fn other(what: Message) -> Self {
        Self::Other(Box::new(what))
    }
}

/// The values of a row, by the columns of the document.
#[derive(Debug)]
pub(super) struct Cells {
    cells: [Cell; COLUMNS.len()],
    extra: Extra,
    /// Names of `extra` where a row may have one twice.
    names: HashSet<Arc<str>>,
    broken: Broken,
    /// The zone that the names of times name.
    zone: Option<TimeZone>,
}

/// Problems of a row so far, by the names of its fields.
type Broken = Vec<(&'static str, Message)>;

impl Cells {
    pub(super) fn new() -> Self {
        let cells = std::array::from_fn(|_| Cell::Absent);
        Self { cells, extra: Extra::default(), names: HashSet::default(), broken: Broken::new(), zone: None }
    }

    /// The column of a field of that name, or with that heading, and the time zone that the heading names.
    pub(super) fn column(name: &str) -> Option<(usize, Option<TimeZone>)> {
        let known = COLUMNS.iter().position(|column| column.name == name).map(|column| (column, None));
        known.or_else(|| header::zoned(name))
    }

    /// Reads the times of this row that name no zone in this one, as those of a table whose headings name it.
    pub(super) fn set_zone(&mut self, zone: TimeZone) -> Result<(), Message> {
        match self.zone.get_or_insert_with(|| zone.clone()) {
            known if *known == zone => Ok(()),
            known => {
                let names = [known.to_string(), zone.to_string()];
                Err(messages::headings(messages::several_zones(listed(&names))))
            }
        }
    }

    /// Adds a value of a column that the document does not know.
    pub(super) fn put_extra(&mut self, name: Arc<str>, value: Field) {
        self.extra.push(name, value);
    }

    /// The same where a row may have the column twice.
    pub(super) fn put_extra_once(&mut self, name: Arc<str>, value: Field) -> Result<(), Message> {
        if self.names.len() == MAX_COLUMNS {
            return Err(messages::long_row(MAX_BYTES, MAX_COLUMNS));
        }
        if name.is_empty() {
            return Err(messages::unnamed());
        }
        if name.len() > MAX_CHARACTERS && name.chars().count() > MAX_CHARACTERS {
            return Err(messages::headings(messages::too_long(listed(&[&name]))));
        }
        if !self.names.insert(name.clone()) {
            return Err(messages::field(shown(&name), messages::several_values()));
        }
        self.extra.push(name, value);
        Ok(())
    }

    /// Fills in a value; that it was filled in already is a violation.
    pub(super) fn put(&mut self, column: usize, value: Cell) {
        let (Some(cell), Some(column)) = (self.cells.get_mut(column), COLUMNS.get(column)) else { return };
        if !matches!(cell, Cell::Absent) {
            break_rule(&mut self.broken, column, Violation::hidden(at(column), "unique", messages::one_value()));
        }
        *cell = value;
    }

    /// The row, if its values have the right types and satisfy the rules of the document; else all problems.
    pub(super) fn into_row(self, dates: &Dates) -> Result<Row, Message> {
        let Self { cells, extra, mut broken, zone, .. } = self;
        let zoned = zone.map(|zone| dates.in_zone(zone));
        let dates = zoned.as_ref().unwrap_or(dates);
        let values = cells.into_iter().zip(COLUMNS).map(|(cell, column)| {
            let value = typed(cell, column, dates, &mut broken);
            // A record is made all the same, to report the violations of its other values too.
            value.unwrap_or_else(|| if column.required { Cell::Text(String::new()) } else { Cell::Absent })
        });
        // By their order, which is that of the fields: comparing their names takes time.
        let record = ConnectionRecord::deserialize(SeqDeserializer::<_, Error>::new(values))
            .map_err(|error| messages::no_record(error.to_string()))?;
        if broken.is_empty() {
            ends_after_start(&record, &mut broken);
        }
        let (violations, typed) = (record.check().err(), broken.len());
        let is_known = |name: &str| broken.iter().any(|(known, _)| *known == name);
        let further = violations.iter().flatten().filter(|further| !is_known(&further.name));
        let further: Vec<_> = further.map(|one| (&*one.name, one.to_message())).collect();
        if typed == 0 && further.is_empty() {
            return Ok(Row { record, extra });
        }
        let more = violations.as_ref().map_or(0, |violations| violations.more());
        Err(broken_fields(broken.into_iter().chain(further), more))
    }
}

/// Both are in UTC and of one length: their order is that of their letters.
fn ends_after_start(record: &ConnectionRecord, broken: &mut Broken) {
    let start = &record.connection_start_time;
    if let Some(end) = record.connection_end_time.as_ref().filter(|end| *end < start) {
        broken.push(("connection_end_time", messages::end_before_start(start.as_str(), end.as_str())));
    }
}

fn at(column: &'static Column) -> Location {
    Location { place: ParameterIn::Body, name: column.name, line: 0 }
}

fn break_rule(broken: &mut Broken, column: &'static Column, violation: Violation) {
    broken.push((column.name, violation.to_message()));
}

/// The value in the type of its column and in its one spelling; `None` if there is none or it is of another type.
fn typed(cell: Cell, column: &'static Column, dates: &Dates, broken: &mut Broken) -> Option<Cell> {
    let is_text = column.kind == ColumnKind::Text;
    let is_empty = match &cell {
        Cell::Absent => true,
        Cell::Untyped(text) | Cell::Text(text) => text.is_empty() || !is_text && text.trim().is_empty(),
        _ => false,
    };
    if is_empty {
        if column.required {
            break_rule(broken, column, Violation::hidden(at(column), "required", messages::a_value()));
        }
        return None;
    }
    let cell = match cell {
        Cell::Untyped(text) | Cell::Text(text) if is_text => {
            if text.as_bytes().contains(&0) {
                let violation = Violation::new(at(column), "characters", messages::text_without_nul(), &text);
                break_rule(broken, column, violation);
                return None;
            }
            return Some(Cell::Text(text));
        }
        Cell::Special(special) if is_text => return Some(Cell::Text(special.0)),
        Cell::Decimal(text) if is_text => return Some(Cell::Text(text)),
        other => other,
    };
    let value = match (column.kind, &cell) {
        (ColumnKind::Instant, Cell::Untyped(_) | Cell::Text(_) | Cell::Int(_) | Cell::Number(_) | Cell::Decimal(_))
        | (ColumnKind::Instant | ColumnKind::Text, Cell::Local(_)) => match instant(&cell, dates) {
            Ok(time) => return Some(Cell::Text(spelled(time, cell))),
            Err(None) => None,
            Err(Some(message)) => {
                broken.push((column.name, message));
                return None;
            }
        },
        (ColumnKind::Int, Cell::Int(number)) => Some(Cell::Int(*number)),
        (ColumnKind::Int, Cell::Number(number)) => whole(*number).map(Cell::Int),
        (ColumnKind::Int, Cell::Untyped(text) | Cell::Decimal(text)) => {
            let text = text.trim();
            text.parse().ok().or_else(|| whole_of(text)).map(Cell::Int)
        }
        (ColumnKind::Number, Cell::Number(number)) => Some(Cell::Number(*number)),
        (ColumnKind::Number, Cell::Int(number)) => Some(Cell::Number(*number as f64)),
        (ColumnKind::Number, Cell::Untyped(text) | Cell::Decimal(text)) => text.trim().parse().ok().map(Cell::Number),
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
        let violation = Violation::new(at(column), "type", expected, &found(&cell));
        let message = match cell {
            Cell::Other(what) => violation.to_message_with(*what),
            Cell::Local(_) if found(&cell).is_empty() => violation.to_message_with(messages::no_year()),
            Cell::Special(special) => violation.to_message_with(special.1),
            _ => violation.to_message(),
        };
        broken.push((column.name, message));
    }
    value
}

fn instant(cell: &Cell, dates: &Dates) -> Result<DateTime, Option<Message>> {
    match cell {
        Cell::Local(wall) => dates.local(*wall).map_err(|why| why.or_else(|| far(*wall).map(messages::out_of_years))),
        Cell::Int(_) | Cell::Number(_) | Cell::Decimal(_) => dates.number(&found(cell)),
        cell => dates.instant(found(cell).trim()),
    }
}

/// A point in time as the document spells it, in place of the text of its cell.
fn spelled(time: DateTime, cell: Cell) -> String {
    let mut text = match cell {
        Cell::Untyped(text) | Cell::Text(text) => text,
        _ => String::new(),
    };
    text.clear();
    // A text takes everything.
    let _ = write!(text, "{time}");
    text
}

/// A whole number that was written with a fraction of nothing, as tables of numbers with gaps do.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= MAX_WHOLE).then_some(number as i64)
}

/// The same of a text, whose fraction may be too small for a number to have it.
fn whole_of(text: &str) -> Option<i64> {
    let number: f64 = text.parse().ok()?;
    whole(number).filter(|_| digits(&format!("{number:e}")) == digits(text.trim_start_matches('+')))
}

fn found(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Absent | Cell::Other(_) => "".into(),
        Cell::Untyped(text) | Cell::Text(text) | Cell::Decimal(text) => text.into(),
        Cell::Special(special) => (&special.0).into(),
        Cell::Local(wall) => {
            let time = DateTime::from_unix_seconds(*wall).map(|time| time.to_string());
            time.or_else(|| far(*wall)).unwrap_or_default().into()
        }
        Cell::Int(number) => number.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Boolean(value) => value.to_string().into(),
    }
}

/// Lets the generated record take its values out of cells, so that a new field of the document is imported by itself.
impl<'de> Deserializer<'de> for Cell {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Absent | Cell::Local(_) | Cell::Special(_) | Cell::Other(_) => visitor.visit_unit(),
            Cell::Untyped(text) | Cell::Text(text) | Cell::Decimal(text) => visitor.visit_string(text),
            Cell::Int(number) => visitor.visit_i64(number),
            Cell::Number(number) => visitor.visit_f64(number),
            Cell::Boolean(value) => visitor.visit_bool(value),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Cell::Absent => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
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
            row.put(Cells::column(name).unwrap().0, cell.clone());
        }
        row.into_row(&Dates::strict()).unwrap_err().to_string()
    }

    const START: (&str, Cell) = ("connection_start_time", Cell::Absent);

    #[test]
    fn a_fraction_that_a_number_cannot_hold_does_not_become_a_whole_number() {
        for text in [
            "9.9999999999999999999",
            "25.00000000000000000001",
            "1e-400",
            "-0.00000000000000000000001e-300",
            "9007199254740991.0000001",
            "5e-1",
            "1e400",
            "nan",
            "",
        ] {
            assert_eq!(whole_of(text), None, "{text}");
        }
        for (text, number) in
            [("25.0", 25), ("+25.00", 25), ("-25.", -25), ("2.5e1", 25), ("250E-1", 25), ("0e-400", 0), ("-0.0", 0)]
        {
            assert_eq!(whole_of(text), Some(number), "{text}");
        }
        let found = message(&[
            ("connection_start_time", Cell::Text("2020-04-24T03:02:47Z".into())),
            ("network_rtt", Cell::Untyped("9.9999999999999999999".into())),
            ("e2e_rtt", Cell::Decimal("25.00000000000000000001".into())),
        ]);
        assert_eq!(found.matches("expected a whole number").count(), 2, "{found}");
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_reported_at_once() {
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
