//! Writes records to files. Each format has a module with the same functions in the same order.

mod csv;
mod layout;
mod local_times;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(any(feature = "parquet", feature = "xlsx"))]
mod threads;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::io::{self, Write};

use deskledger::{FileFormat, Value};

pub use csv::{csv_fields, csv_line, csv_value};
pub use layout::{Column, Layout};
#[cfg(feature = "xlsx")]
pub use xlsx::workbook_records;

use local_times::LocalTimes;

/// Format of a file.
///
/// ```
/// use deskledger_records::write::Format;
/// assert_eq!(Format::ALL.map(Format::extension), ["xlsx", "csv", "ndjson", "parquet"]);
/// assert_eq!(Format::Csv.media_type(), "text/csv");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Workbook: headings by language, times as dates in UTC.
    #[cfg(feature = "xlsx")]
    Xlsx,
    /// Comma-separated values as in RFC 4180, UTF-8: headings by language, values as they are unless the layout says
    /// otherwise.
    Csv,
    /// One JSON object a line, with the names of the fields; values that are absent are left out.
    Ndjson,
    /// Apache Parquet with the names of the fields: times in milliseconds of UTC, compressed with Zstandard.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Every format; the first one is the default of a response.
    pub const ALL: [Self; 2 + cfg!(feature = "xlsx") as usize + cfg!(feature = "parquet") as usize] = [
        #[cfg(feature = "xlsx")]
        Self::Xlsx,
        Self::Csv,
        Self::Ndjson,
        #[cfg(feature = "parquet")]
        Self::Parquet,
    ];

    /// Maximum length of a text in UTF-16 units, where the format has one. A longer text is cut.
    ///
    /// ```
    /// use deskledger_records::write::Format;
    /// assert_eq!(Format::Xlsx.max_units(), Some(32_767));
    /// assert_eq!(Format::Csv.max_units(), None);
    /// ```
    pub const fn max_units(self) -> Option<usize> {
        match self {
            #[cfg(feature = "xlsx")]
            Self::Xlsx => Some(xlsx::MAX_UNITS),
            _ => None,
        }
    }

    /// The format of a download that this one is.
    const fn of_download(self) -> FileFormat {
        match self {
            #[cfg(feature = "xlsx")]
            Self::Xlsx => FileFormat::Xlsx,
            Self::Csv => FileFormat::Csv,
            Self::Ndjson => FileFormat::Ndjson,
            #[cfg(feature = "parquet")]
            Self::Parquet => FileFormat::Parquet,
        }
    }

    /// Media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        self.of_download().media_type()
    }

    /// Extension of the file name, without the dot.
    pub const fn extension(self) -> &'static str {
        self.of_download().extension()
    }

    /// The format with this extension, in any case; `jsonl` is NDJSON.
    ///
    /// ```
    /// use deskledger_records::write::Format;
    /// assert_eq!(Format::from_extension("Parquet"), Some(Format::Parquet));
    /// assert_eq!(Format::from_extension("pdf"), None);
    /// ```
    pub fn from_extension(extension: &str) -> Option<Self> {
        let found = FileFormat::from_extension(extension);
        Self::ALL.into_iter().find(|format| Some(format.of_download()) == found)
    }
}

/// Writes a file in a format that is selected at its start.
///
/// ```
/// use deskledger::Value;
/// use deskledger_records::write::{Format, Layout, Writer};
/// let mut file = Writer::begin(Format::Csv, Vec::new(), &Layout::new("en_US"))?;
/// file.row(&[Value::Text("jy01@local.com"), Value::Text("JY011")])?;
/// assert!(file.end()?.ends_with(b"\r\njy01@local.com,JY011\r\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Writer<W: Write + Send> {
    encoder: Encoder<W>,
    local_times: Option<LocalTimes>,
}

enum Encoder<W: Write + Send> {
    #[cfg(feature = "xlsx")]
    Xlsx(Box<xlsx::Writer<W>>),
    Csv(csv::Writer<W>),
    Ndjson(ndjson::Writer<W>),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::Writer<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file, up to its headings.
    ///
    /// # Errors
    /// The bytes cannot be written, or the format has no times of a zone.
    pub fn begin(format: Format, out: W, layout: &Layout) -> io::Result<Self> {
        let is_bare = match format {
            #[cfg(feature = "parquet")]
            Format::Parquet if layout.zone.is_some() => {
                return Err(crate::messages::no_zoned_times(format.extension()).into());
            }
            #[cfg(feature = "xlsx")]
            Format::Xlsx => true,
            _ => false,
        };
        let local_times = LocalTimes::of(is_bare, layout);
        let encoder = match format {
            #[cfg(feature = "xlsx")]
            Format::Xlsx => Encoder::Xlsx(Box::new(xlsx::Writer::begin(out, layout)?)),
            Format::Csv => Encoder::Csv(csv::Writer::begin(out, layout)?),
            Format::Ndjson => Encoder::Ndjson(ndjson::Writer::begin(out, layout)?),
            #[cfg(feature = "parquet")]
            Format::Parquet => Encoder::Parquet(Box::new(parquet::Writer::begin(out, layout)?)),
        };
        Ok(Self { encoder, local_times })
    }

    /// Adds a record, its values in the order of the columns of the layout.
    ///
    /// # Errors
    /// The bytes cannot be written, or the format cannot hold a value.
    pub fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        match &self.local_times {
            None => self.encoder.row(values),
            Some(times) => {
                let texts = times.texts(values);
                self.encoder.row(&times.values(values, &texts))
            }
        }
    }

    /// Adds a record as a line of [`csv_line`], if this file can take it as it is. Returns whether it was added.
    ///
    /// # Errors
    /// The bytes cannot be written, or the format cannot hold a value.
    pub fn line(&mut self, line: &str) -> io::Result<bool> {
        match &mut self.encoder {
            // Such a line has its times in UTC.
            _ if self.local_times.is_some() => Ok(false),
            Encoder::Csv(file) => file.line(line),
            #[cfg(feature = "parquet")]
            Encoder::Parquet(file) => file.line(line).map(|()| true),
            _ => Ok(false),
        }
    }

    /// Adds a column of text for the rows to come, if the format allows it: only NDJSON does. Returns whether it was added.
    pub fn add_column(&mut self, name: &str) -> bool {
        match &mut self.encoder {
            Encoder::Ndjson(file) => file.add_column(name),
            _ => false,
        }
    }

    /// Ends the file and returns the output.
    ///
    /// # Errors
    /// The bytes cannot be written.
    pub fn end(self) -> io::Result<W> {
        match self.encoder {
            #[cfg(feature = "xlsx")]
            Encoder::Xlsx(file) => file.end(),
            Encoder::Csv(file) => file.end(),
            Encoder::Ndjson(file) => file.end(),
            #[cfg(feature = "parquet")]
            Encoder::Parquet(file) => file.end(),
        }
    }
}

impl<W: Write + Send> Encoder<W> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        match self {
            #[cfg(feature = "xlsx")]
            Encoder::Xlsx(file) => file.row(values),
            Encoder::Csv(file) => file.row(values),
            Encoder::Ndjson(file) => file.row(values),
            #[cfg(feature = "parquet")]
            Encoder::Parquet(file) => file.row(values),
        }
    }
}
