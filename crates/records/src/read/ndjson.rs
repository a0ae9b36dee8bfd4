//! NDJSON: one record a line. An invalid line does not affect the others.

use std::io::{BufRead, Read};

use serde::de::DeserializeSeed;
use serde_json::error::Category;

use super::dates::Dates;
use super::limits::MAX_BYTES;
use super::object::{Object, what};
use super::row::Row;
use super::sink::{ReadError, Sink};
use crate::format::Format;
use crate::message::Message;
use crate::messages;

pub(super) fn read(mut reader: impl BufRead, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    sink.begin(Format::Ndjson, &[])?;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let count = reader.by_ref().take(MAX_BYTES as u64 + 1).read_until(b'\n', &mut line)?;
        if count == 0 {
            break;
        }
        let is_whole = line.pop_if(|last| *last == b'\n').is_some();
        if line.len() > MAX_BYTES {
            reader.skip_until(b'\n')?;
            sink.row(number, Err(messages::long_line(MAX_BYTES)))?;
        } else if !line.trim_ascii().is_empty() {
            sink.row(number, record(&line, is_whole, &sink.dates))?;
        }
    }
    Ok(())
}

fn record(line: &[u8], is_whole: bool, dates: &Dates) -> Result<Row, Message> {
    let text = str::from_utf8(line).map_err(|error| messages::no_utf_8(error.valid_up_to() + 1))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let row = Object(dates).deserialize(&mut json).and_then(|row| json.end().map(|()| row));
    row.unwrap_or_else(|error| Err(syntax(&error, is_whole)))
}

fn syntax(error: &serde_json::Error, is_whole: bool) -> Message {
    if error.classify() == Category::Eof {
        return if is_whole { messages::record_a_line() } else { messages::cut_line() };
    }
    messages::line_syntax(error.column(), what(error))
}
