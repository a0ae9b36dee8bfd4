//! Formats of records that can be read.

/// A format of records that can be read; [`write::Format`](crate::write::Format) is one that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Workbook, Office Open XML.
    Xlsx,
    /// Delimited text with a header row.
    Csv,
    /// One JSON object per line.
    Ndjson,
    /// The response of the list call, or its array alone.
    Json,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The name in lower case, as flags have it.
    ///
    /// ```
    /// use deskledger_records::read::Format;
    /// assert_eq!(Format::Ndjson.name(), "ndjson");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Parquet => "parquet",
        }
    }
}
