//! Detects what a file is from its bytes. File names and extensions do not count.

use std::fmt;
use std::io::{self, BufRead, Read};

use deskledger::ConnectionRecord;
use memchr::memmem;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};

use super::header;
use crate::format::Format;
use crate::message::{Message, Part, shown};
use crate::messages;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Files that people try, by their first bytes.
static OTHERS: &[(&[u8], Part)] = &[
    (b"\xd0\xcf\x11\xe0", messages::old_workbook),
    (b"PARE", messages::encrypted_parquet),
    (b"\x28\xb5\x2f\xfd", messages::zstandard),
    (b"\xfd7zXZ\0", messages::xz),
    // Of the usual level; fewer bytes may begin a text.
    (b"BZh91AY&SY", messages::bzip2),
    (b"7z\xbc\xaf\x27\x1c", messages::seven_zip),
    (b"SQLite format 3\0", messages::database),
    (b"%PDF-", messages::pdf),
    (b"<", messages::page),
];

/// How far into a compound file its streams are looked for.
const MAX_BYTES: u64 = 256 << 20;

/// Names of streams in compound files of older Office programs, which also wrap workbooks with a password, and what a file
/// with them is. They stand in UTF-16, anywhere in the file.
static STREAMS: [(&str, Part); 4] = [
    ("EncryptedPackage", messages::password),
    ("Workbook", messages::old_workbook),
    ("WordDocument", messages::old_document),
    ("PowerPoint Document", messages::old_document),
];

/// What a compound file is.
pub(super) fn compound(reader: impl BufRead) -> io::Result<Part> {
    let patterns = STREAMS.map(|(name, _)| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let longest = patterns.iter().map(Vec::len).max().unwrap_or_default();
    let (mut reader, mut held, mut found) = (reader.take(MAX_BYTES), Vec::new(), [false; STREAMS.len()]);
    while reader.by_ref().take(1 << 16).read_to_end(&mut held)? > 0 {
        for (pattern, found) in patterns.iter().zip(&mut found) {
            *found |= memmem::find(&held, pattern).is_some();
        }
        // A name may go on in what comes next.
        held.drain(..held.len().saturating_sub(longest));
    }
    let first = STREAMS.iter().zip(found).find(|(_, found)| *found);
    Ok(first.map_or(messages::old_workbook, |((_, name), _)| *name))
}

/// Rejects what is known not to be records, by its first bytes.
pub(super) fn reject_others(head: &[u8]) -> Result<(), Message> {
    let other = OTHERS.iter().find(|(magic, _)| head.starts_with(magic));
    other.map_or(Ok(()), |(_, what)| Err(messages::no_records(what())))
}

/// The format of a text, and how many bytes in front of it are to be skipped.
pub(super) fn detect(head: &[u8]) -> Result<(Format, usize), Message> {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    let skip = head.len() - text.len();
    let trimmed = text.trim_ascii_start();
    reject_others(trimmed)?;
    let first_line = trimmed.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match trimmed.first() {
        None => Err(messages::no_records(messages::empty_file())),
        _ if first_line.contains(&0) => Err(messages::no_records(messages::binary())),
        Some(b'[') => Ok((Format::Json, skip)),
        Some(b'{') => {
            let keys = first_keys(trimmed);
            let has = |name: &str| keys.iter().any(|key| key == name);
            // A record may have columns with the names of a response.
            if keys.iter().any(|key| is_required(key)) {
                Ok((Format::Ndjson, skip))
            } else if has("records") || has("total_count") {
                Ok((Format::Json, skip))
            } else if has("error_code") || has("error_msg") || has("error") {
                let first_line = String::from_utf8_lossy(first_line);
                Err(messages::no_records(messages::service_error(shown(&first_line))))
            } else {
                Ok((Format::Ndjson, skip))
            }
        }
        _ => Ok((Format::Csv, skip)),
    }
}

/// Whether a key names a field, by its name or a heading, that every record has.
fn is_required(key: &str) -> bool {
    header::column(key).and_then(|index| ConnectionRecord::COLUMNS.get(index)).is_some_and(|column| column.required)
}

/// The keys of the first object, as far as the bytes go.
fn first_keys(bytes: &[u8]) -> Vec<String> {
    let mut keys = Keys(Vec::new());
    // The bytes end somewhere in the middle: the error says nothing, the keys up to there are what counts.
    let _ = serde_json::Deserializer::from_slice(bytes).deserialize_map(&mut keys);
    keys.0
}

struct Keys(Vec<String>);

impl<'de> Visitor<'de> for &mut Keys {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key()? {
            self.0.push(key);
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_response_is_distinguished_from_ndjson_even_when_its_records_begin_beyond_the_head() {
        let cut = br#"{"records": [{"user_name": "a"#;
        assert_eq!(detect(cut), Ok((Format::Json, 0)));
        assert_eq!(detect(b"\xef\xbb\xbf {\"total_count\":"), Ok((Format::Json, 3)));
        assert_eq!(detect(br#"{"user_name":"records"}"#), Ok((Format::Ndjson, 0)));
        assert_eq!(detect(br#"{"user_name":{"records":1}}"#), Ok((Format::Ndjson, 0)));
        assert_eq!(detect(b"user_name,sid\n"), Ok((Format::Csv, 0)));
        assert_eq!(detect(b"\n\n["), Ok((Format::Json, 0)));
    }

    #[test]
    fn a_record_with_a_column_named_as_in_a_list_response_is_not_one() {
        for key in ["connection_start_time", "开始连接时间", "Connection Started (UTC)"] {
            for name in ["records", "total_count", "error_code", "error"] {
                let line = format!("{{\"{name}\":[{{\"connection_start_time\":1}}],\"{key}\":2}}\n");
                assert_eq!(detect(line.as_bytes()), Ok((Format::Ndjson, 0)), "{line}");
            }
        }
    }

    #[test]
    fn an_error_saved_in_place_of_records_is_shown() {
        let error = detect(br#"{"error_code":"WKS.00211302","error_msg":"User authorization error."}"#);
        assert!(error.is_err_and(|error| error.to_string().contains("WKS.00211302")));
    }
}
