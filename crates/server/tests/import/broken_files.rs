//! Invalid files: nothing is imported, and the message says what to do.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use deskledger_server::import::{ImportError, OnError, import_files};

use super::{PROJECT, PUBLISHED, Place};

const EXPECTED: &str =
    ": expected XLSX, CSV with headings, NDJSON, Parquet, or the JSON response of the list operation; found ";

#[test]
fn a_file_of_another_kind_is_named_with_what_to_do() {
    let place = Place::new();
    let cases: &[(&[u8], &str)] = &[
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\r\n", "an empty file"),
        (b"u\0s\0e\0r\0", "a binary file or text in UTF-16 without its byte order mark: save it as text in UTF-8"),
        (b"\x28\xb5\x2f\xfd\0", "a Zstandard file: decompress it first"),
        (b"<html>", "a page of HTML or XML: look at it; it may be an error of a server or proxy"),
        (b"hello\nworld", "text that begins with \"hello\": name the columns in the first line, as an export does"),
        (b"{\"total_count\": 0}", "a JSON object without records"),
        (
            b"{\"error_code\":\"WKS.00211302\"}",
            "an error of the service instead of records: {\\\"error_code\\\":\\\"WKS.00211302\\\"}",
        ),
    ];
    for (content, found) in cases {
        assert_eq!(place.refused(content), format!("{EXPECTED}{found}"));
    }
    for (content, found) in [
        (b"PK\x03\x04\x14\0".as_slice(), ": expected a ZIP archive that is intact, found a damaged one ("),
        (
            b"\x1f\x8b\x08",
            ": expected a gzip file that is complete, found its end too early: it may have been truncated",
        ),
        (b"PAR1", ": expected a whole Parquet file, found a broken one ("),
    ] {
        let message = place.refused(content);
        assert!(message.starts_with(found), "{message}");
    }
}

#[test]
fn wrong_headings_are_reported_all_at_once() {
    let place = Place::new();
    assert_eq!(
        place.refused("user_name,Connected User,colour,,connection_end_time\n"),
        ": expected columns of connection records, each once; repeated: \"Connected User\"; \
         missing: \"connection_start_time\""
    );
    let many = (0..100).fold("connection_start_time,x".to_owned(), |mut all, number| {
        let _ = write!(all, ",x{number},X{number},x{number}");
        all
    });
    assert!(place.refused(many).ends_with("\"x7\", and 92 more"));
}

