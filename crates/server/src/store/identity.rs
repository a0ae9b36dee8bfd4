//! Identity of records, the normalised form of their values, and the rows that they become.

use deskledger::{ColumnKind, ConnectionRecord, DateTime, Value};
use deskledger_records::write::csv_line;
use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::line::Row;
use super::record::WIDTH;

/// Fields that identify a record without a transaction id. All are known when a connection is attempted. The failure
/// is one of them, so that an attempt and its retry within one second remain two records.
const IDENTIFYING: &[&str] = &[
    "user_name",
    "computer_name",
    "terminal_ip",
    "terminal_mac",
    "terminal_name",
    "connection_start_time",
    "connection_failure_reason",
];

/// A normalised value: points in time in UTC and one notation, empty text absent.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stored<'r> {
    /// Unchanged.
    Plain(Value<'r>),
    /// A point in time in normalised notation.
    Time(String),
}

/// Key of a record within its project: the transaction id, or a digest if there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Transaction(String),
    Digest([u8; 32]),
}

impl<'r> Stored<'r> {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Stored::Plain(value) => *value,
            Stored::Time(text) => Value::Text(text),
        }
    }
}

/// The normalised values of a record, in the order of the columns.
pub(super) fn normalize(record: &ConnectionRecord) -> Result<[Stored<'_>; WIDTH], StoreError> {
    let mut values = record.values().map(Stored::Plain);
    for (stored, column) in values.iter_mut().zip(ConnectionRecord::COLUMNS) {
        let Stored::Plain(Value::Text(text)) = *stored else { continue };
        if text.is_empty() && !column.required {
            *stored = Stored::Plain(Value::Absent);
        } else if column.kind == ColumnKind::Instant {
            let time: DateTime = text.parse().map_err(|error| StoreError::invalid_record(column.name, error))?;
            *stored = Stored::Time(time.to_string());
        }
    }
    Ok(values)
}

/// The key of a record with these normalised values.
pub(super) fn key(record: &ConnectionRecord, values: &[Stored<'_>; WIDTH]) -> Key {
    if let Some(id) = record.transaction_id.as_deref().filter(|id| !id.is_empty()) {
        return Key::Transaction(id.to_owned());
    }
    let mut digest = Sha256::new();
    for (stored, column) in values.iter().zip(ConnectionRecord::COLUMNS) {
        if let (true, Value::Text(text)) = (IDENTIFYING.contains(&column.name), stored.value()) {
            for part in [column.name, text] {
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part);
            }
        }
    }
    Key::Digest(digest.finalize().into())
}

/// The key of a record, and the columns of its row.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) start: Option<i64>,
    pub(super) user: Option<i64>,
    pub(super) computer: Option<i64>,
    pub(super) line: String,
}

impl Entry {
    /// # Errors
    /// A point in time is invalid.
    pub(super) fn new(record: &ConnectionRecord) -> Result<Self, StoreError> {
        let stored = normalize(record)?;
        Ok(Self::of(key(record, &stored), &std::array::from_fn(|index| stored[index].value())))
    }

    /// The entry of normalised values.
    pub(super) fn of(key: Key, values: &[Value<'_>; WIDTH]) -> Self {
        let text = |name: &str| {
            let mut columns = values.iter().zip(ConnectionRecord::COLUMNS);
            columns.find_map(|(value, column)| match *value {
                Value::Text(text) if column.name == name => Some(text),
                _ => None,
            })
        };
        let start: Option<DateTime> = text("connection_start_time").and_then(|text| text.parse().ok());
        Self {
            start: start.map(DateTime::unix_seconds),
            user: text("user_name").map(hash),
            computer: text("computer_name").map(hash),
            line: line(values),
            key,
        }
    }

    pub(super) fn row(&self) -> Row<'_> {
        Row::new(&self.line)
    }
}

/// The line of values.
pub(super) fn line(values: &[Value<'_>; WIDTH]) -> String {
    let mut line = Vec::with_capacity(512);
    csv_line(&mut line, values);
    // The values are texts of UTF-8.
    String::from_utf8(line).unwrap_or_default()
}

/// FNV-1a of 32 bits: four bytes in the table and in an index, where the text would have twenty. Texts with the same
/// hash are distinguished by the line.
pub(super) fn hash(text: &str) -> i64 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // Signed, because an unsigned number above the middle would have six bytes.
    i64::from(hash.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(record: &ConnectionRecord) -> Key {
        key(record, &normalize(record).unwrap())
    }

    fn record() -> ConnectionRecord {
        ConnectionRecord {
            user_name: Some("jy01@local.com".into()),
            connection_start_time: "2020-04-24T03:02:47Z".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_session_that_ended_is_the_one_that_was_open() {
        let ended = ConnectionRecord { connection_end_time: Some("2020-04-24T03:36:43Z".into()), ..record() };
        assert_eq!(key_of(&record()), key_of(&ended));
    }

    #[test]
    fn the_same_moment_in_another_spelling_is_not_another_record() {
        let east = ConnectionRecord { connection_start_time: "2020-04-24T11:02:47.25+08:00".into(), ..record() };
        assert_eq!(key_of(&record()), key_of(&east));
    }

    #[test]
    fn values_that_move_to_the_neighbouring_field_are_another_record() {
        let user = ConnectionRecord { computer_name: None, ..record() };
        let computer = ConnectionRecord { user_name: None, computer_name: Some("jy01@local.com".into()), ..record() };
        assert_ne!(key_of(&user), key_of(&computer));
    }

    #[test]
    fn every_identifying_field_is_a_column() {
        for name in IDENTIFYING {
            assert!(ConnectionRecord::COLUMNS.iter().any(|column| column.name == *name), "{name}");
        }
    }

    #[test]
    fn a_time_that_does_not_read_is_reported_by_its_field() {
        let wrong = ConnectionRecord { connection_end_time: Some("soon".into()), ..record() };
        let error = normalize(&wrong).unwrap_err();
        assert!(error.is_invalid_record());
        assert_eq!(
            error.to_string(),
            "field connection_end_time: expected a date and time such as 2020-04-24T03:02:47Z"
        );
    }
}
