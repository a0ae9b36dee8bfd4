//! Requests signed with an access key: what is sent, and what never is.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use deskledger::{AccessKey, SaveOptions, Token};
use support::clock::Turned;
use support::{CSV, Script, Seen, Server, request, rest, resumable};

const SECRET: &str = "hunter2hunter2hunter2";

fn key() -> AccessKey {
    AccessKey::new("HPUAB2C3", SECRET).unwrap()
}

fn header<'s>(seen: &'s Seen, name: &str) -> Option<&'s str> {
    seen.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn the_secret_signs_and_is_never_sent_or_shown() {
    let server = Server::start([Script::status(200).body(CSV)]).await;
    let key = key().with_security_token(Token::new("temporary").unwrap());
    let client = server.builder().credential(key).build().unwrap();
    request().send(&client).await.unwrap();
    let seen = &server.seen()[0];
    let proof = header(seen, "Authorization").unwrap();
    assert!(proof.starts_with("SDK-HMAC-SHA256 Access=HPUAB2C3, SignedHeaders=content-type;host;"), "{proof}");
    assert_eq!(header(seen, "X-Project-Id"), Some("8dc9c40a06574a598941b254d4b63b43"));
    assert_eq!(header(seen, "X-Security-Token"), Some("temporary"));
    assert_eq!(header(seen, "Host").map(|host| format!("http://{host}")), Some(server.address.clone()));
    assert_eq!(header(seen, "X-Auth-Token"), None);
    assert!(!format!("{seen:?} {client:?}").contains(SECRET));
}

#[tokio::test]
async fn the_rest_of_a_broken_file_is_asked_for_with_a_proof_of_its_own() {
    let first = resumable("\"a\"").header("Content-Length", &CSV.len().to_string()).piece(&CSV[..CSV.len() / 2]);
    let server = Server::start([first, rest(CSV, CSV.len() / 2, "\"a\"")]).await;
    let client = server.builder().credential(key()).build().unwrap();
    let dir = tempfile::tempdir().unwrap();
    request().send(&client).await.unwrap().save(dir.path().join("a.csv"), SaveOptions::new()).await.unwrap();
    assert_eq!(std::fs::read_to_string(dir.path().join("a.csv")).unwrap(), CSV);
    assert_eq!(server.seen().iter().filter(|seen| header(seen, "Authorization").is_some()).count(), 2);
}

#[tokio::test]
async fn a_rejected_key_is_not_tried_again_because_that_would_lock_it() {
    let server = Server::start([Script::status(401).body(""), Script::status(200).body(CSV)]).await;
    let client = server.builder().credential(key()).build().unwrap();
    let error = request().send(&client).await.unwrap_err();
    assert!(error.is_unauthorized() && server.seen().len() == 1, "{error}");
}

#[tokio::test]
async fn a_clock_twenty_minutes_wrong_is_reported_instead_of_a_wrong_key() {
    let body = r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail"}"#;
    for (date, reported) in
        [("Sun, 06 Nov 1994 09:09:37 GMT", "20 minutes behind"), ("Sun, 06 Nov 1994 08:29:37 GMT", "20 minutes ahead")]
    {
        let server = Server::start([Script::status(401).header("Date", date).body(body)]).await;
        let client = server.builder().credential(key()).clock(Turned::new()).build().unwrap();
        let error = request().send(&client).await.unwrap_err();
        assert!(error.to_string().contains(reported) && error.to_string().contains(date), "{error}");
        assert!(error.is_unauthorized() && error.code() == Some("APIGW.0301"), "{error}");
    }
    // Tokens do not depend on the clock: the date is irrelevant.
    let server = Server::start([Script::status(401).header("Date", "Sun, 06 Nov 1994 09:09:37 GMT").body(body)]).await;
    let error = request().send(&server.builder().clock(Turned::new()).build().unwrap()).await.unwrap_err();
    assert!(!error.to_string().contains("clock"), "{error}");
}

#[tokio::test]
async fn a_proof_for_one_address_is_not_sent_to_another() {
    let server = Server::start([Script::status(302).header("Location", "/elsewhere").body("")]).await;
    let client = server.builder().credential(key()).build().unwrap();
    let error = request().send(&client).await.unwrap_err();
    assert_eq!((error.status(), server.seen().len()), (Some(302), 1), "{error}");
}
