//! Custom transports: everything except the sockets behaves the same.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use deskledger::http::{Request, Response};
use deskledger::{AccessKey, Client, ClientBuilder, HttpBody, Stage, Token, TransportError};
use futures_util::stream;
use support::{CSV, TOKEN, clock, request};

type Outcome = Result<Response<HttpBody>, TransportError>;

/// A client whose n-th request receives the n-th response, and the requests sent.
fn client(responses: Vec<fn() -> Outcome>) -> (ClientBuilder, Arc<Mutex<Vec<Request<Bytes>>>>) {
    let seen: Arc<Mutex<Vec<Request<Bytes>>>> = Arc::default();
    let log = seen.clone();
    let service = move |request| {
        let mut log = log.lock().unwrap();
        log.push(request);
        let outcome =
            responses.get(log.len() - 1).map_or_else(|| Err(TransportError::no_response("no more")), |one| one());
        std::future::ready(outcome)
    };
    let builder = Client::builder().region("cn-north-4").token(Token::new(TOKEN).unwrap()).clock(clock::Instant);
    (builder.transport(service), seen)
}

fn response(status: u16, headers: &[(&str, &str)], body: impl Into<HttpBody>) -> Outcome {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    Ok(builder.body(body.into()).unwrap())
}

async fn bytes(client: &Client) -> Result<String, deskledger::Error> {
    let mut bytes = Vec::new();
    request().send(client).await?.write_to(&mut bytes).await?;
    Ok(String::from_utf8(bytes).unwrap())
}

#[tokio::test]
async fn a_request_reaches_the_service_as_it_would_reach_the_network() {
    let (builder, seen) = client(vec![|| response(200, &[], CSV)]);
    assert_eq!(bytes(&builder.build().unwrap()).await.unwrap(), CSV);
    let seen = &seen.lock().unwrap()[0];
    let path = "/v2/8dc9c40a06574a598941b254d4b63b43/connections/desktops/export";
    assert_eq!(seen.uri().to_string(), format!("https://workspace.cn-north-4.myhuaweicloud.com{path}"));
    let header = |name: &str| seen.headers()[name].to_str().unwrap();
    assert_eq!((seen.method().as_str(), header("x-auth-token"), header("accept")), ("GET", TOKEN, "*/*"));
    assert_eq!(header("user-agent"), concat!("deskledger/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_resumed_by_the_service_too() {
    let first = || {
        let pieces = [Ok(Bytes::from(&CSV[..20])), Err("lost")];
        let length = CSV.len().to_string();
        let headers = [("etag", "\"v1\""), ("accept-ranges", "bytes"), ("content-length", &length)];
        response(200, &headers, HttpBody::stream(stream::iter(pieces)))
    };
    let rest = || {
        let range = format!("bytes 20-{}/{}", CSV.len() - 1, CSV.len());
        response(206, &[("etag", "\"v1\""), ("content-range", &range)], &CSV[20..])
    };
    let (builder, seen) = client(vec![first, rest]);
    assert_eq!(bytes(&builder.build().unwrap()).await.unwrap(), CSV);
    let seen = seen.lock().unwrap();
    assert_eq!(
        (seen[1].headers()["range"].as_bytes(), seen[1].headers()["if-range"].as_bytes()),
        (&b"bytes=20-"[..], &b"\"v1\""[..])
    );
}

#[tokio::test]
async fn a_service_that_fails_is_tried_again_and_then_reported_with_what_was_sent() {
    let (builder, seen) =
        client(vec![|| Err(TransportError::no_connection("nobody there")), || response(503, &[], ""), || {
            response(200, &[], CSV)
        }]);
    assert_eq!(bytes(&builder.build().unwrap()).await.unwrap(), CSV);
    assert_eq!(seen.lock().unwrap().len(), 3);

    for (failure, is_sent, stage) in [
        (TransportError::no_connection(format!("nobody there for {TOKEN}")), false, Stage::Connect),
        (TransportError::no_response(format!("silence for {TOKEN}")), true, Stage::Request),
    ] {
        let reported = failure.to_string();
        let service = move |_| std::future::ready(Err(failure.clone()));
        let (builder, _) = client(Vec::new());
        let error = bytes(&builder.transport(service).build().unwrap()).await.unwrap_err();
        assert!(error.is_network() && error.retries() == 3 && error.status().is_none(), "{error}");
        assert_eq!((error.may_have_been_sent(), error.stage()), (is_sent, stage));
        assert!(error.to_string().contains(reported.split(' ').next().unwrap()), "{error}");
        assert!(!format!("{error} {error:?}").contains(TOKEN));
    }
}

#[tokio::test]
async fn a_redirect_of_a_service_is_reported_and_not_followed() {
    let (builder, seen) = client(vec![|| response(302, &[("location", "/elsewhere")], ""), || response(200, &[], CSV)]);
    let error = bytes(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!((error.status(), seen.lock().unwrap().len()), (Some(302), 1));
}

#[tokio::test]
async fn a_key_signs_what_the_service_gets() {
    let (builder, seen) = client(vec![|| response(200, &[], CSV)]);
    let client = builder.credential(AccessKey::new("HPUAB2C3", "hunter2").unwrap()).build().unwrap();
    bytes(&client).await.unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen[0].headers()["authorization"].to_str().unwrap().contains("Access=HPUAB2C3"));
    assert!(!format!("{seen:?}").contains("hunter2"));
}

#[test]
fn a_user_agent_that_cannot_be_sent_is_reported_when_the_client_is_built() {
    let error = client(Vec::new()).0.user_agent("a\r\nb").build().unwrap_err();
    assert!(error.is_invalid(), "{error}");
}
