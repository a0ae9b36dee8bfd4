//! Bad days: a store that is missing, damaged or on a full disk is reported, and a killed backup leaves nothing for long.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use deskledger_server::{Access, FILE_NAME, Options, Store, back_up, back_up_unless};
use support::{Server, record};

fn metric(server: &Server, name: &str) -> String {
    let text = server.request("GET", "/metrics", &[]).text().to_owned();
    let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_default();
    line.rsplit(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn a_missing_or_empty_store_beside_users_is_not_served_as_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    let access = Access::open(dir.path()).unwrap();
    let store = dir.path().join(FILE_NAME);
    std::fs::remove_file(&store).unwrap();
    assert!(Store::open(dir.path()).is_ok(), "without users there is nothing to lose");
    access.set_user("wang", "a password of length").unwrap();
    std::fs::remove_file(&store).unwrap();
    for _ in 0..2 {
        let error = Store::open(dir.path()).unwrap_err().to_string();
        assert!(error.contains("missing or empty") && error.contains("admin restore"), "{error}");
        std::fs::write(&store, "").unwrap();
    }
}

#[test]
fn a_store_that_goes_missing_while_it_is_served_is_not_ready() {
    let server = Server::with_records(Options::default(), &[record(0)]);
    assert_eq!((server.request("GET", "/readyz", &[]).status, metric(&server, "deskledger_ready")), (200, "1".into()));
    std::fs::remove_file(server.directory.path().join(FILE_NAME)).unwrap();
    assert_eq!((server.request("GET", "/readyz", &[]).status, metric(&server, "deskledger_ready")), (503, "0".into()));
    assert_eq!(server.request("GET", "/healthz", &[]).status, 200);
}

#[test]
fn damage_is_found_by_the_check_at_the_start_and_while_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut import = store.import("p1").unwrap();
    (0..2000).for_each(|number| assert!(import.add(&record(number)).is_ok()));
    import.commit().unwrap();
    assert_eq!(store.check(None).unwrap(), None);
    assert!(store.truncate_log().unwrap());
    let file = std::fs::OpenOptions::new().write(true).open(dir.path().join(FILE_NAME)).unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    // A page of records, which only a check reads at the start.
    file.write_all_at(&[0xff; 4096], (pages - 1) * 4096).unwrap();
    let found = Store::open(dir.path()).unwrap().check(None).unwrap();
    assert!(found.is_some());
    for page in 4..pages {
        file.write_all_at(&[0xff; 4096], page * 4096).unwrap();
    }
    let error = Store::open(dir.path()).unwrap_err().to_string();
    assert!(error.contains("damaged") && error.contains("admin restore"), "{error}");
    let server = Server::with_records(Options::default(), &(0..2000).map(record).collect::<Vec<_>>());
    assert_eq!(server.request("GET", "/readyz", &[]).status, 200);
    assert!(server.store.truncate_log().unwrap());
    let file = std::fs::OpenOptions::new().write(true).open(server.directory.path().join(FILE_NAME)).unwrap();
    for page in 4..file.metadata().unwrap().len() / 4096 {
        file.write_all_at(&[0xff; 4096], page * 4096).unwrap();
    }
    let _ = server.export("", support::NDJSON);
    assert_eq!(server.request("GET", "/readyz", &[]).status, 503, "an export found the damage");
}

#[test]
fn lost_lines_of_the_log_are_reported_and_do_not_make_the_server_unready() {
    let lost = Arc::new(AtomicU64::new(0));
    let server = Server::with(Options::default().with_log_losses(lost.clone()));
    assert_eq!(server.request("GET", "/readyz", &[]).text(), "ready\n");
    lost.store(3, Ordering::Relaxed);
    let ready = server.request("GET", "/readyz", &[]);
    assert_eq!((ready.status, ready.text()), (200, "ready\nlog lines lost: 3\n"));
    assert_eq!(metric(&server, "deskledger_log_lines_lost"), "3");
}

#[test]
fn what_a_killed_backup_left_is_removed_by_the_next_one_and_a_cancelled_one_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy"));
    drop(Store::open(&data).unwrap());
    let names = || {
        let entries = std::fs::read_dir(dir.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let cancelled = Arc::new(AtomicBool::new(true));
    let store = Store::open(&data).unwrap();
    let mut import = store.import("p1").unwrap();
    (0..5000).for_each(|number| assert!(import.add(&record(number)).is_ok()));
    import.commit().unwrap();
    assert!(back_up_unless(&data, &copy, &cancelled).is_err());
    assert_eq!(names(), ["data"]);
    let abandoned = dir.path().join("copy.part-0123456789abcdef");
    std::fs::create_dir(&abandoned).unwrap();
    std::fs::write(abandoned.join(FILE_NAME), "half of a copy").unwrap();
    assert!(back_up(&data, &copy).is_ok());
    assert_eq!(names(), ["copy", "data"]);
    // A backup is restored in the same way, into a directory that does not exist.
    let restored = dir.path().join("restored");
    assert_eq!(back_up(&copy, &restored).unwrap().records, 5000);
    assert!(back_up(&copy, &data).is_err(), "a restore replaced a data directory");
}
