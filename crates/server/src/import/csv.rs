//! CSV: headings, then one record a row.

use std::io::BufRead;

use deskledger::ConnectionRecord;

use super::recognise::EXPECTED;
use super::record::{Cell, Cells};
use super::source::{Broken, MOST_BYTES, Place, Rows, hand_over, shown};
use super::table::{MOST_COLUMNS, Next, Table};

/// How many headings are named in a message.
const NAMED: usize = 8;

/// A row that is too long ends the file: nobody can tell where the next one begins. It is told as a bad row.
pub(super) fn read(reader: impl BufRead, rows: &mut dyn Rows) -> Result<(), Broken> {
    let mut table = Table::new(reader);
    let columns = match table.next()? {
        Next::Row => columns(table.fields()).map_err(Broken::Refused)?,
        Next::TooLong => return Err(Broken::Refused(format!("{EXPECTED}; found a first line that is too long"))),
        Next::End => return Err(Broken::Refused(format!("{EXPECTED}; found an empty file"))),
    };
    loop {
        let row = match table.next()? {
            Next::Row => record(&table, &columns),
            Next::TooLong => {
                let limit = format!("expected at most {MOST_BYTES} bytes and {MOST_COLUMNS} columns a row, found more");
                let message = format!("{limit}: look for a quote that is not closed; the rest of the file is not read");
                return hand_over(rows, Place::line(table.line()), Err(message));
            }
            Next::End => return Ok(()),
        };
        hand_over(rows, Place::line(table.line()), row)?;
    }
}

/// Which column of the document each column of the file is. All that is wrong with the headings is told at once.
fn columns<'f>(headings: impl Iterator<Item = &'f [u8]>) -> Result<Vec<usize>, String> {
    let headings: Result<Vec<&str>, _> = headings.map(str::from_utf8).collect();
    let headings =
        headings.map_err(|_| "expected headings in UTF-8, found another encoding: save the file as CSV UTF-8")?;
    let (mut columns, mut unknown, mut twice) = (Vec::new(), Vec::new(), Vec::new());
    for heading in &headings {
        match column_by_heading(heading) {
            None => unknown.push(*heading),
            Some(column) if columns.contains(&column) => twice.push(*heading),
            Some(column) => columns.push(column),
        }
    }
    if columns.is_empty() {
        return Err(format!("{EXPECTED}; found text that begins with {}: {}", named(&headings), hint(&headings)));
    }
    let required = ConnectionRecord::COLUMNS.iter().enumerate().filter(|(_, column)| column.required);
    let missing: Vec<_> =
        required.filter(|(index, _)| !columns.contains(index)).map(|(_, column)| column.name).collect();
    let mut wrong = Vec::new();
    for (what, headings) in [("unknown", unknown), ("repeated", twice), ("missing", missing)] {
        if !headings.is_empty() {
            wrong.push(format!("{what}: {}", named(&headings)));
        }
    }
    if wrong.is_empty() {
        return Ok(columns);
    }
    Err(format!("expected columns of connection records, each once; {}", wrong.join("; ")))
}

fn hint(headings: &[&str]) -> &'static str {
    if headings.iter().any(|heading| heading.contains([';', '\t'])) {
        "separate the columns by commas"
    } else {
        "name the columns in the first line, as an export does"
    }
}

fn named(headings: &[&str]) -> String {
    let mut names: Vec<_> = headings.iter().take(NAMED).map(|heading| format!("\"{}\"", shown(heading))).collect();
    if headings.len() > NAMED {
        names.push(format!("and {} more", headings.len() - NAMED));
    }
    names.join(", ")
}

/// The column of which this is the field or the heading in any language.
fn column_by_heading(heading: &str) -> Option<usize> {
    let is = |name: &str| name.eq_ignore_ascii_case(heading.trim());
    let mut columns = ConnectionRecord::COLUMNS.iter();
    columns.position(|column| is(column.name) || column.headings.iter().any(|(_, name)| is(name)))
}

fn record(table: &Table<impl BufRead>, columns: &[usize]) -> Result<ConnectionRecord, String> {
    if table.is_quote_open() {
        return Err("expected a closing quote, found the end of the file: it was perhaps cut off".to_owned());
    }
    if table.width() != columns.len() {
        let (expected, found) = (columns.len(), table.width());
        return Err(format!("expected {expected} columns as in the headings, found {found}"));
    }
    let mut cells = Cells::new();
    for (index, (field, column)) in table.fields().zip(columns).enumerate() {
        let text = str::from_utf8(field).map_err(|_| {
            format!("expected UTF-8, found something else in column {}: save the file as CSV UTF-8", index + 1)
        })?;
        cells.put(*column, Cell::Untyped(text.to_owned()));
    }
    cells.into_record()
}
