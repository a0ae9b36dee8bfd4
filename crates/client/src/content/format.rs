//! Format detection by content. The extension is ignored; the media type only breaks ties.

use memchr::memmem::{find, find_iter};
use serde_json::Value;

use super::table;

/// Format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileFormat {
    /// A workbook, Office Open XML.
    Xlsx,
    /// A workbook in the binary format before Office 2007.
    Xls,
    /// Delimited text.
    Csv,
    /// JSON objects, one per line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
    /// A ZIP archive that is not a workbook.
    Zip,
    /// gzip.
    Gzip,
    /// Other text.
    Text,
    /// Other bytes.
    Other,
}

impl FileFormat {
    /// Extension and media type.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            FileFormat::Xlsx => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            FileFormat::Xls => ("xls", "application/vnd.ms-excel"),
            FileFormat::Csv => ("csv", "text/csv"),
            FileFormat::Ndjson => ("ndjson", "application/x-ndjson"),
            FileFormat::Parquet => ("parquet", "application/vnd.apache.parquet"),
            FileFormat::Zip => ("zip", "application/zip"),
            FileFormat::Gzip => ("gz", "application/gzip"),
            FileFormat::Text => ("txt", "text/plain"),
            FileFormat::Other => ("bin", "application/octet-stream"),
        }
    }

    /// Media type, for example `text/csv`.
    pub const fn media_type(self) -> &'static str {
        self.names().1
    }

    /// The format of tables with this extension, in any case: XLSX, CSV, NDJSON or Parquet. `jsonl` is NDJSON.
    ///
    /// ```
    /// use deskledger_client::FileFormat;
    /// assert_eq!(FileFormat::from_extension("CSV"), Some(FileFormat::Csv));
    /// assert_eq!(FileFormat::from_extension("jsonl"), Some(FileFormat::Ndjson));
    /// assert_eq!(FileFormat::from_extension("pdf"), None);
    /// ```
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = if extension.eq_ignore_ascii_case("jsonl") { "ndjson" } else { extension };
        let formats = [Self::Xlsx, Self::Csv, Self::Ndjson, Self::Parquet];
        formats.into_iter().find(|kind| kind.extension().eq_ignore_ascii_case(extension))
    }

    /// The format of a binary file by its first bytes, of which 8 KiB suffice. `None` if it may be text.
    ///
    /// ```
    /// use deskledger_client::FileFormat;
    /// assert_eq!(FileFormat::by_signature(b"PAR1\x15\x04"), Some(FileFormat::Parquet));
    /// assert_eq!(FileFormat::by_signature(b"Connected User,"), None);
    /// ```
    pub fn by_signature(beginning: &[u8]) -> Option<Self> {
        match beginning {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(zip(beginning)),
            [b'P', b'A', b'R', b'1', ..] => Some(Self::Parquet),
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Some(Self::Xls),
            _ => None,
        }
    }

    /// Whether a ZIP archive is an office document other than a workbook, by its first bytes.
    pub fn is_office_document(start: &[u8]) -> bool {
        let is_other = ["word/", "ppt/", "visio/"].iter().any(|known| has(start, known));
        let is_package = ["[Content_Types].xml", "_rels/", "docProps/"].iter().any(|known| has(start, known));
        (is_other && is_package && !has(start, "xl/")) || names(start).next() == Some(b"mimetype")
    }

    /// Usual file name extension, without the dot.
    pub const fn extension(self) -> &'static str {
        self.names().0
    }
}

/// Why content is not the expected file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnexpectedContent {
    /// The body is empty.
    Empty,
    /// A web page or another XML document.
    Page,
    /// A JSON document that reports an error.
    ErrorDocument,
    /// Another JSON document.
    Json,
    /// Text that is not a table.
    Text,
    /// Bytes of an unknown format.
    Unknown,
    /// An office document that is not a workbook.
    OfficeDocument,
}

/// Number of first bytes that suffice for every format except JSON.
pub(crate) const ENOUGH: usize = 8 * 1024;

