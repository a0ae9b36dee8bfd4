//! An export as a response body: a blocking thread reads and writes, a bounded channel passes chunks on, and the slower
//! side blocks the other.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::http::{HeaderMap, StatusCode};
use bytes::{Bytes, BytesMut};
use deskledger_records::write::Format;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body::Frame;
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;
use tracing::Span;

use super::rows::{ExportError, write_records};
use super::window::{Tallied, Tally, Window};
use super::wrapper::Wrapper;
use crate::http::byte_range::Part;
use crate::http::error::HttpError;
use crate::http::negotiation::Coding;
use crate::store::{Filter, Store};

/// Size of a chunk in bytes.
const CHUNK: usize = 1 << 16;

/// Capacity of the channel in chunks.
const CAPACITY: usize = 4;

/// A version of a file.
pub(crate) struct File {
    /// A snapshot of the store.
    pub(crate) store: Store,
    pub(crate) filter: Filter,
    pub(crate) format: Format,
    pub(crate) language: String,
    pub(crate) coding: Coding,
    pub(crate) etag: String,
    /// The wrapper around the file, if any.
    pub(crate) wrapper: Option<Wrapper>,
}

/// Parameters of an export.
pub(crate) struct Start {
    pub(crate) file: File,
    /// The byte range to send; the whole file if absent.
    pub(crate) part: Option<Part>,
    /// The length that is announced.
    pub(crate) length: Option<u64>,
    /// When the export is aborted: until then its snapshot prevents the write-ahead log from being truncated.
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
    /// All of them, if they fit into one chunk.
    pub(crate) chunk: Option<Bytes>,
}

/// Outcome of an export.
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

/// Status and headers of a response.
pub(crate) type Head = (StatusCode, HeaderMap);

/// The content of a response.
pub(crate) enum Content {
    None,
    Bytes(Bytes),
    Export(Box<Start>),
}

enum Message {
    Chunk(Bytes),
    /// The body is complete after these bytes. Without it a closed channel means an aborted export.
    End(Option<Bytes>),
    Failed(ExportError),
}

/// The body of an export. It ends without an error only after the complete file.
pub(crate) struct Body {
    first: Option<Message>,
    rest: mpsc::Receiver<Message>,
    /// The span of the request, for the log.
    span: Span,
}

/// Prepares an export and runs it, on one thread: a change of threads costs more than reading a hundred records. Waits for
/// its first bytes: an earlier failure can still be reported with a status.
///
/// `prepare` also gets what reports whether the client still waits.
///
/// # Errors
/// The export failed before its first bytes.
pub(crate) async fn start(
    prepare: impl FnOnce(Box<dyn Fn() -> bool + Send>) -> Result<(Head, Content), HttpError> + Send + 'static,
) -> Result<(Head, Body), HttpError> {
    let (sender, mut rest) = mpsc::channel(CAPACITY);
    let (prepared, head) = oneshot::channel();
    let span = Span::current();
    let work = spawn_blocking(move || {
        let waits = sender.clone();
        match span.in_scope(|| prepare(Box::new(move || !waits.is_closed()))) {
            // Fails if the client has disconnected; the export reports that.
            Ok((head, Content::Export(start))) => {
                let _ = prepared.send(Ok((head, None)));
                run(*start, sender);
            }
            Ok((head, Content::Bytes(bytes))) => {
                drop(prepared.send(Ok((head, Some(Some(Message::End(Some(bytes))))))));
            }
            Ok((head, Content::None)) => drop(prepared.send(Ok((head, Some(None))))),
            Err(error) => drop(prepared.send(Err(error))),
        }
    });
    // The first message also wakes for what was prepared before it.
    let first = rest.recv().await;
    let Ok(head) = head.await else {
        work.await?;
        return Err(ExportError::Write(aborted()).into());
    };
    match (head?, first) {
        ((head, Some(first)), _) => Ok((head, Body { first, rest, span: Span::none() })),
        ((_, None), Some(Message::Failed(error))) => Err(error.into()),
        ((_, None), None) => Err(ExportError::Write(aborted()).into()),
        ((head, None), first) => Ok((head, Body { first, rest, span: Span::current() })),
    }
}

