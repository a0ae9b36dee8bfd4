//! An export as a response body: a blocking thread reads and writes, a bounded channel passes chunks on, and the slower
//! side blocks the other.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http_body::Frame;
use tokio::sync::mpsc;
use tracing::Span;

use deskledger_records::write::Format;

use super::encoder::Encoder;
use super::rows::{ExportError, write_records};
use super::tally::{Tallied, Tally};
use super::window::Window;
use super::wrapper::Wrapper;
use crate::http::byte_range::Part;
use crate::http::content_coding::Coding;
use crate::store::{Filter, Store};

/// Size of a chunk in bytes.
const CHUNK: usize = 1 << 16;

/// Capacity of the channel in chunks.
const CAPACITY: usize = 4;

/// Parameters of an export.
pub(crate) struct Start {
    /// A snapshot of the store.
    pub(crate) store: Store,
    pub(crate) filter: Filter,
    pub(crate) format: Format,
    pub(crate) language: String,
    pub(crate) coding: Coding,
    /// The wrapper around the file, if any.
    pub(crate) wrapper: Option<Wrapper>,
    /// The byte range to send; the whole file if absent.
    pub(crate) part: Option<Part>,
    /// When the export is aborted: until then its snapshot keeps the write-ahead log from being emptied.
    pub(crate) deadline: Instant,
    /// Called at the end; it holds the resources of the export until then.
    pub(crate) report: Box<dyn FnOnce(Report) + Send>,
}

/// Summary of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) outcome: Outcome,
    /// Rows read.
    pub(crate) rows: u64,
    /// Bytes of the file or of its range, before the content encoding.
    pub(crate) bytes: u64,
    /// SHA-256 of these bytes, in hexadecimal.
    pub(crate) digest: String,
    /// Bytes sent: fewer if they are encoded.
    pub(crate) sent_bytes: u64,
}

/// How an export ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// The whole file or range was sent.
    Whole,
    /// The client disconnected.
    Gone,
    /// The server failed.
    Failed,
}

impl Outcome {
    /// Name in the log and in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }
}

enum Message {
    Chunk(Bytes),
    /// The body is complete. Without it a closed channel means an aborted export.
    End,
    Failed(ExportError),
}

/// The body of an export. It ends without an error only after the complete file.
pub(crate) struct Body {
    first: Option<Message>,
    rest: mpsc::Receiver<Message>,
    /// The span of the request, for the log.
    span: Span,
}

/// Starts an export and waits for its first bytes: an earlier failure can still be reported with a status.
///
/// # Errors
/// The export failed before its first bytes.
pub(crate) async fn start(start: Start) -> Result<Body, ExportError> {
    let (sender, mut rest) = mpsc::channel(CAPACITY);
    tokio::task::spawn_blocking(move || run(start, sender));
    match rest.recv().await {
        Some(Message::Failed(error)) => Err(error),
        None => Err(ExportError::Write(aborted())),
        first => Ok(Body { first, rest, span: Span::current() }),
    }
}

impl Body {
    /// A placeholder of unknown length for a response without a body (HEAD, 304).
    pub(crate) fn unsent() -> Self {
        Self { first: None, rest: mpsc::channel(1).1, span: Span::none() }
    }
}

fn run(start: Start, sender: mpsc::Sender<Message>) {
    let Start { store, filter, format, language, coding, wrapper, part, deadline, report } = start;
    let before = store.rows_read();
    let mut window = Window::new(Chunks { buffer: BytesMut::new(), sender: sender.clone() }, part);
    let reader = sender.clone();
    let done = window.done();
    let is_needed = move || !reader.is_closed() && !done.load(Ordering::Relaxed) && Instant::now() < deadline;
    let mut plain = (coding != Coding::Identity || wrapper.is_some()).then(Tally::default);
    let (head, tail) = wrapper.map(|wrapper| (wrapper.head, wrapper.tail)).unwrap_or_default();
    let written = window
        .write_all(&head)
        .map_err(ExportError::Write)
        .and_then(|()| write(&store, &filter, format, &language, coding, (&mut window, plain.as_mut()), is_needed))
        .and_then(|()| window.write_all(&tail).and_then(|()| window.end()).map_err(ExportError::Write));
    let plain = plain.map(Tally::end);
    let (last, outcome) = match written {
        Ok(()) if !sender.is_closed() => (Message::End, Outcome::Whole),
        Ok(()) => (Message::End, Outcome::Gone),
        Err(error) if sender.is_closed() => (Message::Failed(error), Outcome::Gone),
        Err(error) => (Message::Failed(error), Outcome::Failed),
    };
    let (chunks, sent_bytes, sent) = window.sent();
    let (bytes, digest) = plain.unwrap_or((sent_bytes, sent));
    // Before the last bytes are sent, so that a client that has read them finds the export logged and its slot free: if
    // the length is known, no client waits for the end.
    report(Report { outcome, rows: store.rows_read() - before, bytes, digest, sent_bytes });
    // Fails if the client has disconnected.
    if let (Message::End, Some(rest)) = (&last, chunks.rest()) {
        let _ = sender.blocking_send(Message::Chunk(rest));
    }
    let _ = sender.blocking_send(last);
}

