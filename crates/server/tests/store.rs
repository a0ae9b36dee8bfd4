//! The store: the result of an import, and the order of an export.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::ops::ControlFlow;

use deskledger::{ConnectionRecord, ExportConnectionRecords, Value};
use deskledger_server::{FILE_NAME, Filter, Outcome, Store};

fn record(id: &str, start: &str) -> ConnectionRecord {
    ConnectionRecord {
        user_name: Some("jy01@local.com".into()),
        computer_name: Some("JY011".into()),
        terminal_type: Some("Windows 10".into()),
        transaction_id: Some(id.into()),
        connection_start_time: start.into(),
        ..Default::default()
    }
}

fn import(store: &Store, project: &str, records: &[ConnectionRecord]) -> Vec<Outcome> {
    let mut import = store.import(project).unwrap();
    let outcomes = records.iter().map(|record| import.add(record).unwrap()).collect();
    import.commit().unwrap();
    outcomes
}

fn column(store: &Store, filter: &Filter, name: &str) -> Vec<String> {
    let index = ConnectionRecord::COLUMNS.iter().position(|column| column.name == name).unwrap();
    let mut found = Vec::new();
    let each = |row: &deskledger_server::Row<'_>| {
        found.push(match row.values()[index] {
            Value::Text(text) => text.to_owned(),
            value => format!("{value:?}"),
        });
        ControlFlow::Continue(())
    };
    assert_eq!(store.export(filter, || true, each).unwrap(), ControlFlow::Continue(()));
    found
}

#[test]
fn importing_the_same_file_twice_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let bare = ConnectionRecord { transaction_id: None, ..record("", "2020-04-24T03:02:47Z") };
    let records = [record("a", "2020-04-24T03:02:47Z"), bare];
    assert_eq!(import(&store, "p", &records), [Outcome::Added; 2]);
    assert_eq!(import(&store, "p", &records), [Outcome::Unchanged; 2]);
    assert_eq!(store.count(Filter::project("p")).unwrap(), 2);
    assert_eq!(import(&store, "q", &records), [Outcome::Added; 2]);
}

#[test]
fn an_older_snapshot_does_not_reopen_a_session_that_ended() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let open = record("a", "2020-04-24T03:02:47Z");
    let ended = ConnectionRecord { connection_end_time: Some("2020-04-24T03:36:43Z".into()), ..open.clone() };
    let outcomes = import(&store, "p", &[open.clone(), ended, open]);
    assert_eq!(outcomes, [Outcome::Added, Outcome::Updated, Outcome::Unchanged]);
    assert_eq!(column(&store, &Filter::project("p"), "connection_end_time"), ["2020-04-24T03:36:43Z"]);
}

#[test]
fn an_import_that_is_dropped_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut import = store.import("p").unwrap();
    import.add(&record("a", "2020-04-24T03:02:47Z")).unwrap();
    drop(import);
    assert_eq!(store.count(Filter::project("p")).unwrap(), 0);
}

#[test]
fn a_record_that_is_refused_does_not_spoil_the_import() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut import = store.import("p").unwrap();
    assert!(import.add(&record("a", "yesterday")).unwrap_err().is_invalid_record());
    import.add(&record("b", "2020-04-24T03:02:47Z")).unwrap();
    import.commit().unwrap();
    assert_eq!(column(&store, &Filter::project("p"), "transaction_id"), ["b"]);
}

#[test]
fn records_come_by_start_and_then_by_transaction_id_whatever_the_order_of_the_import() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let noon = "2020-04-24T12:00:00Z";
    let bare = ConnectionRecord { transaction_id: None, ..record("", noon) };
    import(&store, "p", &[bare, record("b", noon), record("Z", noon), record("c", "2020-04-24T11:59:59Z")]);
    let all = Filter::project("p");
    assert_eq!(column(&store, &all, "transaction_id"), ["c", "Z", "b", "Absent"]);
    let one = Filter { user_name: Some("jy01@local.com".into()), ..all };
    assert_eq!(column(&store, &one, "transaction_id"), ["c", "Z", "b", "Absent"]);
}

