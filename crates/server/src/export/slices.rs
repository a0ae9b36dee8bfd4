//! A long export read by several connections at once, in slices of time that are written in their order.

use std::io::{self, Write};
use std::ops::{ControlFlow, Range};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use deskledger_records::write::{Format, Layout, Writer};

use super::rows::{ExportError, add, is_not_needed};
use crate::store::{Embedded, Filter};
use crate::sync::lock;

/// Rows of a slice: its bytes fit into the pieces that may wait.
const ROWS: i64 = 256;

/// Size of a piece in bytes.
const PIECE: usize = 1 << 16;

/// Maximum number of pieces of a slice that wait to be written, and of slices.
const WAITING: usize = 4;

/// Maximum number of connections of one export.
const MAX_READERS: usize = 4;

/// A piece of a slice, or its end.
type Piece = Result<Option<Vec<u8>>, ExportError>;

/// The rows of slices.
pub(super) struct Content<'c> {
    pub(super) filter: &'c Filter,
    pub(super) format: Format,
    pub(super) layout: &'c Layout,
}

/// The slices that have not begun.
struct Slices {
    starts: Range<i64>,
    /// Seconds of the next slice.
    width: i64,
    /// The slices in their order; `None` after the last one.
    order: Option<SyncSender<Receiver<Piece>>>,
}

/// A writer that sends pieces, without the heading.
struct Pieces {
    heading: usize,
    piece: Vec<u8>,
    pieces: SyncSender<Piece>,
}

/// Snapshots with the same records, one for each processor; fewer if records are changed meanwhile.
pub(super) fn readers(store: &Embedded, filter: &Filter) -> Result<Vec<Embedded>, ExportError> {
    let count = thread::available_parallelism().map_or(1, usize::from).min(MAX_READERS);
    let mut readers = vec![store.clone()];
    while readers.len() < count
        && let Some(companion) = store.companion(&filter.project_id).map_err(ExportError::Store)?
    {
        readers.push(companion);
    }
    Ok(readers)
}

/// Writes the rows with these starts. The first slice has `width` seconds.
pub(super) fn write(
    readers: &[Embedded],
    content: &Content<'_>,
    (starts, width): (Range<i64>, i64),
    out: &mut impl Write,
    is_needed: &Arc<impl Fn() -> bool + Send + Sync + 'static>,
) -> Result<(), ExportError> {
    let heading = Writer::begin(content.format, Vec::new(), content.layout).and_then(Writer::end);
    let heading = heading.map_err(ExportError::Write)?.len();
    let (order, ordered) = sync_channel(WAITING);
    let slices = Mutex::new(Slices { starts, width, order: Some(order) });
    thread::scope(|scope| {
        for reader in readers {
            scope.spawn(|| {
                let mut done = None;
                while let Some((starts, pieces)) = next(&slices, done) {
                    let seconds = starts.end - starts.start;
                    let out = Pieces { heading, piece: Vec::new(), pieces: pieces.clone() };
                    let rows = slice(reader, content, starts, out, is_needed);
                    done = rows.as_ref().ok().map(|rows| (*rows, seconds));
                    if pieces.send(rows.map(|_| None)).is_err() || done.is_none() {
                        break;
                    }
                }
            });
        }
        // Dropped after a failure, so that no reader waits.
        let ordered = ordered;
        for pieces in &ordered {
            while let Some(piece) = pieces.recv().unwrap_or_else(|_| Err(ExportError::Write(stopped())))? {
                out.write_all(&piece).map_err(ExportError::Write)?;
            }
        }
        Ok(())
    })
}

/// The seconds in which about as many rows start as a slice should have, if so many started in so many seconds.
pub(super) fn width(rows: i64, seconds: i64) -> i64 {
    (seconds.saturating_mul(ROWS) / rows.max(1)).max(1)
}

/// Begins the next slice. `done` has the rows and seconds of an earlier one.
fn next(slices: &Mutex<Slices>, done: Option<(i64, i64)>) -> Option<(Range<i64>, SyncSender<Piece>)> {
    let mut slices = lock(slices);
    if let Some((rows, seconds)) = done {
        // Never much wider at once: after a quiet night comes the morning.
        slices.width = width(rows, seconds).min(seconds.saturating_mul(4));
    }
    let Range { start, end } = slices.starts;
    if start >= end {
        slices.order = None;
        return None;
    }
    slices.starts.start = start.saturating_add(slices.width).min(end);
    let (pieces, receiver) = sync_channel(WAITING);
    // Fails if the export ended. Sent under the lock, because the order is that of the slices.
    slices.order.as_ref()?.send(receiver).ok()?;
    Some((start..slices.starts.start, pieces))
}

