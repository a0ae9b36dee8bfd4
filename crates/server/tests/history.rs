//! History: a stored record is not replaced by a later one, and a removed one is no longer in the files.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::path::Path;
use std::time::Duration;

use deskledger::ConnectionRecord;
use deskledger_server::{Access, Filter, Outcome, Role, Store};
use serde_json::json;
use support::{NDJSON, PROJECT, Response, Server, TOKEN, record};

fn post_to(server: &Server, project: &str, records: &[ConnectionRecord]) -> Response {
    let body: String = records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect();
    let head = format!(
        "POST /ledger/v1/{project}/records HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {TOKEN}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    server.send(head.as_bytes())
}

/// Whether a file in the directory contains the text.
fn contains(dir: &Path, text: &str) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(text.len()).any(|found| found == text.as_bytes())
    })
}

#[test]
fn a_known_record_is_not_replaced_by_other_values_under_its_id() {
    let server = Server::start();
    let first = [record(0), record(1)];
    assert_eq!(post_to(&server, PROJECT, &first).status, 200);
    let before = server.export("", NDJSON).text().to_owned();
    let other =
        ConnectionRecord { user_name: Some("another".into()), computer_name: Some("JY099".into()), ..record(1) };
    let moved = ConnectionRecord { connection_start_time: "2021-01-01T00:00:00Z".into(), ..record(0) };
    let response = post_to(&server, PROJECT, &[record(2), other, moved]);
    assert_eq!((response.status, &response.json()["error_code"]), (409, &"WKS.00000409".into()));
    assert_eq!(response.violations().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["line 2", "line 3"]);
    let message = |index: usize| response.json()["violations"][index]["message"].as_str().unwrap().to_owned();
    assert!(message(0).contains("transaction-00000001") && message(0).contains("user_name, computer_name"));
    assert!(message(1).contains("transaction-00000000") && message(1).contains("connection_start_time"));
    assert_eq!(server.export("", NDJSON).text(), before, "nothing of the batch is stored");
}

#[test]
fn an_older_batch_that_is_sent_again_after_a_newer_one_undoes_nothing() {
    let server = Server::start();
    let open = [record(0)];
    let ended = [ConnectionRecord { connection_end_time: Some("2020-04-01T01:00:00Z".into()), ..record(0) }];
    assert_eq!(post_to(&server, PROJECT, &open).json()["added"], 1);
    assert_eq!(post_to(&server, PROJECT, &ended).json()["updated"], 1);
    assert_eq!(post_to(&server, PROJECT, &open).json(), json!({ "added": 0, "updated": 0, "unchanged": 1 }));
    let later = [ConnectionRecord { connection_end_time: Some("2020-04-01T02:00:00Z".into()), ..record(0) }];
    assert_eq!(post_to(&server, PROJECT, &later).status, 409);
    assert!(server.export("", NDJSON).text().contains("2020-04-01T01:00:00Z"));
}

#[test]
fn a_correcting_import_keeps_the_old_and_the_new_value() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut import = store.import(PROJECT).unwrap();
    import.add(&record(0)).unwrap();
    let other = ConnectionRecord { user_name: Some("another".into()), ..record(0) };
    assert!(import.add(&other).unwrap_err().is_conflict());
    let mut import = import.correcting();
    assert_eq!(import.add(&other).unwrap(), Outcome::Corrected);
    assert_eq!(import.add(&other).unwrap(), Outcome::Unchanged);
    import.commit().unwrap();
    let raw = rusqlite::Connection::open(dir.path().join(deskledger_server::FILE_NAME)).unwrap();
    let row = |row: &rusqlite::Row<'_>| Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
    let logged = raw.query_row("SELECT key, field, old, new FROM correction", (), row).unwrap();
    assert_eq!(logged, ["transaction-00000000", "user_name", "jy01@local.com", "another"]);
}

#[test]
fn removed_records_keys_and_tokens_are_not_in_the_files_any_more() {
    let server = Server::start();
    let dir = server.directory.path();
    let secret = ConnectionRecord { terminal_name: Some("a-terminal-to-be-erased".into()), ..record(0) };
    assert_eq!(post_to(&server, PROJECT, &[secret.clone(), record(1)]).status, 200);
    let corrected = ConnectionRecord { terminal_name: Some("its-corrected-name".into()), ..secret };
    let mut import = server.store.import(PROJECT).unwrap().correcting();
    import.add(&corrected).unwrap();
    import.commit().unwrap();
    let access = Access::open(dir).unwrap();
    access.set_user("user-to-be-erased", "a password of length").unwrap();
    access.grant("user-to-be-erased", PROJECT, Role::Reader).unwrap();
    let key = access.add_key("user-to-be-erased").unwrap();
    access.issue("user-to-be-erased", PROJECT, Duration::from_secs(60)).unwrap();
    let traces = ["a-terminal-to-be-erased", "its-corrected-name", "user-to-be-erased", &key.secret];
    assert!(traces.iter().all(|trace| contains(dir, trace)));

    let filter = Filter { user_name: record(0).user_name, ..Filter::project(PROJECT) };
    assert_eq!(server.store.remove(&filter, 1000).unwrap(), 2);
    assert!(access.remove_user("user-to-be-erased").unwrap());
    assert!(server.store.truncate_log().unwrap() && access.truncate_log().unwrap());
    for trace in traces {
        assert!(!contains(dir, trace), "{trace} is still in a file");
    }
    assert_eq!(server.export("", NDJSON).text(), "");
}

#[test]
fn a_mistyped_project_is_not_created_by_adding_records() {
    let server = Server::start();
    let response = post_to(&server, "mistyped", &[record(0)]);
    assert_eq!((response.status, &response.json()["error_code"]), (404, &"WKS.00211902".into()));
    assert!(!server.store.has_project("mistyped").unwrap());
    Access::open(server.directory.path()).unwrap().set_project("mistyped", None).unwrap();
    assert_eq!(post_to(&server, "mistyped", &[record(0)]).status, 200);
}

#[test]
fn a_removed_project_is_gone_and_its_records_are_not_left_behind() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut import = store.import(PROJECT).unwrap();
    import.add(&record(0)).unwrap();
    import.commit().unwrap();
    assert!(store.remove_project(PROJECT).is_err(), "a project with records was removed");
    assert_eq!(store.remove(&Filter::project(PROJECT), 10).unwrap(), 1);
    assert!(store.remove_project(PROJECT).unwrap() && !store.remove_project(PROJECT).unwrap());
    assert!(!store.has_project(PROJECT).unwrap());
}
