//! Import of files: complete, idempotent, with every error reported by its line.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

#[path = "import/broken_files.rs"]
mod broken_files;
#[path = "import/properties.rs"]
mod properties;

use std::path::PathBuf;

use deskledger::{ConnectionRecord, Value};
use deskledger_server::import::{ImportError, OnError, Report, import_files};
use deskledger_server::{Filter, Store};
use tempfile::TempDir;

const PROJECT: &str = "8dc9c40a06574a598941b254d4b63b43";

/// Two of the vendor's published records.
const PUBLISHED: &str = r#"{"total_count": 4, "records": [
 {"agent_version": "1.8.00005.10546", "client_version": "1.8.00005", "computer_name": "JY011", "connection_end_time": "2020-04-24T03:36:43Z", "connection_setup_time": "2020-04-24T03:02:49Z", "connection_start_time": "2020-04-24T03:02:47Z", "desktop_ip": "172.16.148.250", "is_reconnect": false, "terminal_ip": "8.5.60.58", "terminal_mac": "00-ac-9c-c7-9a-df", "terminal_name": "DESKTOP-EG0P3TR", "terminal_type": "Windows 10", "user_name": "jy01@local.com"},
 {"agent_version": "1.8.00005.10546", "client_version": "1.8.00005", "computer_name": "JY011", "connection_end_time": "2020-04-23T22:45:00Z", "connection_setup_time": "2020-04-23T08:58:05Z", "connection_start_time": "2020-04-23T08:58:02Z", "desktop_ip": "172.16.148.250", "is_reconnect": false, "terminal_ip": "8.5.60.58", "terminal_mac": "00-ac-9c-c7-9a-df", "terminal_name": "DESKTOP-EG0P3TR", "terminal_type": "Windows 10", "user_name": "jy01@local.com"}
]}
"#;

/// A store and a directory for files, removed after the test.
struct Place {
    directory: TempDir,
    store: Store,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("store")).unwrap();
        Self { directory, store }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn import(&self, content: impl AsRef<[u8]>, on_error: OnError) -> Result<Report, ImportError> {
        self.import_into(PROJECT, content, on_error)
    }

    fn import_into(
        &self,
        project_id: &str,
        content: impl AsRef<[u8]>,
        on_error: OnError,
    ) -> Result<Report, ImportError> {
        import_files(&self.store, project_id, &[self.file("records", content)], on_error, &mut |_| ())
    }

    /// The error of an import of the content, without the name of the file.
    fn refused(&self, content: impl AsRef<[u8]>) -> String {
        let error = self.import(content, OnError::Abort).unwrap_err().to_string();
        assert_eq!(self.count(), 0, "{error}");
        let file = self.directory.path().join("records").display().to_string();
        error.strip_prefix(&file).unwrap_or_else(|| panic!("{error}")).to_owned()
    }

    fn count(&self) -> u64 {
        self.store.count(Filter::project(PROJECT)).unwrap()
    }

    fn records(&self) -> Vec<ConnectionRecord> {
        self.records_of(PROJECT)
    }

    /// The records of a project in the order of an export.
    fn records_of(&self, project_id: &str) -> Vec<ConnectionRecord> {
        let mut records = Vec::new();
        let _ = self
            .store
            .export(
                &Filter::project(project_id),
                || true,
                |row| {
                    let mut object = serde_json::Map::new();
                    for (column, value) in ConnectionRecord::COLUMNS.iter().zip(row.values()) {
                        let value = match value {
                            Value::Text(text) => text.into(),
                            Value::Int(number) => number.into(),
                            Value::Boolean(value) => value.into(),
                            _ => continue,
                        };
                        object.insert(column.name.to_owned(), value);
                    }
                    records.push(serde_json::from_value(object.into()).unwrap());
                    std::ops::ControlFlow::Continue(())
                },
            )
            .unwrap();
        records
    }
}

fn counts(report: &Report) -> (u64, u64, u64) {
    (report.added, report.unchanged, report.updated)
}

