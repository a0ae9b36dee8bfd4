//! Redirects are followed within the host; credentials are never sent to another one.

#![allow(clippy::unwrap_used)]

mod support;

use support::{CSV, Script, Server, request};

fn redirect(status: u16, location: &str) -> Script {
    Script::status(status).header("Location", location).body("")
}

#[tokio::test]
async fn a_token_never_follows_a_redirect_to_another_port_host_or_scheme() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::start([Script::status(200).body(CSV)]).await;
        let port = other.address.rsplit(':').next().unwrap();
        for location in [
            format!("{}/stolen?ticket=hunter2", other.address),
            format!("http://localhost:{port}/stolen"),
            format!("//127.0.0.1:{port}/stolen"),
            format!("https://127.0.0.1:{port}/stolen"),
        ] {
            let server = Server::start([redirect(status, &location)]).await;
            let error = request().send(&server.client()).await.unwrap_err();
            assert_eq!(error.status(), Some(status), "{location}");
            assert!(!error.is_retryable() && !error.to_string().contains("hunter2"), "{error}");
            assert!(error.to_string().contains("credentials are not sent there"), "{error}");
            assert_eq!(other.seen().len(), 0, "{location}");
        }
    }
}

#[tokio::test]
async fn a_redirect_within_the_host_is_followed_with_the_credential() {
    let server = Server::start([redirect(307, "/elsewhere"), Script::status(200).body(CSV)]).await;
    request().send(&server.client()).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[1].line, "GET /elsewhere HTTP/1.1");
    assert_eq!((seen[1].header("x-auth-token"), seen[1].header("referer")), (Some(support::TOKEN), None));
}

#[tokio::test]
async fn a_redirect_in_a_circle_ends() {
    let server = Server::start(std::iter::repeat_n(redirect(302, "/round"), 50)).await;
    let error = request().send(&server.client()).await.unwrap_err();
    assert_eq!((error.status(), server.seen().len()), (Some(302), 6), "{error}");
}

#[tokio::test]
async fn a_redirect_without_a_usable_location_is_reported() {
    for script in [Script::status(302).body(""), redirect(302, ""), redirect(302, "http://[broken")] {
        let server = Server::start([script]).await;
        let error = request().send(&server.client()).await.unwrap_err();
        assert!(error.status() == Some(302) || error.is_network(), "{error}");
    }
}
