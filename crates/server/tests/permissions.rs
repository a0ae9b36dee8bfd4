//! File permissions of the data directory.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use deskledger_server::{Access, FILE_NAME, Store};
use support::record;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every file of a directory, with its mode.
fn modes(dir: &Path) -> Vec<(String, u32)> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let mut modes: Vec<(String, u32)> =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), mode(&entry.path()))).collect();
    modes.sort();
    modes
}

fn fill(store: &Store) {
    let mut import = store.import("p1").unwrap();
    import.add(&record(1)).unwrap();
    import.commit().unwrap();
}

#[test]
fn login_records_of_people_are_not_readable_by_every_user_of_the_machine() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("var/ledger");
    let store = Store::open(&data).unwrap();
    let moment = store.snapshot().unwrap();
    fill(&store);
    Access::open(&data).unwrap().set_user("wang", "a password of length").unwrap();
    assert_eq!((mode(&data), mode(&dir.path().join("var"))), (0o700, 0o700));
    let found = modes(&data);
    let log = format!("{FILE_NAME}-wal");
    assert!(found.iter().any(|(name, _)| *name == log), "{found:?}");
    assert!(found.iter().all(|(_, mode)| *mode == 0o600), "{found:?}");
    drop(moment);
}

#[test]
fn a_ledger_of_an_older_version_that_everybody_could_read_is_closed_and_its_directory_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
    let store = Store::open(dir.path()).unwrap();
    Access::open(dir.path()).unwrap();
    let moment = store.snapshot().unwrap();
    fill(&store);
    for (name, _) in modes(dir.path()) {
        fs::set_permissions(dir.path().join(name), Permissions::from_mode(0o644)).unwrap();
    }
    fs::write(dir.path().join("notes"), "of somebody else").unwrap();
    fs::set_permissions(dir.path().join("notes"), Permissions::from_mode(0o644)).unwrap();
    Store::open(dir.path()).unwrap();
    Access::open(dir.path()).unwrap();
    for (name, mode) in modes(dir.path()) {
        assert_eq!(mode, if name == "notes" { 0o644 } else { 0o600 }, "{name}");
    }
    assert_eq!(mode(dir.path()), 0o755);
    drop(moment);
}

#[test]
fn a_ledger_that_is_taken_away_is_not_replaced_by_an_empty_one() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    fill(&store);
    let file = dir.path().join(FILE_NAME);
    fs::rename(&file, dir.path().join("elsewhere")).unwrap();
    assert!(
        store.snapshot().is_err()
            && store.import("p1").is_err()
            && store.count(deskledger_server::Filter::project("p1")).is_err()
    );
    assert!(!file.exists());
}
