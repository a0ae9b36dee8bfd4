//! Converts one format to another, row by row.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use deskledger::{Locale, Value};

use crate::format::Format;
use crate::message::{Message, listed, of_io, shown};
use crate::messages;
use crate::read::{Options, Position, ReadError, Row, Rows, Source, read};
use crate::write::{self, Layout, Writer};

/// Maximum number of columns that the document does not define.
const MAX_COLUMNS: usize = 1000;

/// The output of a conversion, and its callbacks.
///
/// ```
/// use std::ops::ControlFlow;
/// use deskledger::Locale;
/// use deskledger_records::Message;
/// use deskledger_records::convert::{Conversion, Converted, convert};
/// use deskledger_records::read::{self, Options, Source};
/// use deskledger_records::write::{Format, Layout};
///
/// let file = "connection_start_time\nsoon\n2020-04-24T03:02:47Z\n";
/// let mut bad = Vec::new();
/// let converted = convert(Source::stream(file.as_bytes()), Vec::new(), Conversion {
///     options: Options::default(),
///     format: Format::Csv,
///     layout: Layout::new("zh_CN"),
///     columns: Vec::new(),
///     on_format: &mut |form| match form {
///         read::Format::Csv => Ok(()),
///         other => Err(Message::translated(format!("expected csv, found {}", other.name()), format!("应为 csv，实际为 {}", other.name()))),
///     },
///     on_error: &mut |place, _| {
///         bad.push(place.line);
///         ControlFlow::Continue(())
///     },
///     on_note: &mut |_| {},
///     on_progress: &mut |_| ControlFlow::Continue(()),
/// })?;
/// assert!(matches!(converted, Converted::Done { rows: 1, .. }) && bad == [2]);
/// # Ok::<(), deskledger_records::convert::ConvertError>(())
/// ```
pub struct Conversion<'c> {
    /// Options for reading the input.
    pub options: Options,
    /// The output format.
    pub format: write::Format,
    /// The columns of the document and their headings.
    pub layout: Layout,
    /// Further columns, at most 1000, as [`Converted::Restart`] lists them.
    pub columns: Vec<Arc<str>>,
    /// Called with the input format before the first row. A message rejects it.
    pub on_format: &'c mut dyn FnMut(Format) -> Result<(), Message>,
    /// Called with each bad row; breaking stops the conversion with [`ReadError::Stopped`].
    pub on_error: &'c mut dyn FnMut(&Position, Message) -> ControlFlow<()>,
    /// Called with what was detected or assumed while the input was read, as [`Rows::note`] is.
    pub on_note: &'c mut dyn FnMut(&Message),
    /// Called with the number of good rows so far, every thousand; breaking stops the conversion too.
    pub on_progress: &'c mut dyn FnMut(u64) -> ControlFlow<()>,
}

/// The outcome of a conversion.
///
/// ```
/// use std::ops::ControlFlow;
/// use deskledger_records::convert::{Conversion, ConvertError, Converted, convert};
/// use deskledger_records::Message;
/// use deskledger_records::read::{Options, Position, Source};
/// use deskledger_records::write::{Format, Layout};
///
/// let file = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n{\"connection_start_time\":\"2020-04-24T03:02:48Z\",\"VIP\":1}\n";
/// let made = |columns| {
///     let (format, layout) = (Format::Csv, Layout::plain());
///     let (on_format, on_note, on_progress) = (&mut |_| Ok(()), &mut |_: &Message| {}, &mut |_| ControlFlow::Continue(()));
///     let options = Options::default();
///     let on_error = &mut |_: &Position, _| ControlFlow::Break(());
///     let conversion = Conversion { options, format, layout, columns, on_format, on_error, on_note, on_progress };
///     convert(Source::stream(file.as_bytes()), Vec::new(), conversion)
/// };
/// // The column is in the second row only, and the headings have been written before the first one.
/// let Converted::Restart(columns) = made(Vec::new())? else { panic!() };
/// assert_eq!(columns, ["VIP".into()]);
/// assert!(matches!(made(columns)?, Converted::Done { rows: 2, .. }));
/// # Ok::<(), ConvertError>(())
/// ```
#[derive(Debug)]
pub enum Converted<W> {
    /// The whole file was converted.
    Done {
        /// The output.
        out: W,
        /// Number of records.
        rows: u64,
        /// Columns that the document does not define.
        columns: Vec<Arc<str>>,
    },
    /// A column appeared after the first row had been written, in a format whose columns are named first: discard the output
    /// and convert again with all of these columns.
    Restart(Vec<Arc<str>>),
}

