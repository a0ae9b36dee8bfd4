//! Counts the records of delimited text and NDJSON while the bytes pass.

use super::FileFormat;

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

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.state = match (self.state, *byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::FieldStart, b'"') if self.has_heading => State::Quoted,
                (State::Quote, b'"') => State::Quoted,
                (State::Quoted, value) => {
                    self.has_value |= !value.is_ascii_whitespace();
                    State::Quoted
                }
                (_, b'\n' | b'\r') => {
                    self.rows += u64::from(std::mem::take(&mut self.has_value));
                    State::FieldStart
                }
                (_, value) if value == self.separator => State::FieldStart,
                (_, value) => {
                    self.has_value |= !value.is_ascii_whitespace();
                    State::Unquoted
                }
            };
        }
    }

    /// Number of records, without the heading.
    pub(crate) fn records(&self) -> u64 {
        (self.rows + u64::from(self.has_value)).saturating_sub(u64::from(self.has_heading))
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