/// Sends the rows of a slice and returns their number.
fn slice(
    store: &Embedded,
    Content { filter, format, layout }: &Content<'_>,
    starts: Range<i64>,
    out: Pieces,
    is_needed: &Arc<impl Fn() -> bool + Send + Sync + 'static>,
) -> Result<i64, ExportError> {
    let is_needed = is_needed.clone();
    let mut file = Writer::begin(*format, out, layout).map_err(ExportError::Write)?;
    let (mut rows, mut written) = (0, Ok(()));
    let read = store.export_starts(
        filter,
        starts,
        move || is_needed(),
        |row| {
            rows += 1;
            written = add(&mut file, row);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    let read = read.map_err(ExportError::Store)?;
    written.map_err(ExportError::Write)?;
    if read.is_break() {
        return Err(is_not_needed());
    }
    file.end().and_then(|mut out| out.flush()).map_err(ExportError::Write)?;
    Ok(rows)
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let skipped = self.heading.min(bytes.len());
        self.heading -= skipped;
        let rest = bytes.get(skipped..).unwrap_or_default();
        if self.piece.len() + rest.len() > PIECE {
            self.flush()?;
        }
        if self.piece.capacity() == 0 {
            self.piece.reserve(PIECE);
        }
        self.piece.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match std::mem::take(&mut self.piece) {
            piece if piece.is_empty() => Ok(()),
            piece => self.pieces.send(Ok(Some(piece))).map_err(|_| stopped()),
        }
    }
}

fn stopped() -> io::Error {
    io::Error::other("a reader of the export stopped")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use deskledger::{ConnectionRecord, DateTime};

    use super::super::rows::write_records;
    use super::*;
    use crate::store::Store;

    /// Starts in seconds since 1970 that no slice is made for: a steady flow, then 3,000 in one second, a year without
    /// any, and one each day.
    fn starts() -> impl Iterator<Item = i64> {
        let flow = (0..4_000).map(|number| number * 7);
        let burst = std::iter::repeat_n(28_001, 3_000);
        flow.chain(burst).chain((0..1_000).map(|day| 32_000_000 + day * 86_400))
    }

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        add_records(&store, starts());
        (dir, store)
    }

    fn add_records(store: &Store, starts: impl Iterator<Item = i64>) {
        let mut import = store.import("p").unwrap();
        for (number, start) in starts.enumerate() {
            let record = ConnectionRecord {
                connection_start_time: DateTime::from_unix_seconds(start).unwrap().to_string(),
                transaction_id: Some(format!("t-{}-{start}", number * 7919 % 10_007)),
                user_name: Some(["a", "b", "\"c\"\r\n,"][number % 3].into()),
                terminal_type: Some(["Windows 10", "Kylin V10"][number % 2].into()),
                ..ConnectionRecord::default()
            };
            import.add(&record).unwrap();
        }
        import.commit().unwrap();
    }

    #[test]
    fn slices_give_the_bytes_of_one_reader_whatever_is_selected() {
        let (_dir, store) = store();
        let snapshot = store.snapshot().unwrap();
        let all = Filter::project("p");
        let range =
            |end: &str| deskledger::TimeRange::new("1970-01-01T01:00Z".parse().unwrap(), end.parse().unwrap()).ok();
        let user = |name: &str| Filter { user_name: Some(name.into()), ..all.clone() };
        for filter in [
            all.clone(),
            user("b"),
            user("\"c\"\r\n,"),
            user("nobody"),
            Filter { terminal_type: Some("Kylin V10".into()), ..user("a") },
            Filter { terminal_type: Some("Kylin V10".into()), ..all.clone() },
            Filter { time_range: range("1970-01-01T07:46Z"), ..all.clone() },
            Filter { time_range: range("1971-12-01T00:00Z"), ..user("a") },
            Filter::project("q"),
        ] {
            for (format, language) in [(Format::Csv, "zh_CN"), (Format::Csv, "en_US"), (Format::Ndjson, "en_US")] {
                // A store that is not a snapshot has one reader.
                let [expected, found] = [&store, &snapshot]
                    .map(|store| write_records(store, &filter, format, language, Vec::new(), || true).unwrap());
                assert!(found == expected, "{filter:?} {format:?} {}, expected {}", found.len(), expected.len());
            }
        }
        let before = snapshot.rows_read();
        write_records(&snapshot, &all, Format::Csv, "en_US", io::sink(), || true).unwrap();
        assert_eq!(snapshot.rows_read() - before, starts().count() as u64, "rows are counted once");
    }

    #[test]
    fn a_change_after_the_snapshot_is_in_no_slice() {
        let (_dir, store) = store();
        let (snapshot, all) = (store.snapshot().unwrap(), Filter::project("p"));
        let written = || write_records(&snapshot, &all, Format::Csv, "en_US", Vec::new(), || true).unwrap();
        let expected = written();
        add_records(&store, [5, 28_001, 99_000_000_000].into_iter());
        assert_eq!(
            readers(snapshot.as_embedded_snapshot().unwrap(), &all).unwrap().len(),
            1,
            "a reader of other records"
        );
        assert!(written() == expected);
        let changed = write_records(&store.snapshot().unwrap(), &all, Format::Csv, "en_US", Vec::new(), || true);
        let lines = |file: &[u8]| file.windows(3).filter(|bytes| *bytes == b"t-0").count();
        assert_eq!(lines(&changed.unwrap()), lines(&expected) + 1);
    }

    #[test]
    fn readers_end_when_the_output_breaks_or_the_export_is_no_longer_needed() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (_dir, store) = store();
        let (snapshot, all) = (store.snapshot().unwrap(), Filter::project("p"));
        for room in [150_000, 250_000, 350_000] {
            let written = write_records(&snapshot, &all, Format::Csv, "en_US", Full(room), || true);
            assert!(written.is_err_and(|error| error.to_string().contains("space")), "{room}");
        }
        for calls in 1..20 {
            let left = AtomicUsize::new(calls);
            let is_needed =
                move || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
            let written = write_records(&snapshot, &all, Format::Csv, "en_US", io::sink(), is_needed);
            assert!(written.is_ok() || written.is_err_and(|error| error.to_string().contains("no longer needed")));
        }
    }
}