fn run(start: Start, sender: mpsc::Sender<Message>) {
    let Start { mut file, part, length, deadline, report } = start;
    let before = file.store.rows_read();
    let mut window = Window::new(Chunks { buffer: BytesMut::new(), sender: sender.clone() }, part, length);
    let reader = sender.clone();
    let done = window.done();
    let is_needed = move || !reader.is_closed() && !done.load(Ordering::Relaxed) && Instant::now() < deadline;
    let mut plain = (file.coding != Coding::Identity || file.wrapper.is_some()).then(Tally::default);
    let (head, tail) = file.wrapper.take().map(|wrapper| (wrapper.head, wrapper.tail)).unwrap_or_default();
    let written = window
        .write_all(&head)
        .map_err(ExportError::Write)
        .and_then(|()| write(&file, &mut window, plain.as_mut(), is_needed))
        .and_then(|()| window.write_all(&tail).and_then(|()| window.end()).map_err(ExportError::Write));
    let plain = plain.map(Tally::end);
    let (last, outcome) = match written {
        Ok(()) if !sender.is_closed() => (Message::End(None), Outcome::Whole),
        Ok(()) => (Message::End(None), Outcome::Gone),
        Err(error) if sender.is_closed() => (Message::Failed(error), Outcome::Gone),
        Err(error) => (Message::Failed(error), Outcome::Failed),
    };
    let (chunks, sent_bytes, sent) = window.sent();
    let (bytes, digest) = plain.unwrap_or((sent_bytes, sent));
    // Before the last bytes are sent, so that a client that has read them finds the export logged and its slot free: if
    // the length is known, no client waits for the end.
    let last = if let Message::End(_) = last { Message::End(chunks.rest()) } else { last };
    let chunk = match &last {
        Message::End(Some(rest)) if rest.len() as u64 == sent_bytes && rest.len() <= CHUNK => Some(rest.clone()),
        _ => None,
    };
    report(Report { outcome, rows: file.store.rows_read() - before, bytes, digest, sent_bytes, chunk });
    // Fails if the client has disconnected.
    let _ = sender.blocking_send(last);
}

fn write(
    file: &File,
    window: &mut Window<Chunks>,
    plain: Option<&mut Tally>,
    is_needed: impl Fn() -> bool + Send + 'static,
) -> Result<(), ExportError> {
    let records = |out: &mut (dyn Write + Send)| {
        let out = Tallied { out, tally: plain };
        write_records(&file.store, &file.filter, file.format, &file.language, out, is_needed).map(drop)
    };
    // Fast levels: higher ones are slower than most networks. Neither format contains a time.
    let written = match file.coding {
        Coding::Identity => records(window),
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(&mut *window, Compression::fast());
            records(&mut encoder).and_then(|()| encoder.finish().map(drop).map_err(ExportError::Write))
        }
        Coding::Zstd => zstd::Encoder::new(&mut *window, 1).map_err(ExportError::Write).and_then(|mut encoder| {
            records(&mut encoder)?;
            encoder.finish().map(drop).map_err(ExportError::Write)
        }),
    };
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
            Some(Message::End(None)) => None,
            Some(Message::End(Some(rest))) => {
                self.first = Some(Message::End(None));
                Some(Ok(Frame::data(rest)))
            }
            Some(Message::Failed(error)) => {
                self.span.in_scope(|| tracing::error!(%error, "an export was aborted"));
                Some(Err(io::Error::other(error)))
            }
            None => Some(Err(aborted())),
        })
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.first, Some(Message::End(None)))
    }
}

fn aborted() -> io::Error {
    io::Error::other("the export ended without a word")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chunk_outgrows_its_buffer_and_none_is_allocated_for_nothing() {
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
        // Held, so that their memory is not reused: the peak would depend on timing.
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
