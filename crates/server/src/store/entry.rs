//! A record as the row that it becomes, made before its turn to be stored.

use deskledger::{ConnectionRecord, DateTime, Value};
use deskledger_records::write::csv_line;

use super::error::StoreError;
use super::identity::{self, Key};
use super::line::Row;
use super::record::WIDTH;

/// The key of a record, and the columns of its row.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: Key<'static>,
    pub(super) start: Option<i64>,
    pub(super) user: Option<i64>,
    pub(super) computer: Option<i64>,
    pub(super) line: String,
}

impl Entry {
    /// # Errors
    /// A point in time is invalid.
    pub(super) fn new(record: &ConnectionRecord) -> Result<Self, StoreError> {
        let stored = identity::normalize(record)?;
        let key = identity::key(record, &stored).into_owned();
        Ok(Self::of(key, &std::array::from_fn(|index| stored[index].value())))
    }

    /// The entry of normalised values.
    pub(super) fn of(key: Key<'static>, values: &[Value<'_>; WIDTH]) -> Self {
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
