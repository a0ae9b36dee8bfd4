//! The blocking client.

#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::io::{ErrorKind, Read};
use std::sync::{Arc, Mutex};

use deskledger::{FileFormat, SaveOptions, blocking};
use support::{CSV, Script, Server, request, rest, resumable};

/// A scripted server in its own thread: the test has no runtime.
fn server(scripts: Vec<Script>) -> (tokio::runtime::Runtime, Server) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(scripts));
    (runtime, server)
}

fn cut() -> Script {
    resumable("\"v1\"").header("Content-Length", &CSV.len().to_string()).piece(&CSV[..20])
}

#[test]
fn a_file_that_breaks_off_is_saved_whole_without_a_runtime() {
    let (_runtime, server) = server(vec![cut(), rest(CSV, 20, "\"v1\"")]);
    let client = blocking::Client::new(server.client()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let reported = Arc::new(Mutex::new(0));
    let log = reported.clone();
    let download = client.send(&request()).unwrap().on_progress(move |progress| *log.lock().unwrap() = progress.bytes);
    assert_eq!((download.format(), download.content_length()), (FileFormat::Csv, Some(CSV.len() as u64)));
    assert_eq!((download.etag(), download.media_type(), download.retries()), (Some("\"v1\""), Some("text/csv"), 1));
    let download = download.expect_format(FileFormat::Csv).unwrap().raw();
    assert!(download.encodings().is_empty());
    let saved = download.save(&target, SaveOptions::new().digest(true)).unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), CSV);
    assert_eq!((saved.retries, saved.history.len(), saved.history[0].attempt), (1, 1, 2));
    assert!(saved.history[0].reason.contains("found 20 when the transfer was interrupted"), "{:?}", saved.history);
    assert_eq!(*reported.lock().unwrap(), CSV.len() as u64);
}

#[test]
fn a_reader_gets_every_byte_in_whatever_pieces_it_asks_for() {
    let (_runtime, server) = server(vec![Script::status(200).body(CSV); 3]);
    let client = blocking::Client::new(server.client()).unwrap();
    for size in [1, 7, 4096] {
        let mut download = client.send_as(&request(), "text/csv").unwrap();
        let (mut taken, mut buffer) = (Vec::new(), vec![0; size]);
        loop {
            match download.read(&mut buffer).unwrap() {
                0 => break,
                read => taken.extend_from_slice(&buffer[..read]),
            }
        }
        assert_eq!(String::from_utf8(taken).unwrap(), CSV, "{size}");
    }
    assert_eq!(server.seen()[0].header("accept"), Some("text/csv"));
}

#[test]
fn a_reader_never_takes_a_file_that_broke_off_for_one_that_ended() {
    let big = "1,2\n".repeat(5000);
    let (_runtime, server) = server(vec![Script::status(200).header("Content-Length", "20000").piece(&big[..15_000])]);
    let client = blocking::Client::new(server.client()).unwrap();
    let mut text = String::new();
    let error = client.send(&request()).unwrap().read_to_string(&mut text).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "{error}");
    assert!(error.to_string().contains("expected 20000 bytes"), "{error}");
}

#[test]
fn a_request_that_is_wrong_or_rejected_is_reported_as_by_the_other_client() {
    let (_runtime, server) = server(vec![Script::status(403).body("")]);
    let client = blocking::Client::new(server.client()).unwrap();
    assert_eq!(client.endpoint(), server.address);
    let wrong = deskledger::ExportConnectionRecords::default();
    assert!(client.send(&wrong).unwrap_err().violations().is_some());
    assert!(client.send(&request()).unwrap_err().is_forbidden());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_on_a_thread_of_a_runtime_is_no_panic() {
    let server = Server::start(vec![Script::status(200).body(CSV); 2]).await;
    let client = blocking::Client::new(server.client()).unwrap();
    let clone = client.clone();
    let read = move |client: blocking::Client| {
        let mut text = String::new();
        client.send(&request()).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(tokio::task::spawn_blocking(move || read(clone)).await.unwrap(), CSV);
    assert_eq!(read(client), CSV);
}

#[test]
fn a_reader_with_a_wrong_digest_or_too_many_bytes_is_reported() {
    let wrong = Script::status(200).header("x-obs-meta-sha256", &"0".repeat(64)).body(CSV);
    let (_runtime, server) = server(vec![wrong, Script::status(200).body(CSV), Script::status(200).body(CSV)]);
    let client = blocking::Client::new(server.client()).unwrap();
    let error = client.send(&request()).unwrap().read_to_end(&mut Vec::new()).unwrap_err();
    assert!(error.kind() == ErrorKind::UnexpectedEof && error.to_string().contains("SHA-256"), "{error}");
    let mut written = Vec::new();
    let mut large = client.send(&request()).unwrap().with_options(&SaveOptions::new().max_bytes(20));
    let error = large.write_to(&mut written).unwrap_err();
    assert!(error.to_string().starts_with("expected at most 20 bytes") && written.is_empty(), "{error}");
    let mut wanted = client.send(&request()).unwrap().with_options(&SaveOptions::new().digest(true));
    wanted.write_to(&mut written).unwrap();
    let digest = ring::digest::digest(&ring::digest::SHA256, &written);
    let digest: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(wanted.sha256(), Some(digest));
}
