//! Resuming an export that was killed or failed.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};

use deskledger::{Error, RetryPolicy, SaveOptions, SavedFile};
use support::{CSV, Script, Server, request, rest, resumable};

/// SHA-256 of [`CSV`], computed by another program.
const SHA256: &str = "0d92104e638deeafec38f00589660f91526fec620fb811c38355b9c7faa515a2";

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn cut(at: usize) -> Script {
    resumable("\"v1\"").header("Content-Length", &CSV.len().to_string()).piece(&CSV[..at])
}

fn whole(etag: &str) -> Script {
    resumable(etag).body(CSV)
}

async fn save(target: &Path, scripts: Vec<Script>, save: SaveOptions) -> (Result<SavedFile, Error>, Server) {
    let server = Server::start(scripts).await;
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    let outcome = match request().send(&client).await {
        Ok(download) => download.save(target, save).await,
        Err(error) => Err(error),
    };
    (outcome, server)
}

/// A directory with 50 bytes from a first run. The server is reused, because its address is part of the request.
async fn left() -> (tempfile::TempDir, PathBuf, Server) {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let file = format!("{CSV}{}", "1,2\r\n".repeat(4000));
    let first = resumable("\"v1\"").header("Content-Length", &file.len().to_string()).piece(&file[..9000]);
    let second = resumable("\"v1\"").body(&file);
    let server = Server::start([first, second, rest(&file, 9000, "\"v1\"")]).await;
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    let error = request().send(&client).await.unwrap().save(&target, SaveOptions::new()).await.unwrap_err();
    assert!(error.to_string().contains("the partial file is kept"), "{error}");
    assert_eq!(names(directory.path()), ["x.csv.part", "x.csv.part.json"]);
    assert_eq!(std::fs::read(directory.path().join("x.csv.part")).unwrap(), &file.as_bytes()[..9000]);
    (directory, target, server)
}

