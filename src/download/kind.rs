//! What a file is, by its bytes. Neither the extension nor the media type decides; the media type only breaks ties.

use serde_json::Value;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// A workbook, Office Open XML.
    Xlsx,
    /// A workbook in the older binary format.
    Xls,
    /// Text whose lines are rows.
    Csv,
    /// Text whose lines are JSON objects.
    Ndjson,
    /// Apache Parquet.
    Parquet,
    /// A ZIP archive that is no workbook.
    Zip,
    /// gzip.
    Gzip,
    /// Other text.
    Text,
    /// Other bytes.
    Other,
}

impl FileKind {
    /// Media type, for example `text/csv`.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Xls => "application/vnd.ms-excel",
            FileKind::Csv => "text/csv",
            FileKind::Ndjson => "application/x-ndjson",
            FileKind::Parquet => "application/vnd.apache.parquet",
            FileKind::Zip => "application/zip",
            FileKind::Gzip => "application/gzip",
            FileKind::Text => "text/plain",
            FileKind::Other => "application/octet-stream",
        }
    }

    /// The kind whose extension this is, in any case; of the four that the reference server can be asked for.
    ///
    /// ```
    /// use deskledger::FileKind;
    /// assert_eq!(FileKind::from_extension("CSV"), Some(FileKind::Csv));
    /// assert_eq!(FileKind::from_extension("pdf"), None);
    /// ```
    pub fn from_extension(extension: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv, Self::Ndjson, Self::Parquet]
            .into_iter()
            .find(|kind| kind.extension().eq_ignore_ascii_case(extension))
    }

    /// The kind of a file that is no text, by its first bytes; 8 KiB of them are enough. `None` for what may be text.
    ///
    /// ```
    /// use deskledger::FileKind;
    /// assert_eq!(FileKind::by_signature(b"PAR1\x15\x04"), Some(FileKind::Parquet));
    /// assert_eq!(FileKind::by_signature(b"Connected User,"), None);
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

    /// Usual extension of the file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            FileKind::Xlsx => "xlsx",
            FileKind::Xls => "xls",
            FileKind::Csv => "csv",
            FileKind::Ndjson => "ndjson",
            FileKind::Parquet => "parquet",
            FileKind::Zip => "zip",
            FileKind::Gzip => "gz",
            FileKind::Text => "txt",
            FileKind::Other => "bin",
        }
    }
}

/// Why the bytes are not the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAFile {
    /// Nothing at all.
    Nothing,
    /// A page, or another XML document.
    Page,
    /// A JSON document that tells an error.
    ErrorDocument,
    /// Another JSON document.
    Json,
}

/// How many first bytes are enough for everything but JSON.
pub(crate) const ENOUGH: usize = 8 * 1024;

/// Whether more than [`ENOUGH`] bytes are needed: JSON is told from NDJSON by its first line.
pub(crate) fn may_be_json(beginning: &[u8]) -> bool {
    matches!(text(beginning).trim_ascii_start().first(), Some(b'{' | b'['))
}

/// How many last bytes show whether a workbook is whole.
pub(crate) const TAIL: usize = 1024;

/// Whether the last bytes are those of a whole file, where the kind has an end that can be known: a ZIP archive has its
/// directory there, a Parquet file its first letters.
pub(crate) fn ends_well(kind: FileKind, tail: &[u8]) -> bool {
    match kind {
        FileKind::Xlsx | FileKind::Zip => contains(tail, b"PK\x05\x06"),
        FileKind::Parquet => tail.ends_with(b"PAR1"),
        _ => true,
    }
}

/// Recognises a file by its first bytes; `is_all` where there are no more.
pub(crate) fn recognise(beginning: &[u8], is_all: bool, media_type: Option<&str>) -> Result<FileKind, NotAFile> {
    let media_type = media_type.map(essence).unwrap_or_default();
    let plain = text(beginning).trim_ascii_start();
    if plain.is_empty() && is_all {
        // No records: NDJSON has no heading.
        return if media_type == FileKind::Ndjson.media_type() { Ok(FileKind::Ndjson) } else { Err(NotAFile::Nothing) };
    }
    if let Some(kind) = FileKind::by_signature(beginning) {
        return Ok(kind);
    }
    let is_utf16 = matches!(beginning, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    if is_utf16 && is_page_in_utf16(beginning) {
        return Err(NotAFile::Page);
    }
    let is_control = |byte: &u8| matches!(byte, 0x01..=0x08 | 0x0b | 0x0e..=0x1f) || (*byte == 0 && !is_utf16);
    if beginning.iter().any(is_control) && !is_utf16 {
        return Ok(FileKind::Other);
    }
    match plain.first() {
        Some(b'<') => return Err(NotAFile::Page),
        Some(b'{' | b'[') => {
            if let Some(found) = json(plain, is_all, &media_type) {
                return found;
            }
        }
        _ => {}
    }
    let first_line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has_columns = first_line.iter().any(|byte| matches!(byte, b',' | b'\t' | b';'));
    Ok(if has_columns || media_type == FileKind::Csv.media_type() { FileKind::Csv } else { FileKind::Text })
}

/// Whether the first letter behind the byte order mark begins a tag.
fn is_page_in_utf16(beginning: &[u8]) -> bool {
    let mut letters = beginning.iter().skip(2).filter(|byte| **byte != 0 && !byte.is_ascii_whitespace());
    letters.next() == Some(&b'<')
}

/// Without a byte order mark of UTF-8.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// A media type without its parameters, in small letters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn zip(beginning: &[u8]) -> FileKind {
    let has = |name: &[u8]| beginning.windows(name.len()).any(|window| window == name);
    if has(b"[Content_Types].xml") || has(b"xl/") || has(b"_rels/.rels") { FileKind::Xlsx } else { FileKind::Zip }
}

