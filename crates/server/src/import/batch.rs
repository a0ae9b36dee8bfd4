//! The records of one batch that came over the network, in memory and bounded.

use std::ops::ControlFlow;

use deskledger::{ConnectionRecord, Locale};
use deskledger_records::Message;
use deskledger_records::read::{Position, ReadError, Row, Rows, read_ndjson, shown};

/// How many unknown fields of a line are told by name.
const MOST_NAMES: usize = 5;

/// A line that is no record, and what is wrong with it.
pub(crate) struct BadLine {
    pub(crate) line: u64,
    pub(crate) message: String,
}

/// Reads the records of a batch: all of them, or what is wrong with the first `most_bad` bad lines, in a language.
pub(crate) fn read(
    bytes: &[u8],
    most: usize,
    most_bad: usize,
    language: Locale,
) -> Result<Vec<ConnectionRecord>, Vec<BadLine>> {
    let mut batch = Batch { records: Vec::new(), bad: Vec::new(), most, most_bad, language };
    match read_ndjson(bytes, &mut batch) {
        Ok(()) | Err(ReadError::Stopped) => {}
        Err(error) => batch.bad.push(BadLine { line: 0, message: error.localized(language) }),
    }
    if batch.bad.is_empty() { Ok(batch.records) } else { Err(batch.bad) }
}

/// What is told of fields that the document does not know.
fn unknown_fields(row: &Row) -> Message {
    let names: Vec<String> = row.extra.iter().take(MOST_NAMES).map(|(name, _)| shown(name)).collect();
    let more = row.extra.iter().skip(MOST_NAMES).count();
    let [more, chinese] = match more {
        0 => [String::new(), String::new()],
        more => [format!(" and {more} more"), format!("，另有 {more} 个")],
    };
    let english = format!("expected fields of a connection record only, found {}{more}", names.join(", "));
    Message::new(english, format!("只应有连接记录的字段，实际为 {}{chinese}", names.join("、")))
}

struct Batch {
    records: Vec<ConnectionRecord>,
    bad: Vec<BadLine>,
    most: usize,
    most_bad: usize,
    language: Locale,
}

impl Batch {
    fn refuse(&mut self, line: u64, message: &Message) {
        self.bad.push(BadLine { line, message: message.localized(self.language) });
    }
}

impl Rows for Batch {
    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        match row {
            _ if self.records.len() >= self.most => {
                let most = self.most;
                let english = format!("expected at most {most} records, found more");
                self.refuse(place.line, &Message::new(english, format!("应最多有 {most} 条记录，实际更多")));
                return ControlFlow::Break(());
            }
            Ok(row) if row.record.transaction_id.as_deref().is_none_or(str::is_empty) => {
                let english = "field transaction_id: expected a value, found none";
                self.refuse(place.line, &Message::new(english, "字段 transaction_id：应有值，实际没有"));
            }
            // Left out and answered with 200, a field that is spelled wrong would be lost for good.
            Ok(row) if !row.extra.is_empty() => self.refuse(place.line, &unknown_fields(&row)),
            Ok(row) => self.records.push(row.record),
            Err(message) => self.refuse(place.line, &message),
        }
        if self.bad.len() < self.most_bad { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
