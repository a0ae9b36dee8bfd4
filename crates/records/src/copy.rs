//! From one form to another: rows are read and written one by one.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use deskledger::{Locale, Value};

use crate::message::{Message, catalogue};
use crate::read::{Format, Limits, Place, ReadError, Row, Rows, Source, read, shown};
use crate::write::{self, Layout, MOST_UNITS, Writer};

/// Most columns that the document does not know.
const MOST_COLUMNS: usize = 1000;

/// What a copy is to become, and who is told of it.
///
/// ```
/// use std::ops::ControlFlow;
/// use deskledger::Locale;
/// use deskledger_records::Message;
/// use deskledger_records::copy::{Copied, Copy, copy};
/// use deskledger_records::read::{self, Source};
/// use deskledger_records::write::{Format, Layout};
///
/// let file = "connection_start_time\nsoon\n2020-04-24T03:02:47Z\n";
/// let mut bad = Vec::new();
/// let copied = copy(Source::stream(file.as_bytes()), Vec::new(), Copy {
///     format: Format::Csv,
///     layout: Layout::new("zh_CN"),
///     columns: Vec::new(),
///     on_form: &mut |form| match form {
///         read::Format::Csv => Ok(()),
///         other => Err(Message::new(format!("expected csv, found {}", other.name()), format!("应为 csv，实际为 {}", other.name()))),
///     },
///     on_bad_row: &mut |place, _| {
///         bad.push(place.line);
///         ControlFlow::Continue(())
///     },
///     on_progress: &mut |_| ControlFlow::Continue(()),
/// })?;
/// assert!(matches!(copied, Copied::Done { rows: 1, .. }) && bad == [2]);
/// # Ok::<(), deskledger_records::copy::CopyError>(())
/// ```
pub struct Copy<'c> {
    /// The form that is written.
    pub format: write::Format,
    /// The columns of the document, and how they are headed.
    pub layout: Layout,
    /// Further columns that are known to come, at most 1000; [`Copied::Again`] names them.
    pub columns: Vec<Arc<str>>,
    /// Is told the form of the file before its first row. A message refuses it.
    pub on_form: &'c mut dyn FnMut(Format) -> Result<(), Message>,
    /// Is told each bad row; breaking stops the copy with [`ReadError::Stopped`].
    pub on_bad_row: &'c mut dyn FnMut(&Place, Message) -> ControlFlow<()>,
    /// Is told the number of good rows so far, every thousand; breaking stops the copy too.
    pub on_progress: &'c mut dyn FnMut(u64) -> ControlFlow<()>,
}

/// What came of a copy.
///
/// ```
/// use std::ops::ControlFlow;
/// use deskledger_records::copy::{Copied, Copy, CopyError, copy};
/// use deskledger_records::read::Source;
/// use deskledger_records::write::{Format, Layout};
///
/// let file = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n{\"connection_start_time\":\"2020-04-24T03:02:48Z\",\"VIP\":1}\n";
/// let made = |columns| {
///     let (format, layout) = (Format::Csv, Layout::for_machines());
///     let (on_form, on_progress) = (&mut |_| Ok(()), &mut |_| ControlFlow::Continue(()));
///     let copy_as = Copy { format, layout, columns, on_form, on_bad_row: &mut |_, _| ControlFlow::Break(()), on_progress };
///     copy(Source::stream(file.as_bytes()), Vec::new(), copy_as)
/// };
/// // The column is in the second row only, and the headings have been written before the first one.
/// let Copied::Again(columns) = made(Vec::new())? else { panic!() };
/// assert_eq!(columns, ["VIP".into()]);
/// assert!(matches!(made(columns)?, Copied::Done { rows: 2, .. }));
/// # Ok::<(), CopyError>(())
/// ```
#[derive(Debug)]
pub enum Copied<W> {
    /// The whole file, with so many records and these further columns.
    Done {
        /// What was written to.
        out: W,
        /// Number of records.
        rows: u64,
        /// Columns that the document does not know.
        columns: Vec<Arc<str>>,
    },
    /// A column appeared after the first row had been written, in a form that names its columns in front: what was written
    /// is to be thrown away, and the copy to be made again with all of these.
    Again(Vec<Arc<str>>),
}

/// Why a copy was not made.
///
/// ```
/// use deskledger::Locale;
/// use deskledger_records::copy::CopyError;
/// let full = CopyError::Write(std::io::Error::other("the disk is full"));
/// assert_eq!(full.to_string(), "the disk is full");
/// assert_eq!(full.localized(Locale::Chinese), "无法写入：the disk is full");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum CopyError {
    /// The file cannot be read.
    Read(ReadError),
    /// The copy cannot be written.
    Write(io::Error),
}

impl CopyError {
    /// The reason in a language. What the operating system says follows as it says it.
    pub fn localized(&self, language: Locale) -> String {
        match self {
            Self::Read(error) => error.localized(language),
            Self::Write(error) => Message::of_io(error, &catalogue::NOT_WRITTEN).localized(language),
        }
    }
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl std::error::Error for CopyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Write(error) => Some(error),
        }
    }
}