/// `None` where it only looks like JSON.
fn json(plain: &[u8], is_all: bool, media_type: &str) -> Option<Result<FileKind, NotAFile>> {
    if let Ok(whole) = serde_json::from_slice::<Value>(plain) {
        let is_record = whole.get("connection_start_time").is_some() || media_type == FileKind::Ndjson.media_type();
        return Some(match whole {
            Value::Object(_) if tells_error(&whole) => Err(NotAFile::ErrorDocument),
            Value::Object(_) if is_record => Ok(FileKind::Ndjson),
            _ => Err(NotAFile::Json),
        });
    }
    let (line, is_line) = match plain.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&plain[..end], true),
        None => (plain, is_all),
    };
    match serde_json::from_slice::<Value>(line) {
        Ok(first) if is_line && first.is_object() => {
            Some(if tells_error(&first) { Err(NotAFile::ErrorDocument) } else { Ok(FileKind::Ndjson) })
        }
        _ if plain.starts_with(b"{") && contains(plain, b"\"error_code\"") => Some(Err(NotAFile::ErrorDocument)),
        _ if media_type == FileKind::Ndjson.media_type() => Some(Ok(FileKind::Ndjson)),
        _ if media_type == "application/json" => Some(Err(NotAFile::Json)),
        _ => None,
    }
}

fn tells_error(document: &Value) -> bool {
    ["error_code", "error_msg", "error"].iter().any(|key| document.get(*key).is_some())
        && document.get("connection_start_time").is_none()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_bytes_whatever_the_media_type_says() {
        let cases: [(&[u8], FileKind); 16] = [
            (b"PAR1\x15\x04", FileKind::Parquet),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x13\0\0\0[Content_Types].xml", FileKind::Xlsx),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x0f\0\0\0xl/workbook.xml", FileKind::Xlsx),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x05\0\0\0a.csv", FileKind::Zip),
            (b"PK\x05\x06\0\0\0\0", FileKind::Zip),
            (b"\x1f\x8b\x08\0", FileKind::Gzip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Xls),
            (b"Connected User,Desktop Name\r\n", FileKind::Csv),
            (b"\xef\xbb\xbfConnected User,Desktop Name\r\n", FileKind::Csv),
            (b"\xff\xfea\0,\0b\0\n\0", FileKind::Csv),
            (b"\xfe\xff\0a\0,\0b\0\n", FileKind::Csv),
            (b"\xc1\xac\xbd\xd3\xd3\xc3\xbb\xa7,\xd7\xc0\xc3\xe6\n", FileKind::Csv),
            (b"{\"connection_start_time\":\"x\"}", FileKind::Ndjson),
            (b"{\"a\":1}\n{\"a\":2}\n", FileKind::Ndjson),
            (b"just words", FileKind::Text),
            (b"\0\x01\x02\x03", FileKind::Other),
        ];
        for (bytes, kind) in cases {
            for media_type in [None, Some("application/octet-stream"), Some("multipart/form-data"), Some("image/png")] {
                assert_eq!(recognise(bytes, true, media_type), Ok(kind), "{}", bytes.escape_ascii());
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
                assert_eq!(recognise(bytes.as_bytes(), true, media_type), Err(NotAFile::ErrorDocument), "{bytes}");
            }
        }
        for bytes in [b"\xff\xfe\r\0<\0h\0t\0m\0l\0".as_slice(), b"\xfe\xff\0<\0h"] {
            assert_eq!(recognise(bytes, true, Some("text/csv")), Err(NotAFile::Page));
        }
        for bytes in ["<!DOCTYPE html><html>", "\r\n<html>", "<?xml version=\"1.0\"?><Error/>"] {
            assert_eq!(recognise(bytes.as_bytes(), true, Some("text/csv")), Err(NotAFile::Page), "{bytes}");
        }
        for bytes in ["[]", "{}", "[{\"a\":1}]", "{\"total_count\":0,\"records\":[]}"] {
            assert_eq!(recognise(bytes.as_bytes(), true, None), Err(NotAFile::Json), "{bytes}");
        }
    }

    #[test]
    fn an_archive_without_its_directory_is_not_whole() {
        for kind in [FileKind::Zip, FileKind::Xlsx] {
            assert!(ends_well(kind, b"...PK\x05\x06\0\0") && !ends_well(kind, b"PK\x03\x04..."));
        }
        assert!(ends_well(FileKind::Gzip, b"anything"));
    }

    #[test]
    fn nothing_at_all_is_a_file_only_where_no_heading_is_due() {
        for bytes in ["", "\u{feff}", "\r\n"] {
            assert_eq!(recognise(bytes.as_bytes(), true, Some("text/csv")), Err(NotAFile::Nothing));
            assert_eq!(
                recognise(bytes.as_bytes(), true, Some("application/x-ndjson; charset=utf-8")),
                Ok(FileKind::Ndjson)
            );
        }
    }

    #[test]
    fn a_record_that_has_an_error_column_is_still_a_record() {
        let line = br#"{"connection_start_time":"2020-04-24T03:02:47Z","error":"x"}"#;
        assert_eq!(recognise(line, true, None), Ok(FileKind::Ndjson));
    }
}