#[test]
fn a_directory_and_a_missing_file_are_reported_by_name() {
    let place = Place::new();
    let import = |path: PathBuf| import_files(&place.store, PROJECT, &[path], OnError::Skip, &mut |_| ()).unwrap_err();
    let error = import(place.directory.path().to_owned());
    assert!(error.to_string().ends_with(": expected a file, found a directory: name the files in it"), "{error}");
    let error = import(place.directory.path().join("missing"));
    assert!(matches!(&error, ImportError::Unreadable { source, .. } if source.kind() == std::io::ErrorKind::NotFound));
    assert!(error.to_string().contains("missing: "), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_keeps_the_others_out_whatever_is_done_with_bad_rows() {
    let place = Place::new();
    let files = [place.file("a", PUBLISHED), place.directory.path().join("missing")];
    assert!(import_files(&place.store, PROJECT, &files, OnError::Skip, &mut |_| ()).is_err());
    assert_eq!(place.count(), 0);
}

#[test]
fn text_in_no_encoding_is_reported_by_line() {
    let place = Place::new();
    let broken = b"connection_start_time,is_reconnect\n2020-04-24T03:02:47Z,\xff\n";
    assert_eq!(
        place.refused(broken),
        ":2: expected text in one encoding, found bytes of another one in column 2: save the file as CSV UTF-8"
    );
    let heading = b"connection_start_time,\xff\n";
    assert_eq!(
        place.refused(heading),
        ": expected headings in UTF-8, UTF-16 or GB18030, found another encoding: save the file as CSV UTF-8"
    );
    let ndjson = b"{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n{\"user_name\":\"\xff\"}\n";
    assert_eq!(
        place.refused(ndjson),
        ":2: expected text in UTF-8, found something else at byte 15 of the line: save the file as UTF-8"
    );
    let json = b"[\n{\"user_name\":\"\xff\"}]";
    assert!(place.refused(json).starts_with(":2: record 0: expected JSON, found a syntax error at column "));
}

#[test]
fn a_table_that_a_spreadsheet_program_saved_in_china_is_read() {
    let place = Place::new();
    // 是 in GBK.
    let gbk = b"connection_start_time,is_reconnect\n2020-04-24T03:02:47Z,\xca\xc7\n";
    let utf16: Vec<u8> = "\u{feff}connection_start_time\tsid\r\n2020-04-24T03:02:48Z\tx\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let semicolons = b"user_name;connection_start_time;colour\n\"a;b\";2020-04-24T03:02:49Z;red\n";
    for content in [gbk.as_slice(), &utf16, semicolons] {
        assert_eq!(place.import(content, OnError::Abort).unwrap().added, 1);
    }
    let records = place.records();
    assert_eq!(records[0].is_reconnect, Some(true));
    assert_eq!(records[1].sid.as_deref(), Some("x"));
    assert_eq!(records[2].user_name.as_deref(), Some("a;b"));
}

#[test]
fn a_nul_in_a_text_is_rejected() {
    let place = Place::new();
    let message = ": field user_name: expected text without NUL, found \"a\\0b\"";
    let start = "2020-04-24T03:02:47Z";
    assert_eq!(place.refused(format!("connection_start_time,user_name\n{start},a\0b\n")), format!(":2{message}"));
    let json = format!("{{\"connection_start_time\":\"{start}\",\"user_name\":\"a\\u0000b\"}}");
    assert_eq!(place.refused(&json), format!(":1{message}"));
}

#[test]
fn a_file_that_was_cut_off_is_not_taken_for_a_whole_one() {
    let place = Place::new();
    for length in 1..PUBLISHED.trim_end().len() {
        assert!(place.import(&PUBLISHED[..length], OnError::Abort).is_err(), "{length}");
    }
    let cut = &PUBLISHED[..PUBLISHED.len() - 20];
    assert_eq!(
        place.refused(cut),
        ":3: record 1: expected the rest of the records, found the end of the file: it may have been truncated"
    );
    assert_eq!(
        place.refused("{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n{\"user_name\":\"jy0"),
        ":2: expected a whole record on the line, found its end in the middle of one: the file may have been truncated"
    );
    assert_eq!(
        place.refused("connection_start_time,user_name\n2020-04-24T03:02:47Z,\"jy0"),
        ":2: expected a closing quote, found the end of the file: it may have been truncated"
    );
}

#[test]
fn what_came_before_a_cut_is_not_taken_for_the_file_where_bad_rows_are_skipped() {
    let place = Place::new();
    let error = place.import(&PUBLISHED[..PUBLISHED.len() - 20], OnError::Skip).unwrap_err().to_string();
    assert!(error.contains("3: record 1: expected the rest of the records"), "{error}");
    assert_eq!(place.count(), 0);
}

#[test]
fn a_mistake_in_the_syntax_is_reported_by_line() {
    let place = Place::new();
    assert_eq!(
        place.refused("{\"connection_start_time\":\n\"2020-04-24T03:02:47Z\"}\n"),
        ":1: expected a whole record on the line, found its end in the middle of one: write each record on one line"
    );
    assert_eq!(
        place.refused("{\"user_name\" \"a\"}\n"),
        ":1: expected a JSON object, found a syntax error at column 14: expected `:`"
    );
    assert!(place.refused("[{}\n{}]").starts_with(":1: record 0: field connection_start_time"));
    let start = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}";
    assert_eq!(
        place.refused(format!("[{start}\n{start}]")),
        ":2: record 1: expected JSON, found a syntax error at column 1: expected `,` or `]`; the rest of the file is not read"
    );
    assert!(place.refused(format!("[{start}] x")).contains("trailing characters"));
    assert!(place.refused(format!("{start} {start}")).contains("trailing characters"));
    assert!(place.refused("{\"records\": null}").contains("expected an array of records"));
    let deep = format!("{{\"records\": [{}", "[".repeat(100_000));
    assert!(place.refused(deep).contains("it may have been truncated"));
}

#[test]
fn a_key_that_comes_twice_is_rejected() {
    let place = Place::new();
    let twice = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"user_name\":\"a\",\"user_name\":\"b\"}";
    assert_eq!(place.refused(twice), ":1: field user_name: expected one value, found several");
}

#[test]
fn a_line_of_a_gigabyte_is_not_taken_into_memory() {
    let place = Place::new();
    let long = "x".repeat((1 << 20) + 1);
    let start = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}";
    let report = place.import(format!("{start}\n{{\"user_name\":\"{long}\"}}\n{{}}\n"), OnError::Skip).unwrap();
    let messages: Vec<_> = report.bad.iter().map(|bad| bad.message.to_string()).collect();
    let reported: Vec<_> = report.bad.iter().zip(&messages).map(|(bad, message)| (bad.line, &**message)).collect();
    assert_eq!(
        reported,
        [
            (2, "expected at most 1048576 bytes a line, found more"),
            (3, "field connection_start_time: expected a value, found none")
        ]
    );
    let json = format!("[{start},\n{{\"user_name\":\"{long}\"}},{start}]");
    let error = place.import(json, OnError::Skip).unwrap_err().to_string();
    assert!(error.contains("2: record 1: expected at most 1048576 bytes a record"), "{error}");
    let csv = format!("connection_start_time,user_name\n2020-04-24T03:02:47Z,\"{long}\n");
    let error = place.import(csv, OnError::Skip).unwrap_err().to_string();
    assert!(error.contains("2: expected") && error.contains("look for a quote that is not closed"), "{error}");
}

#[test]
fn an_array_longer_than_the_bound_of_a_record_is_read_to_its_end() {
    let place = Place::new();
    let mut json = String::from("{\"records\":[");
    for number in 0..3_000 {
        let comma = if number > 0 { ",\n" } else { "" };
        let name = "x".repeat(255);
        let _ = write!(
            json,
            "{comma}{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"transaction_id\":\"{number}\",\
             \"sid\":\"{name}\",\"user_name\":\"{name}\"}}"
        );
    }
    json.push_str("]}");
    assert!(json.len() > 1 << 20);
    assert_eq!(place.import(json, OnError::Abort).unwrap().added, 3_000);
}

#[test]
#[cfg(unix)]
fn a_bad_row_of_a_pipe_is_reported_while_the_pipe_is_open() {
    let place = Place::new();
    let path = place.directory.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let (sender, failed) = std::sync::mpsc::channel();
    let (store, file) = (place.store.clone(), path.clone());
    std::thread::spawn(move || {
        sender.send(import_files(&store, PROJECT, &[file], OnError::Abort, &mut |_| ()).unwrap_err().to_string())
    });
    let mut pipe = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let rows = "2020-04-24T03:02:47Z,a\n".repeat(10_000);
    // The import may be over before all is written.
    let _ = pipe.write_all(format!("connection_start_time,user_name\nnever,a\n{rows}").as_bytes());
    let error = failed.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
    assert!(error.contains("pipe:2: "), "{error}");
    drop(pipe);
}
