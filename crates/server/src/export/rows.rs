//! The records of a filter, written as a file.

use std::fmt;
use std::io::{self, Write};
use std::ops::ControlFlow;

use deskledger_records::write::{Format, Layout, Writer};

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

/// Writes the records that match a filter as a file, in constant memory, and returns the writer.
///
/// `is_needed` is called regularly.
///
/// # Errors
/// The records cannot be read, the file cannot be written, or it is no longer needed. The file is incomplete then.
pub fn write_records<W: Write + Send>(
    store: &Store,
    filter: &Filter,
    format: Format,
    language: &str,
    out: W,
    is_needed: impl Fn() -> bool + Send + 'static,
) -> Result<W, ExportError> {
    let mut file = Writer::begin(format, out, &Layout::new(language)).map_err(ExportError::Write)?;
    let mut written = Ok(());
    let each = |row: &Row<'_>| {
        written = match row.line().map_or(Ok(false), |line| file.line(line)) {
            Ok(false) => file.row(&row.values()),
            written => written.map(drop),
        };
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let read = store.export(filter, is_needed, each).map_err(ExportError::Store)?;
    written.map_err(ExportError::Write)?;
    match read {
        ControlFlow::Continue(()) => file.end().map_err(ExportError::Write),
        ControlFlow::Break(()) => Err(ExportError::Write(io::Error::other("the export is no longer needed"))),
    }
}
