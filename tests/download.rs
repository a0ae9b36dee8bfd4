//! Downloads that complete, break off, stall, or have other content.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskledger::{Error, FileFormat, RetryPolicy, SaveOptions, SavedFile, Stage};
use support::clock::Turned;
use support::{CSV, Script, Server, request, rest, resumable};
use tokio::sync::Notify;

/// Saves the scripted responses; returns the outcome and the files in the directory.
async fn saved(scripts: impl IntoIterator<Item = Script>) -> (Result<SavedFile, Error>, Vec<(String, String)>, Server) {
    let server = Server::start(scripts).await;
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("connections.csv");
    let outcome = match request().send(&server.client()).await {
        Ok(download) => download.save(target, SaveOptions::new()).await,
        Err(error) => Err(error),
    };
    let files = std::fs::read_dir(directory.path()).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    (outcome, files.collect(), server)
}

fn whole() -> Vec<(String, String)> {
    vec![("connections.csv".to_owned(), CSV.to_owned())]
}

/// A response that states the whole length and ends after `bytes` bytes.
fn cut(script: Script, bytes: usize) -> Script {
    script.header("Content-Length", &CSV.len().to_string()).piece(&CSV[..bytes])
}

fn ranges(server: &Server) -> Vec<(Option<String>, Option<String>)> {
    let header = |seen: &support::Seen, name| seen.header(name).map(str::to_owned);
    server.seen().iter().map(|seen| (header(seen, "range"), header(seen, "if-range"))).collect()
}

#[tokio::test]
async fn a_file_arrives_whole_under_its_name_and_no_part_is_left() {
    let script = Script::status(200).header("X-Request-Id", "r1").header("Content-Type", "text/csv").body(CSV);
    let (outcome, files, server) = saved([script]).await;
    let saved = outcome.unwrap();
    assert_eq!((saved.bytes, saved.format, saved.retries), (CSV.len() as u64, FileFormat::Csv, 0));
    assert_eq!(saved.request_id.as_deref(), Some("r1"));
    assert_eq!(files, whole());
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "GET /v2/8dc9c40a06574a598941b254d4b63b43/connections/desktops/export HTTP/1.1");
    let header = |name| seen.header(name);
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("accept"), Some("*/*"));
    assert_eq!(header("accept-encoding"), Some("identity"));
    assert_eq!(header("x-auth-token"), Some(support::TOKEN));
    assert_eq!(header("user-agent"), Some(concat!("deskledger/", env!("CARGO_PKG_VERSION"))));
    assert_eq!((header("api-version"), header("range"), header("if-range")), (None, None, None));
}

#[tokio::test]
async fn a_body_cut_anywhere_resumes_and_no_byte_comes_twice() {
    for at in [0, 1, CSV.len() / 2, CSV.len() - 1] {
        let (outcome, files, server) = saved([cut(resumable("\"v1\""), at), rest(CSV, at, "\"v1\"")]).await;
        let saved = outcome.unwrap();
        assert_eq!((files, saved.retries), (whole(), 1), "cut at {at}");
        let resumed = (Some(format!("bytes={at}-")), Some("\"v1\"".to_owned()));
        assert_eq!(ranges(&server), [(None, None), resumed], "cut at {at}");
    }
}

#[tokio::test]
async fn a_rest_that_breaks_off_too_is_resumed_again() {
    let second = Script::status(206)
        .header("ETag", "\"v1\"")
        .header("Content-Range", &format!("bytes 10-{}/{}", CSV.len() - 1, CSV.len()))
        .header("Content-Length", &(CSV.len() - 10).to_string())
        .piece(&CSV[10..20]);
    let (outcome, files, _) = saved([cut(resumable("\"v1\""), 10), second, rest(CSV, 20, "\"v1\"")]).await;
    assert_eq!((outcome.unwrap().retries, files), (2, whole()));
}

#[tokio::test]
async fn chunks_without_a_length_that_break_off_are_not_taken_for_the_end() {
    let chunked = |script: Script| script.header("Transfer-Encoding", "chunked").chunk(&CSV[..20]);
    let (outcome, files, _) = saved([chunked(resumable("\"v1\"")), rest(CSV, 20, "\"v1\"")]).await;
    assert_eq!((outcome.unwrap().bytes, files), (CSV.len() as u64, whole()));

    let (outcome, files, _) = saved(std::iter::repeat_n(chunked(Script::status(200)), 4)).await;
    let error = outcome.unwrap_err();
    assert!(error.is_unexpected_content() && files.is_empty(), "{error}");
    assert_eq!((error.stage(), error.retries()), (Stage::Body, 3));
}

