//! The file that an export makes: which form it takes, and how its rows become bytes.
//!
//! Each form is a room of its own with the same functions in the same order.

mod accept;
mod body;
mod csv;
mod ndjson;
mod window;
mod xlsx;

use std::io::{self, Write};
use std::ops::ControlFlow;

use deskledger::Value;

use crate::store::{Filter, Store, StoreError};

pub(crate) use body::{Body, Outcome, Report, Start, start};

/// Form of the exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Workbook: headings by language, times as dates in UTC.
    Xlsx,
    /// Comma-separated values as in RFC 4180, UTF-8 without a byte order mark: headings by language, values as they are.
    Csv,
    /// One JSON object a line, with the names of the fields; values that are absent are left out.
    Ndjson,
}

impl Format {
    /// Every form; the first one is sent where the request has no wish.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Csv, Self::Ndjson];

    /// Media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => xlsx::MEDIA_TYPE,
            Self::Csv => csv::MEDIA_TYPE,
            Self::Ndjson => ndjson::MEDIA_TYPE,
        }
    }

    /// Ending of the file name, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => xlsx::EXTENSION,
            Self::Csv => csv::EXTENSION,
            Self::Ndjson => ndjson::EXTENSION,
        }
    }

    /// The form that the values of the header `Accept` ask for.
    ///
    /// [`Format::Xlsx`] where there is no such header, where it allows everything, and where it allows nothing that
    /// there is: the contract knows no answer for that case.
    ///
    /// ```
    /// use deskledger_server::Format;
    /// assert_eq!(Format::accepted(["text/csv;q=0.5, application/x-ndjson"]), Format::Ndjson);
    /// assert_eq!(Format::accepted(["application/pdf"]), Format::Xlsx);
    /// ```
    pub fn accepted<'h>(values: impl IntoIterator<Item = &'h str>) -> Self {
        accept::choose(values)
    }
}

/// The words that the document does not list, in a language of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Words {
    yes: &'static str,
    no: &'static str,
    sheet: &'static str,
}

impl Words {
    fn of(language: &str) -> Self {
        match language {
            "zh_CN" => Self { yes: "是", no: "否", sheet: "连接记录" },
            _ => Self { yes: "Yes", no: "No", sheet: "Connection records" },
        }
    }
}

/// What each form can do.
trait Rows<W: Write>: Sized {
    /// Begins a file, up to its headings.
    fn begin(out: W, language: &str) -> io::Result<Self>;
    /// Adds a record, its values in the order of the columns.
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()>;
    /// Ends the file, and gives back what it was written to.
    fn end(self) -> io::Result<W>;
}

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
pub fn write_records<W: Write>(
    store: &Store,
    filter: &Filter,
    format: Format,
    language: &str,
    out: W,
    is_wanted: impl Fn() -> bool + Send + 'static,
) -> Result<W, ExportError> {
    match format {
        Format::Xlsx => write_rows::<W, xlsx::Writer<W>>(store, filter, language, out, is_wanted),
        Format::Csv => write_rows::<W, csv::Writer<W>>(store, filter, language, out, is_wanted),
        Format::Ndjson => write_rows::<W, ndjson::Writer<W>>(store, filter, language, out, is_wanted),
    }
}

fn write_rows<W: Write, R: Rows<W>>(
    store: &Store,
    filter: &Filter,
    language: &str,
    out: W,
    is_wanted: impl Fn() -> bool + Send + 'static,
) -> Result<W, ExportError> {
    let mut rows = R::begin(out, language).map_err(ExportError::Write)?;
    let mut written = Ok(());
    let each = |row: &crate::store::Row<'_>| {
        written = rows.row(row.values());
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let read = store.export(filter, is_wanted, each).map_err(ExportError::Store)?;
    written.map_err(ExportError::Write)?;
    match read {
        ControlFlow::Continue(()) => rows.end().map_err(ExportError::Write),
        ControlFlow::Break(()) => Err(ExportError::Write(io::Error::other("the export is no longer wanted"))),
    }
}
