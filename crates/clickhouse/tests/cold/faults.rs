//! The state after killed servers, failed imports and unreadable files.

use std::collections::BTreeMap;
use std::path::Path;

use deskledger::ConnectionRecord;
use deskledger_server::{Filter, Format, Import, Store, write_records};

use super::{case, filters, range};
use crate::suite::{column, import, record};

/// Removes all records of a project, and the project.
fn remove_project(store: &Store, project: &str) {
    while store.remove(&Filter::project(project), 1000).unwrap() > 0 {}
    assert!(store.remove_project(project).unwrap());
}

#[test]
fn a_view_that_began_before_a_project_was_removed_is_an_error_and_never_a_short_export() {
    let Some(case) = case() else { return };
    let view = || {
        let view = case.cluster.snapshot().unwrap();
        view.revision("q").unwrap();
        view
    };
    let expect_error = |view: &Store| {
        let failed = write_records(view, &Filter::project("q"), Format::Csv, "en_US", Vec::new(), || true);
        assert!(failed.is_err() && view.count(Filter::project("q")).unwrap_err().is_busy());
    };
    let first = view();
    remove_project(&case.cluster, "q");
    expect_error(&first);
    // Another project of the same name, at the same version.
    import(&case.cluster, "q", &[record("x", "2020-01-29T23:59:59Z")]);
    expect_error(&first);
    assert_eq!(column(&view(), &Filter::project("q"), "transaction_id"), ["x"]);
}

#[test]
fn a_project_whose_removal_was_killed_can_be_created_again() {
    let Some(case) = case() else { return };
    case.seal("2020-02");
    case.unseal("2020-02").unwrap();
    // State after a killed server: neither records nor a version, but the log of moved months.
    for table in ["records", "versions"] {
        case.run(&format!("ALTER TABLE {table} DELETE WHERE project_id = 'q'"));
        while case.number("SELECT count() FROM system.mutations WHERE database = currentDatabase() AND is_done = 0") > 0
        {
        }
    }
    case.run("INSERT INTO sealed (project_id, month, number, version) VALUES ('q', '-', 9, 7)");
    assert!(!case.cluster.has_project("q").unwrap());
    import(&case.cluster, "q", &[record("x", "2020-01-29T23:59:59Z")]);
    assert_eq!(column(&case.cluster, &Filter::project("q"), "transaction_id"), ["x"]);
}

/// Adds records as an import of a file does.
fn add(import: &mut Import, records: &[ConnectionRecord]) {
    for records in records.chunks(500) {
        import.prepare(records).unwrap();
        for record in records {
            import.add(record).unwrap();
        }
    }
}

/// An import into a project that fails after it has written 50,000 records, the first of them a correction.
fn fail_import(store: &Store, project: &str, corrected: &ConnectionRecord) {
    let records: Vec<_> = (0..50_000).map(|number| record(&format!("f{number}"), "2020-01-05T00:00:00Z")).collect();
    let mut failing = store.import(project).unwrap().correcting();
    let last = [record("last", "2020-01-06T00:00:00Z")];
    add(&mut failing, std::slice::from_ref(corrected));
    add(&mut failing, &records);
    add(&mut failing, &last);
}

#[test]
fn what_an_import_that_failed_has_written_never_becomes_visible() {
    let Some(case) = case() else { return };
    let known = ConnectionRecord { desktop_id: Some("old".into()), ..record("known", "2020-04-05T00:00:00Z") };
    import(&case.cluster, "q", std::slice::from_ref(&known));
    let rows = case.number("SELECT count() FROM records");
    let corrected = ConnectionRecord { desktop_id: Some("new".into()), ..known };
    fail_import(&case.cluster, "q", &corrected);
    assert!(case.number("SELECT count() FROM records") > rows + 40_000);
    // The log has no changes that never happened.
    assert_eq!(case.number("SELECT count() FROM corrections"), 0);
    let month = Filter { time_range: range("2020-02-01T00:00Z", "2020-03-01T00:00Z"), ..Filter::project("q") };
    assert_eq!(case.cluster.remove(&month, 1000).unwrap(), 2);
    assert_eq!(case.cluster.count(Filter::project("q")).unwrap(), 9);
    let desktops = column(&case.cluster, &Filter::project("q"), "desktop_id");
    assert!(desktops.contains(&"old".to_owned()) && !desktops.contains(&"new".to_owned()), "{desktops:?}");
    // A project that never had a version.
    fail_import(&case.cluster, "r", &record("x", "2020-01-04T00:00:00Z"));
    assert!(case.cluster.expire("2019-12-01T00:00:00Z".parse().unwrap(), 1000).unwrap().is_none());
    while let Some(expired) = case.cluster.expire("2020-01-31T00:00:00Z".parse().unwrap(), 1000).unwrap() {
        assert!(expired.project_id != "r" && expired.records > 0, "{expired:?}");
    }
    assert!(!case.cluster.has_project("r").unwrap());
    assert_eq!(case.number("SELECT count() FROM records WHERE project_id = 'r'"), 0);
    fail_import(&case.cluster, "q", &corrected);
    while case.cluster.expire("2020-02-01T00:00:00Z".parse().unwrap(), 1000).unwrap().is_some() {}
    assert_eq!(case.cluster.count(Filter::project("q")).unwrap(), 7);
}

