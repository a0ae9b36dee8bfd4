//! Files that arrive, break, stall, or are none.

mod support;

use std::sync::Arc;
use std::time::Duration;

use deskledger::{FileKind, PartFile, RetryPolicy, Save};
use support::clock::Turned;
use support::{CSV, Script, Server, request, rest, resumable};
use tokio::sync::Notify;

/// Saves what the scripts send; returns the outcome and what is in the directory afterwards.
async fn saved(scripts: Vec<Script>) -> (Result<deskledger::Saved, deskledger::Error>, Vec<(String, String)>, Server) {
    let server = Server::start(scripts).await;
    let directory = tempfile::tempdir().unwrap();
    let outcome = async {
        let download = request().send(&server.client()).await?;
        download.save(directory.path().join("connections.csv"), Save::new()).await
    };
    let outcome = outcome.await;
    let files = std::fs::read_dir(directory.path()).unwrap().map(|entry| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())
    });
    (outcome, files.collect(), server)
}

fn whole() -> Vec<(String, String)> {
    vec![("connections.csv".to_owned(), CSV.to_owned())]
}

#[tokio::test]
async fn a_file_arrives_whole_under_its_name_and_no_part_is_left() {
    let script = Script::status(200).header("X-Request-Id", "r1").header("Content-Type", "text/csv").body(CSV);
    let (outcome, files, server) = saved(vec![script]).await;
    let saved = outcome.unwrap();
    assert_eq!((saved.bytes, saved.kind, saved.retries), (CSV.len() as u64, FileKind::Csv, 0));
    assert_eq!(saved.request_id.as_deref(), Some("r1"));
    assert_eq!(files, whole());
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "GET /v2/8dc9c40a06574a598941b254d4b63b43/connections/desktops/export HTTP/1.1");
    let header = |name| seen.header(name);
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("accept-encoding"), Some("identity"));
    assert_eq!(header("x-auth-token"), Some(support::TOKEN));
    assert_eq!(header("user-agent"), Some(concat!("deskledger/", env!("CARGO_PKG_VERSION"))));
    assert_eq!((header("api-version"), header("range"), header("if-range")), (None, None, None));
}
