//! The JSON response of the list call, `{"total_count": ..., "records": [...]}`, or its array alone, as a stream: one
//! record is held at a time.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use super::limits::MAX_BYTES;
use super::object::{Object, what};
use super::sink::{ReadError, Sink};
use crate::format::Format;
use crate::message::{Message, shown};
use crate::messages;

/// A syntax error is reported as a bad row and refuses the file: the next record cannot be found.
pub(super) fn read(reader: impl BufRead, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    sink.begin(Format::Json, &[])?;
    let watch = Watch { line: Cell::new(1), left: Cell::new(MAX_BYTES), is_too_long: Cell::new(false) };
    let mut json = serde_json::Deserializer::from_reader(Watched { reader, watch: &watch });
    let mut state = State {
        sink,
        watch: &watch,
        index: None,
        count: 0,
        total: None,
        has_records: false,
        error: None,
        reason: None,
        broken: None,
    };
    let end = json.deserialize_any(Records(&mut state)).and_then(|()| json.end());
    let State { sink, index, count, total, has_records, error, reason, broken, .. } = state;
    if let Some(broken) = broken {
        return Err(broken);
    }
    match end {
        Ok(()) if error.is_some() => {
            let error: Vec<_> = error.into_iter().chain(reason).collect();
            Err(messages::no_records(messages::service_error(shown(&error.join(": ")))).into())
        }
        Ok(()) if has_records => {
            if let Some(total) = total.filter(|total| *total > count) {
                sink.note(messages::one_page(count, total));
            }
            Ok(())
        }
        Ok(()) => Err(messages::no_records(messages::no_array()).into()),
        Err(error) if error.is_io() && !watch.is_too_long.get() => Err(ReadError::Io(error.into())),
        Err(error) => {
            let line = if watch.is_too_long.get() { watch.line.get() } else { error.line() as u64 };
            sink.last_row(line, index, message(&error))
        }
    }
}

fn message(error: &serde_json::Error) -> Message {
    match error.classify() {
        Category::Io => messages::long_record(MAX_BYTES),
        Category::Eof => messages::cut_json(),
        Category::Syntax | Category::Data => messages::json_syntax(error.column(), what(error)),
    }
}

/// A value that states something; an error code of zero states that there is none.
fn stated(value: Value) -> Option<String> {
    let is_empty = match &value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(values) => values.is_empty(),
    };
    let text = || if let Value::String(text) = &value { text.clone() } else { value.to_string() };
    (!is_empty).then(text)
}

/// The bytes that the parser has consumed.
struct Watch {
    line: Cell<u64>,
    /// Bytes that the current record may still have.
    left: Cell<usize>,
    is_too_long: Cell<bool>,
}

struct Watched<'w, R> {
    reader: R,
    watch: &'w Watch,
}

impl<R: BufRead> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.reader.fill_buf()?;
        let count = held.len().min(buffer.len()).min(self.watch.left.get());
        if count == 0 && !held.is_empty() && !buffer.is_empty() {
            self.watch.is_too_long.set(true);
            return Err(io::Error::other("too long"));
        }
        let (Some(from), Some(to)) = (held.get(..count), buffer.get_mut(..count)) else { return Ok(0) };
        to.copy_from_slice(from);
        self.watch.left.set(self.watch.left.get() - count);
        self.watch.line.set(self.watch.line.get() + from.iter().filter(|byte| **byte == b'\n').count() as u64);
        self.reader.consume(count);
        Ok(count)
    }
}

struct State<'s, 'r> {
    sink: &'s mut Sink<'r>,
    watch: &'s Watch,
    /// The record that is being read; none outside of the array.
    index: Option<u64>,
    /// How many records there were.
    count: u64,
    /// How many there are, by the file itself.
    total: Option<u64>,
    has_records: bool,
    /// The error that the service reports beside the records, and its reason.
    error: Option<String>,
    reason: Option<String>,
    broken: Option<ReadError>,
}

/// An array of records; as the whole file also an object with one.
struct Records<'d, 's, 'r>(&'d mut State<'s, 'r>);

impl<'de> DeserializeSeed<'de> for Records<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Records<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "records" => map.next_value_seed(Records(&mut *self.0))?,
                "total_count" => self.0.total = map.next_value::<Value>()?.as_u64(),
                "error_code" | "error" => self.0.error = stated(map.next_value()?).or(self.0.error.take()),
                "error_msg" => self.0.reason = stated(map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let state = self.0;
        state.has_records = true;
        state.index = Some(0);
        while seq.next_element_seed(Element(&mut *state))?.is_some() {
            state.index = state.index.map(|index| index + 1);
        }
        state.count += state.index.take().unwrap_or_default();
        state.watch.left.set(MAX_BYTES);
        Ok(())
    }
}

struct Element<'d, 's, 'r>(&'d mut State<'s, 'r>);

impl<'de> DeserializeSeed<'de> for Element<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let state = self.0;
        // The parser has seen the first byte of the record, and none after it.
        let line = state.watch.line.get();
        state.watch.left.set(MAX_BYTES);
        let row = Object(&state.sink.dates).deserialize(deserializer)?;
        state.sink.element(line, state.index, row).map_err(|broken| {
            state.broken = Some(broken);
            D::Error::custom("stopped")
        })
    }
}
