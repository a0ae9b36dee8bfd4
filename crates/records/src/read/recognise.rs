//! Which form a text has, by its first bytes. Names and endings say nothing.

use std::fmt;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};

use super::place::shown;

/// A form of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Workbook, Office Open XML.
    Xlsx,
    /// Text whose lines are rows, below their headings.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// The answer of the list call, or its array alone.
    Json,
    /// Apache Parquet.
    Parquet,
}

/// What is said to every file that is none of these.
pub(super) const EXPECTED: &str =
    "expected XLSX, CSV with headings, NDJSON, Parquet, or the JSON answer of the list call";

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Files that people try, by their first bytes.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\xd0\xcf\x11\xe0", "an old workbook (XLS): open it in a spreadsheet program and save it as XLSX"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file: unpack it first"),
    (b"SQLite format 3\0", "a database: export from it first"),
    (b"%PDF-", "a PDF document: ask for the records as CSV"),
    (b"<", "a page of HTML or XML: look at it; it may be an error of a server or proxy"),
];

/// The form of a text, and how many bytes in front of it are to be skipped.
pub(super) fn recognise(head: &[u8]) -> Result<(Format, usize), String> {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    let skip = head.len() - text.len();
    let found = |what: &str| Err(format!("{EXPECTED}; found {what}"));
    let trimmed = text.trim_ascii_start();
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| trimmed.starts_with(magic)) {
        return found(what);
    }
    let first_line = trimmed.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match trimmed.first() {
        None => found("an empty file"),
        _ if first_line.contains(&0) => {
            found("a binary file or text in UTF-16 without its byte order mark: save it as text in UTF-8")
        }
        Some(b'[') => Ok((Format::Json, skip)),
        Some(b'{') => {
            let keys = first_keys(trimmed);
            let has = |name: &str| keys.iter().any(|key| key == name);
            if has("records") || has("total_count") {
                Ok((Format::Json, skip))
            } else if (has("error_code") || has("error_msg") || has("error")) && !has("connection_start_time") {
                let first_line = String::from_utf8_lossy(first_line);
                found(&format!("an error of the service instead of records: {}", shown(&first_line)))
            } else {
                Ok((Format::Ndjson, skip))
            }
        }
        _ => Ok((Format::Csv, skip)),
    }
}

/// The keys of the object at the beginning, as far as the bytes go.
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
    fn a_list_answer_is_told_from_ndjson_even_when_its_records_begin_beyond_the_head() {
        let cut = br#"{"records": [{"user_name": "a"#;
        assert_eq!(recognise(cut), Ok((Format::Json, 0)));
        assert_eq!(recognise(b"\xef\xbb\xbf {\"total_count\":"), Ok((Format::Json, 3)));
        assert_eq!(recognise(br#"{"user_name":"records"}"#), Ok((Format::Ndjson, 0)));
        assert_eq!(recognise(br#"{"user_name":{"records":1}}"#), Ok((Format::Ndjson, 0)));
        assert_eq!(recognise(b"user_name,sid\n"), Ok((Format::Csv, 0)));
        assert_eq!(recognise(b"\n\n["), Ok((Format::Json, 0)));
    }

    #[test]
    fn an_error_saved_in_place_of_records_is_shown() {
        let error = recognise(br#"{"error_code":"WKS.00211302","error_msg":"User authorization error."}"#);
        assert!(error.is_err_and(|error| error.contains("WKS.00211302")));
    }
}
