//! TLS: a private CA, invalid certificates, and client certificates.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

#[path = "support/authority.rs"]
mod authority;
mod support;

use std::sync::Arc;

use authority::Authority;
use deskledger::{Client, ClientBuilder, Error, Remedy, Token};
use support::{CSV, TOKEN, request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A server with a certificate for `name`; requests a client certificate if `asks` is set. Returns its address.
async fn serve(authority: &Authority, name: &str, until: i32, asks: bool) -> String {
    let config = authority.server(name, until, asks);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut seen = Vec::new();
            while !seen.ends_with(b"\r\n\r\n") {
                let Ok(byte) = stream.read_u8().await else { break };
                seen.push(byte);
            }
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", CSV.len());
            let _ = stream.write_all((head + CSV).as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    format!("https://localhost:{port}")
}

async fn get(builder: ClientBuilder) -> Result<(), Error> {
    let client = builder.token(Token::new(TOKEN).unwrap()).clock(support::clock::Instant).build()?;
    request().send(&client).await.map(drop)
}

fn at(address: &str) -> ClientBuilder {
    Client::builder().endpoint(address)
}

#[tokio::test]
async fn an_issuer_of_ones_own_is_trusted_when_it_is_given_and_only_then() {
    let authority = Authority::new();
    let address = serve(&authority, "localhost", 2100, false).await;
    get(at(&address).root_certificates(authority.pem.as_str())).await.unwrap();
    let both = authority.pem.clone() + &Authority::new().pem;
    get(at(&address).root_certificates(both)).await.unwrap();
    let error = get(at(&address)).await.unwrap_err();
    assert!(error.is_certificate() && !error.is_retryable() && error.retries() == 0, "{error}");
    assert_eq!(error.remedy(), Some(Remedy::RootCertificate));
    assert!(error.to_string().contains("add its certificate") && !error.to_string().contains(TOKEN), "{error}");
    get(at(&address).root_certificates(Authority::new().pem)).await.unwrap_err();
}

#[tokio::test]
async fn a_certificate_of_another_name_or_time_is_reported_in_words() {
    let authority = Authority::new();
    for (name, until, reported) in [("other.example", 2100, "another name"), ("localhost", 2001, "check the clock")] {
        let address = serve(&authority, name, until, false).await;
        let error = get(at(&address).root_certificates(authority.pem.as_str())).await.unwrap_err();
        assert!(error.is_certificate() && error.to_string().contains(reported), "{error}");
    }
}

#[tokio::test]
async fn a_service_that_asks_for_a_certificate_gets_it() {
    let authority = Authority::new();
    let address = serve(&authority, "localhost", 2100, true).await;
    let (certificate, key) = authority.issue("auditor", 2100);
    let builder = || at(&address).root_certificates(authority.pem.as_str());
    let with = builder().client_certificate(certificate.pem(), key.serialize_pem());
    assert!(!format!("{with:?}").contains("PRIVATE"));
    get(with).await.unwrap();
    let error = get(builder()).await.unwrap_err();
    assert!(error.is_certificate() && error.remedy() == Some(Remedy::ClientCertificate), "{error}");
    let other = Authority::new().issue("auditor", 2100);
    get(builder().client_certificate(other.0.pem(), other.1.serialize_pem())).await.unwrap_err();
}
