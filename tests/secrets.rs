//! The credential is sent in one header and appears nowhere else.

#![allow(clippy::unwrap_used)]

mod support;

use deskledger::{Client, RetryPolicy, Token};
use support::{CSV, Script, Server, TOKEN, request};

#[track_caller]
fn is_clean(text: &str) {
    assert!(!text.to_lowercase().contains(&TOKEN[5..].to_lowercase()), "{text}");
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_the_token() {
    let token = Token::new(TOKEN).unwrap();
    let server = Server::start([Script::status(200).body(CSV)]).await;
    let client = server.client();
    let download = request().send(&client).await.unwrap();
    for text in [
        format!("{token:?} {token:#?}"),
        format!("{:?}", Client::builder().token(token)),
        format!("{:#?}", server.builder()),
        format!("{client:?} {client:#?}"),
        format!("{download:?}"),
    ] {
        is_clean(&text);
    }
    let seen = &server.seen()[0];
    is_clean(&seen.line);
    assert_eq!(seen.headers.iter().filter(|(_, value)| value.contains(TOKEN)).count(), 1);
}

#[test]
fn a_builder_that_can_be_printed_does_not_show_the_password_of_an_endpoint() {
    for endpoint in ["https://u:hunter2@h.example", "https://h.example/?key=hunter2", "u:hunter2@h.example"] {
        let vendor = format!("{:?}", Client::builder().endpoint(endpoint));
        let neutral = format!("{:?}", deskledger_client::Client::builder().endpoint(endpoint));
        assert!(!(vendor.clone() + &neutral).contains("hunter2"), "{vendor} {neutral}");
    }
    assert!(format!("{:?}", Client::builder().endpoint("https://h.example/api")).contains("https://h.example/api"));
}

#[tokio::test]
async fn a_request_to_another_host_does_not_get_the_credential() {
    let server = Server::start([Script::status(200).body(CSV)]).await;
    let client = server.client();
    let get = |address: String| client.http().get(address).build().unwrap();
    let other = Server::start([Script::status(200).body(CSV)]).await.client().endpoint().to_owned();
    for address in [other, "http://localhost:9/".to_owned(), "https://other.example/".to_owned()] {
        let error = client.execute(get(address)).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(client.endpoint()), "{error}");
    }
    assert!(server.seen().is_empty());
    assert_eq!(client.execute(get(format!("{}/x", client.endpoint()))).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_server_that_echoes_the_token_does_not_get_it_into_an_error() {
    let json = format!(r#"{{"error_code":"{TOKEN}","error_msg":"token {TOKEN} is bad","request_id":"{TOKEN}"}}"#);
    let cut = format!(r#"{{"error_code":"WKS.1","error_msg":"token {TOKEN} is"#);
    let page = format!("<html>token {TOKEN} is bad</html>");
    for script in [
        Script::status(401).header("X-Request-Id", TOKEN).body(&json),
        Script::status(401).body(&json),
        Script::status(400).body(&cut),
        Script::status(500).body(&page),
        Script::status(200).body(&json),
        Script::status(200).body(&cut),
        Script::status(200).body(&page),
        Script::status(302).header("Location", &format!("https://{TOKEN}.example/{TOKEN}")).body(""),
        Script::status(200).header("Content-Encoding", TOKEN).body(CSV),
        Script::default().piece(format!("{TOKEN}\r\n\r\n")),
        Script::hang_up(),
    ] {
        let server = Server::start([script.clone()]).await;
        let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
        let error = request().send(&client).await.unwrap_err();
        is_clean(&format!("{error} {error:?} {error:#?} {:?} {:?}", error.code(), error.message()));
        is_clean(&format!("{:?}", error.request_id()));
        let chain = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
        chain.for_each(|cause| is_clean(&format!("{cause} {cause:?}")));
    }
}

#[tokio::test]
async fn a_client_without_a_credential_is_not_built() {
    let error = Client::builder().endpoint("http://127.0.0.1:1").build().unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("expected a token"), "{error}");
    let error = Client::builder().token(Token::new(TOKEN).unwrap()).build().unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("endpoint or a region"), "{error}");
}
