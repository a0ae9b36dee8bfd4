//! Faults of single records, in responses of the list call and in files of lines. Compressed formats are not changed.

use std::collections::VecDeque;

use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use serde_json::{Value, json};

/// Maximum size of a list in bytes; a longer one is not changed.
const MAX_LIST: usize = 16 << 20;

/// Maximum size of a line in bytes; a longer one is split.
const MAX_LINE: usize = 1 << 20;

/// A fault of a record.
#[derive(Clone, Copy, Debug)]
pub(super) enum RecordFault {
    /// Sent twice.
    Duplicated,
    /// Moved behind a number of later ones.
    Late(usize),
    /// Not a record.
    Malformed,
}

/// Injects a fault into every n-th record. The response loses its entity tag, because its bytes differ from those of
/// other responses.
pub(super) async fn inject(response: Response, every: u32, fault: RecordFault) -> Response {
    let media_type = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let format = match media_type.split(|byte| *byte == b';').next().unwrap_or_default() {
        b"application/x-ndjson" => LineFormat::Ndjson,
        b"text/csv" => LineFormat::Csv,
        b"application/json" => return list(response, every, fault).await,
        _ => return response,
    };
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    for name in [CONTENT_LENGTH, ETAG, ACCEPT_RANGES] {
        head.headers.remove(name);
    }
    Response::from_parts(head, faulty(body, Lines::new(format, every, fault)))
}

async fn list(response: Response, every: u32, fault: RecordFault) -> Response {
    let (mut head, body) = response.into_parts();
    let Ok(text) = to_bytes(body, MAX_LIST).await else {
        return Response::from_parts(head, Body::from("the list is too long for faults in it"));
    };
    let mut page: Value = serde_json::from_slice(&text).unwrap_or_default();
    let Some(Value::Array(records)) = page.get_mut("records") else {
        return Response::from_parts(head, Body::from(text));
    };
    let mut line = Queue::new(every, fault);
    let mut out = Vec::new();
    for mut record in std::mem::take(records) {
        if line.is_next_affected() && matches!(fault, RecordFault::Malformed) {
            record["connection_start_time"] = json!(["yesterday"]);
        }
        line.pass(record, |record| out.push(record));
    }
    line.end(|record| out.push(record));
    *records = out;
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(page.to_string()))
}

/// Selects the affected records and holds late ones.
struct Queue<T> {
    every: u64,
    fault: RecordFault,
    number: u64,
    /// Late records, each with the number of records still to pass before it.
    late: VecDeque<(usize, T)>,
}

impl<T: Clone> Queue<T> {
    fn new(every: u32, fault: RecordFault) -> Self {
        Self { every: u64::from(every.max(1)), fault, number: 0, late: VecDeque::new() }
    }

    fn is_next_affected(&self) -> bool {
        (self.number + 1).is_multiple_of(self.every)
    }

    fn pass(&mut self, record: T, mut out: impl FnMut(T)) {
        let is_affected = self.is_next_affected();
        self.number += 1;
        if let (true, RecordFault::Late(offset)) = (is_affected, self.fault) {
            self.late.push_back((offset, record));
            return;
        }
        if is_affected && matches!(self.fault, RecordFault::Duplicated) {
            out(record.clone());
        }
        out(record);
        self.late.iter_mut().for_each(|(left, _)| *left = left.saturating_sub(1));
        while self.late.front().is_some_and(|(left, _)| *left == 0) {
            self.late.pop_front().into_iter().for_each(|(_, record)| out(record));
        }
    }

