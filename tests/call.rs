//! Calls that do not return files: attempts, whole responses, validation by the schema of the status.

#![allow(clippy::unwrap_used)]

mod support;

use deskledger::runtime::json_schema::{Keyword, Rule, Schema, Type};
use deskledger::runtime::{EncodedRequest, MediaType, Operation, Provenance, Response};
use deskledger::{Client, Error, Response as Reply};
use support::{Script, Server, TOKEN};

static NAMES: Schema = Schema::new(&[Rule::new(7, Keyword::Type(&[Type::Array]))]);
static DETAIL: Schema = Schema::new(&[Rule::new(8, Keyword::Required(&["detail"]))]);

const JSON: MediaType = MediaType { name: "application/json", schema: None, example: None, rule: None };

const fn response(status: u16, media_types: &'static [MediaType]) -> Response {
    let provenance = Provenance { source: "", note: "" };
    Response { status, description: "", headers: &[], media_types, provenance }
}

static NAMES_BODY: [MediaType; 1] = [MediaType { rule: Some(&NAMES), ..JSON }];
static DETAIL_BODY: [MediaType; 1] = [MediaType { rule: Some(&DETAIL), ..JSON }];
static RESPONSES: [Response; 2] = [response(200, &NAMES_BODY), response(2, &DETAIL_BODY)];

const fn call(method: &'static str) -> Operation {
    Operation {
        id: "names",
        method,
        path: "/v1/names",
        summary: "",
        description: "",
        deprecation: None,
        tags: &[],
        needs_credential: true,
        security: &[],
        parameters: &[],
        rules: &[],
        responses: &RESPONSES,
    }
}

static GET: Operation = call("GET");
static POST: Operation = call("POST");

async fn send(client: &Client, operation: &'static Operation) -> Result<Reply, Error> {
    let request = || {
        let mut request = EncodedRequest::new(operation);
        request.query = "a=%20b".into();
        request.headers.push(("X-Depth", "3".into()));
        if operation.method == "POST" {
            request.body = Some(("application/json".into(), b"[1]".to_vec()));
        }
        request
    };
    client.call(operation, Ok(()), request).await
}

fn json(status: u16, body: &str) -> Script {
    Script::status(status).header("Content-Type", "application/json; charset=utf-8").body(body)
}

