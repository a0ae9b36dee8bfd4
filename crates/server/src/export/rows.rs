//! The records of a filter, written as a file.

use std::fmt;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use deskledger_records::write::{Format, Layout, Writer};

use super::slices;
use crate::store::{Filter, Row, Store, StoreError};

/// An export failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// The records cannot be read.
    Store(StoreError),
    /// The file cannot be written.
    Write(io::Error),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "reading the records: {error}"),
            Self::Write(error) => write!(f, "writing the file: {error}"),
        }
    }
}

impl std::error::Error for ExportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::Write(error) => Some(error),
        }
    }
}

/// Rows that one connection reads before others help. More where a row is cheap: many of them take as long as starting
/// the others.
const ALONE: [i64; 2] = [2048, 128];

/// Writes the records that match a filter as a file, in constant memory, and returns the writer.
///
/// `is_needed` is called regularly. A long export of a [`Store::snapshot`] to a format of lines is read by several
/// connections.
///
/// # Errors
/// The records cannot be read, the file cannot be written, or it is no longer needed. The file is incomplete then.
pub fn write_records<W: Write + Send>(
    store: &Store,
    filter: &Filter,
    format: Format,
    language: &str,
    out: W,
    is_needed: impl Fn() -> bool + Send + Sync + 'static,
) -> Result<W, ExportError> {
    let (layout, is_needed) = (Layout::new(language), Arc::new(is_needed));
    let mut file = Writer::begin(format, out, &layout).map_err(ExportError::Write)?;
    // What follows one of these formats can be written behind its end.
    let sliced = store.as_embedded_snapshot().filter(|_| matches!(format, Format::Csv | Format::Ndjson));
    let alone = sliced.map_or(i64::MAX, |_| ALONE[usize::from(filter.is_indexed())]);
    let (mut rows, mut first, mut last, mut rest, mut written) = (0, None, None, None, Ok(()));
    let needed = is_needed.clone();
    let each = |row: &Row<'_>| {
        if rows >= alone && row.start() != last {
            rest = row.start();
            return ControlFlow::Break(());
        }
        rows += 1;
        last = row.start();
        first = first.or(last);
        written = add(&mut file, row);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let read = store.export(filter, move || needed(), each).map_err(ExportError::Store)?;
    written.map_err(ExportError::Write)?;
    let Some((rest, store)) = rest.zip(sliced) else {
        return if read.is_continue() { file.end().map_err(ExportError::Write) } else { Err(is_not_needed()) };
    };
    let mut out = file.end().map_err(ExportError::Write)?;
    let end = store.last_start(filter).map_err(ExportError::Store)?.unwrap_or(rest) + 1;
    let width = slices::width(rows, rest - first.unwrap_or(rest));
    let content = slices::Content { filter, format, layout: &layout };
    slices::write(&slices::readers(store, filter)?, &content, (rest..end, width), &mut out, &is_needed)?;
    Ok(out)
}

/// Adds a row: as its line, or as its values.
pub(super) fn add<W: Write + Send>(file: &mut Writer<W>, row: &Row<'_>) -> io::Result<()> {
    match row.line().map_or(Ok(false), |line| file.line(line.as_bytes())) {
        Ok(false) => file.row(&row.values()),
        written => written.map(drop),
    }
}

pub(super) fn is_not_needed() -> ExportError {
    ExportError::Write(io::Error::other("the export is no longer needed"))
}