#[test]
fn the_published_response_goes_in_and_a_second_time_changes_nothing() {
    let place = Place::new();
    assert_eq!(counts(&place.import(PUBLISHED, OnError::Abort).unwrap()), (2, 0, 0));
    let before = place.records();
    assert_eq!(before[1].connection_end_time.as_deref(), Some("2020-04-24T03:36:43Z"));
    let again = place.import(PUBLISHED, OnError::Abort).unwrap();
    assert_eq!(counts(&again), (0, 2, 0));
    assert_eq!(place.records(), before);
}

#[test]
fn the_same_record_in_another_format_is_not_added_twice() {
    let place = Place::new();
    place.import(PUBLISHED, OnError::Abort).unwrap();
    let records = place.records();
    let lines: Vec<_> = records.iter().map(|record| serde_json::to_string(record).unwrap()).collect();
    let array = format!("[{}]", lines.join(",\n"));
    for content in [lines.join("\n"), array, properties::csv(&records, "en_US"), properties::csv(&records, "zh_CN")] {
        assert_eq!(counts(&place.import(content, OnError::Abort).unwrap()), (0, 2, 0));
    }
}

#[test]
fn several_files_of_several_formats_are_one_import() {
    let place = Place::new();
    let open = "{\"transaction_id\":\"t1\",\"connection_start_time\":\"2020-05-01T00:00:00Z\"}\n";
    let ended =
        "transaction_id,connection_start_time,connection_end_time\nt1,2020-05-01T00:00:00Z,2020-05-01T01:00:00Z\n";
    let files = [place.file("a", PUBLISHED), place.file("b", open), place.file("c", ended)];
    let mut told = Vec::new();
    let report = import_files(&place.store, PROJECT, &files, OnError::Abort, &mut |progress| {
        told.push((progress.rows, progress.bytes == progress.total_bytes));
    });
    assert_eq!(counts(&report.unwrap()), (3, 0, 1));
    assert_eq!(told, [(2, false), (3, false), (4, true)]);
}

#[test]
fn a_bad_row_in_the_last_file_keeps_the_first_one_out() {
    let place = Place::new();
    let files = [place.file("a", PUBLISHED), place.file("b", "{\"connection_start_time\":\"soon\"}\n")];
    let error = import_files(&place.store, PROJECT, &files, OnError::Abort, &mut |_| ()).unwrap_err();
    let ImportError::BadRow(bad) = &error else { panic!("{error}") };
    assert_eq!((bad.line, bad.record), (1, None));
    assert!(error.to_string().ends_with(
        "b:1: field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found \"soon\""
    ));
    assert_eq!(place.count(), 0);
}

#[test]
fn bad_rows_are_left_out_and_reported_by_line_where_that_is_asked_for() {
    let csv = "\u{feff}connection_start_time,Reconnection (Yes/No),网络时延(ms)\r\n\
        2020-04-24T03:02:47Z,Yes,5\r\n\
        ,no,5\r\n\
        2020-04-24T03:02:48Z,perhaps,5.5\r\n\
        2020-04-24T03:02:49Z,是, 7 \r\n\
        2020-04-24T03:02:50Z\r\n";
    let place = Place::new();
    let report = place.import(csv, OnError::Skip).unwrap();
    let messages: Vec<_> = report.bad.iter().map(|bad| bad.message.to_string()).collect();
    let told: Vec<_> = report.bad.iter().zip(&messages).map(|(bad, message)| (bad.line, &**message)).collect();
    assert_eq!(
        told,
        [
            (3, "field connection_start_time: expected a value, found none"),
            (
                4,
                "field network_rtt: expected a whole number, found \"5.5\"; \
                 field is_reconnect: expected yes or no, found \"perhaps\""
            ),
            (6, "expected 3 columns as in the headings, found 1"),
        ]
    );
    let kept: Vec<_> = place.records().iter().map(|record| (record.is_reconnect, record.network_rtt)).collect();
    assert_eq!(kept, [(Some(true), Some(5)), (Some(true), Some(7))]);
}

