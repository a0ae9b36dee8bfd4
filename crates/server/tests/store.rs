//! The embedded store: the conformance suite of stores, and its file.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod suite;

use deskledger::ConnectionRecord;
use deskledger_server::{FILE_NAME, Filter, Outcome, Store};
use suite::{column, import, record};

suite::of!(|| {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    Some((dir, store))
});

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

/// A file as the release before wrote it, with a column for each field.
fn earlier(dir: &std::path::Path) -> rusqlite::Connection {
    let raw = rusqlite::Connection::open(dir.join(FILE_NAME)).unwrap();
    raw.execute_batch(include_str!("data/ledger-2.sql")).unwrap();
    raw
}

#[test]
fn a_field_that_is_new_in_the_document_becomes_a_column_of_an_old_file() {
    let dir = tempfile::tempdir().unwrap();
    earlier(dir.path()).execute_batch("ALTER TABLE record DROP COLUMN desktop_id").unwrap();
    let store = Store::open(dir.path()).unwrap();
    let new = ConnectionRecord { desktop_id: Some("d".into()), ..record("a", "2020-04-24T03:02:47Z") };
    import(&store, "r", &[new]);
    assert_eq!(column(&store, &Filter::project("r"), "desktop_id"), ["d"]);
    assert!(column(&store, &Filter::project("p"), "desktop_id").iter().all(|id| id == "Absent"));
    // And of a file whose lines are those of an earlier document.
    let raw = rusqlite::Connection::open(dir.path().join(FILE_NAME)).unwrap();
    let gone = "UPDATE layout SET fields = 'gone,' || replace(fields, ',desktop_id', '');
        UPDATE record SET line = 'x,' || substr(line, 1, length(line) - 2) WHERE project = 3";
    raw.execute_batch(gone).unwrap();
    let store = Store::open(dir.path()).unwrap();
    let old = Filter { user_name: Some("jy01@local.com".into()), ..Filter::project("r") };
    assert_eq!(column(&store, &old, "desktop_id"), ["Absent"]);
    let known =
        ConnectionRecord { desktop_id: Some("e".into()), user_name: None, ..record("a", "2020-04-24T03:02:47Z") };
    assert_eq!(import(&store, "r", &[known]), [Outcome::Updated]);
    assert_eq!(column(&store, &old, "desktop_id"), ["e"]);
}

#[test]
fn every_record_of_an_earlier_layout_is_there_with_every_value() {
    let dir = tempfile::tempdir().unwrap();
    let raw = earlier(dir.path());
    let names = ConnectionRecord::COLUMNS.iter().map(|column| match column.name {
        "transaction_id" => "iif(typeof(key) = 'text', key, NULL)",
        name => name,
    });
    let texts: Vec<String> = names.map(|name| format!("coalesce({name}, 'Absent')")).collect();
    let sql = format!("SELECT {} FROM record JOIN project ON number = project WHERE project_id = ?1", texts.join(","));
    for project in ["p", "q"] {
        let mut select = raw.prepare(&sql).unwrap();
        let row = |row: &rusqlite::Row<'_>| {
            let value = |index: usize| match row.get_unwrap::<_, rusqlite::types::Value>(index) {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => match ConnectionRecord::COLUMNS[index].name {
                    "is_reconnect" => format!("Boolean({})", number != 0),
                    _ => format!("Int({number})"),
                },
                value => format!("{value:?}"),
            };
            Ok((0..texts.len()).map(value).collect::<Vec<String>>())
        };
        let mut expected = select.query_map([project], row).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
        let copy = tempfile::tempdir().unwrap();
        drop(earlier(copy.path()));
        // Several processes may open the file at once.
        let stores = std::thread::scope(|scope| {
            let open = || scope.spawn(|| Store::open(copy.path()).unwrap());
            [open(), open()].map(|opened| opened.join().unwrap())
        });
        let lines = tempfile::tempdir().unwrap();
        let raw = rusqlite::Connection::open(lines.path().join(FILE_NAME)).unwrap();
        raw.execute_batch(include_str!("data/ledger-4.sql")).unwrap();
        for store in stores.into_iter().chain([Store::open(lines.path()).unwrap()]) {
            let columns = ConnectionRecord::COLUMNS.iter();
            let found: Vec<_> = columns.map(|one| column(&store, &Filter::project(project), one.name)).collect();
            let mut rows: Vec<Vec<String>> =
                (0..found[0].len()).map(|row| found.iter().map(|column| column[row].clone()).collect()).collect();
            rows.sort();
            expected.sort();
            assert_eq!(rows, expected);
        }
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Store::open(&file.join("data")).unwrap_err().to_string();
    assert!(error.contains("creating the directory") && error.contains("file/data"), "{error}");
}
