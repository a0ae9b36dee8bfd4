//! NDJSON: one record a line. A line that is no record leaves the others whole.

use std::io::{BufRead, Read};

use deskledger::ConnectionRecord;
use serde::de::DeserializeSeed;
use serde_json::error::Category;

use super::object::Object;
use super::source::{Broken, MOST_BYTES, Place, Rows, hand_over, skip_line};

pub(super) fn read(mut reader: impl BufRead, rows: &mut dyn Rows) -> Result<(), Broken> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let count = reader.by_ref().take(MOST_BYTES as u64 + 1).read_until(b'\n', &mut line)?;
        if count == 0 {
            break;
        }
        let is_whole = line.pop_if(|last| *last == b'\n').is_some();
        if line.len() > MOST_BYTES {
            skip_line(&mut reader)?;
            let message = format!("expected at most {MOST_BYTES} bytes a line, found more");
            hand_over(rows, Place::line(number), Err(message))?;
        } else if !line.trim_ascii().is_empty() {
            let row = record(&line, is_whole, rows);
            hand_over(rows, Place::line(number), row)?;
        }
    }
    Ok(())
}

fn record(line: &[u8], is_whole: bool, rows: &mut dyn Rows) -> Result<ConnectionRecord, String> {
    let text = str::from_utf8(line).map_err(|error| {
        format!(
            "expected UTF-8, found something else at byte {} of the line: save the file as UTF-8",
            error.valid_up_to() + 1
        )
    })?;
    let mut json = serde_json::Deserializer::from_str(text);
    let row = Object(rows).deserialize(&mut json).and_then(|row| json.end().map(|()| row));
    row.unwrap_or_else(|error| Err(syntax(&error, is_whole)))
}

fn syntax(error: &serde_json::Error, is_whole: bool) -> String {
    if error.classify() == Category::Eof {
        let hint = if is_whole { "write each record on one line" } else { "the file was perhaps cut off" };
        return format!("expected a whole record on the line, found its end in the middle of one: {hint}");
    }
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(&*text, |(what, _)| what);
    format!("expected a JSON object, found a mistake at column {}: {what}", error.column())
}
