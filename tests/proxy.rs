//! Requests through a proxy, and errors when it refuses the connection.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod support;

use deskledger::{Client, RetryPolicy, Token};
use support::{CSV, Script, Server, TOKEN, request};

fn through(proxy: &str, endpoint: &str) -> Client {
    let builder = Client::builder().endpoint(endpoint).allow_http(true).token(Token::new(TOKEN).unwrap());
    builder.proxy(proxy).retry(RetryPolicy::never()).clock(support::clock::Instant).build().unwrap()
}

#[tokio::test]
async fn a_named_proxy_carries_the_request_with_its_own_password() {
    let proxy = Server::start([Script::status(200).body(CSV)]).await;
    let address = proxy.address.replace("http://", "http://user:hunter2@");
    let client = through(&address, "http://service.example");
    assert!(!format!("{client:?}").contains("hunter2"));
    request().send(&client).await.unwrap();
    let seen = &proxy.seen()[0];
    assert!(seen.target().starts_with("http://service.example/v2/"), "{}", seen.line);
    assert_eq!(seen.header("proxy-authorization"), Some("Basic dXNlcjpodW50ZXIy"));
}

#[tokio::test]
async fn a_proxy_that_rejects_is_reported_and_sees_no_credential() {
    for status in [403, 407, 502] {
        let proxy = Server::start([Script::status(status).body("no")]).await;
        let address = proxy.address.replace("http://", "http://user:hunter2@");
        let error = request().send(&through(&address, "https://service.example")).await.unwrap_err();
        assert!(error.is_network() && error.to_string().contains("the proxy rejects"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        let seen = &proxy.seen()[0];
        assert_eq!(seen.line, "CONNECT service.example:443 HTTP/1.1");
        assert!(!seen.headers.iter().any(|(_, value)| value.contains(TOKEN)));
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_as_a_reason() {
    let error = request().send(&through("http://127.0.0.1:9", "https://service.example")).await.unwrap_err();
    assert!(error.is_network() && error.to_string().contains("proxy"), "{error}");
}
