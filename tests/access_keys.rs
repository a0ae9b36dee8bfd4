//! Access keys as values, and what they sign.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::time::UNIX_EPOCH;

use deskledger::http::HeaderValue;
use deskledger::http::header::CONTENT_TYPE;
use deskledger::{AccessKey, Token, http};
use deskledger_client::Credential;
use deskledger_client::reqwest::Request;

fn signed(url: &str) -> Request {
    let key = AccessKey::new("AK", "SK").unwrap().with_security_token(Token::new("temporary").unwrap());
    let mut request = Request::new(http::Method::GET, url.parse().unwrap());
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let now = UNIX_EPOCH + std::time::Duration::from_secs(1_587_697_367);
    key.preview(&mut request, now).unwrap();
    request
}

#[test]
fn everything_that_the_service_checks_is_signed() {
    let request = signed("http://127.0.0.1:8080/v2/p1/connections/desktops/export?user_name=a%20b");
    let header = |name: &str| request.headers()[name].to_str().unwrap();
    assert_eq!((header("x-sdk-date"), header("x-project-id")), ("20200424T030247Z", "p1"));
    assert_eq!(header("x-security-token"), "temporary");
    let signed = "SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token, Signature=";
    assert!(header("authorization").starts_with(&format!("SDK-HMAC-SHA256 Access=AK, {signed}")));
    assert!(request.headers()["authorization"].is_sensitive() && request.headers()["x-security-token"].is_sensitive());
}

#[test]
fn another_encoding_of_the_same_request_has_the_same_signature() {
    let proof = |url: &str| signed(url).headers()["authorization"].clone();
    assert_eq!(proof("https://h.example/v2/p/a?x=%7e+%2F"), proof("https://h.example:443/v2/p/%61?x=~%20/"));
    assert_ne!(proof("https://h.example/v2/p/a%2Fb"), proof("https://h.example/v2/p/a/b"));
}

#[test]
fn a_key_that_would_break_the_header_is_rejected_without_being_shown() {
    for (id, secret) in
        [("", "s"), ("a", ""), ("a b", "s"), ("a,b", "s"), ("a", "hunter\r\n2"), ("a", &"h".repeat(256))]
    {
        let error = AccessKey::new(id, secret).unwrap_err();
        assert!(error.is_invalid() && !error.to_string().contains("hunter"), "{error}");
    }
}
