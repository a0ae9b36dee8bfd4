//! A batch of records received over the network, in bounded memory.

use std::ops::ControlFlow;

use deskledger::{ConnectionRecord, Locale, list};
use deskledger_records::Message;
use deskledger_records::read::{Position, ReadError, Row, Rows, read_ndjson, shown};

use crate::http::error::Violation;
use crate::messages;

/// Maximum number of records of a batch.
const MAX_RECORDS: usize = 10_000;

/// Maximum number of reported invalid lines.
const MAX_BAD: usize = 100;

/// Maximum number of unknown fields named in a message.
const MAX_NAMES: usize = 5;

/// Parses up to 10,000 records, and their lines.
///
/// # Errors
/// The first 100 invalid lines, with messages in a language.
pub(crate) fn read(bytes: &[u8], language: Locale) -> Result<(Vec<u64>, Vec<ConnectionRecord>), Vec<Violation>> {
    let mut batch = Batch { lines: Vec::new(), records: Vec::new(), bad: Vec::new(), language };
    match read_ndjson(bytes, &mut batch) {
        Ok(()) | Err(ReadError::Stopped) => {}
        Err(error) => batch.bad.push(Violation::of_line(0, None, error.localized(language))),
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
    bad: Vec<Violation>,
    language: Locale,
}

impl Batch {
    fn reject(&mut self, line: u64, message: &Message) {
        self.bad.push(Violation::of_line(line, None, message.localized(self.language)));
    }
}

impl Rows for Batch {
    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        match row {
            _ if self.records.len() >= MAX_RECORDS => {
                let message = messages::too_many_records(MAX_RECORDS).localized(self.language);
                self.bad.push(Violation::of_line(place.line, Some(MAX_RECORDS), message));
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
        if self.bad.len() < MAX_BAD { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
