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
fn a_record_that_is_rejected_does_not_spoil_the_import() {
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
fn every_record_of_the_release_before_is_there_with_every_value() {
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
        for store in stores {
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
fn every_combination_of_filters_selects_what_a_look_at_every_record_does() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let pick = |number: usize, texts: [Option<&str>; 4]| texts[number % 4].map(str::to_owned);
    let records: Vec<_> = (0..400)
        .map(|number: usize| ConnectionRecord {
            user_name: pick(number, [Some("a"), Some("b,\"c\""), None, Some("张三")]),
            computer_name: pick(number / 4, [Some("A"), Some("a"), Some("x,y"), None]),
            terminal_type: pick(number / 16, [Some("W"), None, Some("\"W\""), Some("w")]),
            ..record(&format!("{:03}", number * 7 % 400), &format!("2020-04-24T{:02}:02:47Z", number * 11 % 24))
        })
        .collect();
    import(&store, "p", &records);
    let mut sorted = records;
    sorted.sort_by_key(|record| (record.connection_start_time.clone(), record.transaction_id.clone()));
    let range = |start: &str, end: &str| {
        Some(deskledger::TimeRange::new(start.parse().unwrap(), end.parse().unwrap()).unwrap())
    };
    let given = |text: Option<&str>| text.map(str::to_owned);
    for (user, computer, terminal) in [None, Some("a"), Some("b,\"c\""), Some("张三"), Some("none")]
        .into_iter()
        .flat_map(|user| [None, Some("a"), Some("x,y")].map(|computer| (user, computer)))
        .flat_map(|(user, computer)| [None, Some("W"), Some("\"W\"")].map(|terminal| (user, computer, terminal)))
    {
        for time_range in [None, range("2020-04-24T03:00Z", "2020-04-24T09:00Z")] {
            let filter = Filter {
                project_id: "p".into(),
                time_range,
                user_name: given(user),
                computer_name: given(computer),
                terminal_type: given(terminal),
            };
            let is_in = |record: &&ConnectionRecord| {
                user.is_none_or(|user| record.user_name.as_deref() == Some(user))
                    && computer.is_none_or(|computer| record.computer_name.as_deref() == Some(computer))
                    && terminal.is_none_or(|terminal| record.terminal_type.as_deref() == Some(terminal))
                    && (time_range.is_none() || ("03".."09").contains(&&record.connection_start_time[11..13]))
            };
            let expected: Vec<_> =
                sorted.iter().filter(is_in).map(|record| record.transaction_id.clone().unwrap()).collect();
            assert_eq!(column(&store, &filter, "transaction_id"), expected, "{filter:?}");
            assert_eq!(store.count(&filter).unwrap(), expected.len() as u64);
            let mut page = 0;
            let count = |_: &deskledger_server::Row<'_>| {
                page += 1;
                ControlFlow::Continue(())
            };
            assert!(store.page(&filter, (5, 7), || true, count).unwrap().is_continue());
            assert_eq!(page, expected.len().saturating_sub(5).min(7), "{filter:?}");
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
