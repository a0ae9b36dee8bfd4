//! Digest and size limit apply to every download method.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use deskledger::{Client, Download, Error, PartFile, RetryPolicy, SaveOptions, Stage, Token};
use support::{CSV, Script, Server, request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// SHA-256 of [`CSV`], computed by another program.
const SHA256: &str = "0d92104e638deeafec38f00589660f91526fec620fb811c38355b9c7faa515a2";

async fn download(script: Script) -> Download {
    let server = Server::start([script]).await;
    request().send(&server.client()).await.unwrap()
}

fn stating(digest: &str) -> Script {
    Script::status(200).header("x-obs-meta-sha256", digest).body(CSV)
}

/// All chunks, and the final error.
async fn taken(download: &mut Download) -> (Vec<u8>, Option<Error>) {
    let mut bytes = Vec::new();
    loop {
        match download.chunk().await {
            Ok(Some(piece)) => bytes.extend_from_slice(&piece),
            Ok(None) => return (bytes, None),
            Err(error) => return (bytes, Some(error)),
        }
    }
}

#[tokio::test]
async fn a_stream_with_another_digest_than_the_service_states_ends_in_an_error() {
    let mut wrong = download(stating(&"0".repeat(64))).await;
    let error = wrong.write_to(&mut Vec::new()).await.unwrap_err();
    assert!(error.is_unexpected_content() && error.to_string().contains(SHA256), "{error}");
    assert!(wrong.write_to(&mut Vec::new()).await.is_err(), "a failed download must not look finished");

    let mut wrong = download(stating(&"0".repeat(64))).await;
    let (bytes, error) = taken(&mut wrong).await;
    assert!(bytes == CSV.as_bytes() && error.unwrap().to_string().contains(SHA256));
    assert!(wrong.chunk().await.is_err(), "a failed download must not look finished");
}

#[tokio::test]
async fn a_stream_that_grows_too_large_ends_before_it_is_and_in_an_error() {
    for script in [Script::status(200).body(CSV), Script::status(200).piece(CSV)] {
        let mut large = download(script).await.with_options(&SaveOptions::new().max_bytes(20));
        let mut written = Vec::new();
        let error = large.write_to(&mut written).await.unwrap_err();
        assert!(error.to_string().starts_with("expected at most 20 bytes") && written.len() <= 20, "{error}");
        assert!(large.chunk().await.is_err(), "a failed download must not look finished");
    }
}

#[tokio::test]
async fn a_stream_tells_its_digest_where_that_was_asked_for_or_stated() {
    let mut stated = download(stating(SHA256)).await;
    assert_eq!(stated.sha256(), None);
    assert!(taken(&mut stated).await.1.is_none());
    assert_eq!(stated.sha256().as_deref(), Some(SHA256));
    assert_eq!(stated.chunk().await.unwrap(), None);

    let mut wanted = download(Script::status(200).body(CSV)).await.with_options(&SaveOptions::new().digest(true));
    wanted.write_to(&mut Vec::new()).await.unwrap();
    assert_eq!(wanted.sha256().as_deref(), Some(SHA256));
    let mut unwanted = download(Script::status(200).body(CSV)).await;
    unwanted.write_to(&mut Vec::new()).await.unwrap();
    assert_eq!(unwanted.sha256(), None);
}

#[tokio::test]
async fn a_failure_tells_the_request_that_it_belongs_to_and_what_was_tried_before() {
    let cut = || {
        let script = Script::status(200).header("X-Request-Id", "r7").header("Content-Length", "20000");
        script.piece("a,b\n".repeat(3000))
    };
    let busy = Script::status(503).header("X-Request-Id", "r6").body("");
    let server = Server::start([busy.clone(), cut()]).await;
    let mut download = request().send(&server.client()).await.unwrap();
    let error = download.write_to(&mut Vec::new()).await.unwrap_err();
    assert!(error.is_unexpected_content() && error.may_have_been_sent(), "{error}");
    assert_eq!((error.request_id(), error.retries()), (Some("r7"), 1));
    assert_eq!(error.retry_history().iter().map(|retry| retry.status).collect::<Vec<_>>(), [Some(503)]);

    let server = Server::start([busy.clone(), Script::status(401).body("")]).await;
    let error = request().send(&server.client()).await.unwrap_err();
    assert_eq!((error.status(), error.request_id(), error.retry_history().len()), (Some(401), None, 1));

    let server = Server::start([stating(&"0".repeat(64)).header("X-Request-Id", "r8")]).await;
    let directory = tempfile::tempdir().unwrap();
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    let download = request().send(&client).await.unwrap();
    let error = download.save(directory.path().join("x.csv"), SaveOptions::new()).await.unwrap_err();
    assert_eq!(error.request_id(), Some("r8"), "{error}");
}

#[tokio::test]
async fn a_local_failure_after_a_response_says_that_the_request_was_sent() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let download = download(Script::status(200).header("X-Request-Id", "r9").body(CSV)).await;
    let part = PartFile::create(&target, false).unwrap();
    std::fs::write(&target, "theirs").unwrap();
    let error = download.save_into(part, SaveOptions::new()).await.unwrap_err();
    assert!(error.is_local() && error.stage() == Stage::File && error.may_have_been_sent(), "{error}");
    assert_eq!(error.request_id(), Some("r9"));
}

#[tokio::test]
async fn a_service_that_is_gone_after_it_has_responded_may_have_seen_the_request() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let once = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = [0; 4096];
        assert!(stream.read(&mut head).await.unwrap() > 0);
        drop(listener);
        stream.write_all(b"HTTP/1.1 503 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").await.unwrap();
    });
    let builder = Client::builder().endpoint(&address).token(Token::new(support::TOKEN).unwrap());
    let client = builder.clock(support::clock::Instant).build().unwrap();
    let error = request().send(&client).await.unwrap_err();
    once.await.unwrap();
    assert!(error.is_network() && error.stage() == Stage::Connect && error.may_have_been_sent(), "{error}");
    assert_eq!(error.retry_history().first().and_then(|retry| retry.status), Some(503));
}
