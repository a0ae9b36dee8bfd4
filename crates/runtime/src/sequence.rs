//! Bodies that are sequences of values: a line of JSON for each, or events (`text/event-stream`).

use std::time::Duration;

use crate::typed::{Mismatch, Scalar, Typed, View, from_slice, from_value, to_vec};
use serde_json::{Map, Value};

/// Largest item, in bytes. Each end holds one item at a time.
pub const MAX_ITEM_BYTES: usize = 16 << 20;

/// Separation of values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sequence {
    /// A line of JSON for each value (`application/x-ndjson`).
    #[default]
    Lines,
    /// An event for each value, with the value as its data; `[DONE]` as data ends the sequence.
    Data,
    /// Events as objects with the fields `data`, `event`, `id` and `retry`.
    Events,
}

impl Sequence {
    /// A value as it is sent.
    pub fn encode(self, value: &dyn Typed) -> Vec<u8> {
        let mut out = Vec::new();
        match (self, value.view()) {
            (Self::Lines, _) => out = to_vec(value),
            (Self::Events, View::Object(fields)) => {
                let views = fields.iter().map(|(name, value)| (name, value.view()));
                for (name, value) in views.filter(|(_, value)| !matches!(value, View::Null)) {
                    field(&mut out, name, value);
                }
            }
            (Self::Data | Self::Events, value) => field(&mut out, "data", value),
        }
        out.push(b'\n');
        out
    }
}

/// A field of an event: a line for each line of its text.
fn field(out: &mut Vec<u8>, name: &str, value: View<'_>) {
    let text = if let View::Text(text) = value { text.to_owned() } else { value.to_value().to_string() };
    for line in text.replace("\r\n", "\n").split(['\r', '\n']) {
        [name, ": ", line, "\n"].iter().for_each(|piece| out.extend_from_slice(piece.as_bytes()));
    }
}

/// Parses a sequence from the pieces in which it arrives.
#[derive(Debug, Default)]
pub struct SequenceReader {
    sequence: Sequence,
    /// Received bytes that are not parsed yet.
    buffer: Vec<u8>,
    /// How much of the buffer is parsed, and how far no end of a line was found.
    parsed: usize,
    searched: usize,
    event: Map<String, Value>,
    event_bytes: usize,
    is_done: bool,
    /// The id of the last event, and the delay in milliseconds before its source is requested again.
    last_id: Option<String>,
    retry: u64,
}

impl SequenceReader {
    /// A reader at the start of a body.
    pub fn new(sequence: Sequence) -> Self {
        Self { sequence, ..Self::default() }
    }

