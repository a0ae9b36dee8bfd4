//! Comma-separated values (RFC 4180): lines end in CRLF, and what holds a comma, a quote or a line break stands in quotes.
//!
//! Values are written as they are. One that begins with `=`, `+`, `-` or `@` is data here; a spreadsheet program may
//! take it for a formula, which is why the workbook is what is sent without a wish.

use std::io::{self, Write};

use deskledger::{ConnectionRecord, Value};

use super::{Rows, Words};

pub(super) const MEDIA_TYPE: &str = "text/csv";
pub(super) const EXTENSION: &str = "csv";

pub(super) struct Writer<W> {
    out: W,
    words: Words,
    line: Vec<u8>,
}

impl<W: Write> Rows<W> for Writer<W> {
    fn begin(out: W, language: &str) -> io::Result<Self> {
        let mut writer = Self { out, words: Words::of(language), line: Vec::new() };
        for column in ConnectionRecord::COLUMNS {
            text(&mut writer.line, column.heading(language));
            writer.line.push(b',');
        }
        writer.end_line()?;
        Ok(writer)
    }

    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        for value in values {
            match *value {
                Value::Text(value) => text(&mut self.line, value),
                Value::Int(number) => write!(self.line, "{number}")?,
                Value::Number(number) => write!(self.line, "{number}")?,
                Value::Boolean(true) => text(&mut self.line, self.words.yes),
                Value::Boolean(false) => text(&mut self.line, self.words.no),
                _ => {}
            }
            self.line.push(b',');
        }
        self.end_line()
    }

    fn end(self) -> io::Result<W> {
        Ok(self.out)
    }
}

impl<W: Write> Writer<W> {
    fn end_line(&mut self) -> io::Result<()> {
        self.line.pop();
        self.line.extend_from_slice(b"\r\n");
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

fn text(line: &mut Vec<u8>, value: &str) {
    if !value.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        return line.extend_from_slice(value.as_bytes());
    }
    line.push(b'"');
    for part in value.split_inclusive('"') {
        line.extend_from_slice(part.as_bytes());
        if part.ends_with('"') {
            line.push(b'"');
        }
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(values: &[Value<'_>], language: &str) -> String {
        let mut writer = Writer::begin(Vec::new(), language).unwrap();
        writer.row(values).unwrap();
        String::from_utf8(writer.end().unwrap()).unwrap()
    }

    #[test]
    fn a_comma_a_quote_or_a_line_break_does_not_shift_the_columns() {
        let values = ["a,b", "say \"hi\"", "two\r\nlines", "\"", " plain ", "=1+1", "张三"].map(Value::Text);
        let file = written(&values, "en_US");
        let row = file.split_once("\r\n").unwrap().1;
        assert_eq!(row, "\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",\"\"\"\", plain ,=1+1,张三\r\n");
    }

    #[test]
    fn values_that_are_absent_leave_their_place_empty() {
        let values = [Value::Absent, Value::Int(-7), Value::Boolean(true), Value::Boolean(false), Value::Absent];
        assert!(written(&values, "en_US").ends_with("\r\n,-7,Yes,No,\r\n"));
        assert!(written(&values, "zh_CN").ends_with("\r\n,-7,是,否,\r\n"));
    }

    #[test]
    fn headings_follow_the_language() {
        assert!(written(&[], "en_US").starts_with("Connected User,Desktop Name,"));
        assert!(written(&[], "zh_CN").starts_with("连接用户,桌面名称,"));
    }
}
