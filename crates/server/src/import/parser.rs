//! Files parsed on a thread of their own: the next rows are parsed while a batch is stored.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use deskledger::Value;
use deskledger_records::Message;
use deskledger_records::read::{Options, Position, ReadError, Row, Rows, Source, read};

/// Rows of a batch, which a cluster looks up at once in some milliseconds.
const MAX_ROWS: usize = 2000;

/// Size of a batch from which it is passed on.
const MAX_BYTES: usize = 1 << 20;

/// Batches that wait to be stored.
const MAX_WAITING: usize = 4;

/// Events of the parser, in the order of the file.
pub(super) enum Parsed {
    Rows(Vec<(Position, Row)>),
    Bad(Position, Message),
    Note(Message),
}

/// A file that is being parsed.
pub(super) struct Parser {
    pub(super) found: Receiver<Parsed>,
    thread: JoinHandle<Result<(), ReadError>>,
}

impl Parser {
    /// Begins to parse a file and to count its bytes. A parser that is dropped ends with its next batch.
    pub(super) fn start(options: &Options, file: &Path, bytes: &Arc<AtomicU64>) -> Result<Self, ReadError> {
        let (batches, found) = sync_channel(MAX_WAITING);
        let (options, file, bytes) = (options.clone(), file.to_owned(), bytes.clone());
        // Not a scoped thread: one that waits for standard input would delay the report of a failure.
        let parse = move || {
            let source = match file == Path::new("-") {
                true => Source::stream(std::io::stdin()),
                false => Source::file(File::open(file)?)?,
            };
            let source = source.counted(|count| {
                bytes.fetch_add(count as u64, Ordering::Relaxed);
            });
            let mut batch = Batch { rows: Vec::new(), bytes: 0, batches };
            read(source, &options, &mut batch)?;
            // Without a receiver the import has failed, and reports that.
            let _ = batch.pass_on();
            Ok(())
        };
        let thread = thread::Builder::new().name("import".to_owned()).spawn(parse)?;
        Ok(Self { found, thread })
    }

    /// The result of a parser that has passed on everything.
    pub(super) fn finish(self) -> Result<(), ReadError> {
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Rows that have not been passed on.
struct Batch {
    rows: Vec<(Position, Row)>,
    bytes: usize,
    batches: SyncSender<Parsed>,
}

impl Batch {
    fn pass_on(&mut self) -> ControlFlow<()> {
        self.bytes = 0;
        match std::mem::take(&mut self.rows) {
            rows if rows.is_empty() => ControlFlow::Continue(()),
            rows => self.send(Parsed::Rows(rows)),
        }
    }

    fn send(&self, parsed: Parsed) -> ControlFlow<()> {
        self.batches.send(parsed).map_or(ControlFlow::Break(()), ControlFlow::Continue)
    }
}

impl Rows for Batch {
    fn note(&mut self, note: &Message) {
        // Without a receiver the next row ends the parser.
        let _ = self.send(Parsed::Note(note.clone()));
    }

    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        match row {
            Ok(row) => {
                let size = |value: Value<'_>| if let Value::Text(text) = value { text.len() } else { 8 };
                // The import reports the names of further columns; until then their values are retained as well.
                let extra = row.extra.iter().map(|(name, value)| name.len() + size(value.value()));
                self.bytes += row.record.values().into_iter().map(size).chain(extra).sum::<usize>();
                self.rows.push((place.clone(), row));
                if self.rows.len() < MAX_ROWS && self.bytes < MAX_BYTES {
                    ControlFlow::Continue(())
                } else {
                    self.pass_on()
                }
            }
            Err(message) => {
                self.pass_on()?;
                self.send(Parsed::Bad(place.clone(), message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use deskledger_records::read::read_ndjson;

    use super::*;

    #[test]
    fn long_values_of_further_columns_do_not_wait_by_the_thousand() {
        let (batches, found) = sync_channel(MAX_WAITING);
        let mut batch = Batch { rows: Vec::new(), bytes: 0, batches };
        let long = "a".repeat(900_000);
        let line = format!("{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"x\":\"{long}\"}}\n");
        read_ndjson(line.repeat(4).as_bytes(), &mut batch).unwrap();
        assert_eq!(found.try_iter().count(), 2);
    }
}