/// Why a conversion failed.
///
/// ```
/// use deskledger::Locale;
/// use deskledger_records::convert::ConvertError;
/// let full = ConvertError::Write(std::io::Error::other("the disk is full"));
/// assert_eq!(full.to_string(), "the disk is full");
/// assert_eq!(full.localized(Locale::Chinese), "无法写入：the disk is full");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ConvertError {
    /// The file cannot be read.
    Read(ReadError),
    /// The output cannot be written.
    Write(io::Error),
}

impl ConvertError {
    /// The reason in a language; the text of the operating system follows untranslated.
    pub fn localized(&self, language: Locale) -> String {
        match self {
            Self::Read(error) => error.localized(language),
            Self::Write(error) => of_io(error, messages::not_written).localized(language),
        }
    }
}

deskledger::runtime::display_in_english!(ConvertError);

impl std::error::Error for ConvertError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Write(error) => Some(error),
        }
    }
}

/// Converts all records of a file.
///
/// ```
/// use std::ops::ControlFlow;
/// use deskledger_records::convert::{Conversion, Converted, convert};
/// use deskledger_records::read::{Options, Source};
/// use deskledger_records::write::{Format, Layout};
///
/// let file = "开始连接时间,连接用户,VIP\n2020-04-24T03:02:47Z,jy01@local.com,gold\n";
/// let converted = convert(Source::stream(file.as_bytes()), Vec::new(), Conversion {
///     options: Options::default(),
///     format: Format::Ndjson,
///     layout: Layout::plain(),
///     columns: Vec::new(),
///     on_format: &mut |_| Ok(()),
///     on_error: &mut |_, _| ControlFlow::Break(()),
///     on_note: &mut |_| {},
///     on_progress: &mut |_| ControlFlow::Continue(()),
/// })?;
/// let Converted::Done { out, rows: 1, .. } = converted else { panic!("{converted:?}") };
/// let line = "{\"user_name\":\"jy01@local.com\",\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"VIP\":\"gold\"}\n";
/// assert_eq!(String::from_utf8(out)?, line);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The file cannot be read, the output cannot be written, or a callback broke off.
pub fn convert<W: Write + Send>(
    source: Source<'_>,
    out: W,
    conversion: Conversion<'_>,
) -> Result<Converted<W>, ConvertError> {
    let options = conversion.options.clone();
    let mut converter = Converter {
        index: conversion.columns.iter().cloned().zip(0..).collect(),
        columns: conversion.columns.clone(),
        conversion,
        state: State::Before(out),
        rows: 0,
        failure: None,
    };
    let outcome = read(source, &options, &mut converter);
    if let Some(failure) = converter.failure {
        return Err(failure);
    }
    outcome.map_err(ConvertError::Read)?;
    // A file without records still has a header.
    converter.start().map_err(ConvertError::Write)?;
    let (rows, columns) = (converter.rows, converter.columns);
    match converter.state {
        State::Writing(writer) => {
            writer.end().map(|out| Converted::Done { out, rows, columns }).map_err(ConvertError::Write)
        }
        _ => Ok(Converted::Restart(columns)),
    }
}

struct Converter<'c, W: Write + Send> {
    conversion: Conversion<'c>,
    state: State<W>,
    columns: Vec<Arc<str>>,
    index: HashMap<Arc<str>, usize>,
    rows: u64,
    failure: Option<ConvertError>,
}

enum State<W: Write + Send> {
    /// Nothing has been written.
    Before(W),
    Writing(Box<Writer<W>>),
    /// The output is discarded: only the columns count.
    Discarding,
}

