//! CSV: a header, then one record per row.

mod dialect;
mod table;

use std::io::BufRead;

use super::cells::{Cell, Cells};
use super::dates::Dates;
use super::detect::not_records;
use super::header::{self, Column, Header, Search};
use super::limits::{MAX_BYTES, MAX_COLUMNS};
use super::row::{Field, Row};
use super::sink::{ReadError, Sink};
use crate::format::Format;
use crate::message::{Message, Word, catalogue, shown};
pub(super) use dialect::Dialect;
use table::{Next, Table};

/// Reads all rows. One that is too long ends the file, because the next one cannot be found; it is reported as a bad row.
pub(super) fn read(reader: impl BufRead, dialect: Dialect, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut table = Table::new(reader, dialect.delimiter);
    let header = header(&mut table, dialect, sink)?;
    if header.is_padded() {
        sink.note((&catalogue::TRIMMED).into());
    }
    sink.begin(Format::Csv, &header.unknown())?;
    let mut repeated = 0_usize;
    loop {
        match table.next()? {
            Next::Row if header.is_repeated_by(table.fields().enumerate()) => repeated += 1,
            Next::Row => {
                let row = record(&table, &header, dialect, &sink.dates);
                sink.row(table.line(), row)?;
            }
            Next::TooLong => {
                let message = catalogue::LONG_ROW_LAST.with([MAX_BYTES.into(), MAX_COLUMNS.into()]);
                return sink.row(table.line(), Err(message));
            }
            Next::End => break,
        }
    }
    if repeated > 0 {
        sink.note(catalogue::SKIPPED_HEADERS.with([repeated.into()]));
    }
    Ok(())
}

/// The header, below the titles that there may be.
fn header(table: &mut Table<impl BufRead>, dialect: Dialect, sink: &mut Sink<'_>) -> Result<Header, ReadError> {
    let mut search = Search::default();
    while !search.is_over() {
        match table.next()? {
            Next::Row => {}
            Next::TooLong => return Err(not_records(&catalogue::LONG_FIRST_LINE).into()),
            Next::End => break,
        }
        let texts = table.fields().map(|field| str::from_utf8(field).map(|text| dialect.plain(text).to_owned()));
        let texts = texts.collect::<Result<Vec<_>, _>>().map_err(|_| Message::from(&catalogue::HEADINGS_ENCODING))?;
        if let Some(header) = search.next(table.line(), texts)? {
            if search.titles() > 0 {
                sink.note(catalogue::SKIPPED_TITLES.with([search.titles().into()]));
            }
            return Ok(header);
        }
    }
    let Some((_, texts)) = search.end()? else { return Err(not_records(&catalogue::EMPTY_FILE).into()) };
    let names: Vec<_> = texts.iter().map(String::as_str).collect();
    Err(not_records(catalogue::TEXT_BEGINS.with([Word::names(&names)])).into())
}

fn record(table: &Table<impl BufRead>, header: &Header, dialect: Dialect, dates: &Dates) -> Result<Row, Message> {
    if table.is_quote_open() {
        return Err((&catalogue::OPEN_QUOTE).into());
    }
    let row = match table.width() == header.columns.len() {
        true => values(table, header, dialect, dates),
        false => Err(catalogue::WIDTH.with([header.columns.len().into(), table.width().into()])),
    };
    row.map_err(|message| {
        let label = header::totals(table.fields().filter_map(|field| str::from_utf8(field).ok()));
        label.map_or(message, |label| catalogue::TOTALS_ROW.with([shown(label).into()]))
    })
}

fn values(table: &Table<impl BufRead>, header: &Header, dialect: Dialect, dates: &Dates) -> Result<Row, Message> {
    let mut cells = Cells::new();
    for (index, (field, column)) in table.fields().zip(&header.columns).enumerate() {
        let text = str::from_utf8(field).map_err(|_| catalogue::OTHER_ENCODING.with([(index + 1).into()]))?;
        let text = header.trimmed(index, dialect.plain(text));
        match column {
            Column::Known(column) => cells.put(*column, Cell::Untyped(text.to_owned())),
            _ if text.is_empty() => {}
            Column::Unknown(name) => cells.put_extra(name.clone(), Field::Text(text.to_owned())),
            Column::Unnamed => {
                return Err(catalogue::UNNAMED_COLUMN.with([(index + 1).into(), shown(text).into()]));
            }
        }
    }
    cells.into_row(dates)
}