#[tokio::test]
async fn the_next_run_goes_on_where_the_last_one_broke_off_and_digests_the_whole() {
    let (directory, target, server) = left().await;
    let client = server.builder().build().unwrap();
    let saved = request().send(&client).await.unwrap().save(&target, SaveOptions::new().digest(true)).await.unwrap();
    let file = std::fs::read(&target).unwrap();
    assert_eq!((saved.resumed_from, saved.bytes, file.len()), (9000, 20_000 + CSV.len() as u64, 20_000 + CSV.len()));
    let seen = &server.seen()[2];
    assert_eq!((seen.header("range"), seen.header("if-range")), (Some("bytes=9000-"), Some("\"v1\"")));
    let digest = ring::digest::digest(&ring::digest::SHA256, &file);
    let digest: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(saved.sha256, Some(digest));
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[tokio::test]
async fn a_run_that_is_instructed_not_to_resume_begins_anew() {
    let (directory, target, server) = left().await;
    let client = server.builder().build().unwrap();
    let saved = request().send(&client).await.unwrap().save(&target, SaveOptions::new().resume(false)).await.unwrap();
    assert_eq!((saved.resumed_from, server.seen().len()), (0, 2));
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[tokio::test]
async fn a_partial_file_of_another_file_is_never_resumed() {
    let note = |etag: &str, length: &str| format!(r#"{{"etag":{etag:?},"request":"other","length":{length}}}"#);
    for left_note in [note("\"v1\"", "68"), note("\"v2\"", "null"), "{".to_owned(), "[]".to_owned(), String::new()] {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("x.csv");
        std::fs::write(directory.path().join("x.csv.part"), "not the beginning").unwrap();
        std::fs::write(directory.path().join("x.csv.part.json"), &left_note).unwrap();
        let (outcome, server) = save(&target, vec![whole("\"v1\"")], SaveOptions::new()).await;
        assert_eq!((outcome.unwrap().resumed_from, server.seen().len()), (0, 1), "{left_note}");
        assert_eq!(std::fs::read_to_string(&target).unwrap(), CSV);
        assert_eq!(names(directory.path()), ["x.csv"]);
    }
}

#[tokio::test]
async fn a_service_that_does_not_send_the_rest_is_asked_for_the_whole() {
    let file = "1,2\r\n".repeat(4000);
    let part = |range: &str| Script::status(206).header("ETag", "\"v1\"").header("Content-Range", range).body("x");
    for error_response in [
        Script::status(416).body(""),
        Script::status(501).body(""),
        part("bytes 0-0/20000"),
        part("bytes */20000"),
        Script::status(206).header("ETag", "\"v2\"").body("x"),
        Script::status(200).header("ETag", "\"v2\"").body(CSV),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("x.csv");
        let first = resumable("\"v1\"").header("Content-Length", "20000").piece(&file[..9000]);
        let again = resumable("\"v1\"").body(&file);
        let server = Server::start([first, again.clone(), error_response.clone(), again]).await;
        let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
        request().send(&client).await.unwrap().save(&target, SaveOptions::new()).await.unwrap_err();
        let saved = request().send(&client).await.unwrap().save(&target, SaveOptions::new()).await.unwrap();
        assert_eq!((saved.resumed_from, server.seen().len()), (0, 4), "{error_response:?}");
        assert_eq!(std::fs::read_to_string(&target).unwrap(), file, "{error_response:?}");
    }
}

/// A file longer than the bytes examined before saving.
fn long() -> String {
    format!("{CSV}{}", "1,2\r\n".repeat(4000))
}

/// Leaves a complete part file, like a run killed just before the rename; then runs again.
async fn left_whole(first: Script, second: Vec<Script>) -> (SavedFile, Server) {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let server = Server::start([vec![first], second].concat()).await;
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    request().send(&client).await.unwrap().save(&target, SaveOptions::new()).await.unwrap_err();
    assert_eq!(names(directory.path()), ["x.csv.part", "x.csv.part.json"]);
    std::fs::write(directory.path().join("x.csv.part"), long()).unwrap();
    let saved = request().send(&client).await.unwrap().save(&target, SaveOptions::new()).await.unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), long());
    assert_eq!(names(directory.path()), ["x.csv"]);
    (saved, server)
}

#[tokio::test]
async fn a_run_killed_after_its_last_byte_is_finished_without_asking_for_a_part() {
    let first = resumable("\"v1\"").header("Content-Length", &long().len().to_string()).piece(&long()[..9000]);
    let (saved, server) = left_whole(first, vec![resumable("\"v1\"").body(long())]).await;
    assert_eq!((saved.resumed_from, saved.bytes, server.seen().len()), (20_074, 20_074, 2));
}

#[tokio::test]
async fn a_416_on_a_finished_file_of_unknown_length_finishes_it() {
    let chunked = || resumable("\"v1\"").header("Transfer-Encoding", "chunked").chunk(&long()[..9000]);
    let end = Script::status(416).header("Content-Range", "bytes */20074").body("");
    let (saved, server) = left_whole(chunked(), vec![chunked(), end]).await;
    assert_eq!((saved.resumed_from, saved.bytes), (20_074, 20_074));
    assert_eq!(server.seen()[2].header("range"), Some("bytes=20074-"));
}

#[tokio::test]
async fn a_416_that_tells_another_length_or_version_does_not_finish_a_file() {
    let chunked = || resumable("\"v1\"").header("Transfer-Encoding", "chunked").chunk(&long()[..9000]);
    for end in [
        Script::status(416).body(""),
        Script::status(416).header("Content-Range", "bytes */20073").body(""),
        Script::status(416).header("Content-Range", "bytes */20074").header("ETag", "\"v2\"").body(""),
    ] {
        let (saved, server) = left_whole(chunked(), vec![chunked(), end, resumable("\"v1\"").body(long())]).await;
        assert_eq!((saved.resumed_from, server.seen().len()), (0, 4));
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_resumed_leaves_no_partial_file() {
    let directory = tempfile::tempdir().unwrap();
    let weak = Script::status(200).header("ETag", "W/\"v1\"").header("Accept-Ranges", "bytes");
    let weak = weak.header("Content-Length", "100").piece(&CSV[..30]);
    let (outcome, _) = save(&directory.path().join("x.csv"), vec![weak], SaveOptions::new()).await;
    assert!(outcome.is_err() && names(directory.path()).is_empty());
}

#[tokio::test]
async fn a_digest_that_the_service_states_is_compared() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let stating = |digest: &str| whole("\"v1\"").header("x-obs-meta-sha256", digest);
    let (outcome, _) = save(&target, vec![stating(SHA256)], SaveOptions::new()).await;
    assert_eq!(outcome.unwrap().sha256.as_deref(), Some(SHA256));
    let (outcome, _) = save(&target, vec![stating(&"0".repeat(64))], SaveOptions::new().overwrite(true)).await;
    let error = outcome.unwrap_err();
    assert!(error.is_unexpected_content() && error.to_string().contains(SHA256), "{error}");
    let (outcome, _) = save(&target, vec![whole("\"v1\"")], SaveOptions::new().overwrite(true)).await;
    assert_eq!(outcome.unwrap().sha256, None);
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_rejected_by_its_length_or_as_it_comes() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    for script in [Script::status(200).body(CSV), Script::status(200).piece(CSV)] {
        let (outcome, server) = save(&target, vec![script], SaveOptions::new().max_bytes(20)).await;
        let error = outcome.unwrap_err();
        assert!(error.to_string().starts_with("expected at most 20 bytes"), "{error}");
        assert!(!error.is_retryable() && names(directory.path()).is_empty() && server.seen().len() == 1);
    }
    let (outcome, _) = save(&target, vec![cut(CSV.len())], SaveOptions::new().max_bytes(CSV.len() as u64)).await;
    assert_eq!(outcome.unwrap().bytes, CSV.len() as u64);
}

#[tokio::test]
async fn a_file_larger_than_the_disk_space_is_reported_before_the_download() {
    let directory = tempfile::tempdir().unwrap();
    let huge = Script::status(200).header("Content-Length", &(u64::MAX / 4).to_string()).piece("a,b\n".repeat(4000));
    let (outcome, _) = save(&directory.path().join("x.csv"), vec![huge], SaveOptions::new()).await;
    let error = outcome.unwrap_err();
    assert!(error.is_local() && error.to_string().contains("free disk space"), "{error}");
    assert_eq!(names(directory.path()), [""; 0]);
}
