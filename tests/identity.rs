//! Password exchange: one token for all requests, and no second attempt with a rejected password.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use deskledger::{AccessKey, Client, ClientBuilder, Error, IamUser, RetryPolicy};
use support::clock::Turned;
use support::{CSV, Script, Server, request};
use tokio::sync::Notify;

const PASSWORD: &str = "correct-horse-battery";

fn user(identity: &Server) -> IamUser {
    IamUser::new("auditor", "example", PASSWORD).unwrap().project_id("p1").endpoint(&identity.address)
}

fn builder(service: &Server, user: IamUser) -> ClientBuilder {
    Client::builder().endpoint(&service.address).credential(user).clock(support::clock::Instant)
}

/// A response with a token that is valid for a day.
fn token(token: &str) -> Script {
    Script::status(201)
        .header("X-Subject-Token", token)
        .header("Content-Type", "application/json")
        .body(r#"{"token":{"issued_at":"1994-11-06T08:49:37.000000Z","expires_at":"1994-11-07T08:49:37.000000Z"}}"#)
}

fn error_response(status: u16, code: &str, message: &str) -> Script {
    Script::status(status).body(format!(r#"{{"error_code":"{code}","error_msg":"{message}"}}"#))
}

fn file() -> Script {
    Script::status(200).body(CSV)
}

async fn get(client: &Client) -> Result<(), Error> {
    request().send(client).await.map(drop)
}

fn tokens(service: &Server) -> Vec<String> {
    service.seen().iter().map(|seen| seen.header("x-auth-token").unwrap_or("none").to_owned()).collect()
}

#[tokio::test]
async fn requests_at_once_share_one_exchange_and_those_after_it_its_token() {
    let go = Arc::new(Notify::new());
    let head = Script::status(201).header("X-Subject-Token", "first").wait(&go).body("{}");
    let (identity, service) = (Server::start([head]).await, Server::start((0..9).map(|_| file())).await);
    let client = builder(&service, user(&identity)).build().unwrap();
    let all: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get(&client).await })
        })
        .collect();
    tokio::task::yield_now().await;
    go.notify_one();
    for one in all {
        one.await.unwrap().unwrap();
    }
    get(&client).await.unwrap();
    assert_eq!((identity.seen().len(), tokens(&service)), (1, vec!["first".to_owned(); 9]));
    let seen = &identity.seen()[0];
    assert_eq!((seen.line.as_str(), seen.header("x-auth-token")), ("POST /v3/auth/tokens HTTP/1.1", None));
    let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(body["auth"]["identity"]["password"]["user"]["password"], PASSWORD);
    assert_eq!(body["auth"]["scope"]["project"]["id"], "p1");
}

#[tokio::test]
async fn a_token_that_has_ended_is_renewed_once_and_the_request_goes_on() {
    for (code, message) in
        [("APIGW.0307", "renew"), ("APIGW.0301", "Incorrect IAM: token expires"), ("APIG.0301", "decrypt token fail")]
    {
        let (identity, service) = (
            Server::start([token("old"), token("new")]).await,
            Server::start([error_response(401, code, message), file()]).await,
        );
        get(&builder(&service, user(&identity)).build().unwrap()).await.unwrap();
        assert_eq!(tokens(&service), ["old", "new"]);
    }
}

#[tokio::test]
async fn a_new_token_that_is_rejected_too_ends_the_matter() {
    let ended = || error_response(401, "APIGW.0307", "The token must be updated.");
    let (identity, service) = (
        Server::start([token("old"), token("new"), token("third")]).await,
        Server::start([ended(), ended(), ended()]).await,
    );
    let error = get(&builder(&service, user(&identity)).build().unwrap()).await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert_eq!((identity.seen().len(), tokens(&service)), (2, vec!["old".to_owned(), "new".to_owned()]));
}

#[tokio::test]
async fn any_other_401_and_every_401_of_a_key_stands() {
    for (code, message) in [("WKS.00211302", "User authorization error."), ("APIGW.0301", "x-auth-token not found")] {
        let (identity, service) = (
            Server::start([token("old"), token("new")]).await,
            Server::start([error_response(401, code, message), file()]).await,
        );
        assert!(get(&builder(&service, user(&identity)).build().unwrap()).await.unwrap_err().is_unauthorized());
        assert_eq!((identity.seen().len(), service.seen().len()), (1, 1));
    }
    let service = Server::start([error_response(401, "APIGW.0307", "renew"), file()]).await;
    let client = Client::builder().endpoint(&service.address).credential(AccessKey::new("AK", "SK").unwrap());
    assert!(get(&client.build().unwrap()).await.unwrap_err().is_unauthorized());
    assert_eq!(service.seen().len(), 1);
}

