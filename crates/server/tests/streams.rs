//! Exports as streams: slow and disconnected clients, concurrent imports, limits, and shutdown.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use deskledger::ConnectionRecord;
use deskledger_server::{Filter, Limits};
use support::{CSV, NDJSON, PROJECT, Server, TOKEN, read, record, target};

/// Enough records for a file of some twenty megabytes: more than all buffers between store and client.
const MANY: u32 = 15_000;

fn many() -> Vec<ConnectionRecord> {
    let filler = Some("x".repeat(250));
    let many = (0..MANY).map(|number| ConnectionRecord {
        terminal_name: filler.clone(),
        client_version: filler.clone(),
        agent_version: filler.clone(),
        sid: filler.clone(),
        desktop_id: filler.clone(),
        connection_failure_reason: filler.clone(),
        ..record(number)
    });
    many.collect()
}

/// Starts an export and reads only the start of its response.
fn begin(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Auth-Token: {TOKEN}\r\nAccept: {NDJSON}\r\n\r\n",
        target("")
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    stream
}

/// Reads the rest of a started export.
fn finish(stream: TcpStream) -> support::Response {
    let mut bytes = b"HTTP/1.1 200".to_vec();
    let mut stream = stream;
    let _ = stream.read_to_end(&mut bytes);
    support::parse(&bytes)
}

/// Waits for a condition of another thread.
fn eventually(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < Duration::from_secs(60), "it has not happened");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn records_that_arrive_during_an_export_are_not_in_it_and_do_not_wait() {
    let server = Server::start();
    server.import(&many());
    let stream = begin(&server);
    server.import(&(MANY..MANY + 100).map(record).collect::<Vec<_>>());
    let response = finish(stream);
    assert!(response.is_whole);
    assert_eq!(response.text().lines().count(), MANY as usize);
    assert_eq!(server.export("", NDJSON).text().lines().count(), MANY as usize + 100);
}

#[test]
fn a_client_that_goes_away_frees_its_place() {
    let server = Server::within(Limits { max_concurrent_exports: 1, ..Limits::default() });
    server.import(&many());
    let stream = begin(&server);
    let refused = server.export("", CSV);
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("2")));
    let body = refused.json();
    assert_eq!(body["error_code"], "APIGW.0308");
    assert_eq!(body["request_id"].as_str(), refused.header("x-request-id"));
    drop(stream);
    eventually(|| server.export("", CSV).status == 200);
}

#[test]
fn one_caller_leaves_places_for_the_exports_of_others() {
    let server = Server::within(Limits { max_concurrent_exports: 2, ..Limits::default() });
    server.import(&many());
    let _stream = begin(&server);
    let status = |token: &str| server.request("GET", &target(""), &[&format!("X-Auth-Token: {token}")]).status;
    assert_eq!((status(TOKEN), status("another")), (429, 200));
}

#[test]
fn a_reader_that_takes_nothing_is_given_up() {
    let server = Server::within(Limits {
        max_concurrent_exports: 1,
        write_timeout: Duration::from_millis(200),
        ..Limits::default()
    });
    server.import(&many());
    let stream = begin(&server);
    eventually(|| server.export("user_name=nobody", CSV).status == 200);
    let response = finish(stream);
    assert!(!response.is_whole, "a file that broke off ended well");
}

#[test]
fn a_store_that_breaks_in_the_middle_never_ends_the_file_well() {
    let server = Server::start();
    server.import(&many());
    // One text in the middle that is no UTF-8: the reading fails there, long after the first bytes have been sent.
    let raw = rusqlite::Connection::open(server.directory.path().join(deskledger_server::FILE_NAME)).unwrap();
    let broken = "UPDATE record SET line = CAST(x'ff' AS TEXT) WHERE key = 'transaction-00012000'";
    assert_eq!(raw.execute(broken, ()).unwrap(), 1);
    for accept in [CSV, NDJSON, "*/*"] {
        let response = server.export("", accept);
        assert_eq!((response.status, response.is_whole), (200, false), "{accept}");
    }
    let before = server.export("end_time=2020-04-01T00:10Z&start_time=2020-04-01T00:00Z", NDJSON);
    assert!(before.is_whole);
}

#[test]
fn the_end_finishes_what_is_running_and_takes_nothing_new() {
    let mut server = Server::start();
    server.import(&many());
    let stream = begin(&server);
    server.ask_to_stop();
    let address = server.address;
    eventually(|| TcpStream::connect(address).is_err());
    let response = finish(stream);
    assert!(response.is_whole);
    assert_eq!(response.text().lines().count(), MANY as usize);
    server.wait();
}

#[test]
fn the_end_does_not_wait_for_ever() {
    let mut server = Server::within(Limits { shutdown_timeout: Duration::from_millis(200), ..Limits::default() });
    server.import(&many());
    let stream = begin(&server);
    server.ask_to_stop();
    server.wait();
    assert!(!finish(stream).is_whole);
}

#[test]
fn a_connection_that_never_asks_is_closed() {
    let server = Server::within(Limits { header_timeout: Duration::from_millis(200), ..Limits::default() });
    let silent = server.connect();
    let mut slow = server.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    for mut stream in [silent, slow] {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        assert!(!bytes.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn one_connection_serves_one_request_after_another() {
    let server = Server::start();
    let mut stream = server.connect();
    let request =
        format!("GET {} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: {TOKEN}\r\nAccept: {CSV}\r\n", target(""));
    stream.write_all(format!("{request}\r\n{request}Connection: close\r\n\r\n").as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text.matches("HTTP/1.1 200").count(), 2);
}

#[test]
fn many_exports_at_once_are_all_whole() {
    let server = Server::start();
    server.import(&(0..3000).map(record).collect::<Vec<_>>());
    let expected = server.export("", CSV).body;
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let response = server.export("", CSV);
                assert!(response.is_whole && response.body == expected);
            });
        }
    });
    assert_eq!(server.store.count(Filter::project(PROJECT)).unwrap(), 3000);
    assert_eq!(read(begin_nothing(&server)).status, 401);
}

fn begin_nothing(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    stream.write_all(format!("GET {} HTTP/1.0\r\n\r\n", target("")).as_bytes()).unwrap();
    stream
}