#[tokio::test]
async fn a_last_chunk_that_got_lost_is_made_up_for_by_a_416() {
    let chunked = resumable("\"v1\"").header("Transfer-Encoding", "chunked").chunk(CSV);
    let end = Script::status(416).header("Content-Range", &format!("bytes */{}", CSV.len())).body("");
    let (outcome, files, server) = saved([chunked, end]).await;
    let saved = outcome.unwrap();
    assert_eq!((saved.bytes, saved.retries, files), (CSV.len() as u64, 1, whole()));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_whole_response_to_a_range_is_used_from_the_break_on_if_it_is_the_same_file() {
    let again = resumable("\"v1\"").body(CSV);
    let (outcome, files, server) = saved([cut(resumable("\"v1\""), 20), again]).await;
    assert_eq!((outcome.unwrap().bytes, files), (CSV.len() as u64, whole()));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_file_that_changed_in_the_meantime_is_never_pieced_together() {
    let new = CSV.replace("zhang", "wang");
    let wrong_range =
        |range: &str| Script::status(206).header("ETag", "\"v1\"").header("Content-Range", range).body(&CSV[20..]);
    let length = CSV.len();
    for second in [
        Script::status(200).header("ETag", "\"v2\"").body(&new),
        rest(CSV, 20, "\"v2\""),
        Script::status(206).header("Content-Range", &format!("bytes 20-{}/{length}", length - 1)).body(&CSV[20..]),
        wrong_range(&format!("bytes 19-{}/{length}", length - 2)),
        wrong_range(&format!("bytes 20-{}/{}", length, length + 1)),
        wrong_range("bytes */10"),
        Script::status(206).header("ETag", "\"v1\"").body(&CSV[20..]),
        Script::status(416).header("Content-Range", "bytes */10").body(""),
    ] {
        let third = Script::status(200).header("ETag", "\"v2\"").body(&new);
        let (outcome, files, server) = saved([cut(resumable("\"v1\""), 20), second.clone(), third]).await;
        assert_eq!(outcome.unwrap().bytes, new.len() as u64, "{second:?}");
        assert_eq!(files, [("connections.csv".to_owned(), new.clone())], "{second:?}");
        assert_eq!(ranges(&server)[2], (None, None), "{second:?}");
    }
}

#[tokio::test]
async fn without_a_strong_etag_and_ranges_a_break_starts_over_instead_of_resuming() {
    for first in [
        Script::status(200),
        Script::status(200).header("ETag", "W/\"v1\"").header("Accept-Ranges", "bytes"),
        Script::status(200).header("ETag", "\"v1\""),
        Script::status(200).header("ETag", "\"v1\"").header("Accept-Ranges", "none"),
    ] {
        let (outcome, files, server) = saved([cut(first, 20), Script::status(200).body(CSV)]).await;
        assert_eq!((outcome.unwrap().retries, files), (1, whole()));
        assert_eq!(ranges(&server), [(None, None), (None, None)]);
    }
}

#[tokio::test]
async fn a_body_that_stays_short_leaves_nothing_under_any_name() {
    let (outcome, files, server) = saved(std::iter::repeat_n(cut(Script::status(200), 20), 9)).await;
    let error = outcome.unwrap_err();
    assert!(error.is_unexpected_content() && error.is_retryable() && error.may_have_been_sent());
    let text = error.to_string();
    assert!(
        text.starts_with(&format!(
            "expected {} bytes of the file, found 20 when the transfer was interrupted",
            CSV.len()
        )),
        "{text}"
    );
    assert_eq!((server.seen().len(), files.len()), (4, 0));
}

#[tokio::test]
async fn a_consumer_of_chunks_never_receives_the_start_twice() {
    let big = format!("a,b\n{}", "1,2\n".repeat(5000));
    let first = Script::status(200).header("Content-Length", &big.len().to_string()).piece(&big[..15_000]);
    let server = Server::start([first, Script::status(200).body(&big)]).await;
    let mut download = request().send(&server.client()).await.unwrap();
    let mut taken = Vec::new();
    let error = loop {
        match download.chunk().await {
            Ok(bytes) => taken.extend_from_slice(&bytes.unwrap()),
            Err(error) => break error,
        }
    };
    assert!(error.is_unexpected_content() && big.as_bytes().starts_with(&taken), "{error}");
    assert!(download.chunk().await.is_err(), "a failed download must not look finished");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_rest_that_is_longer_than_the_file_is_rejected() {
    let long = Script::status(206)
        .header("ETag", "\"v1\"")
        .header("Content-Range", &format!("bytes 20-{}/{}", CSV.len() - 1, CSV.len()))
        .body(format!("{}more", &CSV[20..]));
    let (outcome, files, _) = saved([cut(resumable("\"v1\""), 20), long]).await;
    let error = outcome.unwrap_err();
    assert!(error.is_unexpected_content() && error.to_string().contains("found more"), "{error}");
    assert_eq!(files, []);
}

#[tokio::test]
async fn bytes_beyond_the_stated_length_are_not_part_of_the_file() {
    let script = Script::status(200).header("Content-Length", &CSV.len().to_string()).piece(format!("{CSV}more"));
    let (outcome, files, _) = saved([script]).await;
    assert_eq!((outcome.unwrap().bytes, files), (CSV.len() as u64, whole()));
}

#[tokio::test]
async fn a_slow_file_may_take_longer_than_every_timeout_together() {
    let (clock, more) = (Turned::new(), Arc::new(Notify::new()));
    let first = format!("a,b\n{}", "1,2\n".repeat(4000));
    let mut script = Script::status(200).header("Content-Length", &(first.len() + 12 * 4).to_string()).piece(&first);
    for _ in 0..12 {
        script = script.wait(&more).piece("3,4\n");
    }
    let server = Server::start([script]).await;
    let client = server.builder().clock(clock.clone()).build().unwrap();
    let mut download = request().send(&client).await.unwrap();
    let mut taken = 0;
    while taken < first.len() {
        taken += download.chunk().await.unwrap().unwrap().len();
    }
    let idle = Duration::from_secs(60);
    for _ in 0..12 {
        let begun = clock.count(idle) + 1;
        let wait = async {
            clock.begun(idle, begun).await;
            clock.turn(Duration::from_secs(59));
            more.notify_one();
        };
        let (bytes, ()) = tokio::join!(download.chunk(), wait);
        assert_eq!(bytes.unwrap().unwrap(), "3,4\n");
    }
    assert_eq!(download.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_stalled_body_and_a_silent_server_are_given_up() {
    let stalled = Script::status(200).header("Content-Length", "1000").piece("a,b\n").stall();
    for (script, timeout, reported) in [(stalled, 60, "no data for 60s"), (Script::silent(), 300, "found none")] {
        let clock = Turned::new();
        let server = Server::start([script]).await;
        let client = server.builder().clock(clock.clone()).retry(RetryPolicy::never()).build().unwrap();
        let turn = async {
            clock.begun(Duration::from_secs(timeout), 1).await;
            clock.turn(Duration::from_secs(timeout));
        };
        let request = request();
        let (outcome, ()) = tokio::join!(request.send(&client), turn);
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains(reported) && error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn a_response_that_is_not_the_file_is_not_saved() {
    let error_document = r#"{"error_code":"WKS.00211102","error_msg":"The parameter is invalid."}"#;
    for (script, reported) in [
        (Script::status(200).header("Content-Type", "application/json").body(error_document), "WKS.00211102"),
        (Script::status(200).header("Content-Type", "text/csv").body(error_document), "The parameter is invalid."),
        (Script::status(200).body("<!DOCTYPE html><title>Sign in</title>"), "found a page (\"Sign in\")"),
        (Script::status(200).body("[1, 2]"), "another JSON document"),
        (Script::status(200).header("Content-Type", "text/csv").body(""), "found an empty response"),
        (Script::status(200).header("Content-Encoding", "br").body("\x1f\x08"), "Content-Encoding"),
        (Script::status(206).header("Content-Range", "bytes 0-1/2").body("a,"), "range that was not requested"),
        (Script::status(204), "204 No Content"),
    ] {
        let (outcome, files, server) = saved([script]).await;
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains(reported), "{error}");
        assert!(error.is_unexpected_content() || error.status() == Some(204), "{error}");
        assert!(
            !error.is_client_error() && !error.is_retryable() && files.is_empty() && server.seen().len() == 1,
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_error_document_with_status_200_keeps_code_message_and_request_id() {
    let body = r#"{"error_code":"APIGW.0301","error_msg":"decrypt token fail","request_id":"r7"}"#;
    let (outcome, ..) =
        saved([Script::status(200).header("Transfer-Encoding", "chunked").chunk(body).piece("0\r\n\r\n")]).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(200), Some("APIGW.0301")));
    assert_eq!((error.message(), error.request_id()), (Some("decrypt token fail"), Some("r7")));
}

#[tokio::test]
async fn an_export_without_records_as_ndjson_is_empty_and_still_a_file() {
    let server = Server::start([Script::status(200).header("Content-Type", "application/x-ndjson").body("")]).await;
    let directory = tempfile::tempdir().unwrap();
    let download = request().send_as(&server.client(), "application/x-ndjson").await.unwrap();
    let saved = download.save(directory.path().join("x.ndjson"), SaveOptions::new()).await.unwrap();
    assert_eq!((saved.bytes, saved.format), (0, FileFormat::Ndjson));
    assert_eq!(server.seen()[0].header("accept"), Some("application/x-ndjson"));
}

#[tokio::test]
async fn a_file_in_a_multipart_wrapper_comes_out_as_it_was_even_after_a_break() {
    let body = format!(
        "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../records.csv\"\r\n\r\n{CSV}\r\n--b0--\r\n"
    );
    let typed = |script: Script| script.header("Content-Type", "multipart/form-data; boundary=b0");
    let first = typed(resumable("\"v1\"")).header("Content-Length", &body.len().to_string()).piece(&body[..100]);
    let (outcome, files, _) = saved([first, rest(&body, 100, "\"v1\"")]).await;
    assert_eq!((outcome.unwrap().bytes, files), (CSV.len() as u64, whole()));

    let server = Server::start([typed(Script::status(200)).body(&body)]).await;
    let download = request().send(&server.client()).await.unwrap();
    assert_eq!((download.file_name().as_deref(), download.format()), (Some("records.csv"), FileFormat::Csv));

    let (outcome, files, _) = saved([typed(Script::status(200)).body(&body[..body.len() - 10])]).await;
    assert!(outcome.unwrap_err().is_unexpected_content() && files.is_empty());
    let (outcome, files, _) = saved([typed(Script::status(200)).body(CSV)]).await;
    assert_eq!((outcome.unwrap().format, files), (FileFormat::Csv, whole()));
}

#[tokio::test]
async fn the_name_that_the_service_suggests_is_only_a_name() {
    let script = Script::status(200).header("Content-Disposition", "attachment; filename=\"../../.ssh/id\"").body(CSV);
    let server = Server::start([script.header("ETag", "\"v1\"").header("Content-Type", "text/csv")]).await;
    let download = request().send(&server.client()).await.unwrap();
    assert_eq!(download.file_name().as_deref(), Some("id"));
    assert_eq!((download.etag(), download.media_type()), (Some("\"v1\""), Some("text/csv")));
    assert_eq!(download.content_length(), Some(CSV.len() as u64));
}

#[tokio::test]
async fn progress_tells_every_byte_once_and_falls_back_when_the_file_starts_over() {
    let big = format!("a,b\n{}", "1,2\n".repeat(5000));
    let first = Script::status(200).header("Content-Length", &big.len().to_string()).piece(&big[..15_000]);
    let server = Server::start([first, Script::status(200).body(&big)]).await;
    let reported = Arc::new(Mutex::new(Vec::new()));
    let log = reported.clone();
    let download = request().send(&server.client()).await.unwrap();
    let download = download.on_progress(move |progress| log.lock().unwrap().push((progress.bytes, progress.total)));
    let directory = tempfile::tempdir().unwrap();
    download.save(directory.path().join("x"), SaveOptions::new()).await.unwrap();
    let reported = reported.lock().unwrap();
    assert!(reported.contains(&(0, Some(big.len() as u64))));
    assert_eq!(reported.last(), Some(&(big.len() as u64, Some(big.len() as u64))));
    assert_eq!(std::fs::read_to_string(directory.path().join("x")).unwrap(), big);
}

#[tokio::test]
async fn a_stream_gets_the_same_bytes_and_a_closed_one_is_reported() {
    let server = Server::start([Script::status(200).body(CSV), Script::status(200).body(CSV)]).await;
    let mut bytes = Vec::new();
    let mut download = request().send(&server.client()).await.unwrap();
    assert_eq!(download.write_to(&mut bytes).await.unwrap(), CSV.len() as u64);
    assert_eq!(bytes, CSV.as_bytes());
    let (mut here, there) = tokio::io::duplex(8);
    drop(there);
    let error = request().send(&server.client()).await.unwrap().write_to(&mut here).await.unwrap_err();
    assert!(error.is_local() && error.io_kind() == Some(std::io::ErrorKind::BrokenPipe), "{error}");
}

#[tokio::test]
async fn a_workbook_of_unknown_length_that_lost_its_end_is_started_over() {
    let book = format!("PK\u{3}\u{4}{}\u{13}\0\0\0[Content_Types].xml", "\0".repeat(22))
        + &"x".repeat(5000)
        + "PK\u{5}\u{6}"
        + &"\0".repeat(18);
    let until_closed = |bytes: &str| Script::status(200).piece(bytes);
    let (outcome, files, _) = saved([until_closed(&book[..4000]), until_closed(&book)]).await;
    let saved_file = outcome.unwrap();
    assert_eq!((saved_file.format, saved_file.retries, files[0].1 == book), (FileFormat::Xlsx, 1, true));
    let (outcome, files, _) = saved(std::iter::repeat_n(until_closed(&book[..4000]), 4)).await;
    assert!(outcome.unwrap_err().is_unexpected_content() && files.is_empty());
}