/// Copies all records of a file.
///
/// ```
/// use std::ops::ControlFlow;
/// use deskledger_records::copy::{Copied, Copy, copy};
/// use deskledger_records::read::Source;
/// use deskledger_records::write::{Format, Layout};
///
/// let file = "开始连接时间,连接用户,VIP\n2020-04-24T03:02:47Z,jy01@local.com,gold\n";
/// let copied = copy(Source::stream(file.as_bytes()), Vec::new(), Copy {
///     format: Format::Ndjson,
///     layout: Layout::for_machines(),
///     columns: Vec::new(),
///     on_form: &mut |_| Ok(()),
///     on_bad_row: &mut |_, _| ControlFlow::Break(()),
///     on_progress: &mut |_| ControlFlow::Continue(()),
/// })?;
/// let Copied::Done { out, rows: 1, .. } = copied else { panic!("{copied:?}") };
/// let line = "{\"user_name\":\"jy01@local.com\",\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"VIP\":\"gold\"}\n";
/// assert_eq!(String::from_utf8(out)?, line);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The file cannot be read, the copy cannot be written, or one of those who are told broke off.
pub fn copy<W: Write + Send>(source: Source<'_>, out: W, copy: Copy<'_>) -> Result<Copied<W>, CopyError> {
    let mut copier = Copier {
        index: copy.columns.iter().cloned().zip(0..).collect(),
        columns: copy.columns.clone(),
        copy,
        state: State::Before(out),
        rows: 0,
        failure: None,
    };
    let outcome = read(source, &Limits::default(), &mut copier);
    if let Some(failure) = copier.failure {
        return Err(failure);
    }
    outcome.map_err(CopyError::Read)?;
    // A file without records still has its headings.
    copier.start().map_err(CopyError::Write)?;
    let (rows, columns) = (copier.rows, copier.columns);
    match copier.state {
        State::Writing(writer) => writer.end().map(|out| Copied::Done { out, rows, columns }).map_err(CopyError::Write),
        _ => Ok(Copied::Again(columns)),
    }
}

struct Copier<'c, W: Write + Send> {
    copy: Copy<'c>,
    state: State<W>,
    columns: Vec<Arc<str>>,
    index: HashMap<Arc<str>, usize>,
    rows: u64,
    failure: Option<CopyError>,
}

enum State<W: Write + Send> {
    /// Nothing has been written.
    Before(W),
    Writing(Box<Writer<W>>),
    /// What has been written is worth nothing: only the columns count.
    Looking,
}

impl<W: Write + Send> Copier<'_, W> {
    /// Writes the headings, if there are none yet.
    fn start(&mut self) -> io::Result<()> {
        self.state = match std::mem::replace(&mut self.state, State::Looking) {
            State::Before(out) => {
                let columns = self.columns.iter().map(ToString::to_string);
                let layout = self.copy.layout.clone().with_columns(columns);
                State::Writing(Box::new(Writer::begin(self.copy.format, out, &layout)?))
            }
            state => state,
        };
        Ok(())
    }

    /// Makes sure that there is a column of this name.
    fn add_column(&mut self, name: &Arc<str>) -> Result<(), Message> {
        if self.index.contains_key(name) {
            return Ok(());
        }
        if self.columns.len() == MOST_COLUMNS {
            return Err(catalogue::MANY_UNKNOWN.with([MOST_COLUMNS.into()]));
        }
        self.index.insert(name.clone(), self.columns.len());
        self.columns.push(name.clone());
        if let State::Writing(writer) = &mut self.state
            && !writer.add_column(name)
        {
            self.state = State::Looking;
        }
        Ok(())
    }

    fn add_row(&mut self, row: &Row) -> io::Result<()> {
        self.start()?;
        let State::Writing(writer) = &mut self.state else { return Ok(()) };
        let mut values = row.record.values().to_vec();
        let known = values.len();
        values.resize(known + self.columns.len(), Value::Absent);
        for (name, value) in row.extra.iter() {
            if let Some(place) = self.index.get(name).and_then(|index| values.get_mut(known + index)) {
                *place = value.value();
            }
        }
        writer.row(&values)
    }

    fn stop(&mut self, failure: CopyError) -> ControlFlow<()> {
        self.failure = Some(failure);
        ControlFlow::Break(())
    }

    /// What a form cannot hold of a row; better told than cut.
    fn too_long(&self, row: &Row) -> Option<Message> {
        if self.copy.format != write::Format::Xlsx {
            return None;
        }
        let units = |value: Value<'_>| match value {
            Value::Text(text) if text.len() > MOST_UNITS => text.encode_utf16().count(),
            _ => 0,
        };
        let (name, _) = row.extra.iter().find(|(_, value)| units(value.value()) > MOST_UNITS)?;
        Some(catalogue::LONG_CELL.with([MOST_UNITS.into(), shown(name).into()]))
    }
}

impl<W: Write + Send> Rows for Copier<'_, W> {
    fn begin(&mut self, format: Format, unknown: &[Arc<str>]) -> ControlFlow<()> {
        let outcome =
            (self.copy.on_form)(format).and_then(|()| unknown.iter().try_for_each(|name| self.add_column(name)));
        match outcome {
            Ok(()) => ControlFlow::Continue(()),
            Err(message) => self.stop(CopyError::Read(ReadError::Refused(message))),
        }
    }

    fn row(&mut self, place: &Place, row: Result<Row, Message>) -> ControlFlow<()> {
        let row = row.and_then(|row| self.too_long(&row).map_or(Ok(row), Err));
        let row = match row {
            Ok(row) => row,
            // A file that is gone through again has been told of already.
            Err(_) if matches!(self.state, State::Looking) => return ControlFlow::Continue(()),
            Err(message) => return (self.copy.on_bad_row)(place, message),
        };
        if let Err(message) = row.extra.iter().try_for_each(|(name, _)| self.add_column(name)) {
            return self.stop(CopyError::Read(ReadError::Refused(message)));
        }
        if let Err(error) = self.add_row(&row) {
            return self.stop(CopyError::Write(error));
        }
        self.rows += 1;
        match self.rows.is_multiple_of(1000) {
            true => (self.copy.on_progress)(self.rows),
            false => ControlFlow::Continue(()),
        }
    }
}