#[test]
fn a_record_that_gains_a_value_late_in_a_large_import_keeps_it() {
    let Some(case) = case() else { return };
    let open: Vec<_> = (0..50_000).map(|number| record(&format!("{number}"), "2020-01-05T00:00:00Z")).collect();
    let mut ended = open[..1000].to_vec();
    ended.iter_mut().for_each(|record| record.connection_end_time = Some("2020-01-06T00:00:00Z".into()));
    let mut large = case.cluster.import("r").unwrap();
    add(&mut large, &open);
    add(&mut large, &ended);
    large.commit().unwrap();
    let ends = column(&case.cluster, &Filter::project("r"), "connection_end_time");
    assert_eq!((ends.len(), ends.iter().filter(|end| *end != "Absent").count()), (50_000, 1000));
}

#[test]
fn every_correction_of_a_large_import_is_logged_once() {
    let Some(case) = case() else { return };
    let of = |desktop: &str| -> Vec<_> {
        let desktop_id = Some(desktop.to_owned());
        let one = |number: u64| record(&format!("{number}"), "2020-01-05T00:00:00Z");
        (0..52_000).map(|number| ConnectionRecord { desktop_id: desktop_id.clone(), ..one(number) }).collect()
    };
    for desktop in ["old", "new"] {
        let mut import = case.cluster.import("r").unwrap().correcting();
        add(&mut import, &of(desktop));
        import.commit().unwrap();
    }
    let corrections =
        "SELECT uniqExact(key) FROM corrections WHERE field = 'desktop_id' AND old = 'old' AND new = 'new'";
    assert_eq!((case.number(corrections), case.number("SELECT count() FROM corrections")), (52_000, 52_000));
}

#[test]
fn a_file_that_a_killed_server_left_is_removed_with_the_next_move() {
    let Some(case) = case() else { return };
    case.seal("2020-02");
    let contents: Vec<_> = case.files().into_iter().map(|path| (std::fs::read(&path).unwrap(), path)).collect();
    // The log of sealed months as it is before the files are removed.
    case.run("CREATE TABLE log AS sealed ENGINE = Memory");
    case.run("INSERT INTO log SELECT * FROM sealed");
    case.unseal("2020-02").unwrap();
    let leave = || {
        case.run("INSERT INTO sealed SELECT * FROM log");
        contents.iter().for_each(|(content, path)| std::fs::write(path, content).unwrap());
        assert_eq!(case.files().len(), 2);
    };
    leave();
    case.unseal("2020-02").unwrap();
    assert!(case.files().is_empty(), "{:?}", case.files());
    case.expect_equal();
    leave();
    case.cluster.remove(&filters()[5], 1000).unwrap();
    assert!(case.files().iter().all(|path| path.parent().unwrap().ends_with("p")), "{:?}", case.files());
    while case.cluster.expire("2020-03-01T00:00:00Z".parse().unwrap(), 1000).unwrap().is_some() {}
    assert!(case.files().is_empty(), "{:?}", case.files());
}

#[test]
fn a_file_that_was_written_and_never_became_that_of_its_month_is_removed() {
    let Some(case) = case() else { return };
    case.seal("2020-02");
    // As after a server that was killed between the file and the end of its move.
    case.run("ALTER TABLE sealed DELETE WHERE number > 0");
    while case.number("SELECT count() FROM system.mutations WHERE database = currentDatabase() AND is_done = 0") > 0 {}
    assert_eq!(case.files().len(), 2);
    case.cluster.remove(&Filter::project("q"), 1000).unwrap();
    assert_eq!(case.files().len(), 1);
    case.unseal("2020-02").unwrap();
    assert_eq!((case.files().len(), case.number("SELECT count() FROM sealed WHERE url LIKE 'file%'")), (0, 0));
    // The next seal of the month, which may write another file, removes it, too.
    let stale = case.files.join("p/2020-03-stale.parquet");
    std::fs::write(&stale, "x").unwrap();
    let values = format!("('p', '+2020-03', 0, 1, 'file://{}')", stale.display());
    case.run(&format!("INSERT INTO sealed (project_id, month, number, version, url) VALUES {values}"));
    case.seal("2020-03");
    assert!(case.files().len() == 1 && !stale.exists(), "{:?}", case.files());
}

#[test]
fn an_unreadable_file_does_not_stop_what_expires_elsewhere() {
    let Some(case) = case() else { return };
    for month in ["2020-01", "2020-02", "2020-03"] {
        case.seal(month);
    }
    let is_of = |path: &Path, project: &str, month: &str| {
        path.parent().unwrap().ends_with(project) && path.file_name().unwrap().to_str().unwrap().starts_with(month)
    };
    for path in case.files() {
        if is_of(&path, "p", "2020-01") || is_of(&path, "p", "2020-02") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let revision = case.cluster.revision("p").unwrap();
    let before = "2020-02-10T00:00:00Z".parse().unwrap();
    let expiring = case.cluster.expiring(before).unwrap();
    // Of a file that cannot be read, at most all.
    let numbers: Vec<_> = expiring.iter().map(|one| (&*one.project_id, one.expired, one.total)).collect();
    assert_eq!(numbers, [("p", 240, 600), ("q", 4, 10)]);
    let mut expired = BTreeMap::new();
    let error = loop {
        match case.cluster.expire(before, 1000) {
            Ok(batch) => batch.map(|batch| *expired.entry(batch.project_id).or_default() += batch.records).unwrap(),
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("p/2020-02-"), "{error}");
    // A month that has expired as a whole need not be read.
    assert_eq!(expired, BTreeMap::from([("p".to_owned(), 120), ("q".to_owned(), 4)]));
    assert_eq!(
        (case.cluster.count(Filter::project("p")).unwrap(), case.cluster.count(Filter::project("q")).unwrap()),
        (480, 6)
    );
    // Those of March, and the one that is away.
    assert!(case.files().iter().all(|path| is_of(path, "p", "2020-03") || is_of(path, "q", "2020-03")));
    assert_ne!(case.cluster.revision("p").unwrap(), revision);
}