impl<W: Write + Send> Converter<'_, W> {
    /// Writes the header, if it was not written yet.
    fn start(&mut self) -> io::Result<()> {
        self.state = match std::mem::replace(&mut self.state, State::Discarding) {
            State::Before(out) => {
                let columns = self.columns.iter().map(ToString::to_string);
                let layout = self.conversion.layout.clone().with_columns(columns);
                State::Writing(Box::new(Writer::begin(self.conversion.format, out, &layout)?))
            }
            state => state,
        };
        Ok(())
    }

    /// Adds a column of this name if there is none.
    fn add_column(&mut self, name: &Arc<str>) -> Result<(), Message> {
        if self.index.contains_key(name) {
            return Ok(());
        }
        if name.contains('\0') {
            // A text file with one is taken for a binary file.
            return Err(messages::headings(messages::with_nul(listed(&[name]))));
        }
        if self.columns.len() == MAX_COLUMNS {
            return Err(messages::many_unknown(MAX_COLUMNS));
        }
        self.index.insert(name.clone(), self.columns.len());
        self.columns.push(name.clone());
        if let State::Writing(writer) = &mut self.state
            && !writer.add_column(name)
        {
            self.state = State::Discarding;
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

    fn stop(&mut self, failure: ConvertError) -> ControlFlow<()> {
        self.failure = Some(failure);
        ControlFlow::Break(())
    }

    /// An error for a text that the output format would cut.
    fn too_long(&self, row: &Row) -> Option<Message> {
        let max = self.conversion.format.max_units()?;
        let units = |value: Value<'_>| match value {
            Value::Text(text) if text.len() > max => text.encode_utf16().count(),
            _ => 0,
        };
        let (name, _) = row.extra.iter().find(|(_, value)| units(value.value()) > max)?;
        Some(messages::long_cell(max, shown(name)))
    }
}

impl<W: Write + Send> Rows for Converter<'_, W> {
    fn begin(&mut self, format: Format, unknown: &[Arc<str>]) -> ControlFlow<()> {
        let outcome = (self.conversion.on_format)(format)
            .and_then(|()| unknown.iter().try_for_each(|name| self.add_column(name)));
        match outcome {
            Ok(()) => ControlFlow::Continue(()),
            Err(message) => self.stop(ConvertError::Read(ReadError::Refused(message))),
        }
    }

    fn note(&mut self, note: &Message) {
        (self.conversion.on_note)(note);
    }

    fn row(&mut self, position: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        let row = row.and_then(|row| self.too_long(&row).map_or(Ok(row), Err));
        let row = match row {
            Ok(row) => row,
            // The file is converted again: its bad rows are reported then.
            Err(_) if matches!(self.state, State::Discarding) => return ControlFlow::Continue(()),
            Err(message) => return (self.conversion.on_error)(position, message),
        };
        if let Err(message) = row.extra.iter().try_for_each(|(name, _)| self.add_column(name)) {
            return self.stop(ConvertError::Read(ReadError::Refused(message)));
        }
        if let Err(error) = self.add_row(&row) {
            return self.stop(ConvertError::Write(error));
        }
        self.rows += 1;
        match self.rows.is_multiple_of(1000) {
            true => (self.conversion.on_progress)(self.rows),
            false => ControlFlow::Continue(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_nul_is_not_written_into_a_file_that_cannot_be_read() {
        for file in [
            "Titles\nconnection_start_time,a\0b\n2020-04-24T03:02:47Z,x\n",
            "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"a\\u0000b\":1}\n",
        ] {
            let conversion = Conversion {
                options: Options::default(),
                format: write::Format::Csv,
                layout: Layout::plain(),
                columns: Vec::new(),
                on_format: &mut |_| Ok(()),
                on_error: &mut |_, _| ControlFlow::Continue(()),
                on_note: &mut |_| {},
                on_progress: &mut |_| ControlFlow::Continue(()),
            };
            let error = convert(Source::stream(file.as_bytes()), Vec::new(), conversion).unwrap_err().to_string();
            assert!(error.contains("with a NUL character: \"a"), "{error}");
        }
    }
}
