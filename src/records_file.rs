//! Detection of connection records in response content.

use deskledger_client::{ContentCheck, FileFormat, UnexpectedContent};
use deskledger_runtime::{Column, Operation};

use crate::generated::ConnectionRecord;

/// Content check of the operations that return nothing but workbooks, CSV, NDJSON and Parquet files.
pub(crate) struct RecordsFile;

impl ContentCheck for RecordsFile {
    fn applies_to(&self, operation: &Operation) -> bool {
        let formats = [FileFormat::Xlsx, FileFormat::Csv, FileFormat::Ndjson, FileFormat::Parquet];
        let known = formats.map(FileFormat::media_type);
        let whole = operation.responses.iter().filter(|response| matches!(response.status, 200 | 2));
        let mut names = whole.flat_map(|response| response.media_types).map(|media_type| media_type.name).peekable();
        names.peek().is_some() && names.all(|name| known.contains(&name) || name == "multipart/form-data")
    }

    fn record_field(&self) -> Option<&str> {
        Some("connection_start_time")
    }

    fn check(
        &self,
        detected: Result<FileFormat, UnexpectedContent>,
        start: &[u8],
    ) -> Result<FileFormat, UnexpectedContent> {
        match detected {
            Ok(FileFormat::Text) if starts_with_a_heading(start) => Ok(FileFormat::Csv),
            Ok(FileFormat::Text) => Err(UnexpectedContent::Text),
            Ok(FileFormat::Other) => Err(UnexpectedContent::Unknown),
            Ok(FileFormat::Zip) if FileFormat::is_office_document(start) => Err(UnexpectedContent::OfficeDocument),
            detected => detected,
        }
    }
}

/// Whether the first line is the heading of a known column: a table with one column has no separators.
fn starts_with_a_heading(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let line = line.trim().trim_matches('"');
    let is_called =
        |column: &Column| column.name == line || column.headings.iter().any(|(_, heading)| *heading == line);
    ConnectionRecord::COLUMNS.iter().any(is_called)
}
