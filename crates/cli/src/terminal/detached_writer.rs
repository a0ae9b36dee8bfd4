//! Writing to a stream that may stall for ever: a pipe without a reader, a stopped terminal, a device. A thread of its own
//! opens the stream and writes to it, and nothing waits for that thread, so that the export can be cancelled at any time.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;

use tokio::io::AsyncWrite;
use tokio::sync::oneshot;

/// Delay before the next attempt to write to a non-blocking stream that is full.
const PAUSE: Duration = Duration::from_millis(5);

/// Bytes to write, and where to report that they have been written.
type Piece = (Vec<u8>, oneshot::Sender<io::Result<()>>);

/// The asynchronous end, into which the bytes are written.
pub(crate) struct DetachedWriter {
    pieces: mpsc::Sender<Piece>,
    /// The outcome of what the thread does: it opens the stream, then writes one piece after another.
    outcome: Option<oneshot::Receiver<io::Result<()>>>,
    written: Arc<AtomicU64>,
}

impl DetachedWriter {
    pub(crate) fn standard_output() -> io::Result<Self> {
        Self::start(standard_output)
    }

    /// A pipe or a device. Opening a pipe waits for its reader.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        Self::start(move || {
            let failed = |cause: io::Error| io::Error::new(cause.kind(), format!("{}: {cause}", path.display()));
            OpenOptions::new().write(true).open(&path).map_err(failed)
        })
    }

    fn start<W: Write>(open: impl FnOnce() -> io::Result<W> + Send + 'static) -> io::Result<Self> {
        let (pieces, waiting) = mpsc::channel::<Piece>();
        let (opened, outcome) = oneshot::channel();
        let written = Arc::new(AtomicU64::new(0));
        let count = written.clone();
        // Reports fail if the export has ended.
        let write = move || match open() {
            Ok(mut out) => {
                let _ = opened.send(Ok(()));
                waiting.iter().for_each(|(piece, done)| drop(done.send(write_all(&mut out, &piece, &count))));
            }
            Err(error) => drop(opened.send(Err(error))),
        };
        thread::Builder::new().name("stream".to_owned()).spawn(write)?;
        Ok(Self { pieces, outcome: Some(outcome), written })
    }

    /// Number of bytes written to the stream.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
}

/// Writes a piece and counts its bytes, also those of a piece that is not written whole.
fn write_all(out: &mut impl Write, mut piece: &[u8], count: &AtomicU64) -> io::Result<()> {
    while !piece.is_empty() {
        match out.write(piece) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(length) => {
                count.fetch_add(length as u64, Ordering::Relaxed);
                piece = piece.get(length..).unwrap_or_default();
            }
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            // Another process that shares the stream made it non-blocking.
            Err(cause) if cause.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(cause) => return Err(cause),
        }
    }
    out.flush()
}

impl AsyncWrite for DetachedWriter {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.as_mut().poll_flush(cx))?;
        let (done, outcome) = oneshot::channel();
        self.outcome = Some(outcome);
        // Fails if the thread has ended, as the outcome shows.
        let _ = self.pieces.send((bytes.to_vec(), done));
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(outcome) = &mut self.outcome else { return Poll::Ready(Ok(())) };
        let outcome = ready!(Pin::new(outcome).poll(cx));
        self.outcome = None;
        Poll::Ready(outcome.map_err(io::Error::other).flatten())
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

/// Unbuffered: the buffer of the standard library would count bytes that were not written.
#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(not(unix))]
fn standard_output() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}
