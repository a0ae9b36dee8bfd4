//! Counts the records of delimited text and NDJSON while the bytes pass.

use std::io::{self, Read};

use memchr::{memchr, memchr3};

use super::format::FileFormat;

/// Size of the pieces in which a file is read.
const BLOCK: usize = 1 << 16;

/// Number of records so far, and the state of the parser.
pub(crate) struct RecordCount {
    has_heading: bool,
    separator: u8,
    state: State,
    /// Whether the row has a value: rows of separators only are not records.
    has_value: bool,
    rows: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    /// A quote in a quoted field: its end, or the first of two.
    Quote,
}

impl RecordCount {
    /// A counter for a file with these first bytes; `None` if the format cannot be counted from its bytes in order.
    pub(crate) fn new(format: FileFormat, beginning: &[u8]) -> Option<Self> {
        let has_heading = match format {
            // UTF-16 has a zero byte in each letter of ASCII.
            FileFormat::Csv if !beginning.contains(&0) => true,
            FileFormat::Ndjson => false,
            _ => return None,
        };
        let heading = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |separator: u8| heading.iter().filter(|byte| **byte == separator).count();
        // The last of several maxima wins: the comma.
        let separator = *b"|;\t,".iter().max_by_key(|separator| count(**separator)).unwrap_or(&b',');
        Some(Self { has_heading, separator, state: State::FieldStart, has_value: false, rows: 0 })
    }

    pub(crate) fn add(&mut self, mut rest: &[u8]) {
        while let Some(first) = rest.first() {
            if self.state == State::Quote {
                self.state = if *first == b'"' { State::Quoted } else { State::Unquoted };
                rest = if *first == b'"' { &rest[1..] } else { rest };
                continue;
            }
            let is_quoted = self.state == State::Quoted;
            let end = if is_quoted { memchr(b'"', rest) } else { memchr3(b'"', b'\n', b'\r', rest) };
            let (value, after) = rest.split_at(end.unwrap_or(rest.len()));
            self.has_value |= value.iter().any(|byte| *byte != self.separator && !byte.is_ascii_whitespace());
            if let (false, Some(last)) = (is_quoted, value.last()) {
                self.state = if *last == self.separator { State::FieldStart } else { State::Unquoted };
            }
            let Some((found, after)) = after.split_first() else { return };
            self.state = match (self.state, *found) {
                (State::Quoted, _) => State::Quote,
                (State::FieldStart, b'"') if self.has_heading => State::Quoted,
                (_, b'"') => {
                    self.has_value = true;
                    State::Unquoted
                }
                _ => {
                    self.rows += u64::from(std::mem::take(&mut self.has_value));
                    State::FieldStart
                }
            };
            rest = after;
        }
    }

    /// Number of records, without the heading.
    pub(crate) fn records(&self) -> u64 {
        (self.rows + u64::from(self.has_value)).saturating_sub(u64::from(self.has_heading))
    }
}

impl FileFormat {
    /// Number of records of a file in CSV or NDJSON, as [`Download::records`](crate::Download::records) counts them.
    ///
    /// ```
    /// use deskledger_client::FileFormat;
    /// assert_eq!(FileFormat::Csv.count_records(&b"a,b\n1,\"2\n\"\n"[..])?, Some(1));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn count_records(self, mut file: impl Read) -> io::Result<Option<u64>> {
        let (mut block, mut count) = (vec![0; BLOCK], None);
        loop {
            let length = file.read(&mut block)?;
            let bytes = block.get(..length).unwrap_or_default();
            if count.is_none() {
                count = RecordCount::new(self, bytes);
            }
            match &mut count {
                Some(count) if length > 0 => count.add(bytes),
                count => return Ok(count.as_ref().map(RecordCount::records)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_in_a_value_is_no_row_and_neither_is_an_empty_one() {
        for (format, text, expected) in [
            (FileFormat::Csv, "a,b\r\n1,2\r\n3,4", Some(2)),
            (FileFormat::Csv, "a,b\n\"1\n\"\"x\"\"\n\",2\n,\n\n\"\",\" \"\n", Some(1)),
            (FileFormat::Csv, "a;b\n5\" disk;\"x\ny\"\n", Some(1)),
            (FileFormat::Csv, "a\tb\r1\t2\r", Some(1)),
            (FileFormat::Csv, "\u{feff}a,b\n", Some(0)),
            (FileFormat::Csv, "a\0,\0b\0\n\0", None),
            (FileFormat::Ndjson, "{\"a\":\"\\\"\"}\n\n{}\n{}", Some(3)),
            (FileFormat::Xlsx, "PK", None),
        ] {
            // The pieces may end anywhere.
            for size in 1..=text.len() {
                let counted = RecordCount::new(format, text.as_bytes()).map(|mut count| {
                    text.as_bytes().chunks(size).for_each(|piece| count.add(piece));
                    count.records()
                });
                assert_eq!(counted, expected, "{text:?}");
            }
        }
    }
}
