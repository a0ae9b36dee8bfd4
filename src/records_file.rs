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
            Ok(FileFormat::Csv) if is_sentence(start) => Err(UnexpectedContent::Text),
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
    is_heading(text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default())
}

fn is_heading(cell: &str) -> bool {
    let cell = cell.trim().trim_matches('"');
    let is_called =
        |column: &Column| column.name == cell || column.headings.iter().any(|(_, heading)| *heading == cell);
    ConnectionRecord::COLUMNS.iter().any(is_called)
}

/// Whether a text with separators in its first line is a message: no line has a known heading, and no row follows, or the first
/// line is written as prose. A text in another encoding than UTF-8 is not judged.
fn is_sentence(start: &[u8]) -> bool {
    const SEPARATORS: [char; 3] = [',', '\t', ';'];
    // The first bytes may end within a character.
    let Some(text) = start.utf8_chunks().next().filter(|first| start.len() - first.valid().len() < 4) else {
        return false;
    };
    let mut lines = text.valid().trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    if lines.clone().any(|line| line.split(SEPARATORS).any(is_heading)) {
        return false;
    }
    let first = lines.next().unwrap_or_default();
    let is_prose = first.split(SEPARATORS).skip(1).any(|cell| cell.starts_with(' '))
        || first.trim_end().ends_with(['.', '!', '?'])
        || first.contains(|character| character >= '\u{2e80}');
    is_prose || !lines.any(|line| line.contains(SEPARATORS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_with_separators_is_not_saved_as_the_file() {
        let check = |start: &[u8]| RecordsFile.check(Ok(FileFormat::Csv), start);
        for text in [
            "系统繁忙,请稍后再试",
            "系统繁忙,请稍后再试\r\n\r\n请求 42\r\n",
            "Service unavailable,please retry later\n",
            "error: upstream timeout; code=504;id=7\n",
            "retry-after\t30\n",
            "Access denied, please log in again.\nContact the administrator, thanks.\n",
            "Sorry; the service is down\nplease; retry\n",
            "error: quota exceeded, limit=5\nrequest: abc, time=3\n",
            "系统繁忙,请稍后再试\n如有问题,请联系管理员\n",
        ] {
            assert_eq!(check(text.as_bytes()), Err(UnexpectedContent::Text), "{text:?}");
        }
        for text in [
            "Connected User,Desktop Name\r\n",
            "\u{feff}\"连接用户\";\"桌面名称\"\n",
            "user_name\tVIP\n",
            "a,b\n1,2\n",
            "jy01@local.com,JY011\njy02@local.com,JY012\n",
            "Report, 2020\nConnected User,Desktop Name\n",
            "连接记录,第一页\n连接用户,桌面名称\n",
        ] {
            assert_eq!(check(text.as_bytes()), Ok(FileFormat::Csv), "{text:?}");
        }
        assert_eq!(check(b"\xc1\xac\xbd\xd3\xd3\xc3\xbb\xa7,\xd7\xc0\xc3\xe6\n"), Ok(FileFormat::Csv));
        assert_eq!(check(b"\xff\xfea\0,\0b\0\n\0"), Ok(FileFormat::Csv));
    }
}
