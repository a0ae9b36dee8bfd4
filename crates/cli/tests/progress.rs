//! `--progress`: the lines that a monitoring program reads.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use serde_json::{Value, json};
use support::*;
use tempfile::tempdir;

/// A server that sends the n-th response to the n-th request; returns its address.
fn responses(responses: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (stream, response) in listener.incoming().zip(responses) {
            let mut reader = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|length| length > 2) {
                line.clear();
            }
            drop(reader.get_mut().write_all(response.as_bytes()));
        }
    });
    url
}

fn busy() -> String {
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_owned()
}

/// A file of 40,000 bytes.
fn fine() -> String {
    let body = "a,b\n".repeat(10_000);
    format!("HTTP/1.1 200 OK\r\nConnection: close\r\nX-Request-Id: r1\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn export<'a>(url: &'a str, output: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let flags = ["export", "--endpoint", url, "--token", TOKEN, "--project-id", PROJECT, "--retry-max-delay", "0"];
    [&flags[..], &["-o", output], more].concat()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

#[test]
fn every_step_is_a_line_that_the_schema_knows() {
    let dir = tempdir().unwrap();
    let (log, target) = (dir.path().join("log"), dir.path().join("a.csv"));
    let url = responses(vec![busy(), fine()]);
    succeed(&export(&url, text(&target), &["--progress", "json", "--progress-file", text(&log)]));
    let reported = lines(&fs::read_to_string(&log).unwrap());
    let names: Vec<&str> = reported.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!((names[0], names[1], names.last()), ("retry", "started", Some(&"finished")), "{names:?}");
    let retry =
        json!({"event": "retry", "attempt": 2, "status": 503, "delay_seconds": 0.0, "reason": reported[0]["reason"]});
    assert_eq!(reported[0], retry);
    assert!(reported[0]["reason"].as_str().unwrap().contains("503 Service Unavailable"), "{retry}");
    assert_eq!(reported[1], json!({"event": "started", "total": 40_000, "format": "csv", "request_id": "r1"}));
    let before = &reported[reported.len() - 2];
    assert_eq!((&before["event"], &before["bytes"]), (&json!("progress"), &json!(40_000)));
    let last = reported.last().unwrap();
    assert_eq!(
        (&last["bytes"], &last["retries"], &last["history"][0]["attempt"]),
        (&json!(40_000), &json!(1), &json!(2))
    );

    let schema: Value = serde_json::from_slice(&succeed(&["schema", "progress"]).stdout).unwrap();
    let known: Vec<&str> = schema["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["properties"]["event"]["const"].as_str())
        .collect();
    assert_eq!(known, ["started", "progress", "retry", "finished", "failed"]);
}

#[test]
fn the_retry_delay_may_be_a_fraction_of_a_second_and_bounds_the_delay() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("a.csv");
    for (variable, most) in [("0", 0.0), ("0.001", 0.001)] {
        let (url, log) = (responses(vec![busy(), fine()]), dir.path().join(variable));
        let mut command = deskledger();
        command.args(["export", "--endpoint", &url, "--token", TOKEN, "--project-id", PROJECT, "--force"]);
        command.args(["-o", text(&target), "--progress", "json", "--progress-file", text(&log)]);
        let output = command.env("DESKLEDGER_RETRY_DELAY", variable).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let pause = lines(&fs::read_to_string(&log).unwrap())[0]["delay_seconds"].as_f64().unwrap();
        assert!((0.0..=most).contains(&pause), "{pause}");
    }
    for wrong in ["-1", "soon", "NaN", "1e99"] {
        let (code, reported) = failure(&export("http://127.0.0.1:9", "-", &[&format!("--retry-delay={wrong}")]));
        assert!(code == 2 && reported.contains("--retry-delay") && reported.contains("such as 2 or 0.5"), "{reported}");
    }
}

#[test]
fn a_failure_is_the_last_event_and_is_reported_to_people_too() {
    let dir = tempdir().unwrap();
    let url = responses(vec![busy(), busy()]);
    let target = dir.path().join("a.csv");
    let (code, reported) =
        failure(&export(&url, text(&target), &["--progress", "json", "--max-attempts", "2", "--json"]));
    assert_eq!(code, 4, "{reported}");
    let reported = lines(&reported);
    let names: Vec<&str> = reported.iter().filter_map(|line| line["event"].as_str()).collect();
    assert_eq!(names, ["retry", "failed"]);
    assert_eq!(reported[1]["exit_code"], 4);
    assert_eq!(reported[1]["message"], reported[2]["error"]["message"]);
}

#[test]
fn nobody_who_watches_sees_nothing() {
    let dir = tempdir().unwrap();
    for form in [&["--progress", "none"][..], &["--progress", "bar"], &[]] {
        let url = responses(vec![busy(), fine()]);
        let output = succeed(&export(&url, text(&dir.path().join("a.csv")), &[form, &["--force", "--quiet"]].concat()));
        assert_eq!((stderr(&output).as_str(), output.stdout.len()), ("", 0), "{form:?}");
    }
}

#[test]
fn a_place_for_lines_that_cannot_be_written_is_reported_before_anything_is_sent() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("a.csv");
    let more = ["--progress", "json", "--progress-file", "/proc/no/such"];
    // Nothing listens at the endpoint, so exit code 5 instead of 4 shows that nothing was sent.
    let (code, reported) = failure(&export("http://127.0.0.1:9", text(&target), &more));
    assert_eq!((code, files(dir.path()).len()), (5, 0), "{reported}");
    assert!(reported.contains("/proc/no/such"), "{reported}");
}

#[test]
fn a_log_of_requests_can_be_asked_for_and_holds_no_secret() {
    let dir = tempdir().unwrap();
    let url = responses(vec![busy(), fine()]);
    let mut command = deskledger();
    command.args(export(&url, text(&dir.path().join("a.csv")), &[])).env("DESKLEDGER_LOG", "deskledger=info");
    let output = command.output().unwrap();
    let reported = stderr(&output);
    assert!(
        output.status.success()
            && reported.contains("trying again")
            && reported.contains("http.response.status_code=503"),
        "{reported}"
    );
    assert!(!reported.contains(TOKEN), "{reported}");
}

#[test]
fn an_empty_variable_does_not_switch_the_log_on() {
    let dir = tempdir().unwrap();
    let url = responses(vec![busy(), fine()]);
    let mut command = deskledger();
    command.args(export(&url, text(&dir.path().join("a.csv")), &["--quiet"])).env("DESKLEDGER_LOG", "");
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}