/// Whether more than [`ENOUGH`] bytes are needed: the first line distinguishes JSON from NDJSON.
pub(crate) fn may_be_json(beginning: &[u8]) -> bool {
    matches!(text(beginning).trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Number of last bytes that show whether a workbook is complete.
pub(crate) const TAIL: usize = 1024;

/// Whether the last bytes complete the file, for formats with a recognizable end: the central directory of a ZIP
/// archive, the magic number of a Parquet file.
pub(crate) fn ends_well(kind: FileFormat, tail: &[u8]) -> bool {
    match kind {
        FileFormat::Xlsx | FileFormat::Zip => find(tail, b"PK\x05\x06").is_some(),
        FileFormat::Parquet => tail.ends_with(b"PAR1"),
        _ => true,
    }
}

/// Detects the format of a file by its first bytes; `is_all` if they are the whole file. `record_field` is a field that
/// every record has: a JSON object with it is a record.
pub(crate) fn detect(
    beginning: &[u8],
    is_all: bool,
    media_type: Option<&str>,
    record_field: Option<&str>,
) -> Result<FileFormat, UnexpectedContent> {
    let media_type = media_type.map(essence).unwrap_or_default();
    let plain = text(beginning).trim_ascii_start();
    if plain.is_empty() && is_all {
        // Without records NDJSON is empty: it has no heading.
        let is_ndjson = media_type == FileFormat::Ndjson.media_type();
        return if is_ndjson { Ok(FileFormat::Ndjson) } else { Err(UnexpectedContent::Empty) };
    }
    if let Some(kind) = FileFormat::by_signature(beginning) {
        return Ok(kind);
    }
    let is_csv = media_type == FileFormat::Csv.media_type();
    if let Some(text) = in_utf16(beginning) {
        let is_page = text.trim_start().starts_with('<');
        let kind = || text_kind(text.as_bytes(), is_all, is_csv);
        return if is_page { Err(UnexpectedContent::Page) } else { Ok(kind()) };
    }
    let found = match plain.first() {
        Some(b'<') => Some(Err(UnexpectedContent::Page)),
        Some(b'{' | b'[') => json(plain, is_all, &media_type, record_field),
        _ => None,
    };
    found.unwrap_or_else(|| Ok(text_kind(plain, is_all, is_csv)))
}

/// A table, other text, or other bytes.
fn text_kind(plain: &[u8], is_all: bool, is_csv: bool) -> FileFormat {
    let is_control = |byte: &&u8| matches!(byte, 0x00..=0x08 | 0x0b | 0x0e..=0x1f);
    let headings = plain.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // One such character in a cell does not make a table invalid.
    if headings.iter().any(|byte| is_control(&byte)) || plain.iter().filter(is_control).count() * 50 > plain.len() {
        return FileFormat::Other;
    }
    if table::is_table(plain, is_all, is_csv) { FileFormat::Csv } else { FileFormat::Text }
}

/// Decodes text with a UTF-16 byte order mark. The last character may be cut.
fn in_utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Strips a UTF-8 byte order mark.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// A media type in lower case, without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    deskledger_runtime::quality::essence(media_type).to_ascii_lowercase()
}

fn zip(beginning: &[u8]) -> FileFormat {
    let is_package =
        ["[Content_Types].xml", "_rels/", "docProps/", "customXml/", "xl/"].iter().any(|known| has(beginning, known));
    if is_package && !FileFormat::is_office_document(beginning) { FileFormat::Xlsx } else { FileFormat::Zip }
}

fn has(archive: &[u8], known: &str) -> bool {
    names(archive).any(|name| name.starts_with(known.as_bytes()))
}

/// Names of the entries that start within the first bytes of an archive.
fn names(archive: &[u8]) -> impl Iterator<Item = &[u8]> {
    find_iter(archive, b"PK\x03\x04").filter_map(|at| {
        let header = archive.get(at..at + 30)?;
        let length = usize::from(u16::from_le_bytes([header[26], header[27]]));
        let name = &archive[at + 30..];
        Some(&name[..length.min(name.len())])
    })
}

/// `None` if it only resembles JSON.
fn json(
    plain: &[u8],
    is_all: bool,
    media_type: &str,
    record_field: Option<&str>,
) -> Option<Result<FileFormat, UnexpectedContent>> {
    if let Ok(whole) = serde_json::from_slice::<Value>(plain) {
        let is_record = is_record(&whole, record_field) || media_type == FileFormat::Ndjson.media_type();
        return Some(match whole {
            Value::Object(_) if reports_error(&whole, record_field) => Err(UnexpectedContent::ErrorDocument),
            Value::Object(_) if is_record => Ok(FileFormat::Ndjson),
            _ => Err(UnexpectedContent::Json),
        });
    }
    let (line, is_line) = match plain.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&plain[..end], true),
        None => (plain, is_all),
    };
    match serde_json::from_slice::<Value>(line) {
        Ok(first) if is_line && first.is_object() => {
            let is_error = reports_error(&first, record_field);
            Some(if is_error { Err(UnexpectedContent::ErrorDocument) } else { Ok(FileFormat::Ndjson) })
        }
        _ if plain.starts_with(b"{") && find(plain, b"\"error_code\"").is_some() => {
            Some(Err(UnexpectedContent::ErrorDocument))
        }
        _ if media_type == FileFormat::Ndjson.media_type() => Some(Ok(FileFormat::Ndjson)),
        _ if media_type == "application/json" => Some(Err(UnexpectedContent::Json)),
        _ => None,
    }
}

