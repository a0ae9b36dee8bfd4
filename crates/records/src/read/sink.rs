//! Receives the rows of a file with their positions.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use deskledger::Locale;

use super::dates::Dates;
use super::header::Header;
use super::limits::Limits;
use super::row::Row;
use crate::format::Format;
use crate::message::{Message, of_io, shown};
use crate::messages;

/// Maximum number of notes about a file.
const MAX_NOTES: usize = 32;

/// Where a row begins. As text it is `part:line`, each as far as there is one.
///
/// ```
/// use deskledger::Locale;
/// use deskledger_records::Message;
/// use deskledger_records::read::{Options, Position, Row, Source, read};
/// # use std::ops::ControlFlow;
/// let file = "[{\"connection_start_time\":\"2020-04-24T03:02:47Z\"},\n{\"connection_start_time\":\"2020-04-24T03:02:48Z\"}]";
/// let mut places = Vec::new();
/// read(Source::stream(file.as_bytes()), &Options::default(), &mut |place: &Position, _: Result<Row, Message>| {
///     places.push(place.clone());
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!((places[1].part.as_deref(), places[1].line, places[1].record), (None, 2, Some(1)));
/// assert_eq!(places[1].to_string(), "2: record 1");
/// assert_eq!(places[1].localized(Locale::Chinese), "第 2 行，记录 1");
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The sheet of a workbook, or the file in an archive; none for a file that has no parts.
    pub part: Option<Arc<str>>,
    /// Line of a text, or row of a sheet or of a Parquet file, counted from 1.
    pub line: u64,
    /// In a JSON array: which of its records this is, counted from 0.
    pub record: Option<u64>,
    /// Whether the next row cannot be found: the file is rejected, also where bad rows are left out.
    pub is_last: bool,
}

impl Position {
    /// The position in every language.
    pub fn to_message(&self) -> Message {
        let line = match self.record {
            Some(record) => messages::record_of_line(self.line, record),
            None => messages::line(self.line),
        };
        match &self.part {
            Some(part) => messages::in_part(shown(part), line),
            None => line,
        }
    }

    /// The same in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }
}

deskledger::runtime::display_in_english!(Position);

/// A row that is not a valid record. As text it is its position and its message.
///
/// ```
/// use deskledger::Locale;
/// use deskledger_records::Message;
/// use deskledger_records::read::{BadRow, Options, Position, Row, Source, read};
/// # use std::ops::ControlFlow;
/// let mut bad = Vec::new();
/// read(Source::stream("connection_start_time\nsoon\n".as_bytes()), &Options::default(), &mut |place: &Position, row: Result<Row, Message>| {
///     bad.extend(row.err().map(|message| BadRow::new(place, message)));
///     ControlFlow::Continue(())
/// })?;
/// let message = "field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found \"soon\"";
/// assert_eq!(bad[0].to_string(), format!("2: {message}"));
/// let chinese = "字段 connection_start_time：应为日期和时间，例如 2020-04-24T03:02:47Z，实际为“soon”";
/// assert_eq!(bad[0].message_in(Locale::Chinese), chinese);
/// assert_eq!(bad[0].localized(Locale::Chinese), format!("第 2 行：{chinese}"));
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadRow {
    /// Its position.
    pub place: Position,
    /// The expected and the found value there.
    pub message: Message,
}

deskledger::runtime::display_in_english!(BadRow);

impl std::error::Error for BadRow {}

impl BadRow {
    /// Of a row that was handed over with what is wrong with it.
    pub fn new(place: &Position, message: Message) -> Self {
        Self { place: place.clone(), message }
    }

    /// The localized message, without the position.
    pub fn message_in(&self, language: Locale) -> String {
        self.message.localized(language)
    }

    /// The position and the message.
    pub fn to_message(&self) -> Message {
        messages::bad_row(self.place.to_message(), self.message.clone())
    }

    /// The same in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }
}

/// Receives the content of a file. A closure over position and row is enough where the format does not matter.
///
/// ```
/// use std::ops::ControlFlow;
/// use std::sync::Arc;
/// use deskledger_records::Message;
/// use deskledger_records::read::{Format, Options, Position, Row, Rows, Source, read};
///
/// #[derive(Default)]
/// struct Count {
///     unknown: Vec<Arc<str>>,
///     good: u64,
///     bad: u64,
/// }
///
/// impl Rows for Count {
///     fn begin(&mut self, format: Format, unknown: &[Arc<str>]) -> ControlFlow<()> {
///         assert_eq!(format, Format::Csv);
///         self.unknown.extend_from_slice(unknown);
///         ControlFlow::Continue(())
///     }
///
///     fn row(&mut self, _place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
///         *if row.is_ok() { &mut self.good } else { &mut self.bad } += 1;
///         ControlFlow::Continue(())
///     }
/// }
///
/// let mut count = Count::default();
/// let file = "connection_start_time,VIP\n2020-04-24T03:02:47Z,gold\nsoon,\n";
/// read(Source::stream(file.as_bytes()), &Options::default(), &mut count)?;
/// assert_eq!((&*count.unknown[0], count.good, count.bad), ("VIP", 1, 1));
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
pub trait Rows {
    /// A table begins: its format, and the names of its columns that the document does not define, where they are named in
    /// front. A file may have several tables: the sheets of a workbook, the files of an archive.
    fn begin(&mut self, _format: Format, _unknown: &[Arc<str>]) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// A property of the file that was detected or assumed: its encoding, its delimiter, a time zone, skipped rows.
    fn note(&mut self, _note: &Message) {}

