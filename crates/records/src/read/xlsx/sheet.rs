//! The rows of a sheet.

use std::io::Read;
use std::ops::Range;

use deskledger::{ColumnKind, ConnectionRecord};

use super::parts::Workbook;
use super::strings::Strings;
use super::value::{Kind, Value, unescape};
use super::xml::{Element, Xml};
use crate::format::Format;
use crate::message::{Message, listed, shown};
use crate::messages;
use crate::read::cells::{Cell, Cells};
use crate::read::dates::Dates;
use crate::read::header::{self, Column, Header, Search};
use crate::read::limits::{MAX_BYTES, MAX_COLUMNS};
use crate::read::row::{Field, Row};
use crate::read::sink::{ReadError, Sink};

/// A cell that is not empty: its text stands in the text of the row.
struct Found {
    column: usize,
    kind: Kind,
    style: usize,
    text: Range<usize>,
}

/// Content of a cell while it is read.
#[derive(Default)]
struct Content {
    value: String,
    inline: String,
    has_value: bool,
    has_formula: bool,
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
    row: Gathered,
    header: Option<Header>,
    search: Search,
    repeated: usize,
    is_first: bool,
}

/// Outcome of a sheet.
pub(super) enum Outcome {
    Records,
    Empty,
    /// None of its first rows is a header: what it is instead. It stands in front of the records, as a cover sheet does.
    Skipped(Message),
}

