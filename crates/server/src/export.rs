//! The file that an export makes: which form it takes, and how it comes out of the store.

pub(crate) mod accept;
mod body;
mod tally;
mod window;
mod wrapper;

use std::io::{self, Write};
use std::ops::ControlFlow;

use deskledger_records::write::{Format, Layout, Writer};

use crate::store::{Filter, Store, StoreError};

pub(crate) use body::{Body, Outcome, Report, Start, start};
pub(crate) use wrapper::Wrapper;

/// Why an export did not come to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// The records cannot be read.
    Store(StoreError),
    /// The file cannot be written.
    Write(io::Error),
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

/// Writes the records that a filter lets through as a file, in constant memory, and gives back what it was written to.
///
/// `is_wanted` is asked every now and then.
///
/// # Errors
/// The records cannot be read, the file cannot be written, or it is no longer wanted. What has been written is no whole
/// file then.
pub fn write_records<W: Write + Send>(
    store: &Store,
    filter: &Filter,
    format: Format,
    language: &str,
    out: W,
    is_wanted: impl Fn() -> bool + Send + 'static,
) -> Result<W, ExportError> {
    let mut file = Writer::begin(format, out, &Layout::new(language)).map_err(ExportError::Write)?;
    let mut written = Ok(());
    let each = |row: &crate::store::Row<'_>| {
        written = file.row(row.values());
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let read = store.export(filter, is_wanted, each).map_err(ExportError::Store)?;
    written.map_err(ExportError::Write)?;
    match read {
        ControlFlow::Continue(()) => file.end().map_err(ExportError::Write),
        ControlFlow::Break(()) => Err(ExportError::Write(io::Error::other("the export is no longer wanted"))),
    }
}
