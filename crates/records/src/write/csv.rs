//! Comma-separated values (RFC 4180): lines end in CRLF, and what holds a comma, a quote or a line break stands in quotes.
//!
//! Values are written as they are, for machines. For a spreadsheet program, which takes what begins with `=`, `+`, `-` or
//! `@` for a formula, such a text gets an apostrophe in front, which the reader removes.

use std::io::{self, Write};

use deskledger::Value;

use super::layout::Layout;
use crate::formula::is_formula;
use crate::labels::Labels;

pub(super) const MEDIA_TYPE: &str = "text/csv";
pub(super) const EXTENSION: &str = "csv";

pub(super) struct Writer<W> {
    out: W,
    labels: Labels,
    is_for_spreadsheet: bool,
    line: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, layout: &Layout) -> io::Result<Self> {
        let (labels, is_for_spreadsheet) = (Labels::of(&layout.language), layout.is_for_spreadsheet);
        let mut writer = Self { out, labels, is_for_spreadsheet, line: Vec::new() };
        if is_for_spreadsheet {
            writer.line.extend_from_slice("\u{feff}".as_bytes());
        }
        for column in layout.columns() {
            writer.text(&column.heading);
            writer.line.push(b',');
        }
        writer.end_line()?;
        Ok(writer)
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        for value in values {
            match *value {
                Value::Text(value) => self.text(value),
                Value::Int(number) => write!(self.line, "{number}")?,
                Value::Number(number) => write!(self.line, "{number}")?,
                Value::Boolean(true) => self.text(self.labels.yes),
                Value::Boolean(false) => self.text(self.labels.no),
                _ => {}
            }
            self.line.push(b',');
        }
        self.end_line()
    }

    pub(super) fn end(self) -> io::Result<W> {
        Ok(self.out)
    }

    fn text(&mut self, value: &str) {
        if self.is_for_spreadsheet && is_formula(value) {
            text(&mut self.line, &format!("'{value}"));
        } else {
            text(&mut self.line, value);
        }
    }

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
        let mut writer = Writer::begin(Vec::new(), &Layout::new(language)).unwrap();
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
    fn a_spreadsheet_program_runs_no_formula_and_reads_chinese() {
        let mut writer = Writer::begin(Vec::new(), &Layout::new("zh_CN").for_spreadsheet()).unwrap();
        writer.row(&["=1+1", "+1", "-1", "@a", "\tb", "a=b", "'=1", "it's", "'a"].map(Value::Text)).unwrap();
        writer.row(&[Value::Int(-7)]).unwrap();
        let file = String::from_utf8(writer.end().unwrap()).unwrap();
        assert!(file.starts_with("\u{feff}连接用户,"));
        assert!(file.ends_with("\r\n'=1+1,'+1,'-1,'@a,'\tb,a=b,''=1,it's,'a\r\n-7\r\n"), "{file}");
    }

    #[test]
    fn headings_follow_the_language() {
        assert!(written(&[], "en_US").starts_with("Connected User,Desktop Name,"));
        assert!(written(&[], "zh_CN").starts_with("连接用户,桌面名称,"));
    }
}