#[test]
fn a_range_takes_its_first_second_and_leaves_its_last_minute() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let times = ["2020-04-13T01:58:59Z", "2020-04-13T01:59:00Z", "2020-04-30T02:19:59Z", "2020-04-30T02:20:00Z"];
    import(&store, "p", &times.map(|time| record(time, time)));
    let request = ExportConnectionRecords {
        project_id: "p".into(),
        start_time: Some("2020-04-13T01:59Z".into()),
        end_time: Some("2020-04-30T02:20Z".into()),
        user_name: Some(String::new()),
        ..Default::default()
    };
    assert_eq!(column(&store, &Filter::from(&request), "connection_start_time"), times[1..3]);
    assert_eq!(store.count(Filter::from(&request)).unwrap(), 2);
}

#[test]
fn filters_match_the_whole_text_with_case() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    import(&store, "p", &[record("a", "2020-04-24T03:02:47Z")]);
    let count = |user: &str, computer: &str, terminal: &str| {
        let given = |text: &str| Some(text.to_owned());
        let filter = Filter {
            user_name: given(user),
            computer_name: given(computer),
            terminal_type: given(terminal),
            ..Filter::project("p")
        };
        store.count(&filter).unwrap()
    };
    assert_eq!(count("jy01@local.com", "JY011", "Windows 10"), 1);
    assert_eq!(count("JY01@local.com", "JY011", "Windows 10"), 0);
    assert_eq!(count("jy01@local.com", "JY01", "Windows 10"), 0);
    assert_eq!(count("jy01@local.com", "JY011", "Windows%"), 0);
    assert_eq!(count("' OR '1' = '1", "JY011", "Windows 10"), 0);
}

#[test]
fn an_export_sees_the_records_of_the_moment_it_began() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    import(&store, "p", &[record("a", "2020-04-24T03:02:47Z"), record("b", "2020-04-24T03:02:48Z")]);
    let mut seen = 0;
    let count = |_: &deskledger_server::Row<'_>| {
        if seen == 0 {
            import(&store, "p", &[record("c", "2020-04-24T03:02:49Z")]);
        }
        seen += 1;
        ControlFlow::Continue(())
    };
    assert_eq!(store.export(&Filter::project("p"), || true, count).unwrap(), ControlFlow::Continue(()));
    assert_eq!(seen, 2);
    assert_eq!(store.count(Filter::project("p")).unwrap(), 3);
}

#[test]
fn an_export_that_nobody_wants_ends_though_no_record_matches() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let records: Vec<_> = (0..20_000).map(|number| record(&number.to_string(), "2020-04-24T03:02:47Z")).collect();
    import(&store, "p", &records);
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = asked.clone();
    let is_wanted = move || counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
    let nobody = Filter { terminal_type: Some("none".into()), ..Filter::project("p") };
    let end = store.export(&nobody, is_wanted, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(end, ControlFlow::Break(()));
    assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), 2);
}

#[test]
fn a_file_of_another_program_is_not_written_to() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE_NAME);
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let error = Store::open(dir.path()).unwrap_err().to_string();
    assert!(error.starts_with("expected a database of this program, found another one: "), "{error}");
    std::fs::write(&path, "not a database, but rather long enough to be taken for one at first sight\n".repeat(99))
        .unwrap();
    assert!(Store::open(dir.path()).unwrap_err().to_string().contains("not a database"));
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    let raw = rusqlite::Connection::open(dir.path().join(FILE_NAME)).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    assert!(Store::open(dir.path()).unwrap_err().to_string().contains("found version 99"));
}

#[test]
fn a_field_that_is_new_in_the_document_becomes_a_column_of_an_old_file() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    let raw = rusqlite::Connection::open(dir.path().join(FILE_NAME)).unwrap();
    raw.execute_batch("ALTER TABLE record DROP COLUMN desktop_id").unwrap();
    let store = Store::open(dir.path()).unwrap();
    let new = ConnectionRecord { desktop_id: Some("d".into()), ..record("a", "2020-04-24T03:02:47Z") };
    import(&store, "p", &[new]);
    assert_eq!(column(&store, &Filter::project("p"), "desktop_id"), ["d"]);
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Store::open(&file.join("data")).unwrap_err().to_string();
    assert!(error.contains("creating the directory") && error.contains("file/data"), "{error}");
}
