//! CSV: headings, then one record a row.

mod table;

use std::io::BufRead;

use super::cells::{Cell, Cells};
use super::detect::not_records;
use super::header::{self, Column};
use super::limits::{MAX_BYTES, MAX_COLUMNS};
use super::row::{Field, Row};
use super::sink::{ReadError, Sink};
use crate::format::Format;
use crate::formula;
use crate::message::{Message, listed, shown};
use crate::messages;
use table::{Next, Table};

/// What separates the columns, the most usual one first.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// How the texts of a file are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    separator: u8,
    /// Made for a spreadsheet program, as its byte order mark says: apostrophes keep texts from being formulas there.
    is_for_spreadsheet: bool,
}

impl Dialect {
    /// By the beginning of the file, behind its byte order mark.
    pub(super) fn of(beginning: &[u8], has_mark: bool) -> Self {
        let knows = |separator: &u8| {
            let mut table = Table::new(beginning, *separator);
            matches!(table.next(), Ok(Next::Row))
                && table.fields().any(|field| str::from_utf8(field).is_ok_and(|name| header::column(name).is_some()))
        };
        let separator = SEPARATORS.into_iter().find(knows).unwrap_or(b',');
        Self { separator, is_for_spreadsheet: has_mark }
    }

    /// A text as it was before it was made safe for a spreadsheet program.
    fn plain<'t>(&self, text: &'t str) -> &'t str {
        if self.is_for_spreadsheet { formula::unprotected(text) } else { text }
    }
}

/// A row that is too long ends the file: nobody can tell where the next one begins. It is told as a bad row.
pub(super) fn read(reader: impl BufRead, dialect: Dialect, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut table = Table::new(reader, dialect.separator);
    let columns = match table.next()? {
        Next::Row => columns(table.fields(), dialect)?,
        Next::TooLong => return Err(not_records(messages::long_first_line()).into()),
        Next::End => return Err(not_records(messages::empty_file()).into()),
    };
    sink.begin(Format::Csv, &header::unknown(&columns))?;
    loop {
        let row = match table.next()? {
            Next::Row => record(&table, &columns, dialect),
            Next::TooLong => {
                let message = messages::long_row_last(MAX_BYTES, MAX_COLUMNS);
                return sink.row(table.line(), Err(message));
            }
            Next::End => return Ok(()),
        };
        sink.row(table.line(), row)?;
    }
}

fn columns<'f>(fields: impl Iterator<Item = &'f [u8]>, dialect: Dialect) -> Result<Vec<Column>, Message> {
    let headings: Result<Vec<_>, _> =
        fields.map(|field| str::from_utf8(field).map(|text| dialect.plain(text).to_owned())).collect();
    let headings = headings.map_err(|_| messages::headings_encoding())?;
    if headings.iter().all(|heading| header::column(heading).is_none()) {
        let names: Vec<_> = headings.iter().map(String::as_str).collect();
        return Err(not_records(messages::text_begins(listed(&names))));
    }
    header::columns(&headings)
}

fn record(table: &Table<impl BufRead>, columns: &[Column], dialect: Dialect) -> Result<Row, Message> {
    if table.is_quote_open() {
        return Err(messages::open_quote());
    }
    if table.width() != columns.len() {
        return Err(messages::width(columns.len(), table.width()));
    }
    let mut cells = Cells::new();
    for (index, (field, column)) in table.fields().zip(columns).enumerate() {
        let text = str::from_utf8(field).map_err(|_| messages::other_encoding(index + 1))?;
        let text = dialect.plain(text);
        match column {
            Column::Known(column) => cells.put(*column, Cell::Untyped(text.to_owned())),
            _ if text.is_empty() => {}
            Column::Unknown(name) => cells.put_extra(name.clone(), Field::Text(text.to_owned())),
            Column::Unnamed => {
                return Err(messages::unnamed_column(index + 1, shown(text)));
            }
        }
    }
    cells.into_row()
}
