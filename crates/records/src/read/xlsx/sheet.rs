//! The rows of a sheet.

use std::io::Read;
use std::ops::Range;

use deskledger::ConnectionRecord;
use quick_xml::events::{BytesStart, Event};

use super::parts::Workbook;
use super::strings::Strings;
use super::value::{Kind, known, unescape, unknown};
use super::xml::{Xml, add_text, attribute};
use crate::format::Format;
use crate::message::{Message, listed, shown};
use crate::messages;
use crate::read::cells::Cells;
use crate::read::detect::not_records;
use crate::read::header::{self, Column};
use crate::read::limits::{MAX_BYTES, MAX_COLUMNS};
use crate::read::row::Row;
use crate::read::sink::{ReadError, Sink};

/// A cell that is not empty: its text stands in the text of the row.
struct Found {
    column: usize,
    kind: Kind,
    style: usize,
    text: Range<usize>,
}

/// A row as it is gathered; its parts are used again for the next one.
#[derive(Default)]
struct Gathered {
    number: u64,
    text: String,
    cells: Vec<Found>,
    is_too_long: bool,
}

struct Sheet<'s> {
    workbook: &'s Workbook,
    strings: &'s Strings,
    row: Gathered,
    columns: Option<Vec<Column>>,
    is_first: bool,
}

/// Reads a sheet; gives back whether it has headings. The first one that has a row must have them.
pub(super) fn read(
    mut xml: Xml<impl Read>,
    workbook: &Workbook,
    strings: &Strings,
    is_first: bool,
    sink: &mut Sink<'_>,
) -> Result<bool, ReadError> {
    let mut sheet = Sheet { workbook, strings, row: Gathered::default(), columns: None, is_first };
    let (mut cell, mut next_column, mut content, mut is_text) = (None, 0, String::new(), false);
    let mut is_phonetic = false;
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    let number = attribute(&element, "r").and_then(|number| number.parse().ok());
                    sheet.row.begin(number);
                    next_column = 0;
                }
                "c" => {
                    let found = begun(&element, next_column);
                    next_column = found.column + 1;
                    cell = Some(found);
                    content.clear();
                }
                "rPh" => is_phonetic = true,
                "v" | "t" => is_text = cell.is_some() && !is_phonetic,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "v" | "t" => is_text = false,
                "rPh" => is_phonetic = false,
                "c" => {
                    if let Some(cell) = cell.take() {
                        sheet.row.add(cell, &content, sheet.strings)?;
                    }
                }
                "row" if !sheet.end_row(sink)? => return Ok(false),
                "sheetData" => return Ok(sheet.columns.is_some()),
                _ => {}
            },
            Event::Eof => return Ok(sheet.columns.is_some()),
            event if is_text => {
                if content.len() <= MAX_BYTES {
                    add_text(&event, &mut content)?;
                } else {
                    sheet.row.is_too_long = true;
                }
            }
            _ => {}
        }
    }
}

/// A cell by its attributes; one that does not say where it is follows the one before.
fn begun(element: &BytesStart<'_>, next_column: usize) -> Found {
    let (mut column, mut kind, mut style) = (next_column, Kind::Number, 0);
    for one in element.attributes().with_checks(false).flatten() {
        match one.key.as_ref() {
            "r" => column = index_of(&one.value).unwrap_or(next_column),
            "t" => kind = Kind::of(Some(&one.value)),
            "s" => style = one.value.parse().unwrap_or_default(),
            _ => {}
        }
    }
    Found { column, kind, style, text: 0..0 }
}

/// The column of a reference such as `AB12`, counted from 0.
fn index_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

impl Gathered {
    fn begin(&mut self, number: Option<u64>) {
        self.number = number.unwrap_or(self.number + 1);
        self.text.clear();
        self.cells.clear();
        self.is_too_long = false;
    }

    fn add(&mut self, cell: Found, content: &str, strings: &Strings) -> Result<(), ReadError> {
        let start = self.text.len();
        match cell.kind {
            Kind::Shared => {
                let text = content.trim().parse().ok().and_then(|index| strings.get(index));
                let missing = || messages::no_shared_text(shown(content), self.number);
                self.text.push_str(text.ok_or_else(missing)?);
            }
            Kind::Text => self.text.push_str(&unescape(content)),
            Kind::Number | Kind::Boolean => self.text.push_str(content),
        }
        if self.text.len() > MAX_BYTES || self.cells.len() > MAX_COLUMNS {
            self.is_too_long = true;
            self.text.truncate(start);
        } else if self.text.len() > start {
            self.cells.push(Found { text: start..self.text.len(), ..cell });
        }
        Ok(())
    }
}

impl Sheet<'_> {
    /// Takes the row that has been gathered; `false` where the sheet is none of records.
    fn end_row(&mut self, sink: &mut Sink<'_>) -> Result<bool, ReadError> {
        let number = self.row.number;
        if self.row.is_too_long {
            let message = messages::long_row(MAX_BYTES, MAX_COLUMNS);
            return sink.row(number, Err(message)).map(|()| true);
        }
        if self.row.cells.is_empty() {
            return Ok(true);
        }
        if let Some(columns) = &self.columns {
            return sink.row(number, self.record(columns)).map(|()| true);
        }
        let headings = self.headings();
        if headings.iter().all(|heading| header::column(heading).is_none()) {
            let names: Vec<_> = headings.iter().filter(|name| !name.is_empty()).map(String::as_str).collect();
            let names = listed(&names);
            if self.is_first {
                return Err(not_records(messages::sheet_begins_name_columns(names)).into());
            }
            let message = messages::further_headings(messages::sheet_begins(names));
            return sink.row(number, Err(message)).map(|()| false);
        }
        let columns = header::columns(&headings)?;
        sink.begin(Format::Xlsx, &header::unknown(&columns))?;
        self.columns = Some(columns);
        Ok(true)
    }

    fn headings(&self) -> Vec<String> {
        let width = self.row.cells.iter().map(|cell| cell.column + 1).max().unwrap_or_default();
        let mut headings = vec![String::new(); width.min(MAX_COLUMNS + 1)];
        for cell in &self.row.cells {
            if let Some(heading) = headings.get_mut(cell.column) {
                self.row.text[cell.text.clone()].clone_into(heading);
            }
        }
        headings
    }

    fn record(&self, columns: &[Column]) -> Result<Row, Message> {
        let mut cells = Cells::new();
        for cell in &self.row.cells {
            let text = &self.row.text[cell.text.clone()];
            let (is_date, is_1904) = (self.workbook.is_date(cell.style), self.workbook.is_1904);
            match columns.get(cell.column) {
                Some(Column::Known(index)) => {
                    if let Some(column) = ConnectionRecord::COLUMNS.get(*index) {
                        cells.put(*index, known(text, cell.kind, column.kind, is_date, is_1904));
                    }
                }
                Some(Column::Unknown(name)) => {
                    cells.put_extra(name.clone(), unknown(text, cell.kind, is_date, is_1904));
                }
                Some(Column::Unnamed) | None => {
                    return Err(messages::unnamed_column(cell.column + 1, shown(text)));
                }
            }
        }
        cells.into_row()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_columns_are_numbers() {
        assert_eq!(
            ["A1", "z9", "AA1", "XFD1", "", "7"].map(index_of),
            [Some(0), Some(25), Some(26), Some(16_383), None, None]
        );
    }
}