#[tokio::test]
async fn a_rejected_password_is_sent_once_for_all_callers_so_that_no_user_is_locked() {
    let echo =
        format!(r#"{{"error":{{"code":401,"message":"the password {PASSWORD} is wrong","title":"Unauthorized"}}}}"#);
    let identity = Server::start([Script::status(401).body(&echo), token("late")]).await;
    let service = Server::start([file()]).await;
    let user = user(&identity);
    for client in [builder(&service, user.clone()), builder(&service, user.clone())] {
        let error = get(&client.build().unwrap()).await.unwrap_err();
        assert!(error.is_unauthorized() && !error.is_retryable(), "{error}");
        assert!(error.to_string().contains("expected a token from") && error.to_string().contains("domain"), "{error}");
        assert!(!format!("{error} {error:?} {:?}", error.message()).contains(PASSWORD), "{error:?}");
    }
    assert_eq!((identity.seen().len(), service.seen().len()), (1, 0));
}

#[tokio::test]
async fn a_token_is_given_up_before_it_ends() {
    let clock = Turned::new();
    let (identity, service) =
        (Server::start([token("old"), token("new")]).await, Server::start([file(), file(), file()]).await);
    let client = builder(&service, user(&identity)).clock(clock.clone()).build().unwrap();
    get(&client).await.unwrap();
    clock.turn(Duration::from_secs(24 * 3600 - 301));
    get(&client).await.unwrap();
    clock.turn(Duration::from_secs(1));
    get(&client).await.unwrap();
    assert_eq!(tokens(&service), ["old", "old", "new"]);
}

#[tokio::test]
async fn a_token_of_one_region_is_not_sent_to_another_and_is_shared_within_its_own() {
    let calls = Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = calls.clone();
    let service = move |request: deskledger::http::Request<bytes::Bytes>| {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let token = request.headers().get("x-auth-token").map_or("", |token| token.to_str().unwrap()).to_owned();
        log.lock().unwrap().push(format!("{host} {token}"));
        let response = deskledger::http::Response::builder().status(if token.is_empty() { 201 } else { 200 });
        let response = response.header("X-Subject-Token", format!("of-{host}"));
        async move { Ok(response.body(deskledger::HttpBody::from(CSV)).unwrap()) }
    };
    let user = IamUser::new("auditor", "example", PASSWORD).unwrap();
    for region in ["cn-north-4", "la-north-2", "cn-north-4"] {
        let builder = Client::builder().region(region).credential(user.clone()).transport(service.clone());
        get(&builder.build().unwrap()).await.unwrap();
    }
    let lines = |region: &str| {
        let (iam, host) = (format!("iam.{region}.myhuaweicloud.com"), format!("workspace.{region}.myhuaweicloud.com"));
        [format!("{iam} "), format!("{host} of-{iam}")]
    };
    let [(a, b), (c, d)] = ["cn-north-4", "la-north-2"].map(|region| lines(region).into());
    assert_eq!(*calls.lock().unwrap(), [a, b.clone(), c, d, b]);
}

#[tokio::test]
async fn an_identity_service_that_fails_is_asked_again_as_the_policy_says() {
    let down = || Script::status(503).body("");
    let (identity, service) = (Server::start([down(), token("t")]).await, Server::start([file()]).await);
    get(&builder(&service, user(&identity)).build().unwrap()).await.unwrap();
    assert_eq!((identity.seen().len(), service.seen().len()), (2, 1));
    let identity = Server::start([down(), token("t")]).await;
    let client = builder(&service, user(&identity)).retry(RetryPolicy::never()).build().unwrap();
    let error = get(&client).await.unwrap_err();
    assert!(error.is_retryable() && error.to_string().contains("expected a token from"), "{error}");
}

#[tokio::test]
async fn a_password_does_not_follow_a_redirect_and_a_200_is_no_token() {
    let elsewhere = Server::start([token("stolen")]).await;
    for script in [
        Script::status(307).header("Location", &format!("{}/v3/auth/tokens", elsewhere.address)).body(""),
        Script::status(200).header("X-Subject-Token", "t").body("{}"),
        Script::status(201).body("{}"),
        Script::status(201).header("X-Subject-Token", "not a token").body("{}"),
    ] {
        let (identity, service) = (Server::start([script]).await, Server::start([file()]).await);
        let error = get(&builder(&service, user(&identity)).build().unwrap()).await.unwrap_err();
        assert!(error.to_string().contains("address of the identity service"), "{error}");
        assert_eq!(service.seen().len(), 0);
    }
    assert_eq!(elsewhere.seen().len(), 0);
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_password_or_token() {
    let (identity, service) = (
        Server::start([token("a-very-secret-token")]).await,
        Server::start([error_response(400, "WKS.1", &format!("a-very-secret-token of {PASSWORD}"))]).await,
    );
    let user = user(&identity);
    let client = builder(&service, user.clone()).build().unwrap();
    let error = get(&client).await.unwrap_err();
    let preview = client.preview(&request().encode(), None).unwrap();
    for text in [
        format!("{user:?} {client:#?} {:?}", builder(&service, user.clone())),
        format!("{error} {error:?} {preview:?}"),
    ] {
        assert!(!text.contains(PASSWORD) && !text.contains("a-very-secret-token"), "{text}");
    }
}

#[test]
fn a_password_is_sent_nowhere_that_nobody_has_named() {
    let user = || IamUser::new("auditor", "example", PASSWORD).unwrap();
    let build = |builder: ClientBuilder, user| builder.credential(user).build();
    let at = |client: Client| client.identity_endpoint().map(str::to_owned);
    let own = || Client::builder().endpoint("https://h.example");
    assert!(build(own(), user().project_id("p")).unwrap_err().to_string().contains("identity service"));
    assert!(build(own(), user()).unwrap_err().to_string().contains("project"));
    assert!(
        build(own(), user().project_id("p").endpoint("http://iam.example")).unwrap_err().to_string().contains("https")
    );
    let region = build(Client::builder().region("la-north-2"), user()).unwrap();
    assert_eq!(at(region).as_deref(), Some("https://iam.la-north-2.myhuaweicloud.com"));
    let endpoint = Client::builder().endpoint("https://workspace.cn-north-4.myhuaweicloud.com");
    assert_eq!(at(build(endpoint, user()).unwrap()).as_deref(), Some("https://iam.cn-north-4.myhuaweicloud.com"));
    let global = user().endpoint("https://iam.myhuaweicloud.com/");
    assert_eq!(
        at(build(Client::builder().region("cn-north-4"), global).unwrap()).as_deref(),
        Some("https://iam.myhuaweicloud.com")
    );
}
