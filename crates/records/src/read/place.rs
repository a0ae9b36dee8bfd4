//! Where the rows go, and where in the file they stand.

use std::fmt;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{Format, Limits, Row};

/// How many characters of a name or text in a file are shown.
const SHOWN: usize = 64;

/// Where a row begins.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The sheet of a workbook, or the file in an archive; none for a file that has no parts.
    pub part: Option<Arc<str>>,
    /// Line of a text, or row of a sheet or of a Parquet file, counted from 1.
    pub line: u64,
    /// In a JSON array: which of its records this is, counted from 0.
    pub record: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = &self.part {
            write!(f, "{}:", shown(part))?;
        }
        write!(f, "{}", self.line)?;
        self.record.map_or(Ok(()), |record| write!(f, ": record {record}"))
    }
}

/// A row that is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadRow {
    /// Where it is.
    pub place: Place,
    /// What was expected there, and what was found.
    pub message: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for BadRow {}

impl BadRow {
    /// Of a row that was handed over with what is wrong with it.
    pub fn new(place: &Place, message: String) -> Self {
        Self { place: place.clone(), message }
    }
}

/// Takes what is found in a file. A closure over place and row will do.
pub trait Rows {
    /// A table begins: its form, and the names of its columns that the document does not know, where the form says them in
    /// front. A file may have several tables: the sheets of a workbook, the files of an archive.
    fn begin(&mut self, _format: Format, _unknown: &[Arc<str>]) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// A row: a record, or what is wrong with it. Reading stops where this breaks.
    fn row(&mut self, place: &Place, row: Result<Row, String>) -> ControlFlow<()>;
}

impl<F: FnMut(&Place, Result<Row, String>) -> ControlFlow<()>> Rows for F {
    fn row(&mut self, place: &Place, row: Result<Row, String>) -> ControlFlow<()> {
        self(place, row)
    }
}

/// Why a file was not read to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes cannot be read.
    Io(io::Error),
    /// They are no file of records: what was expected, what was found, and what to do.
    Refused(String),
    /// The rows were not wanted any more.
    Stopped,
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // What the readers themselves say of broken bytes; the operating system has other kinds.
            io::ErrorKind::InvalidData => Self::Refused(error.to_string()),
            _ => Self::Io(error),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Refused(message) => message.fmt(f),
            Self::Stopped => f.write_str("the reading was stopped"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => error.get_ref().map(|inner| inner as _),
            _ => None,
        }
    }
}

/// Where the readers of the forms hand their rows over.
pub(super) struct Sink<'s> {
    rows: &'s mut dyn Rows,
    pub(super) limits: Limits,
    place: Place,
}

impl<'s> Sink<'s> {
    pub(super) fn new(rows: &'s mut dyn Rows, limits: Limits) -> Self {
        Self { rows, limits, place: Place { part: None, line: 0, record: None } }
    }

    /// The part that is read, by its name in the file.
    pub(super) fn part(&self) -> Option<Arc<str>> {
        self.place.part.clone()
    }

    pub(super) fn set_part(&mut self, part: Option<Arc<str>>) {
        self.place.part = part;
    }

    pub(super) fn begin(&mut self, format: Format, unknown: &[Arc<str>]) -> Result<(), ReadError> {
        go_on(self.rows.begin(format, unknown))
    }

    pub(super) fn row(&mut self, line: u64, row: Result<Row, String>) -> Result<(), ReadError> {
        self.element(line, None, row)
    }

    /// A row that stands in an array.
    pub(super) fn element(
        &mut self,
        line: u64,
        record: Option<u64>,
        row: Result<Row, String>,
    ) -> Result<(), ReadError> {
        (self.place.line, self.place.record) = (line, record);
        go_on(self.rows.row(&self.place, row))
    }
}

fn go_on(flow: ControlFlow<()>) -> Result<(), ReadError> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ReadError::Stopped),
    }
}

/// A name or text of a file for a message: escaped, and cut where it is long.
pub fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push_str("...");
    }
    shown
}
