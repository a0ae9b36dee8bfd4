//! Pages of the list call: concurrency and counts.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use deskledger_server::{Filter, Limits, Store};
use support::{PROJECT, Response, Server, TOKEN, record};

fn list(server: &Server, query: &str) -> Response {
    let target = format!("/v2/{PROJECT}/connections/desktops{query}");
    server.request("GET", &target, &[&format!("X-Auth-Token: {TOKEN}")])
}

#[test]
fn many_who_ask_for_pages_at_once_are_asked_to_retry_instead_of_taking_every_thread() {
    let server = Server::within(Limits { max_concurrent_lists: 0, ..Limits::default() });
    let response = list(&server, "");
    assert_eq!((response.status, response.header("retry-after")), (429, Some("1")));
    assert_eq!(response.json()["error_code"], "APIGW.0308");
    assert_eq!(server.request("GET", "/readyz", &[]).text(), "ready\n");
}

#[test]
fn a_place_for_a_page_is_free_again_whether_the_page_was_read_or_not() {
    let server = Server::within(Limits { max_concurrent_lists: 2, ..Limits::default() });
    server.import(&(0..50).map(record).collect::<Vec<_>>());
    for _ in 0..10 {
        assert_eq!(list(&server, "?limit=10").status, 200);
        assert_eq!(list(&server, "?limit=many").status, 400);
    }
}

#[test]
fn a_page_counts_what_there_is_now_and_not_what_there_was() {
    let server = Server::start();
    server.import(&(0..45).map(record).collect::<Vec<_>>());
    let count = |query: &str| list(&server, query).json()["total_count"].as_u64().unwrap();
    for (query, expected) in [
        ("?limit=10", 45),
        ("?limit=10&offset=40", 45),
        ("?limit=10&offset=45", 45),
        ("?limit=10&offset=1000", 45),
        ("?limit=0", 45),
        ("?limit=5&offset=40", 45),
        ("?limit=100", 45),
        ("?limit=10&user_name=nobody", 0),
        ("?limit=0&user_name=nobody", 0),
    ] {
        assert_eq!((count(query), count(query)), (expected, expected), "{query}");
    }
    let minute = "?limit=1&start_time=2020-04-01T00:00Z&end_time=2020-04-01T00:01Z";
    assert_eq!(count(minute), 45);
    server.import(&(45..70).map(record).collect::<Vec<_>>());
    assert_eq!((count("?limit=10"), count(minute)), (70, 60));
}

#[test]
fn counting_ends_when_nobody_timeouts_for_it_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut import = store.import("p1").unwrap();
    (0..20_000).for_each(|number| assert!(import.add(&record(number)).is_ok()));
    import.commit().unwrap();
    let filter = Filter { terminal_type: Some("nobody's".into()), ..Filter::project("p1") };
    let asked = Arc::new(AtomicUsize::new(0));
    let until = |most: usize| {
        let asked = asked.clone();
        move || asked.fetch_add(1, Ordering::Relaxed) < most
    };
    assert_eq!(store.count_while(&filter, until(3)).unwrap(), None);
    assert_eq!(asked.load(Ordering::Relaxed), 4, "it went on, or was not asked");
    assert_eq!(store.count_while(&filter, || true).unwrap(), Some(0));
    assert_eq!(store.count(Filter::project("p1")).unwrap(), 20_000);
}
