//! The records of one batch that came over the network, in memory and bounded.

use std::ops::ControlFlow;

use deskledger::ConnectionRecord;
use deskledger_records::Message;
use deskledger_records::read::{Place, ReadError, Row, Rows, read_ndjson, shown};

/// How many unknown fields of a line are told by name.
const MOST_NAMES: usize = 5;

/// A line that is no record, and what is wrong with it.
pub(crate) struct BadLine {
    pub(crate) line: u64,
    pub(crate) message: String,
}

/// Reads the records of a batch: all of them, or what is wrong with the first `most_bad` bad lines.
pub(crate) fn read(bytes: &[u8], most: usize, most_bad: usize) -> Result<Vec<ConnectionRecord>, Vec<BadLine>> {
    let mut batch = Batch { records: Vec::new(), bad: Vec::new(), most, most_bad };
    match read_ndjson(bytes, &mut batch) {
        Ok(()) | Err(ReadError::Stopped) => {}
        Err(error) => batch.bad.push(BadLine { line: 0, message: error.to_string() }),
    }
    if batch.bad.is_empty() { Ok(batch.records) } else { Err(batch.bad) }
}

/// What is told of fields that the document does not know.
fn unknown_fields(row: &Row) -> String {
    let names: Vec<String> = row.extra.iter().take(MOST_NAMES).map(|(name, _)| shown(name)).collect();
    let more = row.extra.iter().skip(MOST_NAMES).count();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("expected fields of a connection record only, found {}{more}", names.join(", "))
}

struct Batch {
    records: Vec<ConnectionRecord>,
    bad: Vec<BadLine>,
    most: usize,
    most_bad: usize,
}

impl Batch {
    fn refuse(&mut self, line: u64, message: impl Into<String>) {
        self.bad.push(BadLine { line, message: message.into() });
    }
}

impl Rows for Batch {
    fn row(&mut self, place: &Place, row: Result<Row, Message>) -> ControlFlow<()> {
        match row {
            _ if self.records.len() >= self.most => {
                self.refuse(place.line, format!("expected at most {} records, found more", self.most));
                return ControlFlow::Break(());
            }
            Ok(row) if row.record.transaction_id.as_deref().is_none_or(str::is_empty) => {
                self.refuse(place.line, "field transaction_id: expected a value, found none");
            }
            // Left out and answered with 200, a field that is spelled wrong would be lost for good.
            Ok(row) if !row.extra.is_empty() => self.refuse(place.line, unknown_fields(&row)),
            Ok(row) => self.records.push(row.record),
            Err(message) => self.refuse(place.line, message.to_string()),
        }
        if self.bad.len() < self.most_bad { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
