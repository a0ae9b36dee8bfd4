//! CSV: a header, then one record per row.

mod dialect;
mod quotes;
mod table;

use std::io::BufRead;

use super::cells::{Cell, Cells};
use super::dates::Dates;
use super::header::{self, Column, Header, Search};
use super::limits::{MAX_BYTES, MAX_COLUMNS};
use super::row::{Field, Row};
use super::sink::{ReadError, Sink};
use crate::format::Format;
use crate::message::{Message, listed, shown};
use crate::messages;
pub(super) use dialect::Dialect;
use table::{Next, Table};

/// Reads all rows. One that is too long, or whose quote stays open over further lines or closes there in front of text, is
/// reported as a bad row and refuses the file: the next one cannot be found.
pub(super) fn read(reader: impl BufRead, dialect: Dialect, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut table = Table::new(reader, dialect.delimiter);
    let header = header(&mut table, dialect, sink)?;
    let (mut repeated, mut joined) = (0_usize, 0_usize);
    loop {
        match table.next()? {
            Next::Row if table.may_hide_rows() => {
                return sink.last_row(table.line, None, messages::text_behind_quote());
            }
            Next::Row => match record(&table, &header, dialect, &sink.dates) {
                // Only a row that is not a record can be a repeated header.
                Err(_) if header.is_repeated_by(texts(&table).enumerate()) => repeated += 1,
                Err(message) if table.has_lines_in_open_quote() => return sink.last_row(table.line, None, message),
                row => {
                    joined += usize::from(table.has_text_behind_quote() && row.is_ok());
                    sink.row(table.line, row)?;
                }
            },
            Next::TooLong => return sink.last_row(table.line, None, messages::long_row_last(MAX_BYTES, MAX_COLUMNS)),
            Next::End => break,
        }
    }
    if repeated > 0 {
        sink.note(messages::skipped_headers(repeated));
    }
    if joined > 0 {
        sink.note(messages::joined_quotes(joined));
    }
    Ok(())
}

/// The header, below the titles that there may be: the table begins with it.
fn header(table: &mut Table<impl BufRead>, dialect: Dialect, sink: &mut Sink<'_>) -> Result<Header, ReadError> {
    let (mut search, mut may_hide_rows) = (Search::default(), false);
    while !search.is_over() {
        match table.next()? {
            Next::Row => {}
            Next::TooLong => return Err(messages::no_records(messages::long_first_line()).into()),
            Next::End => break,
        }
        may_hide_rows |= table.may_hide_rows();
        let texts = table.texts().map(|text| text.map(|text| dialect.plain(text).to_owned()));
        let texts = texts.collect::<Option<Vec<_>>>().ok_or_else(messages::headings_encoding)?;
        if let Some(header) = search.next(table.line, texts) {
            if table.is_quote_open {
                return Err(messages::open_quote().into());
            }
            if may_hide_rows {
                return Err(messages::text_behind_quote().into());
            }
            sink.begin_below(Format::Csv, &header, search.titles())?;
            return Ok(header);
        }
    }
    let Some((_, texts)) = search.end()? else { return Err(messages::no_records(messages::empty_file()).into()) };
    Err(messages::no_records(messages::text_begins(listed(&texts))).into())
}

fn record(table: &Table<impl BufRead>, header: &Header, dialect: Dialect, dates: &Dates) -> Result<Row, Message> {
    if table.is_quote_open {
        return Err(messages::open_quote());
    }
    let width = header.columns.len();
    // Some programs end rows, but not the header, with a separator.
    let is_as_wide = table.width >= width && table.fields().skip(width).all(<[u8]>::is_empty);
    let row = match is_as_wide {
        true => values(table, header, dialect, dates),
        false => Err(messages::width(width, table.width)),
    };
    row.map_err(|message| header::or_totals(message, texts(table)))
}

fn texts<R: BufRead>(table: &Table<R>) -> impl Iterator<Item = &str> {
    table.texts().map(Option::unwrap_or_default)
}

fn values(table: &Table<impl BufRead>, header: &Header, dialect: Dialect, dates: &Dates) -> Result<Row, Message> {
    let mut cells = Cells::new();
    for (index, (text, column)) in table.texts().zip(&header.columns).enumerate() {
        let text = text.ok_or_else(|| messages::other_encoding(index + 1))?;
        let text = header.trimmed(index, dialect.plain(text));
        match column {
            Column::Known(column) => cells.put(*column, Cell::Untyped(text.to_owned())),
            _ if text.is_empty() => {}
            Column::Unknown(name) => cells.put_extra(name.clone(), Field::Text(text.to_owned())),
            Column::Unnamed => return Err(messages::unnamed_column(index + 1, shown(text))),
        }
    }
    cells.into_row(dates)
}
