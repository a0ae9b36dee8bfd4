//! Rows of CSV, of bounded length and with their lines.
//!
//! Built on the state machine of the `csv` crate instead of its reader: that one takes a row of any length into memory,
//! and is a line behind where lines end in CR LF.

use std::io::{self, BufRead};
use std::ops::Range;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::quotes::Quotes;
use crate::read::limits::{MAX_BYTES, MAX_COLUMNS};
use crate::read::options::Delimiter;

/// Next part of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Row,
    /// A row beyond [`MAX_BYTES`] or [`MAX_COLUMNS`]. Nothing comes after it.
    TooLong,
    End,
}

#[derive(Debug)]
pub(super) struct Table<R> {
    reader: R,
    machine: Reader,
    delimiter: u8,
    /// The current row without its quotes and separators.
    bytes: Vec<u8>,
    /// Ends of its fields in `bytes`.
    ends: Vec<usize>,
    /// How many fields the current row has.
    pub(super) width: usize,
    /// Line on which the current row begins, counted from 1.
    pub(super) line: u64,
    /// Line that is being read.
    next_line: u64,
    /// Whether the byte before was a carriage return: a line feed behind it ends the same line.
    is_return: bool,
    /// Whether the file ends within a quote of the current row.
    pub(super) is_quote_open: bool,
    /// The quotes of the current row.
    quotes: Quotes,
}

impl<R: BufRead> Table<R> {
    pub(super) fn new(reader: R, delimiter: Delimiter) -> Self {
        let delimiter = delimiter.byte();
        Self {
            reader,
            machine: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            bytes: vec![0; 4096],
            ends: vec![0; 32],
            width: 0,
            line: 1,
            next_line: 1,
            is_return: false,
            is_quote_open: false,
            quotes: Quotes::default(),
        }
    }

    /// Takes the next row that has a value.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        loop {
            let next = self.next_row()?;
            let is_empty = !self.is_quote_open && self.fields().all(|field| field.trim_ascii().is_empty());
            if next != Next::Row || !is_empty {
                return Ok(next);
            }
        }
    }

    fn next_row(&mut self) -> io::Result<Next> {
        self.skip_empty_lines()?;
        self.line = self.next_line;
        (self.width, self.is_quote_open, self.quotes) = (0, false, Quotes::default());
        let (mut length, mut width, mut is_asked) = (0, 0, false);
        loop {
            let input = self.reader.fill_buf()?;
            // At the end of the text a line feed ends the last row, or is part of a value whose quote is open.
            let is_probe = input.is_empty() && !is_asked;
            let input = if is_probe { b"\n" } else { input };
            let bytes = self.bytes.get_mut(length..).unwrap_or_default();
            let ends = self.ends.get_mut(width..).unwrap_or_default();
            let (result, taken, written, ended) = self.machine.read_record(input, bytes, ends);
            (length, width) = (length + written, width + ended);
            if is_probe {
                is_asked = taken > 0;
                self.is_quote_open = written > 0 && result == ReadRecordResult::InputEmpty;
            } else {
                let piece = input.get(..taken).unwrap_or_default();
                count_lines(piece, &mut self.next_line, &mut self.is_return);
                self.quotes.take(piece, self.delimiter, taken == written + ended);
                self.reader.consume(taken);
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() >= MAX_BYTES => return Ok(Next::TooLong),
                ReadRecordResult::OutputFull => self.bytes.resize(MAX_BYTES.min(self.bytes.len() * 2), 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= MAX_COLUMNS => return Ok(Next::TooLong),
                ReadRecordResult::OutputEndsFull => self.ends.resize(MAX_COLUMNS.min(self.ends.len() * 2), 0),
                ReadRecordResult::Record => {
                    self.width = width;
                    return Ok(Next::Row);
                }
                ReadRecordResult::End => return Ok(Next::End),
            }
        }
    }

    /// The machine would skip them too, but count them to the row.
    fn skip_empty_lines(&mut self) -> io::Result<()> {
        loop {
            let input = self.reader.fill_buf()?;
            let mut count = 0;
            // One by one: `count_lines` is made for lines with text.
            for byte in input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')) {
                self.next_line += u64::from(*byte == b'\r' || !self.is_return);
                self.is_return = *byte == b'\r';
                count += 1;
            }
            let is_over = count < input.len() || input.is_empty();
            self.reader.consume(count);
            if is_over {
                return Ok(());
            }
        }
    }

    /// The fields of the current row.
    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        self.spans().map(|span| self.bytes.get(span).unwrap_or_default())
    }

    fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(self.ends.iter().take(self.width)).map(|(start, end)| *start..*end)
    }

    /// The same as texts; none for a field that is not UTF-8.
    pub(super) fn texts(&self) -> impl Iterator<Item = Option<&str>> {
        let end = self.ends.get(..self.width).and_then(<[_]>::last).copied().unwrap_or_default();
        // Looked at as a whole: field by field it takes three times as long.
        let row = self.bytes.get(..end).and_then(|row| str::from_utf8(row).ok());
        self.spans().map(move |span| match row {
            Some(row) => row.get(span),
            None => str::from_utf8(self.bytes.get(span).unwrap_or_default()).ok(),
        })
    }

    /// Whether text follows a closing quote of the current row: it is a part of the value.
    pub(super) fn has_text_behind_quote(&self) -> bool {
        self.quotes.has_text_behind
    }

    /// Whether such a row has several lines: the closing quote may be the opening one of another row.
    pub(super) fn may_hide_rows(&self) -> bool {
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        self.has_text_behind_quote() && self.fields().any(|field| field.iter().any(is_end))
    }

    /// Whether the quote that is open took further lines, which may be rows.
    pub(super) fn has_lines_in_open_quote(&self) -> bool {
        let last = || self.fields().last().unwrap_or_default().trim_ascii();
        self.is_quote_open && last().iter().any(|byte| matches!(byte, b'\r' | b'\n'))
    }
}

