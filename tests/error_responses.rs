//! Error responses of the service.

#![allow(clippy::unwrap_used)]

mod support;

use deskledger::{EXPORT_CONNECTION_RECORDS, Error, RetryPolicy, Stage};
use support::{Script, Server, request};

async fn error_response(script: Script) -> Error {
    let server = Server::start([script]).await;
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    request().send(&client).await.unwrap_err()
}

#[tokio::test]
async fn every_error_of_the_document_is_reported_with_its_code_and_message() {
    let mut reported = Vec::new();
    for response in EXPORT_CONNECTION_RECORDS.responses.iter().filter(|response| response.status >= 400) {
        let example = response.media_types.first().and_then(|media_type| media_type.example);
        let script = Script::status(response.status).header("X-Request-Id", "r9").body(example.unwrap_or_default());
        let error = error_response(script).await;
        assert_eq!((error.status(), error.request_id()), (Some(response.status), Some("r9")));
        assert_eq!((error.code().is_some(), error.message().is_some()), (example.is_some(), example.is_some()));
        assert!(error.may_have_been_sent() && error.stage() == Stage::Response && !error.is_unexpected_content());
        let is = [
            error.is_client_error(),
            error.is_unauthorized(),
            error.is_forbidden(),
            error.is_not_found(),
            error.is_throttled(),
            error.is_retryable(),
        ];
        reported.push((response.status, is.map(u8::from)));
    }
    assert_eq!(
        reported,
        [
            (400, [1, 0, 0, 0, 0, 0]),
            (401, [1, 1, 0, 0, 0, 0]),
            (403, [1, 0, 1, 0, 0, 0]),
            (404, [1, 0, 0, 1, 0, 0]),
            (405, [1, 0, 0, 0, 0, 0]),
            (416, [1, 0, 0, 0, 0, 0]),
            (429, [1, 0, 0, 0, 1, 1]),
            (500, [0, 0, 0, 0, 0, 0]),
            (503, [0, 0, 0, 0, 0, 1]),
            (507, [0, 0, 0, 0, 0, 0]),
        ]
    );
}

#[tokio::test]
async fn the_text_says_what_was_expected_what_was_found_and_what_to_do() {
    let body = r#"{"error_code":"WKS.00211302","error_msg":"User authorization error."}"#;
    assert_eq!(
        error_response(Script::status(401).header("X-Request-Id", "r1").body(body)).await.to_string(),
        "expected the file, found status 401 Unauthorized, code WKS.00211302, \"User authorization error.\", request id \
         r1: get a new token: it is wrong, has expired, belongs to another region, or the password has changed since"
    );
    assert_eq!(
        error_response(Script::status(429).header("Retry-After", "30").body("")).await.to_string(),
        "expected the file, found status 429 Too Many Requests: wait 30 s, then try again"
    );
}

#[tokio::test]
async fn every_violation_that_the_server_lists_reaches_the_person() {
    let body = r#"{"error_code":"WKS.00211102","error_msg":"The parameter is invalid.","violations":[
        {"place":"query","name":"start_time","rule":"pattern","message":"expected a minute"},
        {"place":"query","name":"language","rule":"enum","message":"expected one of zh_CN, en_US"}]}"#;
    let error = error_response(Script::status(400).body(body)).await;
    assert_eq!(
        error.message(),
        Some("The parameter is invalid. start_time: expected a minute; language: expected one of zh_CN, en_US")
    );
}

#[tokio::test]
async fn an_odd_body_never_costs_the_status() {
    let megabyte = format!(r#"{{"error_code":"WKS.1","error_msg":"{}"}}"#, "a".repeat(1 << 20));
    let html = "<html><head><style>x</style><title>503 Service Temporarily Unavailable</title></head></html>";
    let iam = r#"{"error":{"code":401,"message":"The token is expired","title":"Unauthorized"}}"#;
    let long_code = format!(r#"{{"error_code":"{}","error_msg":"m"}}"#, "W".repeat(36));
    let cases: [(&str, Option<&str>, Option<&str>); 9] = [
        (&megabyte, Some("WKS.1"), None),
        (html, None, Some("x 503 Service Temporarily Unavailable")),
        (iam, Some("401"), Some("The token is expired")),
        (&long_code, Some(&long_code[15..51]), Some("m")),
        ("", None, None),
        ("{}", None, None),
        ("null", None, Some("null")),
        ("{\"error_code\":null,\"error_msg\":{\"a\":1}}", None, None),
        ("\u{0}\u{1b}[31m", None, Some("[31m")),
    ];
    for (body, code, message) in cases {
        for status in [400, 401, 500, 503] {
            let error = error_response(Script::status(status).header("X-Request-Id", "r2").body(body)).await;
            assert_eq!((error.status(), error.request_id()), (Some(status), Some("r2")));
            assert_eq!(error.code(), code, "{}", &body[..body.len().min(80)]);
            if body.len() < 1000 {
                assert_eq!(error.message(), message);
            }
            assert!(error.to_string().len() < 2000 && !error.to_string().contains('\u{1b}'));
        }
    }
}

#[tokio::test]
async fn an_error_response_with_an_incomplete_body_keeps_its_status() {
    let script = Script::status(403).header("Content-Length", "500").piece(r#"{"error_code":"WKS.00081102","error_m"#);
    let error = error_response(script).await;
    assert!(error.is_forbidden() && error.code() == Some("WKS.00081102"), "{error}");
}
