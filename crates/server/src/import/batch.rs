//! The records of one batch that came over the network, in memory and bounded.

use std::ops::ControlFlow;

use deskledger::ConnectionRecord;
use deskledger_records::Message;
use deskledger_records::read::{Place, ReadError, Row, Rows, read_ndjson};

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
            Ok(row) => self.records.push(row.record),
            Err(message) => self.refuse(place.line, message.to_string()),
        }
        if self.bad.len() < self.most_bad { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
