//! Callers without valid credentials: they use no resources of authenticated callers.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use deskledger::DateTime;
use deskledger_server::{Access, NewKey, Role};
use support::{PROJECT, Response, Server, TOKEN, record};

/// More than the quota of batches.
const MANY: usize = 12;

fn server() -> (Server, NewKey) {
    let server = Server::start();
    let access = Access::open(server.directory.path()).unwrap();
    access.set_user("wang", "a password of length").unwrap();
    access.grant("wang", PROJECT, Role::Reader).unwrap();
    access.set_user("li", "a password of length").unwrap();
    access.grant("li", PROJECT, Role::Writer).unwrap();
    let key = access.add_key("li").unwrap();
    (server, key)
}

/// A token of a user with the role reader.
fn token_of_a_reader(server: &Server) -> String {
    let question = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"wang",
        "password":"a password of length","domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"{PROJECT}"}}}}}}}}"#
    );
    let length = format!("Content-Length: {}", question.len());
    let head = ["POST /v3/auth/tokens HTTP/1.1", "Host: a", "Connection: close", "Content-Type: application/json"];
    let request = format!("{}\r\n{length}\r\n\r\n{question}", head.join("\r\n"));
    server.send(request.as_bytes()).header("x-subject-token").unwrap().to_owned()
}

/// The current time in the format of a signed request.
fn date() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    DateTime::from_unix_seconds(i64::try_from(now).unwrap()).unwrap().to_string().replace(['-', ':'], "")
}

/// Sends the headers of a batch, and nothing more.
fn begin(server: &Server, headers: &[&str]) -> TcpStream {
    let mut stream = server.connect();
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let head = format!(
        "POST /ledger/v1/{PROJECT}/records HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n{headers}\r\n{{"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// The status of a response that arrives without the body being sent.
fn status(mut stream: TcpStream) -> u16 {
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    std::str::from_utf8(&head[9..]).unwrap().parse().unwrap()
}

/// Waits until a number of requests have been rejected; the others hold their slots then.
fn wait_for_refusals(held: &[TcpStream], expected: usize) {
    let begun = Instant::now();
    let mut waiting: Vec<&TcpStream> = held.iter().collect();
    while held.len() - waiting.len() < expected {
        assert!(begun.elapsed() < Duration::from_secs(60), "{} of {} hold a place", waiting.len(), held.len());
        waiting.retain(|stream| {
            stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
            let mut head = [0; 12];
            let mut reader: &TcpStream = stream;
            let is_answered = reader.read_exact(&mut head).is_ok();
            assert!(!is_answered || &head[9..] == b"429", "{}", String::from_utf8_lossy(&head));
            !is_answered
        });
    }
}

fn add(server: &Server, token: &str, number: u32) -> Response {
    let line = serde_json::to_string(&record(number)).unwrap() + "\n";
    let head = format!(
        "POST /ledger/v1/{PROJECT}/records HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {token}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{line}",
        line.len()
    );
    server.send(head.as_bytes())
}

#[test]
fn whoever_may_not_add_records_is_rejected_before_the_body_and_takes_no_place() {
    let (server, key) = server();
    let reader = format!("X-Auth-Token: {}", token_of_a_reader(&server));
    let now = format!("X-Sdk-Date: {}", date());
    let signed = |key: &str, names: &str| {
        format!("Authorization: SDK-HMAC-SHA256 Access={key}, SignedHeaders={names}, Signature={}", "0".repeat(64))
    };
    let all = "host;x-sdk-date";
    for (headers, expected) in [
        (&["Authorization: SDK-HMAC-SHA256 nothing", &now][..], 401),
        (&[&signed("NOBODY", all), &now], 401),
        (&[&signed(&key.id, all)], 401),
        (&[&signed(&key.id, all), "X-Sdk-Date: 20200424T030247Z"], 401),
        (&[&signed(&key.id, "host"), &now], 401),
        (&["X-Auth-Token: wrong"], 401),
        (&[], 401),
        (&[&reader], 403),
    ] {
        let held: Vec<TcpStream> = (0..MANY).map(|_| begin(&server, headers)).collect();
        for stream in held {
            let found = status(stream);
            assert_eq!(found, expected, "{headers:?}");
        }
        assert_eq!(add(&server, TOKEN, 1).status, 200, "{headers:?}: the others were shut out");
    }
}

#[test]
fn whoever_knows_the_name_of_a_key_only_leaves_places_for_those_who_hold_one() {
    let (server, key) = server();
    let signature = "0".repeat(64);
    let signed = format!(
        "Authorization: SDK-HMAC-SHA256 Access={}, SignedHeaders=host;x-sdk-date, Signature={signature}",
        key.id
    );
    let held: Vec<TcpStream> =
        (0..MANY).map(|_| begin(&server, &[&signed, &format!("X-Sdk-Date: {}", date())])).collect();
    // One machine has a quarter of the places as long as it is not known.
    wait_for_refusals(&held, MANY - 2);
    assert_eq!(add(&server, TOKEN, 1).status, 200);
}

#[test]
fn one_caller_who_sends_slowly_leaves_places_for_the_others() {
    let (server, _) = server();
    let token = format!("X-Auth-Token: {TOKEN}");
    let held: Vec<TcpStream> = (0..MANY).map(|_| begin(&server, &[&token])).collect();
    wait_for_refusals(&held, MANY - 4);
    assert_eq!(add(&server, TOKEN, 1).status, 429);
    assert_eq!(add(&server, "another", 2).status, 200);
}