fn write(
    store: &Store,
    filter: &Filter,
    format: Format,
    language: &str,
    coding: Coding,
    (window, plain): (&mut Window<Chunks>, Option<&mut Tally>),
    is_needed: impl Fn() -> bool + Send + 'static,
) -> Result<(), ExportError> {
    let written = Encoder::new(coding, &mut *window)
        .map_err(ExportError::Write)
        .map(|encoder| Tallied { out: encoder, tally: plain })
        .and_then(|out| write_records(store, filter, format, language, out, is_needed))
        .and_then(|tallied| tallied.out.finish().map_err(ExportError::Write).map(drop));
    // Writing stops at the end of the range, which is not a failure. A disconnected client is reported by Window::end.
    if window.is_full() || window.is_broken() { Ok(()) } else { written }
}

/// A writer that buffers bytes and sends them in chunks; blocks while the channel is full.
struct Chunks {
    buffer: BytesMut,
    sender: mpsc::Sender<Message>,
}

impl Chunks {
    /// The buffered bytes.
    fn rest(self) -> Option<Bytes> {
        (!self.buffer.is_empty()).then(|| self.buffer.freeze())
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A chunk never exceeds its capacity: growing would copy it.
        if self.buffer.len() + bytes.len() > CHUNK {
            self.flush()?;
        }
        if self.buffer.is_empty() {
            self.buffer.reserve(CHUNK.max(bytes.len()));
        }
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = self.buffer.split().freeze();
        let sent = self.sender.blocking_send(Message::Chunk(chunk));
        sent.map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the client disconnected"))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let message = match self.first.take() {
            Some(message) => Some(message),
            None => ready!(self.rest.poll_recv(context)),
        };
        Poll::Ready(match message {
            Some(Message::Chunk(chunk)) => Some(Ok(Frame::data(chunk))),
            Some(Message::End) => None,
            Some(Message::Failed(error)) => {
                self.span.in_scope(|| tracing::error!(%error, "an export was aborted"));
                Some(Err(io::Error::other(error)))
            }
            None => Some(Err(aborted())),
        })
    }
}

fn aborted() -> io::Error {
    io::Error::other("the export ended without a word")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chunk_outgrows_its_room_and_none_is_made_for_nothing() {
        let (sender, mut receiver) = mpsc::channel(CAPACITY);
        let mut writes: Vec<Vec<u8>> = (0..300).map(|number| vec![b'a'; 999 + number]).collect();
        writes.extend([vec![b'b'; CHUNK + 1], vec![b'c']]);
        let expected = writes.concat();
        let writer = std::thread::spawn(move || {
            let mut chunks = Chunks { buffer: BytesMut::new(), sender };
            writes.iter().for_each(|bytes| chunks.write_all(bytes).unwrap());
            chunks.flush().unwrap();
            chunks.flush().unwrap();
            chunks.buffer.capacity()
        });
        // Held, so that their room is not used again: how much there is in the end would depend on who is faster.
        let mut found = Vec::new();
        while let Some(Message::Chunk(chunk)) = receiver.blocking_recv() {
            let is_one_write = chunk.iter().all(|byte| *byte == b'b');
            assert!(!chunk.is_empty() && (chunk.len() <= CHUNK || is_one_write), "{}", chunk.len());
            found.push(chunk);
        }
        assert!(found.concat() == expected);
        assert!(writer.join().unwrap() < CHUNK, "room for a chunk that does not come");
    }
}