    /// The id of the last event that was read, for `Last-Event-ID`; none where there is none.
    pub fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref().filter(|id| !id.is_empty())
    }

    /// The delay that the service asks for before it is requested again.
    pub fn retry(&self) -> Duration {
        Duration::from_millis(self.retry)
    }

    /// Drops what has arrived of an event: the body is sent again from the event after the last one on.
    pub fn restart(&mut self) {
        self.buffer.clear();
        self.event.clear();
        (self.parsed, self.searched, self.event_bytes) = (0, 0, 0);
    }

    /// Adds what arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.parsed);
        self.searched -= self.parsed;
        self.parsed = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Ends the sequence.
    pub fn stop(&mut self) {
        self.is_done = true;
    }

    /// Whether nothing more will be returned.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// The next value of what arrived; `is_end`: nothing more arrives.
    ///
    /// # Errors
    /// An item is not of the type, or too long. The items after it can be read.
    pub fn next<T: Typed + Default>(&mut self, is_end: bool) -> Result<Option<T>, Mismatch> {
        while let Some(line) = self.line(is_end) {
            if let Some(item) = self.add(&line)? {
                return Ok(Some(item));
            }
        }
        if self.buffer.len() - self.parsed + self.event_bytes > MAX_ITEM_BYTES {
            return Err(self.too_long());
        }
        self.is_done |= is_end;
        Ok(None)
    }

    /// A line of the sequence; it may complete an item.
    fn add<T: Typed + Default>(&mut self, line: &[u8]) -> Result<Option<T>, Mismatch> {
        if self.sequence == Sequence::Lines {
            let is_empty = line.iter().all(u8::is_ascii_whitespace);
            return if is_empty { Ok(None) } else { from_slice(line).map(|read| Some(read.value)) };
        }
        if !line.is_empty() {
            self.event_bytes += line.len();
            if self.event_bytes > MAX_ITEM_BYTES {
                return Err(self.too_long());
            }
            self.add_field(&String::from_utf8_lossy(line));
            return Ok(None);
        }
        self.event_bytes = 0;
        let event = std::mem::take(&mut self.event);
        if let Some(id) = event.get("id").and_then(Value::as_str) {
            self.last_id = Some(id.to_owned());
        }
        // An event without data is none, by the standard.
        let Some(data) = event.get("data").and_then(Value::as_str) else { return Ok(None) };
        if self.sequence == Sequence::Events {
            return from_value(&Value::Object(event)).map(|read| Some(read.value));
        }
        if data == "[DONE]" {
            self.is_done = true;
            return Ok(None);
        }
        let mut text = T::default();
        let is_text = matches!(text.view(), View::Text(_)) && text.put(Scalar::Text(data));
        match from_slice(data.as_bytes()) {
            _ if is_text => Ok(Some(text)),
            Ok(read) => Ok(Some(read.value)),
            Err(_) if text.put(Scalar::Text(data)) => Ok(Some(text)),
            Err(mismatch) => Err(mismatch),
        }
    }

    fn add_field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (name, self.event.get_mut("data")) {
            ("data", Some(Value::String(data))) => data.extend(["\n", value]),
            ("retry", _) => {
                if let Ok(delay) = value.parse::<u64>() {
                    self.retry = delay;
                    self.event.insert("retry".to_owned(), delay.into());
                }
            }
            ("id", _) if value.contains('\0') => {}
            ("data" | "event" | "id", _) => drop(self.event.insert(name.to_owned(), value.into())),
            // A comment, or a field that the standard does not have.
            _ => {}
        }
    }

    /// The next line without its end. The last line of lines of JSON may have none; an event without an end is none.
    fn line(&mut self, is_end: bool) -> Option<Vec<u8>> {
        if self.is_done {
            return None;
        }
        let is_event = self.sequence != Sequence::Lines;
        let rest = self.buffer.get(self.searched..)?;
        let found = rest.iter().position(|byte| *byte == b'\n' || (is_event && *byte == b'\r'));
        let Some(end) = found.map(|found| self.searched + found) else {
            self.searched = self.buffer.len();
            let last = self.buffer.get(self.parsed..).filter(|last| is_end && !is_event && !last.is_empty())?.to_vec();
            self.parsed = self.buffer.len();
            return Some(last);
        };
        let is_return = self.buffer.get(end) == Some(&b'\r');
        if is_return && end + 1 == self.buffer.len() && !is_end {
            // The line feed that belongs to it may be in the next piece.
            self.searched = end;
            return None;
        }
        let line = self.buffer.get(self.parsed..end)?.to_vec();
        self.parsed = if is_return && self.buffer.get(end + 1) == Some(&b'\n') { end + 2 } else { end + 1 };
        self.searched = self.parsed;
        Some(line)
    }

    fn too_long(&mut self) -> Mismatch {
        self.is_done = true;
        Mismatch::of_whole(format!("expected items of at most {MAX_ITEM_BYTES} bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Typed + Default>(sequence: Sequence, body: &[u8], piece: usize) -> Vec<Result<T, String>> {
        let mut reader = SequenceReader::new(sequence);
        let mut out = Vec::new();
        let mut pieces = body.chunks(piece);
        while !reader.is_done() {
            let next = pieces.next();
            reader.push(next.unwrap_or_default());
            while let Some(item) = reader.next(next.is_none()).map_err(|error| error.message).transpose() {
                out.push(item);
            }
        }
        out
    }

    #[test]
    fn items_do_not_depend_on_the_pieces_in_which_they_arrive() {
        let events = b": ping\r\n\r\ndata: 1\n\nid: 7\rdata:2\r\rdata\n\ndata: [DONE]\n\ndata: 3\n\n";
        for piece in [1, 2, 3, 7, 100] {
            assert_eq!(read::<i64>(Sequence::Lines, b"1\n\n2\r\n3", piece), [Ok(1), Ok(2), Ok(3)]);
            let found = read::<Value>(Sequence::Data, events, piece);
            assert_eq!(found, [Ok(1.into()), Ok(2.into()), Ok("".into())], "{piece}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let event = serde_json::json!({"data": "a\nb: c", "event": "x", "retry": 5});
        let written = [Sequence::Events.encode(&event), Sequence::Events.encode(&event)].concat();
        assert_eq!(read::<Value>(Sequence::Events, &written, 4), [Ok(event.clone()), Ok(event)]);
        let written = [Sequence::Lines.encode(&"a\nb".to_owned()), Sequence::Data.encode(&2_i64)].concat();
        assert_eq!(written, b"\"a\\nb\"\ndata: 2\n\n");
    }

    #[test]
    fn an_invalid_item_is_reported_and_the_next_one_is_read() {
        let found = read::<i64>(Sequence::Lines, b"x\n2\n{", 9);
        assert!(found[0].is_err() && found[1] == Ok(2) && found[2].is_err() && found.len() == 3, "{found:?}");
        // An event that is cut is none.
        assert_eq!(read::<i64>(Sequence::Data, b"data: 1\n\ndata: 2\n", 3), [Ok(1)]);
    }

    #[test]
    fn an_item_without_an_end_does_not_fill_the_memory() {
        for sequence in [Sequence::Lines, Sequence::Data] {
            let mut reader = SequenceReader::new(sequence);
            let piece = [b"data: ".to_vec(), vec![b'x'; 1 << 20], b"\n".to_vec()].concat();
            let piece = if sequence == Sequence::Lines { &piece[..1 << 20] } else { &piece[..] };
            let failed = (0..20).find(|_| {
                reader.push(piece);
                reader.next::<String>(false).is_err()
            });
            assert!(failed.is_some_and(|count| count <= 17) && reader.is_done(), "{failed:?}");
        }
    }
}