/// Reads a sheet. One without a header behind the records may continue them: it is reported as a bad row.
pub(super) fn read(
    mut xml: Xml<impl Read>,
    workbook: &Workbook,
    strings: &Strings,
    is_first: bool,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ReadError> {
    let (row, search) = (Gathered::default(), Search::default());
    let mut sheet = Sheet { workbook, row, header: None, search, repeated: 0, is_first };
    let mut content = Content::default();
    while let Some(element) = xml.child()? {
        if element.name() != "sheetData" {
            xml.skip()?;
            continue;
        }
        while let Some(element) = xml.child()? {
            if element.name() != "row" {
                xml.skip()?;
                continue;
            }
            let number = element.attribute("r").and_then(|number| number.trim().parse().ok());
            // Some programs write a row in pieces of one number.
            if number != Some(sheet.row.number) {
                if !sheet.end_row(sink)? {
                    return sheet.end(sink);
                }
                sheet.row.begin(number);
            }
            sheet.row.read(&mut xml, &mut content, strings)?;
        }
        sheet.end_row(sink)?;
        // The rest of the sheet is irrelevant, and may be long.
        break;
    }
    sheet.end(sink)
}

/// A cell by its attributes; one without a reference follows the one before.
fn begun(element: &Element<'_>, next_column: usize) -> Found {
    let (mut column, mut kind, mut style) = (next_column, Kind::Number, 0);
    element.attributes(|name, value| match name {
        "r" => column = index_of(value).unwrap_or(next_column),
        "t" => kind = Kind::of(value),
        "s" => style = value.parse().unwrap_or_default(),
        _ => {}
    });
    Found { column, kind, style, text: 0..0 }
}

/// The column of a reference such as `AB12`, counted from 0.
fn index_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

impl Content {
    fn read(&mut self, xml: &mut Xml<impl Read>) -> Result<(), ReadError> {
        self.value.clear();
        self.inline.clear();
        (self.has_value, self.has_formula) = (false, false);
        while let Some(element) = xml.child()? {
            match element.name() {
                "v" => {
                    self.has_value = true;
                    xml.text(&mut self.value, MAX_BYTES)?;
                }
                "is" => xml.rich_text(&mut self.inline, MAX_BYTES)?,
                "f" => {
                    self.has_formula = true;
                    xml.skip()?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    /// The text that counts for a type of cell: the value, or the text in the cell itself.
    fn text(&self, kind: Kind) -> &str {
        let [first, second] = match kind {
            Kind::Inline => [&self.inline, &self.value],
            _ => [&self.value, &self.inline],
        };
        if first.is_empty() { second } else { first }
    }

    /// Whether the value of a formula was not stored. An empty text is a value.
    fn is_open(&self, kind: Kind) -> bool {
        self.has_formula && self.value.is_empty() && self.inline.is_empty() && !(kind == Kind::Text && self.has_value)
    }
}

impl Gathered {
    fn begin(&mut self, number: Option<u64>) {
        self.number = number.unwrap_or(self.number + 1);
        self.text.clear();
        self.cells.clear();
        self.is_too_long = false;
    }

    fn read(&mut self, xml: &mut Xml<impl Read>, content: &mut Content, strings: &Strings) -> Result<(), ReadError> {
        let mut next_column = 0;
        while let Some(element) = xml.child()? {
            if element.name() != "c" {
                xml.skip()?;
                continue;
            }
            let found = begun(&element, next_column);
            next_column = found.column + 1;
            content.read(xml)?;
            self.add(found, content, strings)?;
        }
        Ok(())
    }

    fn add(&mut self, mut cell: Found, content: &Content, strings: &Strings) -> Result<(), ReadError> {
        let (start, text) = (self.text.len(), content.text(cell.kind));
        if content.is_open(cell.kind) {
            cell.kind = Kind::OpenFormula;
        } else if text.len() > MAX_BYTES {
            self.is_too_long = true;
        } else {
            match cell.kind {
                Kind::Shared if text.trim().is_empty() => {}
                Kind::Shared => {
                    let shared = text.trim().parse().ok().and_then(|index| strings.get(index));
                    let missing = || messages::no_shared_text(shown(text), self.number);
                    self.text.push_str(shared.ok_or_else(missing)?);
                }
                Kind::Text | Kind::Inline => self.text.push_str(&unescape(text)),
                _ => self.text.push_str(text),
            }
        }
        if self.text.len() > MAX_BYTES || self.cells.len() > MAX_COLUMNS {
            self.is_too_long = true;
            self.text.truncate(start);
        } else if self.text.len() > start || cell.kind == Kind::OpenFormula {
            self.cells.push(Found { text: start..self.text.len(), ..cell });
        }
        Ok(())
    }

    /// Columns and texts of the cells.
    fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells.iter().map(|cell| (cell.column, self.text.get(cell.text.clone()).unwrap_or_default()))
    }
}

impl Sheet<'_> {
    /// Takes the row that has been gathered; `false` where the search for the header is over.
    fn end_row(&mut self, sink: &mut Sink<'_>) -> Result<bool, ReadError> {
        let number = self.row.number;
        if self.row.is_too_long {
            return sink.row(number, Err(messages::long_row(MAX_BYTES, MAX_COLUMNS))).map(|()| true);
        }
        if self.row.cells.is_empty() {
            return Ok(true);
        }
        if let Some(header) = &self.header {
            match self.record(header, &sink.dates) {
                Err(_) if header.is_repeated_by(self.row.texts()) => self.repeated += 1,
                row => sink.row(number, row)?,
            }
            return Ok(true);
        }
        let Some(header) = self.search.next(number, self.headings()) else { return Ok(!self.search.is_over()) };
        sink.begin_below(Format::Xlsx, &header, self.search.titles())?;
        self.header = Some(header);
        Ok(true)
    }

    fn end(self, sink: &mut Sink<'_>) -> Result<Outcome, ReadError> {
        if self.repeated > 0 {
            sink.note(messages::skipped_headers(self.repeated));
        }
        if self.header.is_some() {
            return Ok(Outcome::Records);
        }
        let (line, why) = match self.search.end() {
            Ok(None) => return Ok(Outcome::Empty),
            Ok(Some((line, mut texts))) => {
                texts.retain(|name| !name.is_empty());
                let names = listed(&texts);
                let why = match self.is_first {
                    true => messages::no_records(messages::sheet_begins_name_columns(names)),
                    false => messages::further_headings(messages::sheet_begins(names)),
                };
                (line, why)
            }
            Err(message) => (self.row.number, message),
        };
        if self.is_first {
            return Ok(Outcome::Skipped(why));
        }
        sink.row(line, Err(why)).map(|()| Outcome::Empty)
    }

    fn headings(&self) -> Vec<String> {
        let width = self.row.cells.iter().map(|cell| cell.column + 1).max().unwrap_or_default();
        let mut headings = vec![String::new(); width.min(MAX_COLUMNS + 1)];
        for (column, text) in self.row.texts() {
            if let Some(heading) = headings.get_mut(column) {
                text.clone_into(heading);
            }
        }
        headings
    }

    fn record(&self, header: &Header, dates: &Dates) -> Result<Row, Message> {
        self.values(header, dates).map_err(|message| header::or_totals(message, self.row.texts().map(|(_, text)| text)))
    }

    fn values(&self, header: &Header, dates: &Dates) -> Result<Row, Message> {
        let mut cells = Cells::new();
        for (cell, (index, text)) in self.row.cells.iter().zip(self.row.texts()) {
            let text = header.trimmed(index, text);
            let (style, is_1904) = (self.workbook.styles.get(cell.style), self.workbook.is_1904);
            let value = Value { text, kind: cell.kind, style, is_1904 };
            match header.columns.get(index) {
                Some(Column::Known(index)) => {
                    if let Some(column) = ConnectionRecord::COLUMNS.get(*index) {
                        cells.put(*index, known(value, column, dates));
                    }
                }
                Some(Column::Unknown(_)) if text.is_empty() && cell.kind != Kind::OpenFormula => {}
                Some(Column::Unknown(name)) => cells.put_extra_once(name.clone(), value.unknown(name, dates)?)?,
                Some(Column::Unnamed) | None => return Err(messages::unnamed_column(index + 1, shown(text))),
            }
        }
        cells.into_row(dates)
    }
}

/// The value of a column of the document. A day in a column of text is spelled as in one that the document does not define.
fn known(value: Value<'_>, column: &deskledger::Column, dates: &Dates) -> Cell {
    match value.known(column.kind) {
        Cell::Local(wall) if column.kind == ColumnKind::Text => match value.unknown(column.name, dates) {
            Ok(Field::Text(text)) => Cell::Text(text),
            // Reported with the other values of the row.
            _ => Cell::Local(wall),
        },
        cell => cell,
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