fn is_record(document: &Value, record_field: Option<&str>) -> bool {
    record_field.is_some_and(|field| document.get(field).is_some())
}

fn reports_error(document: &Value, record_field: Option<&str>) -> bool {
    ["error_code", "error_msg", "error"].iter().any(|key| document.get(*key).is_some())
        && !is_record(document, record_field)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: Option<&str> = Some("connection_start_time");

    const DOCX: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x13\0\0\0[Content_Types].xml....\
        PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x11\0\0\0word/document.xml";

    #[test]
    fn a_letter_or_slides_are_no_workbook() {
        let slides = DOCX.escape_ascii().to_string().replace("word/doc", "ppt/pres");
        assert!(FileFormat::is_office_document(DOCX) && slides.contains("ppt/"));
        let sheet =
            b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x08\0\0\0mimetypeapplication/vnd.oasis.opendocument.text";
        let archive = b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x0a\0\0\0word/a.csv";
        assert!(FileFormat::is_office_document(sheet) && !FileFormat::is_office_document(archive));
    }

    #[test]
    fn a_control_character_in_a_cell_is_no_reason_to_reject_a_table() {
        let table = format!("a,b\n{}x,\u{1}\n", "1,2\n".repeat(40));
        assert_eq!(detect(table.as_bytes(), true, None, FIELD), Ok(FileFormat::Csv));
        let noise: Vec<u8> = (0..2000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(detect(&noise, true, None, FIELD), Ok(FileFormat::Other));
        assert_eq!(detect(b"\xff\xfej\0u\0s\0t\0 \0w\0o\0r\0d\0s\0", true, None, FIELD), Ok(FileFormat::Text));
    }

    #[test]
    fn every_kind_is_known_by_its_bytes_whatever_the_media_type_says() {
        let cases: [(&[u8], FileFormat); 19] = [
            (b"PAR1\x15\x04", FileFormat::Parquet),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x13\0\0\0[Content_Types].xml", FileFormat::Xlsx),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x0f\0\0\0xl/workbook.xml", FileFormat::Xlsx),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x05\0\0\0a.csv", FileFormat::Zip),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x10\0\0\0docProps/app.xml", FileFormat::Xlsx),
            (DOCX, FileFormat::Zip),
            (b"PK\x05\x06\0\0\0\0", FileFormat::Zip),
            (b"\x1f\x8b\x08\0", FileFormat::Gzip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileFormat::Xls),
            (b"Connected User,Desktop Name\r\n", FileFormat::Csv),
            (b"\xef\xbb\xbfConnected User,Desktop Name\r\n", FileFormat::Csv),
            (b"\xff\xfea\0,\0b\0\n\0", FileFormat::Csv),
            (b"\xfe\xff\0a\0,\0b\0\n", FileFormat::Csv),
            (b"\xc1\xac\xbd\xd3\xd3\xc3\xbb\xa7,\xd7\xc0\xc3\xe6\n", FileFormat::Csv),
            (b"{\"connection_start_time\":\"x\"}", FileFormat::Ndjson),
            (b"{\"a\":1}\n{\"a\":2}\n", FileFormat::Ndjson),
            (b"just words", FileFormat::Text),
            (b"Internal Server Error, please retry", FileFormat::Text),
            (b"\0\x01\x02\x03", FileFormat::Other),
        ];
        for (bytes, kind) in cases {
            for media_type in [None, Some("application/octet-stream"), Some("multipart/form-data"), Some("image/png")] {
                assert_eq!(detect(bytes, true, media_type, FIELD), Ok(kind), "{}", bytes.escape_ascii());
            }
        }
    }

    #[test]
    fn an_error_document_or_a_page_is_not_taken_for_the_file() {
        for bytes in [
            r#"{"error_code":"WKS.1","error_msg":"no"}"#,
            "\u{feff} {\n  \"error_code\": \"WKS.1\",\n  \"error_msg\": \"no\"\n}\n",
            r#"{"error":{"code":401,"message":"no"}}"#,
            r#"{"error_code":"WKS.1","error_msg":"cut in the mid"#,
        ] {
            for media_type in [None, Some("text/csv"), Some("application/x-ndjson"), Some("application/json")] {
                assert_eq!(
                    detect(bytes.as_bytes(), true, media_type, FIELD),
                    Err(UnexpectedContent::ErrorDocument),
                    "{bytes}"
                );
            }
        }
        for bytes in [b"\xff\xfe\r\0<\0h\0t\0m\0l\0".as_slice(), b"\xfe\xff\0<\0h"] {
            assert_eq!(detect(bytes, true, Some("text/csv"), FIELD), Err(UnexpectedContent::Page));
        }
        for bytes in ["<!DOCTYPE html><html>", "\r\n<html>", "<?xml version=\"1.0\"?><Error/>"] {
            assert_eq!(
                detect(bytes.as_bytes(), true, Some("text/csv"), FIELD),
                Err(UnexpectedContent::Page),
                "{bytes}"
            );
        }
        for bytes in ["[]", "{}", "[{\"a\":1}]", "{\"total_count\":0,\"records\":[]}"] {
            assert_eq!(detect(bytes.as_bytes(), true, None, FIELD), Err(UnexpectedContent::Json), "{bytes}");
        }
    }

    #[test]
    fn an_archive_without_its_directory_is_not_whole() {
        for kind in [FileFormat::Zip, FileFormat::Xlsx] {
            assert!(ends_well(kind, b"...PK\x05\x06\0\0") && !ends_well(kind, b"PK\x03\x04..."));
        }
        assert!(ends_well(FileFormat::Gzip, b"anything"));
    }

    #[test]
    fn nothing_at_all_is_a_file_only_where_no_heading_is_due() {
        for bytes in ["", "\u{feff}", "\r\n"] {
            assert_eq!(detect(bytes.as_bytes(), true, Some("text/csv"), FIELD), Err(UnexpectedContent::Empty));
            assert_eq!(
                detect(bytes.as_bytes(), true, Some("application/x-ndjson; charset=utf-8"), FIELD),
                Ok(FileFormat::Ndjson)
            );
        }
    }

    #[test]
    fn a_record_that_has_an_error_column_is_still_a_record() {
        let line = br#"{"connection_start_time":"2020-04-24T03:02:47Z","error":"x"}"#;
        assert_eq!(detect(line, true, None, FIELD), Ok(FileFormat::Ndjson));
    }
}
