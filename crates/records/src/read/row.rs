//! A row: the record, and the values of other columns.

use std::fmt;
use std::sync::Arc;

use deskledger::{ConnectionRecord, Value};

/// A record, and the values of the row that the document does not define.
///
/// ```
/// use deskledger_records::Message;
/// use deskledger_records::read::{Field, Options, Position, Row, Source, read};
/// # use std::ops::ControlFlow;
/// let line = "{\"connection_start_time\":\"2020-04-24T11:02:47+08:00\",\"seats\":5,\"VIP\":\"gold\",\"note\":null}";
/// let mut rows = Vec::new();
/// read(Source::stream(line.as_bytes()), &Options::default(), &mut |_: &Position, row: Result<Row, Message>| {
///     rows.extend(row);
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(rows[0].record.connection_start_time, "2020-04-24T03:02:47Z");
/// let extra: Vec<(&str, &Field)> = rows[0].extra.iter().map(|(name, value)| (&**name, value)).collect();
/// assert_eq!(extra, [("seats", &Field::Int(5)), ("VIP", &Field::Text("gold".to_owned()))]);
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The record: valid by the rules of the document, with times in UTC.
    pub record: ConnectionRecord,
    /// Values of columns that the document does not define.
    pub extra: Extra,
}

/// Values of columns that the document does not define, in the order of the file. Empty ones are left out.
///
/// ```
/// use deskledger_records::read::Extra;
/// assert!(Extra::default().is_empty() && Extra::default().get("VIP").is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra(Vec<(Arc<str>, Field)>);

/// A value of a column that the document does not define.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Field {
    /// Text; a list or an object of JSON as its JSON, a time of a workbook as in `2020-04-24T03:02:47Z`, and a date
    /// alone as in `2020-04-24` where a time zone is given.
    Text(String),
    /// Whole number.
    Int(i64),
    /// Number with a fraction.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
}

impl Field {
    /// The value as writers take it.
    ///
    /// ```
    /// use deskledger::Value;
    /// use deskledger_records::read::Field;
    /// assert_eq!(Field::Number(1.5).value(), Value::Number(1.5));
    /// assert_eq!(Field::Boolean(true).to_string(), "true");
    /// ```
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Int(number) => Value::Int(*number),
            Self::Number(number) => Value::Number(*number),
            Self::Boolean(value) => Value::Boolean(*value),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(value) => value.fmt(f),
        }
    }
}

impl Extra {
    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Field)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The value of a column.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, name: Arc<str>, value: Field) {
        self.0.push((name, value));
    }
}