    fn end(&mut self, out: impl FnMut(T)) {
        self.late.drain(..).map(|(_, record)| record).for_each(out);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineFormat {
    Csv,
    Ndjson,
}

/// Splits a stream into lines. The CSV header is not a record, and a quoted line break does not end one.
struct Lines {
    format: LineFormat,
    queue: Queue<Bytes>,
    buffer: BytesMut,
    /// Number of scanned bytes of the buffer.
    seen: usize,
    is_quoted: bool,
    has_headings: bool,
}

impl Lines {
    fn new(format: LineFormat, every: u32, fault: RecordFault) -> Self {
        let queue = Queue::new(every, fault);
        let has_headings = format == LineFormat::Ndjson;
        Self { format, queue, buffer: BytesMut::new(), seen: 0, is_quoted: false, has_headings }
    }

    fn pass(&mut self, bytes: &[u8]) -> Bytes {
        self.buffer.extend_from_slice(bytes);
        let mut out = BytesMut::new();
        while let Some(byte) = self.buffer.get(self.seen).copied() {
            self.seen += 1;
            self.is_quoted ^= self.format == LineFormat::Csv && byte == b'"';
            if byte == b'\n' && !self.is_quoted || self.seen == MAX_LINE {
                let line = self.buffer.split_to(self.seen).freeze();
                self.seen = 0;
                self.line(line, &mut out);
            }
        }
        out.freeze()
    }

    fn line(&mut self, line: Bytes, out: &mut BytesMut) {
        if !std::mem::replace(&mut self.has_headings, true) {
            return out.extend_from_slice(&line);
        }
        let is_cut = self.queue.is_next_affected() && matches!(self.queue.fault, RecordFault::Malformed);
        let line = if is_cut { half(&line) } else { line };
        self.queue.pass(line, |line| out.extend_from_slice(&line));
    }

    fn end(&mut self) -> Bytes {
        let mut out = BytesMut::new();
        self.queue.end(|line| out.extend_from_slice(&line));
        out.extend_from_slice(&self.buffer.split());
        out.freeze()
    }
}

/// The first half of a line, split at a character boundary, with its line break.
fn half(line: &[u8]) -> Bytes {
    let content = line.trim_ascii_end();
    let end = line.get(content.len()..).unwrap_or_default();
    let middle = (0..=content.len() / 2).rev().find(|at| content.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80));
    [content.get(..middle.unwrap_or(0)).unwrap_or_default(), end].concat().into()
}

/// A body of lines with faults.
fn faulty(body: Body, lines: Lines) -> Body {
    let pieces = unfold((body.into_data_stream(), Some(lines)), |(mut body, lines)| async move {
        let mut lines = lines?;
        Some(match body.next().await {
            Some(piece) => (piece.map(|bytes| lines.pass(&bytes)), (body, Some(lines))),
            None => (Ok(lines.end()), (body, None)),
        })
    });
    Body::from_stream(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_faults(format: LineFormat, every: u32, fault: RecordFault, text: &str, size: usize) -> String {
        let mut lines = Lines::new(format, every, fault);
        let mut out: Vec<u8> = text.as_bytes().chunks(size).flat_map(|piece| lines.pass(piece)).collect();
        out.extend(lines.end());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_happens_to_a_record_does_not_depend_on_how_the_bytes_come() {
        let csv = "n\r\n1\r\n\"2\n2\"\r\n3\r\n4\r\n5\r\n";
        for size in 1..=csv.len() {
            let with = |fault| with_faults(LineFormat::Csv, 2, fault, csv, size);
            assert_eq!(with(RecordFault::Duplicated), "n\r\n1\r\n\"2\n2\"\r\n\"2\n2\"\r\n3\r\n4\r\n4\r\n5\r\n");
            assert_eq!(with(RecordFault::Late(1)), "n\r\n1\r\n3\r\n\"2\n2\"\r\n5\r\n4\r\n");
            assert_eq!(with(RecordFault::Late(9)), "n\r\n1\r\n3\r\n5\r\n\"2\n2\"\r\n4\r\n");
            assert_eq!(with(RecordFault::Malformed), "n\r\n1\r\n\"2\r\n3\r\n\r\n5\r\n");
        }
    }

    #[test]
    fn a_record_is_cut_between_two_characters() {
        assert_eq!(with_faults(LineFormat::Ndjson, 1, RecordFault::Malformed, "{\"a\":\"连接\"}\n", 5), "{\"a\":\"\n");
        assert_eq!(with_faults(LineFormat::Ndjson, 3, RecordFault::Malformed, "{}\n{}\n{}", 1), "{}\n{}\n{}");
    }
}