#[test]
fn a_bad_record_of_an_array_is_reported_by_line_and_index() {
    let json = "{\"records\": [\n  {\"connection_start_time\": \"2020-04-24T03:02:47Z\"},\n  5,\n  {\n    \"connection_start_time\": \"2020-04-24T03:02:48Z\",\n    \"e2e_rtt\": \"7\",\n    \"sid\": [{}]\n  }, {\"connection_start_time\": \"2020-04-24T03:02:49Z\", \"e2e_rtt\": null}\n], \"total_count\": 4}";
    let place = Place::new();
    let report = place.import(json, OnError::Skip).unwrap();
    let messages: Vec<_> = report.bad.iter().map(|bad| bad.message.to_string()).collect();
    let told: Vec<_> =
        report.bad.iter().zip(&messages).map(|(bad, message)| (bad.line, bad.record, &**message)).collect();
    assert_eq!(
        told,
        [
            (3, Some(1), "expected a record, found a number"),
            (
                4,
                Some(2),
                "field e2e_rtt: expected a whole number, found \"7\"; field sid: expected text, found \"a list\""
            ),
        ]
    );
    assert_eq!(report.added, 2);
}

#[test]
fn ten_thousand_bad_rows_do_not_fill_the_memory() {
    let place = Place::new();
    let report = place.import("{}\n".repeat(10_000), OnError::Skip).unwrap();
    assert_eq!((report.bad.len(), report.more_bad), (100, 9_900));
}

#[test]
fn keys_that_the_document_does_not_know_are_counted_once_a_name() {
    let place = Place::new();
    let mut json = r#"{"connection_start_time":"2020-04-24T03:02:47Z","colour":{"a":[1]},"\u0000":3}"#.to_owned();
    json.push_str("\n{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"colour\":2}");
    for key in 0..100 {
        json.push_str(&format!("\n{{\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"key{key}\":1}}"));
    }
    let report = place.import(json, OnError::Abort).unwrap();
    assert_eq!((&*report.ignored[0].name, report.ignored[0].count), ("colour", 2));
    assert_eq!(report.ignored[1].name, "\\0");
    assert_eq!((report.ignored.len(), report.more_ignored), (32, 70));
}

#[test]
fn times_of_any_offset_are_kept_in_utc_and_empty_values_are_absent() {
    let place = Place::new();
    place
        .import(
            r#"{"connection_start_time":" 2020-04-24T11:02:47.9+08:00 ","connection_end_time":"","user_name":"","e2e_rtt":""}"#,
            OnError::Abort,
        )
        .unwrap();
    let expected =
        ConnectionRecord { connection_start_time: "2020-04-24T03:02:47Z".to_owned(), ..ConnectionRecord::default() };
    assert_eq!(place.records(), [expected]);
}

#[test]
fn a_project_that_no_request_may_name_gets_no_records() {
    let place = Place::new();
    for project in ["", "..", "a/b"] {
        let files = [place.file("a", PUBLISHED)];
        let error = import_files(&place.store, project, &files, OnError::Skip, &mut |_| ()).unwrap_err();
        assert!(matches!(&error, ImportError::ProjectId(_)) && error.to_string().contains("project_id"), "{error}");
    }
}

#[test]
fn a_file_may_end_without_a_line_feed_and_have_blank_lines() {
    let place = Place::new();
    let line = |second| format!("{{\"connection_start_time\":\"2020-04-24T03:02:0{second}Z\"}}");
    let ndjson = format!("\n  \r\n{}\r\n\n{}", line(1), line(2));
    assert_eq!(place.import(ndjson, OnError::Abort).unwrap().added, 2);
    let csv = "connection_start_time\n\n2020-04-24T03:02:03Z\n\n\n2020-04-24T03:02:04Z";
    assert_eq!(place.import(csv, OnError::Abort).unwrap().added, 2);
    for nothing in ["connection_start_time\n", "connection_start_time", "[]", "{\"records\":[]}"] {
        assert_eq!(counts(&place.import(nothing, OnError::Abort).unwrap()), (0, 0, 0));
    }
}

#[test]
fn the_report_says_itself_to_a_machine() {
    let place = Place::new();
    let report = place.import("[{}]", OnError::Skip).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["bad"][0]["record"], 0);
    assert_eq!(json["bad"][0]["message"], "field connection_start_time: expected a value, found none");
}
