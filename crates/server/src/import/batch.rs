//! A batch of records received over the network, in bounded memory.

use deskledger::list;
use std::ops::ControlFlow;

use crate::messages;
use deskledger::{ConnectionRecord, Locale};
use deskledger_records::Message;
use deskledger_records::read::{Position, ReadError, Row, Rows, read_ndjson, shown};

/// Maximum number of unknown fields named in a message.
const MAX_NAMES: usize = 5;

/// An invalid line.
pub(crate) struct BadLine {
    pub(crate) line: u64,
    /// The maximum number of records, if it is exceeded.
    pub(crate) limit: Option<usize>,
    pub(crate) message: String,
}

/// Parses up to `max_records` records, and their lines.
///
/// # Errors
/// The first `max_bad` invalid lines, with messages in a language.
pub(crate) fn read(
    bytes: &[u8],
    max_records: usize,
    max_bad: usize,
    language: Locale,
) -> Result<(Vec<u64>, Vec<ConnectionRecord>), Vec<BadLine>> {
    let mut batch = Batch { lines: Vec::new(), records: Vec::new(), bad: Vec::new(), max_records, max_bad, language };
    match read_ndjson(bytes, &mut batch) {
        Ok(()) | Err(ReadError::Stopped) => {}
        Err(error) => batch.bad.push(BadLine { line: 0, limit: None, message: error.localized(language) }),
    }
    if batch.bad.is_empty() { Ok((batch.lines, batch.records)) } else { Err(batch.bad) }
}

/// The message for fields that the document does not declare.
fn unknown_fields(row: &Row) -> Message {
    let names: Vec<String> = row.extra.iter().take(MAX_NAMES).map(|(name, _)| shown(name)).collect();
    let names = list::unquoted(&names, 0);
    match row.extra.iter().skip(MAX_NAMES).count() {
        0 => messages::unknown_fields(names),
        further => messages::more_unknown_fields(names, further),
    }
}

struct Batch {
    lines: Vec<u64>,
    records: Vec<ConnectionRecord>,
    bad: Vec<BadLine>,
    max_records: usize,
    max_bad: usize,
    language: Locale,
}

impl Batch {
    fn reject(&mut self, line: u64, message: &Message) {
        self.bad.push(BadLine { line, limit: None, message: message.localized(self.language) });
    }
}

impl Rows for Batch {
    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        match row {
            _ if self.records.len() >= self.max_records => {
                let most = self.max_records;
                let message = messages::too_many_records(most).localized(self.language);
                self.bad.push(BadLine { line: place.line, limit: Some(most), message });
                return ControlFlow::Break(());
            }
            Ok(row) if row.record.transaction_id.as_deref().is_none_or(str::is_empty) => {
                self.reject(place.line, &messages::no_transaction_id());
            }
            // Ignored with a 200, a misspelled field would be lost.
            Ok(row) if !row.extra.is_empty() => self.reject(place.line, &unknown_fields(&row)),
            Ok(row) => {
                self.lines.push(place.line);
                self.records.push(row.record);
            }
            Err(message) => self.reject(place.line, &message),
        }
        if self.bad.len() < self.max_bad { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
