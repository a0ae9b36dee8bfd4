//! Misbehaviour on request, and the client of this repository against it.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::time::{Duration, Instant};

use deskledger::{Client, ExportConnectionRecords, Save, Token};
use deskledger_server::{Chaos, Options};
use support::{CSV, PROJECT, Server, TOKEN, record, target};

fn server(rules: &str) -> Server {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("chaos.json");
    std::fs::write(&path, format!("{{\"seed\": 1, \"rules\": {rules}}}")).unwrap();
    let server = Server::with(Options::default().with_chaos(Chaos::read(&path).unwrap()));
    server.import(&(0..3000).map(record).collect::<Vec<_>>());
    server
}

#[test]
fn each_fault_does_what_it_says() {
    let only =
        |fault: &str| server(&format!("[{{\"path\": \"/export\", \"chance\": 1, \"times\": 1, \"fault\": {fault}}}]"));
    let refused = only("{\"status\": {\"status\": 503, \"retry_after\": 7}}");
    let answer = refused.export("", CSV);
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("7")));
    let whole = refused.export("", CSV);
    assert_eq!((whole.status, whole.is_whole), (200, true));

    let cut = only("{\"truncate\": {\"after\": 1000}}").export("", CSV);
    assert_eq!((cut.is_whole, &*cut.body), (false, &whole.body[..1000]));

    let wrong = only("{\"wrong_length\": {\"more\": 99999999}}").export("", CSV);
    assert!(!wrong.is_whole && wrong.header("content-length") == Some("99999999"));

    let changed = only("\"changed_etag\"");
    assert_ne!(changed.export("", CSV).header("etag"), changed.export("", CSV).header("etag"));

    for late in ["{\"latency\": {\"millis\": 300}}", "{\"stall\": {\"after\": 10, \"millis\": 300}}"] {
        let (server, begun) = (only(late), Instant::now());
        let answer = server.export("", CSV);
        assert!(answer.is_whole && answer.body == whole.body && begun.elapsed() >= Duration::from_millis(300));
    }
}

#[test]
fn the_same_seed_gives_the_same_faults() {
    let rules = "[{\"chance\": 0.5, \"fault\": {\"status\": {\"status\": 500, \"retry_after\": null}}}]";
    let statuses = || {
        let server = server(rules);
        (0..20).map(|_| server.request("GET", "/healthz", &[]).status).collect::<Vec<_>>()
    };
    let first = statuses();
    assert_eq!(first, statuses());
    assert!(first.contains(&200) && first.contains(&500));
}

#[test]
fn faults_that_make_no_sense_are_told_before_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("chaos.json");
    for text in [
        "{}",
        "[]",
        "{\"rules\": [{\"chance\": 2, \"fault\": \"changed_etag\"}]}",
        "{\"rules\": [{\"chance\": 1, \"fault\": \"earthquake\"}]}",
        "{\"rules\": [{\"chance\": 1, \"fault\": {\"status\": {\"status\": 200}}}]}",
    ] {
        std::fs::write(&path, text).unwrap();
        assert!(Chaos::read(&path).is_err(), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_is_cut_again_and_again_is_the_file_in_the_end() {
    let server =
        server("[{\"path\": \"/export\", \"chance\": 1, \"times\": 3, \"fault\": {\"truncate\": {\"after\": 70000}}}]");
    let client = Client::builder()
        .endpoint(format!("http://{}", server.address))
        .token(Token::new(TOKEN).unwrap())
        .build()
        .unwrap();
    let request = ExportConnectionRecords { project_id: PROJECT.into(), ..Default::default() };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records.csv");
    request.send_as(&client, CSV).await.unwrap().save(&path, Save::new()).await.unwrap();
    let expected = server.export("", CSV);
    assert!(expected.is_whole && expected.body.len() > 4 * 70_000);
    assert!(std::fs::read(&path).unwrap() == expected.body, "the parts do not make the file");
    let parts = server.request("GET", "/metrics", &[]).text().to_owned();
    let route = target("").replace(PROJECT, "{project_id}");
    let line = format!("deskledger_requests_total{{route=\"{route}\",status=\"206\"}} 3");
    assert!(parts.lines().any(|found| found == line), "it was not resumed:\n{parts}");
}
