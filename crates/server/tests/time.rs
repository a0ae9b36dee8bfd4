//! Time is not trusted: a wrong clock neither deletes records nor makes a revoked or expired token valid.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use deskledger_server::{Access, Clock, Filter, Options, Role};
use support::{PROJECT, Server, record};

/// 2 April 2020, a day after the records of the tests.
const NOW: u64 = 1_585_785_600;

const YEAR: u64 = 365 * 86_400;

fn clock(seconds: &Arc<AtomicU64>) -> Clock {
    let seconds = seconds.clone();
    Clock::new(move || Duration::from_secs(seconds.load(Ordering::Relaxed)))
}

fn metric(server: &Server, line: &str) -> bool {
    server.request("GET", "/metrics", &[]).text().lines().any(|found| found == line)
}

#[test]
fn a_clock_that_is_twenty_years_ahead_deletes_nothing() {
    let ahead = Arc::new(AtomicU64::new(NOW + 20 * YEAR));
    let options = Options::default().retention(365).with_clock(clock(&ahead));
    let server = Server::with_records(options, &(0..50).map(record).collect::<Vec<_>>());
    let begun = Instant::now();
    while !metric(&server, "deskledger_retention_withheld 50") {
        assert!(begun.elapsed() < Duration::from_secs(60), "the withheld run is not counted");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(server.store.count(Filter::project(PROJECT)).unwrap(), 50);
}

#[test]
fn a_share_below_the_limit_is_deleted_without_confirmation() {
    let now = Arc::new(AtomicU64::new(NOW));
    // Records of the hour from midnight on 1 April; nine seconds of it expire.
    let records: Vec<_> = (0..50).map(record).collect();
    let started = 1_585_699_200 + 9 + 86_400;
    now.store(started, Ordering::Relaxed);
    let server = Server::with_records(Options::default().retention(1).with_clock(clock(&now)), &records);
    let begun = Instant::now();
    while server.store.count(Filter::project(PROJECT)).unwrap() != 41 {
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", server.store.count(Filter::project(PROJECT)).unwrap());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_clock_that_is_set_back_neither_revives_a_token_nor_issues_one() {
    let seconds = Arc::new(AtomicU64::new(NOW));
    let server = Server::with_records(Options::default().with_clock(clock(&seconds)), &[record(0)]);
    let access = Access::open(server.directory.path()).unwrap().with_clock(clock(&seconds)).unwrap();
    access.set_user("wang", "a password of length").unwrap();
    access.grant("wang", PROJECT, Role::Reader).unwrap();
    let token = access.issue("wang", PROJECT, Duration::from_secs(3600)).unwrap().secret;
    let header = format!("X-Auth-Token: {token}");
    let status = || server.request("GET", &format!("/v2/{PROJECT}/connections/desktops"), &[&header]).status;
    assert_eq!(status(), 200);
    seconds.fetch_add(2 * 3600, Ordering::Relaxed);
    assert_eq!(status(), 401);
    seconds.fetch_sub(2 * 3600, Ordering::Relaxed);
    assert_eq!(status(), 401, "the clock revived the token");
    let body = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"wang",
        "password":"a password of length","domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"{PROJECT}"}}}}}}}}"#
    );
    let head = format!(
        "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(server.send(head.as_bytes()).status, 503);
    assert_eq!(server.request("GET", "/readyz", &[]).status, 503);
}
