//! Responses while another process locks the access file.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::sync::Barrier;
use std::time::Duration;

use deskledger_server::{Access, Limits, Role, Store};
use rusqlite::Connection;
use support::{PROJECT, Response, Server, TOKEN, target};

const PASSWORD: &str = "a password of length";

fn server() -> Server {
    let server = Server::within(Limits { access_timeout: Duration::from_millis(50), ..Limits::default() });
    let access = Access::open(server.directory.path()).unwrap();
    access.set_user("wang", PASSWORD).unwrap();
    access.grant("wang", PROJECT, Role::Reader).unwrap();
    server
}

/// Locks the access file against writers until it is dropped.
fn hold(server: &Server) -> Connection {
    let connection = Connection::open(server.directory.path().join("access.sqlite")).unwrap();
    connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
    connection
}

fn ask_for_a_token(server: &Server) -> Response {
    let body = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"wang","password":"{PASSWORD}",
        "domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"{PROJECT}"}}}}}}}}"#
    );
    let length = body.len();
    server.send(
        format!(
            "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .as_bytes(),
    )
}

fn tells_to_come_again(response: &Response, what: &str) {
    assert_eq!((response.status, response.header("retry-after")), (503, Some("5")), "{what}: {}", response.text());
}

#[test]
fn programs_that_start_at_the_same_time_do_not_lock_each_other_out_of_a_new_directory() {
    for _ in 0..20 {
        let dir = tempfile::tempdir().unwrap();
        let (path, barrier) = (dir.path(), Barrier::new(8));
        let opened = std::thread::scope(|scope| {
            let open = || {
                barrier.wait();
                Store::open(path).map(drop).map_err(|error| error.to_string())?;
                Access::open(path).map(drop).map_err(|error| error.to_string())
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().try_for_each(|thread| thread.join().unwrap())
        });
        assert_eq!(opened, Ok(()));
    }
}

#[test]
fn whoever_needs_the_file_of_the_users_while_it_is_held_is_asked_to_retry() {
    let server = server();
    let token = ask_for_a_token(&server).header("x-subject-token").unwrap().to_owned();
    let export = || server.request("GET", &target(""), &[&format!("X-Auth-Token: {token}"), "Accept: text/csv"]);
    let role = || {
        let token = format!("X-Auth-Token: {TOKEN}");
        server.request("DELETE", &format!("/ledger/v1/{PROJECT}/roles/wang"), &[&token])
    };
    let held = hold(&server);
    tells_to_come_again(&role(), "role");
    assert_eq!(role().json()["error_code"], "WKS.00050902");
    let refused = ask_for_a_token(&server);
    tells_to_come_again(&refused, "token");
    assert_eq!(refused.json()["error"]["title"], "Service Unavailable");
    assert_eq!(export().status, 200, "who only reads does not wait");
    drop(held);
    assert_eq!((ask_for_a_token(&server).status, role().status, export().status), (201, 204, 401));
}
