//! Writing to a stream that may stall for ever: a pipe without a reader, a stopped terminal, a device. A thread of its own
//! opens the stream and writes to it, and nothing waits for that thread, so that the export can be cancelled at any time.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use tokio::io::AsyncWrite;

/// Delay before the next attempt to write to a non-blocking stream that is full.
const PAUSE: Duration = Duration::from_millis(5);

/// The asynchronous end, into which the bytes are written.
pub(crate) struct DetachedWriter(Arc<Shared>);

#[derive(Default)]
struct Shared {
    slot: Mutex<Slot>,
    changed: Condvar,
}

#[derive(Default)]
struct Slot {
    /// The next bytes to write; empty if all have been taken.
    piece: Vec<u8>,
    is_writing: bool,
    is_over: bool,
    written: u64,
    failure: Option<(ErrorKind, String)>,
    waiting: Option<Waker>,
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
        let shared = Arc::new(Shared::default());
        let stream = shared.clone();
        let write = move || {
            stream.ended(open().and_then(|mut out| stream.write_all(&mut out)));
        };
        thread::Builder::new().name("stream".to_owned()).spawn(write)?;
        Ok(Self(shared))
    }

    /// Number of bytes written to the stream.
    pub(crate) fn written(&self) -> u64 {
        self.0.held().written
    }

    /// Ready when the slot is, or when the stream has failed.
    fn poll(&self, cx: &Context<'_>, is_ready: impl Fn(&Slot) -> bool) -> Poll<io::Result<MutexGuard<'_, Slot>>> {
        let mut slot = self.0.held();
        if let Some((kind, text)) = &slot.failure {
            return Poll::Ready(Err(io::Error::new(*kind, text.clone())));
        }
        if is_ready(&slot) {
            return Poll::Ready(Ok(slot));
        }
        slot.waiting = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for DetachedWriter {
    fn drop(&mut self) {
        self.0.held().is_over = true;
        self.0.changed.notify_one();
    }
}

impl Shared {
    fn held(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes piece after piece until the asynchronous end is dropped.
    fn write_all(&self, out: &mut impl Write) -> io::Result<()> {
        let mut piece = Vec::new();
        while self.next(&mut piece) {
            let mut rest = piece.as_slice();
            while !rest.is_empty() {
                match out.write(rest) {
                    Ok(0) => return Err(ErrorKind::WriteZero.into()),
                    Ok(length) => {
                        self.held().written += length as u64;
                        rest = rest.get(length..).unwrap_or_default();
                    }
                    Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                    // Another process that shares the stream made it non-blocking.
                    Err(cause) if cause.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
                    Err(cause) => return Err(cause),
                }
            }
            out.flush()?;
        }
        Ok(())
    }

    /// Waits for the next piece; `false` if there are no more.
    fn next(&self, piece: &mut Vec<u8>) -> bool {
        let mut slot = self.held();
        slot.is_writing = false;
        piece.clear();
        loop {
            wake(&mut slot);
            if !slot.piece.is_empty() {
                slot.is_writing = true;
                std::mem::swap(piece, &mut slot.piece);
                wake(&mut slot);
                return true;
            }
            if slot.is_over {
                return false;
            }
            slot = self.changed.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn ended(&self, outcome: io::Result<()>) {
        let mut slot = self.held();
        slot.failure = outcome.err().map(|cause| (cause.kind(), cause.to_string()));
        slot.is_writing = false;
        wake(&mut slot);
    }
}

fn wake(slot: &mut Slot) {
    if let Some(waiting) = slot.waiting.take() {
        waiting.wake();
    }
}

impl AsyncWrite for DetachedWriter {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll(cx, |slot| slot.piece.is_empty()).map_ok(|mut slot| {
            slot.piece.extend_from_slice(bytes);
            self.0.changed.notify_one();
            bytes.len()
        })
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(cx, |slot| slot.piece.is_empty() && !slot.is_writing).map_ok(drop)
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