    /// A row: a record, or what is wrong with it. Reading stops where this breaks.
    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()>;
}

impl<F: FnMut(&Position, Result<Row, Message>) -> ControlFlow<()>> Rows for F {
    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        self(place, row)
    }
}

/// Why a file was not read to its end.
///
/// ```
/// use deskledger::Locale;
/// use deskledger_records::Message;
/// use deskledger_records::read::{Options, Position, ReadError, Row, Source, read};
/// # use std::ops::ControlFlow;
/// let page = Source::stream("<html>".as_bytes());
/// let error = read(page, &Options::default(), &mut |_: &Position, _: Result<Row, Message>| ControlFlow::Break(())).unwrap_err();
/// assert!(matches!(error, ReadError::Refused(_)) && error.to_string().contains("found a page of HTML or XML"));
/// assert!(error.localized(Locale::Chinese).contains("实际为网页（HTML 或 XML）：请查看其内容"));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes cannot be read.
    Io(io::Error),
    /// They are not a file of records: what was expected, what was found, and what to do.
    Refused(Message),
    /// The caller stopped reading rows.
    Stopped,
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // Errors of the readers about broken bytes; those of the operating system have other kinds.
            io::ErrorKind::InvalidData => Self::Refused(of_io(&error, messages::broken)),
            _ => Self::Io(error),
        }
    }
}

impl From<Message> for ReadError {
    fn from(message: Message) -> Self {
        Self::Refused(message)
    }
}

impl ReadError {
    /// The reason, followed by the message of the operating system.
    pub fn to_message(&self) -> Message {
        match self {
            Self::Io(error) => of_io(error, messages::not_read),
            Self::Refused(message) => message.clone(),
            Self::Stopped => messages::reading_stopped(),
        }
    }

    /// The same in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }
}

deskledger::runtime::display_in_english!(ReadError);

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => error.get_ref().map(|inner| inner as _),
            _ => None,
        }
    }
}

/// Destination of the rows of all readers.
pub(super) struct Sink<'s> {
    rows: &'s mut dyn Rows,
    pub(super) limits: Limits,
    pub(super) dates: Dates,
    position: Position,
    notes: Vec<Message>,
}

impl<'s> Sink<'s> {
    pub(super) fn new(rows: &'s mut dyn Rows, limits: Limits, dates: Dates) -> Self {
        let position = Position { part: None, line: 0, record: None, is_last: false };
        Self { rows, limits, dates, position, notes: Vec::new() }
    }

    /// Reports what was detected or assumed about the part that is read, once.
    pub(super) fn note(&mut self, note: Message) {
        let note = self.in_part(note);
        if self.notes.len() < MAX_NOTES && !self.notes.contains(&note) {
            self.rows.note(&note);
            self.notes.push(note);
        }
    }

    /// A message behind the name of the part that is read.
    pub(super) fn in_part(&self, message: Message) -> Message {
        match &self.position.part {
            Some(part) => messages::note_in_part(shown(part), message),
            None => message,
        }
    }

    /// The part that is read, by its name in the file.
    pub(super) fn part(&self) -> Option<Arc<str>> {
        self.position.part.clone()
    }

    pub(super) fn set_part(&mut self, part: Option<Arc<str>>) {
        self.position.part = part;
    }

    pub(super) fn begin(&mut self, format: Format, unknown: &[Arc<str>]) -> Result<(), ReadError> {
        go_on(self.rows.begin(format, unknown))
    }

    /// Begins a table with a header.
    pub(super) fn begin_table(&mut self, format: Format, header: &Header) -> Result<(), ReadError> {
        self.dates.heading_zone.clone_from(&header.zone);
        self.begin(format, &header.unknown())
    }

    /// The same of a header that was looked for, below so many titles.
    pub(super) fn begin_below(&mut self, format: Format, header: &Header, titles: usize) -> Result<(), ReadError> {
        if titles > 0 {
            self.note(messages::skipped_titles(titles));
        }
        if header.is_padded() {
            self.note(messages::trimmed());
        }
        self.begin_table(format, header)
    }

    pub(super) fn row(&mut self, line: u64, row: Result<Row, Message>) -> Result<(), ReadError> {
        self.element(line, None, row)
    }

    /// A bad row after which the next one cannot be found: whatever is done with it, the file is not read to its end.
    pub(super) fn last_row(&mut self, line: u64, record: Option<u64>, message: Message) -> Result<(), ReadError> {
        self.position.is_last = true;
        let flow = self.element(line, record, Err(message.clone()));
        self.position.is_last = false;
        flow?;
        // The caller adds the name of the part.
        let place = Position { part: None, ..self.position.clone() };
        Err(BadRow::new(&place, message).to_message().into())
    }

    /// A row that stands in an array.
    pub(super) fn element(
        &mut self,
        line: u64,
        record: Option<u64>,
        row: Result<Row, Message>,
    ) -> Result<(), ReadError> {
        (self.position.line, self.position.record) = (line, record);
        go_on(self.rows.row(&self.position, row))
    }
}

fn go_on(flow: ControlFlow<()>) -> Result<(), ReadError> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ReadError::Stopped),
    }
}
