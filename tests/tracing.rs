//! Tracing as an operator sees it: spans and events with OpenTelemetry names, and no secrets.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskledger::{ExportConnectionRecords, SaveOptions};
use serde_json::{Value, json};
use support::{CSV, Script, Server, TOKEN, request, rest, resumable};
use tracing_subscriber::fmt::format::FmtSpan;

/// In-memory log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Records all events of this thread until the guard is dropped.
    fn start(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let json = tracing_subscriber::fmt().json().with_span_events(FmtSpan::CLOSE).with_env_filter("deskledger=info");
        tracing::subscriber::set_default(json.with_writer(move || log.clone()).finish())
    }

    /// All lines with this message.
    fn lines(&self, message: &str) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains(TOKEN) && !text.contains("zhang@"), "{text}");
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["fields"]["message"] == message).collect()
    }
}

#[tokio::test]
async fn every_request_is_a_span_with_the_fields_that_others_use_and_no_secret() {
    let log = Log::default();
    let guard = log.start();
    let server = Server::start([Script::status(503).body(""), Script::status(200).body(CSV)]).await;
    let request = ExportConnectionRecords { user_name: Some("zhang@example.com".into()), ..request() };
    request.send(&server.client()).await.unwrap();
    drop(guard);
    let spans: Vec<Value> = log.lines("close").into_iter().map(|line| line["span"].clone()).collect();
    let (host, port) = server.address.strip_prefix("http://").unwrap().split_once(':').unwrap();
    let span = |resend: u32, status: u16, error: Option<&str>| {
        let mut span = json!({
            "name": "http.request",
            "otel.kind": "client",
            "http.request.method": "GET",
            "http.request.resend_count": resend,
            "http.response.status_code": status,
            "server.address": host,
            "server.port": port.parse::<u16>().unwrap(),
            "url.path": "/v2/8dc9c40a06574a598941b254d4b63b43/connections/desktops/export",
        });
        if let Some(error) = error {
            span["error.type"] = error.into();
        }
        span
    };
    assert_eq!(spans, [span(0, 503, Some("503")), span(1, 200, None)]);
}

#[tokio::test]
async fn every_retry_is_an_event_and_a_call_and_stands_in_the_result() {
    let (log, reported) = (Log::default(), Arc::new(Mutex::new(Vec::new())));
    let guard = log.start();
    let big = format!("{CSV}{}", "1,2\r\n".repeat(4000));
    let cut = resumable("\"v1\"").header("Content-Length", &big.len().to_string()).piece(&big[..9000]);
    let scripts =
        [Script::status(429).header("Retry-After", "7").body(""), Script::hang_up(), cut, rest(&big, 9000, "\"v1\"")];
    let server = Server::start(scripts).await;
    let watched = reported.clone();
    let client = server.builder().on_retry(move |retry| watched.lock().unwrap().push(retry.clone())).build().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let download = request().send(&client).await.unwrap();
    assert_eq!(download.retry_history().len(), 2);
    let saved = download.save(directory.path().join("x.csv"), SaveOptions::new()).await.unwrap();
    drop(guard);

    let history: Vec<_> = saved.history.iter().map(|retry| (retry.attempt, retry.status, retry.delay)).collect();
    let seconds = Duration::from_secs;
    assert_eq!(history, [(2, Some(429), seconds(7)), (3, None, seconds(1)), (4, None, seconds(2))]);
    assert_eq!((saved.retries, &saved.history), (3, &*reported.lock().unwrap()));
    let reasons = ["429 Too Many Requests", "connection closed", "found 9000 when the transfer was interrupted"];
    for (retry, reason) in saved.history.iter().zip(reasons) {
        assert!(retry.reason.contains(reason) && !retry.reason.contains(TOKEN), "{retry:?}");
    }

    let events: Vec<Value> = log.lines("trying again").into_iter().map(|line| line["fields"].clone()).collect();
    let types: Vec<_> = events.iter().map(|event| event["error.type"].as_str().unwrap()).collect();
    assert_eq!(types, ["429", "no_response", "broken_off"]);
    for (event, retry) in events.iter().zip(&saved.history) {
        assert_eq!(event["delay_seconds"], retry.delay.as_secs_f64());
        assert_eq!(event["http.request.resend_count"], retry.attempt - 1);
        assert_eq!(event["error.message"], retry.reason);
    }
}

#[tokio::test]
async fn a_storm_of_breaks_is_remembered_within_bounds() {
    let file = format!("a,b\n{}", "1,2\n".repeat(11 << 18));
    let step = (1 << 18) + 7;
    let scripts = (0..file.len()).step_by(step).map(|at| {
        let head = if at == 0 { resumable("\"v1\"") } else { Script::status(206).header("ETag", "\"v1\"") };
        let range = format!("bytes {at}-{}/{}", file.len() - 1, file.len());
        let head = if at == 0 { head } else { head.header("Content-Range", &range) };
        head.header("Content-Length", &(file.len() - at).to_string()).piece(&file[at..(at + step).min(file.len())])
    });
    let server = Server::start(scripts.collect::<Vec<_>>()).await;
    let policy = deskledger::RetryPolicy { max_attempts: 6, ..Default::default() };
    let mut download = request().send(&server.builder().retry(policy).build().unwrap()).await.unwrap();
    assert_eq!(download.write_to(&mut tokio::io::sink()).await.unwrap(), file.len() as u64);
    assert!(download.retries() > 40, "{}", download.retries());
    let last: Vec<u32> = download.retry_history().iter().map(|retry| retry.attempt).collect();
    assert_eq!((last.len(), last.last()), (32, Some(&(download.retries() + 1))));
}

#[tokio::test]
async fn a_deprecation_is_logged_once_for_each_call_of_a_client_and_with_no_secret() {
    let log = Log::default();
    let guard = log.start();
    let response = || {
        let script = Script::status(200).header("Deprecation", "@1788480000");
        script.header("Sunset", "Wed, 31 Mar 2027 00:00:00 GMT").header("Link", &format!("<{TOKEN}>")).body(CSV)
    };
    let server = Server::start([response(), response()]).await;
    let client = server.client();
    for _ in 0..2 {
        request().send(&client).await.unwrap();
    }
    drop(guard);
    let events = log.lines("deprecated operation");
    let fields = events.iter().map(|event| (&event["fields"]["operation"], &event["fields"]["deprecation"]));
    assert_eq!(fields.collect::<Vec<_>>(), [(&json!("exportConnectionRecords"), &json!("@1788480000"))]);
    assert_eq!(events[0]["fields"]["sunset"], "Wed, 31 Mar 2027 00:00:00 GMT");
}