/// Counts the lines that end in some bytes: in a line feed, a carriage return, or both.
fn count_lines(bytes: &[u8], lines: &mut u64, is_return: &mut bool) {
    let Some(last) = bytes.last() else { return };
    for at in memchr::memchr2_iter(b'\r', b'\n', bytes) {
        let before = at.checked_sub(1).map_or(*is_return, |before| bytes.get(before) == Some(&b'\r'));
        *lines += u64::from(!(before && bytes.get(at) == Some(&b'\n')));
    }
    *is_return = *last == b'\r';
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Delimiter = Delimiter::DETECTED[0];

    /// Line and fields of each row.
    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut table = Table::new(io::BufReader::with_capacity(3, text.as_bytes()), COMMA);
        let mut rows = Vec::new();
        while table.next().unwrap() == Next::Row {
            rows.push((table.line, table.fields().map(|field| String::from_utf8(field.to_vec()).unwrap()).collect()));
        }
        rows
    }

    #[test]
    fn lines_are_counted_whatever_they_end_in_and_whatever_is_between_the_rows() {
        for text in ["a,b\n\n\n\"c\nd\",e\nf,\n", "a,b\r\n\r\n\r\n\"c\r\nd\",e\r\nf,\r\n", "a,b\n\n\n\"c\nd\",e\nf,"] {
            let rows = rows(text);
            assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 4, 6], "{text:?}");
            assert_eq!(rows[2].1, ["f", ""]);
        }
    }

    #[test]
    fn a_row_may_be_as_long_as_the_bound_and_no_longer() {
        let next = |text: String| {
            let mut table = Table::new(io::Cursor::new(text), COMMA);
            table.next().unwrap()
        };
        assert_eq!(next("x".repeat(MAX_BYTES - 1)), Next::Row);
        assert_eq!(next("x".repeat(MAX_BYTES + 1)), Next::TooLong);
        assert_eq!(next("\"".to_owned() + &"\n".repeat(MAX_BYTES + 1)), Next::TooLong);
        assert_eq!(next(",".repeat(MAX_COLUMNS - 2) + "x"), Next::Row);
        assert_eq!(next(",".repeat(MAX_COLUMNS + 1)), Next::TooLong);
    }

    #[test]
    fn a_quote_left_open_at_the_end_is_seen() {
        for (text, is_open) in [("a,\"b", true), ("a,\"b\"", false), ("a,\"b\"\"", true), ("a,\"b\"\"\"", false)] {
            let mut table = Table::new(text.as_bytes(), COMMA);
            assert_eq!(table.next().unwrap(), Next::Row);
            assert_eq!(table.is_quote_open, is_open, "{text}");
        }
    }
}
