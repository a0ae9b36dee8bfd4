//! Requests signed with an access key.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use deskledger::{DateTime, SigningRequest, sign};
use deskledger_server::{Access, Limits, NewKey, Role};
use support::{PROJECT, Response, Server, target};

fn server() -> (Server, NewKey) {
    with(Limits::default())
}

fn with(limits: Limits) -> (Server, NewKey) {
    let server = Server::within(limits);
    let access = Access::open(server.directory.path()).unwrap();
    access.set_user("wang", "a password of length").unwrap();
    access.grant("wang", PROJECT, Role::Writer).unwrap();
    let key = access.add_key("wang").unwrap();
    (server, key)
}

/// The time in the format of the header, some seconds from now.
fn date(from_now: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let time = DateTime::from_unix_seconds(i64::try_from(now).unwrap() + from_now).unwrap().to_string();
    time.replace(['-', ':'], "")
}

/// Signs for one query and project, and sends another one.
fn send(server: &Server, key: &str, secret: &str, date: &str, signed: (&str, &str), sent: &str) -> Response {
    send_with(server, (key, secret), date, &[("host", "localhost"), ("x-sdk-date", date)], signed, sent)
}

fn send_with(
    server: &Server,
    (key, secret): (&str, &str),
    date: &str,
    headers: &[(&str, &str)],
    (project, name): (&str, &str),
    sent: &str,
) -> Response {
    let path: Vec<String> = ["v2", project, "connections", "desktops", "export"].map(String::from).into();
    let query = vec![("user_name".to_owned(), name.to_owned())];
    let request = SigningRequest { method: "GET", path: &path, query: &query, headers, body: &[] };
    let value = sign(request, key, secret, date);
    let headers = [format!("Authorization: {value}"), format!("X-Sdk-Date: {date}"), "Accept: text/csv".into()];
    let target = target(sent).replace(PROJECT, project);
    server.request("GET", &target, &headers.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_signature_opens_the_projects_of_its_user_and_no_other() {
    let (server, key) = server();
    let send = |project: &str| {
        send(&server, &key.id, &key.secret, &date(0), (project, "张 三"), "user_name=%E5%BC%A0%20%E4%B8%89")
    };
    assert_eq!(send(PROJECT).status, 200);
    let refused = send("another");
    assert_eq!((refused.status, &refused.json()["error_code"]), (403, &"WKS.00081102".into()));
}

#[test]
fn a_signature_for_another_request_or_another_time_is_rejected() {
    let (server, key) = server();
    let signed = (PROJECT, "a");
    for from_now in [-1000, 1000] {
        assert_eq!(send(&server, &key.id, &key.secret, &date(from_now), signed, "user_name=a").status, 401);
    }
    assert_eq!(send(&server, &key.id, &key.secret, &date(0), signed, "user_name=b").status, 401);
    assert_eq!(send(&server, &key.id, "wrong", &date(0), signed, "user_name=a").status, 401);
    let refused = send(&server, "NOBODY", &key.secret, &date(0), signed, "user_name=a");
    assert_eq!((refused.status, &refused.json()["error_code"]), (401, &"APIGW.0301".into()));
    assert_eq!(send(&server, &key.id, &key.secret, "20200424T030247Z", signed, "user_name=a").status, 401);
    assert_eq!(send(&server, &key.id, &key.secret, &date(-800), signed, "user_name=a").status, 200);
}

#[test]
fn a_signature_without_host_or_date_or_with_a_date_in_another_format_is_rejected() {
    let (server, key) = server();
    let date = date(0);
    let sent = |date: &str, names: &[&str]| {
        let all = [("host", "localhost"), ("x-sdk-date", date)];
        let headers: Vec<_> = all.into_iter().filter(|(name, _)| names.contains(name)).collect();
        send_with(&server, (&key.id, &key.secret), date, &headers, (PROJECT, "a"), "user_name=a").status
    };
    for names in [["host"], ["x-sdk-date"]] {
        assert_eq!(sent(&date, &names), 401, "{names:?}");
    }
    for wrong in [date.replace('T', "t"), date.replace('Z', "z"), format!("{date}0")] {
        assert_eq!(sent(&wrong, &["host", "x-sdk-date"]), 401, "{wrong}");
    }
    assert_eq!(sent(&date, &["host", "x-sdk-date"]), 200);
}

#[test]
fn a_right_signature_ends_the_count_of_wrong_ones() {
    let (server, key) = server();
    let signed = |secret: &str, name: &str| {
        send(&server, &key.id, secret, &date(0), (PROJECT, name), &format!("user_name={name}")).status
    };
    for right in ["a", "b"] {
        for _ in 0..4 {
            assert_eq!(signed("guess", "c"), 401);
        }
        assert_eq!(signed(&key.secret, right), 200, "{right}");
    }
}

#[test]
fn a_key_whose_secret_is_guessed_is_locked() {
    let (server, key) = server();
    for _ in 0..6 {
        assert_eq!(send(&server, &key.id, "guess", &date(0), (PROJECT, "a"), "user_name=a").status, 401);
    }
    assert_eq!(send(&server, &key.id, &key.secret, &date(0), (PROJECT, "a"), "user_name=a").status, 401);
}

#[test]
fn a_new_start_makes_no_signature_good_again_and_opens_no_lock() {
    let (server, key) = server();
    let date = date(0);
    let signed = |server: &Server, name: &str| {
        send(server, &key.id, &key.secret, &date, (PROJECT, name), &format!("user_name={name}")).status
    };
    assert_eq!(signed(&server, "a"), 200);
    // A repetition within two seconds from the same machine is accepted once: the first use has to be older.
    let file = rusqlite::Connection::open(server.directory.path().join("access.sqlite")).unwrap();
    assert_eq!(file.execute("UPDATE signature SET used_at = used_at - 3000", ()).unwrap(), 1);
    assert_eq!(signed(&server, "a"), 401);
    let server = server.restarted();
    assert_eq!((signed(&server, "a"), signed(&server, "b")), (401, 200));

    for _ in 0..6 {
        assert_eq!(send(&server, &key.id, "guess", &date, (PROJECT, "c"), "user_name=c").status, 401);
    }
    let server = server.restarted();
    assert_eq!(signed(&server, "c"), 401, "a new start opened the lock");
    file.execute("UPDATE failure SET last = last - 300000", ()).unwrap();
    assert_eq!(signed(&server, "c"), 200, "the lock does not open");
}

#[test]
fn a_signature_that_cannot_be_remembered_opens_nothing_and_is_good_later() {
    let (server, key) = with(Limits { access_timeout: Duration::from_millis(50), ..Limits::default() });
    let date = date(0);
    let signed = || send(&server, &key.id, &key.secret, &date, (PROJECT, "a"), "user_name=a");
    let file = rusqlite::Connection::open(server.directory.path().join("access.sqlite")).unwrap();
    file.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let refused = signed();
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")));
    file.execute_batch("ROLLBACK").unwrap();
    assert_eq!(signed().status, 200);
}
