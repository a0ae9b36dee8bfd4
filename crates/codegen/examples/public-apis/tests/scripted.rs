//! Each example against a scripted server.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "../../../../../tests/support/mod.rs"]
mod support;

use std::sync::Arc;

use deskledger_client::{Client, SchemeCredentials, Secret};
use deskledger_public_apis::stripe::Failure;
use deskledger_public_apis::{chat, github, stripe};
use support::{Script, Server};
use tokio::sync::Notify;

fn json(status: u16, body: &str) -> Script {
    Script::status(status).header("Content-Type", "application/json").body(body)
}

fn client(server: &Server, credentials: SchemeCredentials) -> Client {
    Client::builder().endpoint(&server.address).credential(credentials).build().unwrap()
}

#[tokio::test]
async fn issues_of_all_pages_are_read_and_a_missing_repository_is_none() {
    let first = r#"[{"number": 1, "title": "Fan", "state": "closed", "closed_by": null, "labels": ["bug"]},
        {"number": 2, "title": "Lamp", "state": "closed", "labels": [{"name": "idea", "color": "f00"}]}]"#;
    let second = r#"[{"number": 3, "title": "Door", "state": "merged", "labels": [{"name": "bug"}], "new": true}]"#;
    let missing = r#"{"message": "Not Found"}"#;
    let server = Server::start([json(200, first), json(200, second), json(200, "[]"), json(404, missing)]).await;
    let token = SchemeCredentials::new().secret(&github::api::security::TOKEN, Secret::new("hunter2"));
    let client = client(&server, token);
    let titles = github::closed_with(&client, "octo", "house", "bug").await.unwrap();
    assert_eq!(titles, Some(vec!["Fan".to_owned(), "Door".into()]));
    assert_eq!(github::closed_with(&client, "octo", "none", "bug").await.unwrap(), None);
    let seen = server.seen();
    let targets: Vec<_> = seen.iter().map(|seen| seen.target()).collect();
    assert_eq!(
        targets[..3],
        ["", "&page=2", "&page=3"].map(|page| format!("/repos/octo/house/issues?state=closed&per_page=100{page}"))
    );
    assert!(seen.iter().all(|seen| seen.header("authorization") == Some("Bearer hunter2")));
}

#[tokio::test]
async fn a_form_has_lists_and_objects_in_brackets_and_an_error_has_its_type() {
    let declined = r#"{"error": {"type": "card_error", "message": "Your card was declined."}}"#;
    let session = r#"{"id": "cs_1", "amount_total": 998, "currency": "eur"}"#;
    let server = Server::start([json(200, session), json(402, declined)]).await;
    let key = SchemeCredentials::new().basic(&stripe::api::security::BASIC_AUTH, "sk_test", Secret::new(""));
    let client = client(&server, key);
    let session = stripe::buy(&client, "price_1", 2, "DE 42").await.unwrap();
    assert_eq!((session.id.as_str(), session.amount_total), ("cs_1", 998));
    let failure = stripe::buy(&client, "price_1", 2, "DE 42").await.unwrap_err();
    assert!(matches!(failure, Failure::Card(Some(reason)) if reason == "Your card was declined."));
    assert!(matches!(stripe::buy(&client, "price_1", 0, "x").await, Err(Failure::Other(error)) if error.is_invalid()));
    let seen = &server.seen()[0];
    let form = "mode=payment&line_items%5B0%5D%5Bprice%5D=price_1&line_items%5B0%5D%5Bquantity%5D=2&\
                metadata%5Border%5D=DE%2042&expand%5B%5D=payment_intent";
    assert_eq!((seen.body.as_str(), seen.header("content-type")), (form, Some("application/x-www-form-urlencoded")));
    // The service decodes the sent values.
    let raw = deskledger::RawRequest { path: &[], query: "", headers: &|_| Vec::new(), body: form.as_bytes() };
    let call = stripe::api::CreateSession::decode(&raw).unwrap();
    assert_eq!((call.body.line_items[0].quantity, &call.body.metadata.unwrap()["order"]), (2, &"DE 42".to_owned()));
}

#[tokio::test]
async fn a_response_arrives_in_pieces() {
    let event = |text: &str| format!("data: {{\"choices\": [{{\"delta\": {{\"content\": \"{text}\"}}}}]}}\n\n");
    let second = Arc::new(Notify::new());
    let script = Script::status(200).header("Content-Type", "text/event-stream").piece(event("It is ")).wait(&second);
    let server = Server::start([script.piece(event("42.")).piece("data: [DONE]\n\n").stall()]).await;
    let key = SchemeCredentials::new().secret(&chat::api::security::KEY, Secret::new("hunter2"));
    let client = client(&server, key);
    let mut pieces = Vec::new();
    // The second piece is sent after the first one has arrived.
    let answer = chat::ask(&client, "How much?", |piece| {
        pieces.push(piece.to_owned());
        second.notify_one();
    });
    assert_eq!(answer.await.unwrap(), "It is 42.");
    assert_eq!(pieces, ["It is ", "42."]);
    let seen = &server.seen()[0];
    assert_eq!(seen.header("accept"), Some("text/event-stream"));
    assert!(seen.body.contains(r#""stream":true"#), "{}", seen.body);
}
