//! An export as the body of an answer: a thread reads and writes, a channel of a few chunks hands over, and whoever is
//! slower waits for the other.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::Frame;
use tokio::sync::mpsc;
use tracing::Span;

use super::tally::{Tallied, Tally};
use super::window::Window;
use deskledger_records::write::Format;

use super::{ExportError, Wrapper, write_records};
use crate::call::encoding::{Coding, Encoder};
use crate::call::range::Part;
use crate::store::{Filter, Store};

/// How many bytes are handed over at once.
const CHUNK: usize = 1 << 16;

/// How many chunks may wait to be sent.
const WAITING: usize = 4;

/// What an export is begun with.
pub(crate) struct Start {
    /// The store at one moment.
    pub(crate) store: Store,
    pub(crate) filter: Filter,
    pub(crate) format: Format,
    pub(crate) language: String,
    pub(crate) coding: Coding,
    /// What stands around the file, if anything.
    pub(crate) wrapper: Option<Wrapper>,
    /// The part that is sent; everything if absent.
    pub(crate) part: Option<Part>,
    /// Is told at the end what was sent, and holds until then what the export occupies.
    pub(crate) report: Box<dyn FnOnce(Report) + Send>,
}

/// What became of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) outcome: Outcome,
    /// Rows that were read for it.
    pub(crate) rows: u64,
    /// Bytes of the file, or of its part, that were made.
    pub(crate) bytes: u64,
    /// SHA-256 of these bytes, in hexadecimal.
    pub(crate) digest: String,
    /// Bytes that were handed over: fewer, where they are encoded.
    pub(crate) sent_bytes: u64,
}

/// How an export ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// Everything was handed over.
    Whole,
    /// The caller went away.
    Gone,
    /// The server failed.
    Failed,
}

enum Message {
    Chunk(Bytes),
    /// Nothing is missing. A channel that closes without it was broken off.
    End,
    Failed(ExportError),
}

/// The bytes of an export, as they come. It ends well only where the whole file has been handed over.
pub(crate) struct Body {
    first: Option<Message>,
    rest: mpsc::Receiver<Message>,
    /// The request, for the log: whoever reads the rest does not know it.
    span: Span,
}

/// Begins an export, and waits for its first bytes: what fails before them can still be told to the caller.
///
/// # Errors
/// The export failed before it had anything to send.
pub(crate) async fn start(start: Start) -> Result<Body, ExportError> {
    let (sender, mut rest) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || run(start, sender));
    match rest.recv().await {
        Some(Message::Failed(error)) => Err(error),
        None => Err(ExportError::Write(broken_off())),
        first => Ok(Body { first, rest, span: Span::current() }),
    }
}

impl Body {
    /// Stands for the file in an answer whose body is not sent: like that of the file its length is not known.
    pub(crate) fn unsent() -> Self {
        Self { first: None, rest: mpsc::channel(1).1, span: Span::none() }
    }
}

fn run(start: Start, sender: mpsc::Sender<Message>) {
    let Start { store, filter, format, language, coding, wrapper, part, report } = start;
    let before = store.rows_read();
    let mut window = Window::new(Chunks { buffer: BytesMut::new(), sender: sender.clone() }, part);
    let reader = sender.clone();
    let enough = window.enough();
    let is_wanted = move || !reader.is_closed() && !enough.load(Ordering::Relaxed);
    let mut plain = (coding != Coding::Identity || wrapper.is_some()).then(Tally::default);
    let (head, tail) = wrapper.map(|wrapper| (wrapper.head, wrapper.tail)).unwrap_or_default();
    let written = window
        .write_all(&head)
        .map_err(ExportError::Write)
        .and_then(|()| write(&store, &filter, format, &language, coding, (&mut window, plain.as_mut()), is_wanted))
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
    // Before the last bytes go, so that whoever has read them finds it written down and its place free: where the length is known
    // nobody waits for the end.
    report(Report { outcome, rows: store.rows_read() - before, bytes, digest, sent_bytes });
    // Nobody is told where nobody listens any more.
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
    is_wanted: impl Fn() -> bool + Send + 'static,
) -> Result<(), ExportError> {
    let written = Encoder::new(coding, &mut *window)
        .map_err(ExportError::Write)
        .map(|encoder| Tallied { out: encoder, tally: plain })
        .and_then(|out| write_records(store, filter, format, language, out, is_wanted))
        .and_then(|tallied| tallied.out.finish().map_err(ExportError::Write).map(drop));
    // Writing stops where the part ends; that is no failure. Where it stopped because nobody reads, the end tells why.
    if window.is_full() || window.is_broken() { Ok(()) } else { written }
}

/// Gathers what is written, and hands it over chunk by chunk; waits while the reader is behind.
struct Chunks {
    buffer: BytesMut,
    sender: mpsc::Sender<Message>,
}

impl Chunks {
    /// What was gathered, and not handed over.
    fn rest(self) -> Option<Bytes> {
        (!self.buffer.is_empty()).then(|| self.buffer.freeze())
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A chunk never grows beyond its room: that would move all of it.
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
        sent.map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads the answer any more"))
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
                self.span.in_scope(|| tracing::error!(%error, "an export broke off"));
                Some(Err(io::Error::other(error)))
            }
            None => Some(Err(broken_off())),
        })
    }
}

fn broken_off() -> io::Error {
    io::Error::other("the export ended without a word")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chunk_outgrows_its_room_and_none_is_made_for_nothing() {
        let (sender, mut receiver) = mpsc::channel(WAITING);
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