#[tokio::test]
async fn what_was_asked_for_is_sent_as_it_is_with_the_credential() {
    let server = Server::start([json(200, "[\"a\"]")]).await;
    let reply = send(&server.client(), &POST).await.unwrap();
    assert_eq!((reply.status(), reply.json::<Vec<String>>().unwrap()), (200, vec!["a".to_owned()]));
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /v1/names?a=%20b HTTP/1.1");
    assert_eq!(seen.header("x-depth"), Some("3"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("x-auth-token"), Some(TOKEN));
}

#[tokio::test]
async fn a_response_is_checked_by_the_schema_of_its_status_or_of_the_range_of_it() {
    let server = Server::start([json(200, "[]"), json(200, "{}"), json(202, "{}"), json(200, "[")]).await;
    let client = server.client();
    let mut found = Vec::new();
    for _ in 0..4 {
        let reply = send(&client, &GET).await.unwrap();
        found.push(reply.check().map_err(|wrong| wrong.iter().map(|one| (one.rule, one.line)).collect::<Vec<_>>()));
    }
    assert_eq!(found, [Ok(()), Err(vec![("type", 7)]), Err(vec![("required", 8)]), Err(vec![("syntax", 0)])]);
}

#[tokio::test]
async fn a_call_that_changes_something_is_never_sent_twice() {
    let server = Server::start([Script::status(503).body(""), json(200, "[]")]).await;
    let failure = send(&server.client(), &POST).await.unwrap_err();
    assert_eq!((failure.status(), server.seen().len()), (Some(503), 1));
}

#[tokio::test]
async fn a_call_that_only_asks_is_sent_again() {
    let server = Server::start([Script::status(503).body(""), json(200, "[]")]).await;
    assert_eq!(send(&server.client(), &GET).await.unwrap().status(), 200);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn an_error_response_reports_code_and_message_and_no_secret() {
    let body = format!(r#"{{"error_code":"WKS.00211102","error_msg":"The token {TOKEN} is wrong."}}"#);
    let server = Server::start([json(400, &body)]).await;
    let failure = send(&server.client(), &POST).await.unwrap_err();
    assert_eq!((failure.status(), failure.code()), (Some(400), Some("WKS.00211102")));
    assert!(!format!("{failure} {failure:?}").contains(TOKEN), "{failure:?}");
}

#[tokio::test]
async fn a_file_that_a_post_request_creates_is_not_requested_twice() {
    use deskledger::http::Response as HttpResponse;
    use deskledger::{HttpBody, Token, TransportError};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const PIECE: &str = "{\"a\":1}\n";
    type Outcome = fn() -> Result<HttpResponse<HttpBody>, TransportError>;
    let lost = || Err(TransportError::no_response("lost"));
    let busy = || Ok(HttpResponse::builder().status(503).body(HttpBody::default()).unwrap());
    // Ends early, although it says that the rest can be requested.
    let cut = || {
        let response = HttpResponse::builder().header("etag", "\"v1\"").header("accept-ranges", "bytes");
        let pieces = [Ok(bytes::Bytes::from(PIECE.repeat(2000))), Err("lost")];
        let body = HttpBody::stream(futures_util::stream::iter(pieces));
        Ok(response.header("content-length", "100000").body(body).unwrap())
    };
    let outcomes: [Outcome; 3] = [lost, busy, cut];
    for (outcome, operation, expected) in outcomes.into_iter().flat_map(|one| [(one, &POST, 1), (one, &GET, 4)]) {
        let sent = Arc::new(AtomicUsize::new(0));
        let count = sent.clone();
        let service = move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            std::future::ready(outcome())
        };
        let builder = Client::builder().region("cn-north-4").token(Token::new(TOKEN).unwrap());
        let client = builder.clock(support::clock::Instant).transport(service).build().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let outcome = async {
            let request = || EncodedRequest::new(operation);
            let download = client.download(operation, Ok(()), request, None).await?;
            download.save(dir.path().join("a.ndjson"), deskledger::SaveOptions::new()).await
        };
        let error = outcome.await.unwrap_err();
        assert!(error.may_have_been_sent(), "{error}");
        let sent = sent.load(Ordering::SeqCst);
        assert!(if expected == 1 { sent == 1 } else { sent >= expected }, "{} {sent}: {error}", operation.method);
    }
}

#[tokio::test]
async fn a_body_that_stalls_is_reported_with_the_time_that_was_waited() {
    let pieces = || futures_util::stream::iter([Ok::<_, String>(bytes::Bytes::from("[1"))]);
    let service = move |_| {
        let body = futures_util::StreamExt::chain(pieces(), futures_util::stream::pending());
        std::future::ready(Ok::<_, deskledger::TransportError>(deskledger::http::Response::new(
            deskledger::HttpBody::stream(body),
        )))
    };
    let builder = Client::builder().region("cn-north-4").token(deskledger::Token::new(TOKEN).unwrap());
    let builder = builder.clock(support::clock::Instant).transport(service);
    let seconds = std::time::Duration::from_secs;
    let client = builder.response_timeout(seconds(300)).idle_timeout(seconds(7)).build().unwrap();
    let error = send(&client, &POST).await.unwrap_err().to_string();
    assert!(error.contains("within 7s"), "{error}");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_no_response() {
    let cut = || Script::status(200).header("Content-Length", "100").piece("[1");
    let server = Server::start((0..9).map(|_| cut())).await;
    assert!(send(&server.client(), &POST).await.is_err());
}

#[tokio::test]
async fn a_file_that_breaks_off_goes_on_where_it_was_without_the_client_generator_too() {
    let first = support::resumable("\"v1\"").header("Content-Length", &support::CSV.len().to_string());
    let first = first.piece(&support::CSV[..20]);
    let server = Server::start([first, support::rest(support::CSV, 20, "\"v1\"")]).await;
    let call = || EncodedRequest::new(&GET);
    let mut download = server.client().download(&GET, Ok(()), call, Some("text/csv")).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = download.chunk().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    assert_eq!(String::from_utf8(bytes).unwrap(), support::CSV);
    let seen = server.seen();
    assert_eq!((seen[0].header("accept"), seen[1].header("range")), (Some("text/csv"), Some("bytes=20-")));
    assert_eq!((seen[1].header("if-range"), seen[1].header("x-auth-token")), (Some("\"v1\""), Some(TOKEN)));
}

#[tokio::test]
async fn of_several_media_types_all_are_asked_for_and_the_one_that_comes_is_checked() {
    static TEXTS: Schema = Schema::new(&[Rule::new(9, Keyword::Type(&[Type::String]))]);
    static BODIES: [MediaType; 3] = [
        MediaType { rule: Some(&NAMES), ..JSON },
        MediaType { name: "application/vnd.names+json", rule: Some(&DETAIL), ..JSON },
        MediaType { name: "text/*", rule: Some(&TEXTS), ..JSON },
    ];
    static SEVERAL: [Response; 2] = [response(200, &BODIES), response(2, &NAMES_BODY)];
    static CALL: Operation = Operation { responses: &SEVERAL, ..call("GET") };
    let of = |media_type: &'static str, body: &str| Script::status(200).header("Content-Type", media_type).body(body);
    let server = Server::start([
        of("application/json", "{}"),
        of("Application/VND.names+json; charset=utf-8", "{}"),
        of("text/x-names", "[]"),
        of("image/png", "{}"),
    ])
    .await;
    let client = server.client();
    let mut lines = Vec::new();
    for _ in 0..4 {
        let checked = send(&client, &CALL).await.unwrap().check();
        lines.push(checked.err().map(|reported| reported.iter().next().unwrap().line));
    }
    assert_eq!(lines, [Some(7), Some(8), Some(9), None]);
    let accepted = "application/json, application/vnd.names+json, text/*, */*;q=0.1";
    assert_eq!(server.seen()[0].header("accept"), Some(accepted));
}
