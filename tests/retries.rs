//! Retryable and non-retryable failures, and the delays.

#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use deskledger::{Error, RetryPolicy, Stage};
use support::clock::Turned;
use support::{CSV, Script, Server, TOKEN, request};

fn fine() -> Script {
    Script::status(200).body(CSV)
}

/// Sends the request and advances the clock through every delay; returns the delays in seconds.
async fn paused(scripts: Vec<Script>, policy: RetryPolicy) -> (Result<u32, Error>, Vec<f64>, usize) {
    let clock = Turned::new();
    let server = Server::start(scripts).await;
    let client = server.builder().clock(clock.clone()).retry(policy).build().unwrap();
    let request = request();
    let run = async {
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            // The response timeout of 300 s must not elapse: only delays do.
            if clock.pauses().last().is_some_and(|pause| *pause < Duration::from_secs(60)) {
                let pause = clock.pauses().last().copied().unwrap_or_default();
                clock.turn(pause);
                while clock.pauses().last() == Some(&pause) {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        }
    };
    let outcome = tokio::select! {
        outcome = request.send(&client) => outcome.map(|download| download.retries()),
        () = run => unreachable!(),
    };
    let pauses = clock.pauses().iter().map(Duration::as_secs_f64).filter(|pause| *pause < 60.0).collect();
    (outcome, pauses, server.seen().len())
}

#[tokio::test]
async fn a_busy_service_is_retried_with_increasing_delays() {
    for status in [429, 502, 503, 504] {
        let busy = Script::status(status).body("");
        let scripts = vec![busy.clone(), busy.clone(), busy.clone(), fine()];
        let (outcome, pauses, seen) = paused(scripts, RetryPolicy::default()).await;
        assert_eq!((outcome.unwrap(), pauses, seen), (3, vec![0.5, 1.0, 2.0], 4), "{status}");
    }
}

#[tokio::test]
async fn a_service_that_stays_busy_is_left_alone_after_four_attempts() {
    let busy = Script::status(503).header("X-Request-Id", "r4").body("");
    let (outcome, pauses, seen) = paused(vec![busy; 9], RetryPolicy::default()).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.status(), error.retries(), pauses.len(), seen), (Some(503), 3, 3, 4));
    assert!(error.is_retryable() && error.to_string().ends_with("(after 3 retries)"), "{error}");
}

#[tokio::test]
async fn what_another_attempt_cannot_mend_is_sent_once() {
    for status in [301, 400, 401, 403, 404, 405, 408, 413, 416, 500, 501] {
        let (outcome, _, seen) = paused(vec![Script::status(status).body(""), fine()], RetryPolicy::default()).await;
        assert_eq!((outcome.unwrap_err().status(), seen), (Some(status), 1));
    }
}

#[tokio::test]
async fn a_401_is_reported_at_once_even_if_the_next_response_would_be_fine() {
    for scripts in [vec![Script::status(401).body(""), fine()], vec![Script::status(401).body(""); 9]] {
        let (outcome, pauses, seen) = paused(scripts, RetryPolicy::default()).await;
        let error = outcome.unwrap_err();
        assert!(error.is_unauthorized() && !error.is_retryable() && error.retries() == 0, "{error}");
        assert_eq!((pauses.len(), seen), (0, 1));
    }
}

#[tokio::test]
async fn the_time_that_the_service_asks_for_is_waited_for() {
    let wait = |text: &str| Script::status(429).header("Retry-After", text).body("");
    let (outcome, pauses, _) = paused(vec![wait("7"), fine()], RetryPolicy::default()).await;
    assert_eq!((outcome.unwrap(), pauses), (1, vec![7.0]));
    let (outcome, pauses, _) =
        paused(vec![wait("Sun, 06 Nov 1994 08:49:47 GMT"), fine()], RetryPolicy::default()).await;
    assert_eq!((outcome.unwrap(), pauses), (1, vec![10.0]));
    let (outcome, pauses, _) = paused(vec![wait("soon"), fine()], RetryPolicy::default()).await;
    assert_eq!((outcome.unwrap(), pauses), (1, vec![0.5]));
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_reported_instead_of_waited_for() {
    for text in ["3600", "99999999999999999999"] {
        let script = Script::status(429).header("Retry-After", text).body("");
        let (outcome, pauses, seen) = paused(vec![script, fine()], RetryPolicy::default()).await;
        let error = outcome.unwrap_err();
        assert!(error.is_throttled() && error.retry_after() >= Some(Duration::from_secs(3600)), "{error}");
        assert_eq!((pauses.len(), seen), (0, 1));
    }
}

#[tokio::test]
async fn no_retry_starts_after_the_deadline() {
    let policy = RetryPolicy { max_attempts: 100, max_elapsed: Duration::from_secs(10), ..RetryPolicy::default() };
    let (outcome, pauses, _) = paused(vec![Script::status(503).body(""); 100], policy).await;
    assert_eq!((outcome.unwrap_err().status(), pauses), (Some(503), vec![0.5, 1.0, 2.0, 4.0]));
}

#[tokio::test]
async fn a_connection_lost_before_the_response_is_tried_again() {
    let half_a_head = Script::default().piece("HTTP/1.1 200 OK\r\nContent-Le");
    let (outcome, pauses, seen) = paused(vec![Script::hang_up(), half_a_head, fine()], RetryPolicy::default()).await;
    assert_eq!((outcome.unwrap(), pauses.len(), seen), (2, 2, 3));
    let (outcome, ..) = paused(vec![], RetryPolicy::default()).await;
    let error = outcome.unwrap_err();
    assert!(error.is_network() && error.may_have_been_sent() && error.stage() == Stage::Request, "{error}");
}

#[tokio::test]
async fn a_closed_port_is_an_error_that_says_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let token = deskledger::Token::new(TOKEN).unwrap();
    let builder = deskledger::Client::builder().endpoint(&endpoint).token(token).clock(support::clock::Instant);
    let error = request().send(&builder.build().unwrap()).await.unwrap_err();
    assert!(error.is_network() && !error.may_have_been_sent() && error.stage() == Stage::Connect, "{error}");
    assert!(error.to_string().contains(&endpoint) && error.to_string().contains("refused"), "{error}");
    assert_eq!((error.retries(), error.status()), (3, None));
}

#[tokio::test]
async fn a_file_that_gets_ahead_is_resumed_more_often_than_one_that_does_not() {
    let file = format!("a,b\n{}", "1,2\n".repeat(6 << 18));
    let mebibyte = (1 << 20) + 7;
    let mut scripts = vec![];
    let mut at = 0;
    while at < file.len() {
        let end = (at + mebibyte).min(file.len());
        let script = match at {
            0 => support::resumable("\"v1\"").header("Content-Length", &file.len().to_string()),
            _ => Script::status(206)
                .header("ETag", "\"v1\"")
                .header("Content-Range", &format!("bytes {at}-{}/{}", file.len() - 1, file.len()))
                .header("Content-Length", &(file.len() - at).to_string()),
        };
        scripts.push(script.piece(&file[at..end]));
        at = end;
    }
    let count = scripts.len();
    let server = Server::start(scripts).await;
    let mut bytes = Vec::new();
    let mut download = request().send(&server.client()).await.unwrap();
    download.write_to(&mut bytes).await.unwrap();
    assert!(bytes == file.as_bytes() && count > 5);
    assert_eq!(download.retries() as usize, count - 1);
}
