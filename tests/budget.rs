//! Files above the size at which the retry budget is reset: every failure sequence terminates.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::time::Duration;

use deskledger::{Error, RetryPolicy, SaveOptions, SavedFile};
use support::clock::Turned;
use support::{Script, Server, request, resumable};
use tokio::io::AsyncReadExt;

/// 3.3 MB in total, of which 2.2 MB arrive.
const CUT: usize = 2_200_000;

fn large() -> String {
    format!("a,b\n{}", "1,2\n".repeat(825_000))
}

fn cut(script: Script, file: &str, at: usize) -> Script {
    script.header("Content-Length", &file.len().to_string()).piece(&file[..at])
}

/// Saves the scripted responses; returns the outcome, the remaining files, and the number of requests.
async fn saved(scripts: Vec<Script>, attempts: u32) -> (Result<SavedFile, Error>, Vec<String>, usize) {
    let server = Server::start(scripts).await;
    let directory = tempfile::tempdir().unwrap();
    let policy = RetryPolicy { max_attempts: attempts, ..Default::default() };
    let client = server.builder().retry(policy).build().unwrap();
    let outcome = match request().send(&client).await {
        Ok(download) => download.save(directory.path().join("x.csv"), SaveOptions::new()).await,
        Err(error) => Err(error),
    };
    let left = std::fs::read_dir(directory.path()).unwrap();
    let left = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    (outcome, left, server.seen().len())
}

#[tokio::test]
async fn a_large_file_that_always_breaks_off_at_the_same_byte_is_given_up() {
    let file = large();
    let weak = Script::status(200).header("ETag", "W/\"v1\"").header("Accept-Ranges", "bytes");
    for head in [Script::status(200), weak] {
        let (outcome, left, seen) = saved(vec![cut(head, &file, CUT); 12], 4).await;
        let error = outcome.unwrap_err();
        assert!(error.is_unexpected_content() && error.is_retryable() && left.is_empty(), "{error}");
        assert!(error.to_string().ends_with("(after 3 retries)"), "{error}");
        assert_eq!((seen, error.retries()), (4, 3));
    }
}

#[tokio::test]
async fn a_large_file_with_another_digest_than_the_service_states_is_given_up() {
    let file = large();
    for head in [Script::status(200), resumable("\"v1\"")] {
        let script = head.header("Content-Digest", &format!("sha-256=:{}=:", "A".repeat(43))).body(&file);
        let (outcome, left, seen) = saved(vec![script; 12], 2).await;
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains("SHA-256") && error.retries() == 1, "{error}");
        // Bytes with a wrong digest must not be resumed.
        assert_eq!((seen, left), (2, vec![]));
    }
}

#[tokio::test]
async fn a_large_file_whose_version_changes_with_every_response_is_given_up() {
    let file = large();
    let scripts = (0..12).map(|version| cut(resumable(&format!("\"v{version}\"")), &file, CUT)).collect();
    let (outcome, _, seen) = saved(scripts, 4).await;
    let error = outcome.unwrap_err();
    assert_eq!((seen, error.retries()), (4, 3), "{error}");
}

#[tokio::test]
async fn a_file_that_starts_over_for_ever_is_given_up_even_if_it_gets_farther_each_time() {
    let file = format!("a,b\n{}", "1,2\n".repeat(4 << 20));
    let scripts = (1..13).map(|times| cut(Script::status(200), &file, times * 1_100_000)).collect();
    let (outcome, left, seen) = saved(scripts, 4).await;
    let error = outcome.unwrap_err();
    assert_eq!((seen, error.retries(), left), (4, 3, vec![]), "{error}");
}

/// Starts a download; advances the clock past the deadline once the client waits for `wait`.
async fn late(script: Script, wait: Duration) -> Error {
    let (clock, limit) = (Turned::new(), Duration::from_secs(40));
    let server = Server::start([script]).await;
    let client = server.builder().clock(clock.clone()).total_timeout(limit).build().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let work = async {
        request()
            .send(&client)
            .await?
            .save(directory.path().join("x.csv"), SaveOptions::new())
            .await
            .map(|saved| saved.bytes)
    };
    let turn = async {
        clock.begun(wait, 1).await;
        clock.turn(limit);
        std::future::pending().await
    };
    tokio::select! { outcome = work => outcome.unwrap_err(), () = turn => unreachable!() }
}

#[tokio::test]
async fn the_deadline_ends_every_wait_of_a_call() {
    let file = large();
    let stalled = cut(resumable("\"v1\""), &file, CUT).stall();
    let busy = Script::status(429).header("Retry-After", "39").body("");
    for (script, wait) in [(Script::silent(), 300), (stalled, 60), (busy, 39)] {
        let error = late(script, Duration::from_secs(wait)).await;
        assert!(error.is_deadline_exceeded() && error.may_have_been_sent() && error.is_retryable(), "{error}");
        assert!(error.to_string().starts_with("expected the operation to finish within 40s"), "{error}");
        let chinese = error.localized(deskledger::Locale::Chinese);
        assert!(chinese.starts_with("应在 40s 内全部完成"), "{chinese}");
    }
}

#[tokio::test]
async fn a_delay_beyond_the_deadline_is_not_waited_for() {
    let busy = Script::status(429).header("Retry-After", "41").body("");
    let error = late(busy, Duration::MAX).await;
    assert!(error.is_throttled() && error.to_string().contains("the deadline of 40s leaves no time"), "{error}");
}

#[tokio::test]
async fn a_stream_that_takes_no_more_does_not_outlast_the_deadline() {
    let (clock, limit) = (Turned::new(), Duration::from_secs(40));
    let server = Server::start([Script::status(200).body(large())]).await;
    let client = server.builder().clock(clock.clone()).total_timeout(limit).build().unwrap();
    let mut download = request().send(&client).await.unwrap();
    let (mut full, mut reader) = tokio::io::duplex(8);
    let turn = async {
        reader.read_u8().await.unwrap();
        clock.turn(limit);
    };
    let (outcome, ()) = tokio::join!(download.write_to(&mut full), turn);
    assert!(outcome.unwrap_err().is_deadline_exceeded());
}
