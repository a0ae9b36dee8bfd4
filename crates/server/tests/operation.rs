//! Operation: limits, retention, backups.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use deskledger::{ConnectionRecord, DateTime};
use deskledger_server::{Access, Filter, Limits, Options, Store, back_up};
use support::{NDJSON, PROJECT, Server, TOKEN, record};

/// A time some days ago.
fn days_ago(days: u64) -> DateTime {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    DateTime::from_unix_seconds(i64::try_from(now - days * 86_400).unwrap()).unwrap()
}

fn started(days: u64, id: &str) -> ConnectionRecord {
    let connection_start_time = days_ago(days).to_string();
    ConnectionRecord { connection_start_time, transaction_id: Some(id.into()), ..Default::default() }
}

#[test]
fn old_records_go_in_pieces_and_every_piece_is_another_version() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    for (project, records) in [("p1", 5), ("p2", 1)] {
        let mut import = store.import(project).unwrap();
        (0..records).for_each(|number| assert!(import.add(&record(number)).is_ok()));
        import.add(&started(1, "new")).unwrap();
        import.commit().unwrap();
    }
    let (before, mut pieces) = (store.revision("p1").unwrap(), Vec::new());
    while let Some(expired) = store.expire(days_ago(30), 2).unwrap() {
        pieces.push((expired.project_id, expired.records));
    }
    let all = [("p1".to_owned(), 2), ("p1".to_owned(), 2), ("p1".to_owned(), 1), ("p2".to_owned(), 1)];
    assert_eq!(pieces, all);
    assert_ne!(store.revision("p1").unwrap(), before);
    for project in ["p1", "p2"] {
        assert_eq!(store.count(Filter::project(project)).unwrap(), 1);
    }
}

#[test]
fn a_server_that_keeps_thirty_days_forgets_the_rest_and_says_so() {
    let server = Server::with_records(
        Options::default().retention(30).retention_max_percent(100),
        &[started(29, "young"), started(31, "old"), started(4000, "older")],
    );
    let begun = Instant::now();
    while server.store.count(Filter::project(PROJECT)).unwrap() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(60), "old records were kept");
        std::thread::sleep(Duration::from_millis(10));
    }
    let left = server.export("", NDJSON);
    assert!(left.text().contains("young") && left.text().lines().count() == 1, "{}", left.text());
    let counted = || server.request("GET", "/metrics", &[]).text().contains("deskledger_records_expired_total 2\n");
    while !counted() {
        assert!(begun.elapsed() < Duration::from_secs(60), "what was removed is not counted");
        std::thread::sleep(Duration::from_millis(10));
    }
    server.wait();
}

#[test]
fn a_body_that_is_too_large_or_too_slow_is_rejected_and_nothing_of_it_kept() {
    let limits = Limits { max_body_bytes: 1024, body_timeout: Duration::from_millis(200), ..Limits::default() };
    let server = Server::within(limits);
    let send = |length: usize, body: &str| {
        let head = format!(
            "POST /ledger/v1/{PROJECT}/records HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {TOKEN}\r\n\
             Content-Type: application/x-ndjson\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        server.send(head.as_bytes())
    };
    let line = serde_json::to_string(&record(1)).unwrap() + "\n";
    assert_eq!(send(line.len(), &line).status, 200);
    let long = serde_json::to_string(&record(2)).unwrap() + &"\n".repeat(1024);
    let refused = send(long.len(), &long);
    assert_eq!((refused.status, &refused.json()["error_code"]), (413, &"APIGW.0201".into()));
    let half = serde_json::to_string(&record(3)).unwrap();
    let refused = send(half.len() + 100, &half);
    assert_eq!((refused.status, &refused.json()["error_code"]), (408, &"APIGW.0201".into()));
    assert_eq!(server.store.count(Filter::project(PROJECT)).unwrap(), 1);
}

#[test]
fn a_head_that_is_too_large_is_rejected() {
    let server = Server::within(Limits { max_header_bytes: 8192, ..Limits::default() });
    let long = format!("X-Long: {}", "a".repeat(9000));
    assert_eq!(server.request("GET", "/healthz", &[&long]).status, 431);
    assert_eq!(server.request("GET", "/healthz", &["X-Long: a"]).status, 200);
}

#[test]
fn a_copy_made_while_records_arrive_has_all_of_a_batch_or_none() {
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy"));
    let store = Store::open(&data).unwrap();
    let access = Access::open(&data).unwrap();
    access.set_user("wang", "a password of length").unwrap();
    let key = access.add_key("wang").unwrap();
    let batch = |number: u32| {
        let mut import = store.import("p1").unwrap();
        (0..10).for_each(|line| assert!(import.add(&record(number * 10 + line)).is_ok()));
        import.commit().unwrap();
    };
    batch(0);
    let copied = std::thread::scope(|scope| {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        scope.spawn(move || {
            (1..10_000).take_while(|_| stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty)).for_each(batch);
        });
        let copied = back_up(&data, &copy).unwrap();
        drop(stop);
        copied
    });
    assert_eq!((copied.records % 10, copied.users), (0, 1));
    assert!(copied.records >= 10);
    let restored = Store::open(&copy).unwrap();
    assert_eq!(restored.count(Filter::project("p1")).unwrap(), copied.records);
    assert_eq!(Access::open(&copy).unwrap().users().unwrap()[0].keys, [key.id]);
    // Later writes to the copy do not block its readers, as in the original.
    let mode = rusqlite::Connection::open(copy.join(deskledger_server::FILE_NAME)).unwrap();
    let mode: String = mode.query_row("PRAGMA journal_mode", (), |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_copy_that_fails_leaves_nothing_and_never_replaces_another_one() {
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy"));
    assert!(back_up(&data, &copy).is_err());
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join(deskledger_server::FILE_NAME), "no database at all ".repeat(99)).unwrap();
    assert!(back_up(&data, &copy).is_err());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    std::fs::create_dir(&copy).unwrap();
    let reported = back_up(&data, &copy).unwrap_err().to_string();
    assert!(reported.contains("expected an unused name for the copy"), "{reported}");
}
