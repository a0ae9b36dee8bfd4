//! The log of the server on standard error. A thread writes it, so that a log that fails or stalls fails no request: lines
//! that cannot be written are counted.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use deskledger::Message;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::reload::Handle;

use super::log_filter::check_filter;

/// Maximum number of lines that wait.
const CAPACITY: usize = 16_384;

/// Pause after writing: waking the thread for every line costs a request more than formatting the line.
const PAUSE: Duration = Duration::from_millis(1);

/// Maximum time to write the waiting lines at the end.
const FLUSH: Duration = Duration::from_secs(2);

enum Entry {
    Line(Vec<u8>),
    /// Reported as soon as all earlier lines have been written.
    Flush(SyncSender<()>),
}

/// Replaces the filter of the log, or returns what is wrong with the new one.
pub(crate) type SetFilter = Box<dyn Fn(&str) -> Result<(), Message> + Send + Sync>;

/// The log. Clones write to the same stream.
#[derive(Clone)]
pub(crate) struct Log {
    lines: SyncSender<Entry>,
    lost: Arc<AtomicU64>,
}

/// A line; queued on drop.
pub(crate) struct Line(Vec<u8>, Log);

impl Log {
    pub(crate) fn start() -> io::Result<Self> {
        let (lines, waiting) = sync_channel(CAPACITY);
        let lost = Arc::new(AtomicU64::new(0));
        let counter = lost.clone();
        let write = move |entry| match entry {
            Entry::Line(line) if io::stderr().write_all(&line).is_err() => {
                counter.fetch_add(1, Ordering::Relaxed);
            }
            Entry::Line(_) => {}
            Entry::Flush(done) => drop(done.send(())),
        };
        let run = move || {
            while let Ok(entry) = waiting.recv() {
                write(entry);
                waiting.try_iter().for_each(&write);
                thread::sleep(PAUSE);
            }
        };
        thread::Builder::new().name("log".to_owned()).spawn(run)?;
        Ok(Self { lines, lost })
    }

    /// Logs what the filter selects, and returns a function that replaces the filter; it rejects an invalid one.
    pub(crate) fn subscribe(&self, is_json: bool, filter: &str) -> SetFilter {
        let log = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false);
        let log = log.with_writer(self.clone());
        fn set<S: 'static>(handle: Handle<EnvFilter, S>) -> SetFilter {
            // The handle fails only without its subscriber, which lasts as long as the process.
            Box::new(move |filter| check_filter(filter).map(|filter| drop(handle.reload(filter))))
        }
        if is_json {
            let log = log.json().with_span_list(false).with_filter_reloading();
            let handle = log.reload_handle();
            log.init();
            set(handle)
        } else {
            let log = log.with_filter_reloading();
            let handle = log.reload_handle();
            log.init();
            set(handle)
        }
    }

    /// Number of lines that could not be written.
    pub(crate) fn lost(&self) -> Arc<AtomicU64> {
        self.lost.clone()
    }

    /// Waits until the lines so far have been written, for a bounded time.
    pub(crate) fn flush(&self) {
        let (done, is_done) = sync_channel(1);
        if self.lines.try_send(Entry::Flush(done)).is_ok() {
            let _ = is_done.recv_timeout(FLUSH);
        }
    }
}

impl<'l> MakeWriter<'l> for Log {
    type Writer = Line;

    fn make_writer(&'l self) -> Line {
        Line(Vec::with_capacity(512), self.clone())
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self(line, log) = self;
        if log.lines.try_send(Entry::Line(std::mem::take(line))).is_err() {
            log.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}
