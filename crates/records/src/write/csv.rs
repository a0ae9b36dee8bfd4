//! Comma-separated values (RFC 4180): lines end in CRLF, and what holds a comma, a quote or a line break stands in quotes.
//!
//! Values are written as they are, for machines. For a spreadsheet program, which takes what begins with `=`, `+`, `-` or
//! `@` for a formula, such a text gets an apostrophe in front, which the reader removes.

use std::borrow::Cow;
use std::io::{self, Write};

use deskledger::{ColumnKind, Value};

use super::layout::Layout;
use crate::formula::is_formula;
use crate::labels::{ENGLISH, Labels};

/// Bytes that are collected before they are written.
const BUFFER: usize = 1 << 13;

/// The bytes that put a text in quotes, as a table: most texts are too short for anything else to be faster.
const IS_QUOTED: [bool; 256] = {
    let mut table = [false; 256];
    table[b',' as usize] = true;
    table[b'"' as usize] = true;
    table[b'\r' as usize] = true;
    table[b'\n' as usize] = true;
    table
};

pub(super) struct Writer<W> {
    out: W,
    labels: Labels,
    is_for_spreadsheet: bool,
    /// Finished lines that are not yet written.
    lines: Vec<u8>,
}

/// Appends a record as a line of a CSV file with English headings, without its line break.
///
/// ```
/// use deskledger::Value;
/// use deskledger_records::write::csv_line;
/// let mut line = Vec::new();
/// csv_line(&mut line, &[Value::Text("a,b"), Value::Absent, Value::Boolean(true)]);
/// assert_eq!(line, b"\"a,b\",,Yes");
/// ```
pub fn csv_line(line: &mut Vec<u8>, values: &[Value<'_>]) {
    fields(line, values, ENGLISH, false);
}

/// The fields of a line that [`csv_line`] has written.
///
/// ```
/// use deskledger_records::write::csv_fields;
/// assert_eq!(csv_fields("\"a,\"\"b\"\"\",,Yes").collect::<Vec<_>>(), ["a,\"b\"", "", "Yes"]);
/// ```
pub fn csv_fields(line: &str) -> impl Iterator<Item = Cow<'_, str>> {
    Fields(Some(line))
}

struct Fields<'l>(Option<&'l str>);

impl<'l> Iterator for Fields<'l> {
    type Item = Cow<'l, str>;

    fn next(&mut self) -> Option<Cow<'l, str>> {
        let line = self.0?;
        let Some(quoted) = line.strip_prefix('"') else {
            let (field, rest) = match memchr::memchr(b',', line.as_bytes()) {
                Some(comma) => (line.get(..comma)?, line.get(comma + 1..)),
                None => (line, None),
            };
            self.0 = rest;
            return Some(Cow::Borrowed(field));
        };
        // The quote that is not followed by another one ends the field.
        let (mut end, mut has_quotes) = (0, false);
        loop {
            end += quoted.get(end..)?.find('"')?;
            if quoted.get(end + 1..)?.starts_with('"') {
                has_quotes = true;
                end += 2;
            } else {
                break;
            }
        }
        self.0 = quoted.get(end + 1..)?.strip_prefix(',');
        let field = quoted.get(..end)?;
        Some(if has_quotes { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) })
    }
}

/// The value of a field of a line that [`csv_line`] has written, in a column of a kind; a text if it is not of that kind.
///
/// ```
/// use deskledger::{ColumnKind, Value};
/// use deskledger_records::write::csv_value;
/// assert_eq!(csv_value("-7", ColumnKind::Int), Value::Int(-7));
/// assert_eq!(csv_value("", ColumnKind::Int), Value::Absent);
/// assert_eq!(csv_value("perhaps", ColumnKind::Boolean), Value::Text("perhaps"));
/// ```
pub fn csv_value(field: &str, kind: ColumnKind) -> Value<'_> {
    match kind {
        _ if field.is_empty() => Value::Absent,
        ColumnKind::Int => field.parse().map_or(Value::Text(field), Value::Int),
        ColumnKind::Number => field.parse().map_or(Value::Text(field), Value::Number),
        ColumnKind::Boolean if field == ENGLISH.yes => Value::Boolean(true),
        ColumnKind::Boolean if field == ENGLISH.no => Value::Boolean(false),
        _ => Value::Text(field),
    }
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, layout: &Layout) -> io::Result<Self> {
        let (labels, is_for_spreadsheet) = (Labels::of(&layout.language), layout.is_for_spreadsheet);
        let mut lines = Vec::new();
        if is_for_spreadsheet {
            lines.extend_from_slice("\u{feff}".as_bytes());
        }
        let headings: Vec<Value<'_>> = layout.columns().iter().map(|column| Value::Text(&column.heading)).collect();
        fields(&mut lines, &headings, labels, is_for_spreadsheet);
        let mut writer = Self { out, labels, is_for_spreadsheet, lines };
        writer.end_line()?;
        Ok(writer)
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        fields(&mut self.lines, values, self.labels, self.is_for_spreadsheet);
        self.end_line()
    }

    /// Adds a line of [`csv_line`]; `false` if this file has others.
    pub(super) fn line(&mut self, line: &str) -> io::Result<bool> {
        let is_same = self.labels == ENGLISH && !self.is_for_spreadsheet;
        if is_same {
            self.lines.extend_from_slice(line.as_bytes());
            self.end_line()?;
        }
        Ok(is_same)
    }

    pub(super) fn end(mut self) -> io::Result<W> {
        self.out.write_all(&self.lines)?;
        Ok(self.out)
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.lines.extend_from_slice(b"\r\n");
        if self.lines.len() >= BUFFER {
            self.out.write_all(&self.lines)?;
            self.lines.clear();
        }
        Ok(())
    }
}

fn fields(line: &mut Vec<u8>, values: &[Value<'_>], labels: Labels, is_for_spreadsheet: bool) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            line.push(b',');
        }
        match *value {
            Value::Text(value) if is_for_spreadsheet && is_formula(value) => text(line, &format!("'{value}")),
            Value::Text(value) => text(line, value),
            // A vector accepts all bytes.
            Value::Int(number) => drop(write!(line, "{number}")),
            Value::Number(number) => drop(write!(line, "{number}")),
            Value::Boolean(yes) => text(line, if yes { labels.yes } else { labels.no }),
            _ => {}
        }
    }
}

fn text(line: &mut Vec<u8>, value: &str) {
    if !value.bytes().any(|byte| IS_QUOTED[usize::from(byte)]) {
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
    fn a_formula_behind_a_nul_is_protected_and_read_back() {
        let mut writer = Writer::begin(Vec::new(), &Layout::new("en_US").for_spreadsheet()).unwrap();
        writer.row(&[Value::Text("\0=1+1")]).unwrap();
        let file = String::from_utf8(writer.end().unwrap()).unwrap();
        assert!(file.ends_with("\r\n'\0=1+1\r\n"), "{file:?}");
        assert_eq!(crate::formula::unprotected("'\0=1+1"), "\0=1+1");
    }

    #[test]
    fn headings_follow_the_language() {
        assert!(written(&[], "en_US").starts_with("Connected User,Desktop Name,"));
        assert!(written(&[], "zh_CN").starts_with("连接用户,桌面名称,"));
    }
}
