//! Network failures: host names, certificates, proxies, redirects.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use support::*;
use tempfile::{TempDir, tempdir};

/// A failing export: exit code and standard error; asserts that it leaves no file.
fn export(endpoint: &str, settings: impl FnOnce(&mut Command)) -> (i32, String) {
    let dir = tempdir().unwrap();
    let mut command = deskledger();
    command.args(["export", "--endpoint", endpoint, "--token", TOKEN, "--project-id", PROJECT, "--max-attempts", "2"]);
    command.args(["--retry-max-delay", "0", "-o", text(&dir.path().join("a.csv"))]);
    settings(&mut command);
    let output = command.output().unwrap();
    assert_eq!(files(dir.path()), [""; 0]);
    assert!(!stderr(&output).contains(TOKEN), "{}", stderr(&output));
    (output.status.code().unwrap_or(-1), stderr(&output))
}

/// A TLS server that sends `response` to every request.
struct Secure {
    url: String,
    certificate: PathBuf,
    requests: Arc<AtomicUsize>,
    _dir: TempDir,
}

impl Secure {
    /// Starts it with a self-signed certificate for `name`.
    fn start(name: &str, response: String) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let dir = tempdir().unwrap();
        let certificate = dir.path().join("certificate.pem");
        fs::write(&certificate, made.cert.pem()).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = versions.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
        let url = format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let requests = Arc::new(AtomicUsize::new(0));
        let count = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let connection = ServerConnection::new(config.clone()).unwrap();
                let mut secure = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
                let mut line = String::new();
                while secure.read_line(&mut line).is_ok_and(|length| length > 2) {
                    line.clear();
                }
                if line == "\r\n" {
                    count.fetch_add(1, Ordering::SeqCst);
                    drop(secure.get_mut().write_all(response.as_bytes()));
                    secure.get_mut().conn.send_close_notify();
                    drop(secure.get_mut().flush());
                }
            }
        });
        Self { url, certificate, requests, _dir: dir }
    }

    /// An export that trusts this certificate.
    fn export(&self) -> (i32, String) {
        export(&self.url, |command| trust(command, &self.certificate))
    }
}

/// Replaces the system certificates with those of a file.
fn trust(command: &mut Command, certificate: &Path) {
    command.env("SSL_CERT_FILE", certificate).env_remove("SSL_CERT_DIR");
}

/// A server that counts connections and never responds.
fn counting() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (url, count)
}

#[test]
fn a_name_that_nobody_knows_is_reported_with_the_name() {
    let (code, reported) = export("https://workspace.no-such-region.invalid", |_| {});
    assert_eq!(code, 4, "{reported}");
    assert!(
        reported.contains("workspace.no-such-region.invalid") && reported.contains("does not resolve"),
        "{reported}"
    );
    assert!(reported.contains("check the endpoint"), "{reported}");
}

#[test]
fn a_certificate_for_another_name_is_reported_and_the_request_is_never_sent() {
    let server = Secure::start("other.example", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsid\n".to_owned());
    let (code, reported) = server.export();
    assert_eq!(code, 4, "{reported}");
    assert!(
        reported.contains("certificate") && reported.contains("127.0.0.1") && reported.contains("other.example"),
        "{reported}"
    );
    assert!(!reported.contains("retr"), "what is wrong now is wrong in a second, too: {reported}");
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_reported_and_the_request_is_never_sent() {
    let server = Secure::start("127.0.0.1", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsid\n".to_owned());
    let another = Secure::start("127.0.0.1", String::new());
    let (code, reported) = export(&server.url, |command| trust(command, &another.certificate));
    assert_eq!((code, server.requests.load(Ordering::SeqCst)), (4, 0), "{reported}");
    assert!(reported.contains("certificate"), "{reported}");
}

#[test]
fn a_credential_does_not_follow_a_redirect_from_https_to_http() {
    let (open, connections) = counting();
    let response = format!("HTTP/1.1 302 Found\r\nLocation: {open}/stolen\r\nContent-Length: 0\r\n\r\n");
    let server = Secure::start("127.0.0.1", response);
    let (code, reported) = server.export();
    assert_eq!(code, 4, "{reported}");
    assert!(reported.contains(&open) && reported.contains("credentials are not sent there"), "{reported}");
    assert_eq!((server.requests.load(Ordering::SeqCst), connections.load(Ordering::SeqCst)), (1, 0));
}

#[test]
fn a_proxy_that_rejects_is_distinguished_from_the_service() {
    for (status, reported_too) in [("403 Forbidden", "unsuccessful"), ("407 Proxy Authentication Required", "proxy")] {
        let response = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        let proxy = broken_server(Then::Close(response.into_bytes()));
        let through = |command: &mut Command| {
            command.env("HTTPS_PROXY", &proxy);
        };
        let (code, reported) = export("https://workspace.cn-north-4.example", through);
        assert_eq!(code, 4, "{reported}");
        assert!(reported.contains("the proxy rejects") && reported.contains(reported_too), "{status}: {reported}");
    }
}

#[test]
fn a_proxy_that_is_not_there_is_reported_as_one() {
    let through = |command: &mut Command| {
        command.env("HTTPS_PROXY", "http://127.0.0.1:9");
    };
    let (code, reported) = export("https://workspace.cn-north-4.example", through);
    assert_eq!(code, 4, "{reported}");
    assert!(reported.contains("refused") && reported.contains("does not respond"), "{reported}");
}

#[test]
fn a_proxy_is_not_asked_for_what_is_on_this_machine() {
    let (proxy, connections) = counting();
    let (code, reported) = export("http://127.0.0.1:9", |command| {
        command.env("HTTP_PROXY", &proxy).env("ALL_PROXY", &proxy);
    });
    assert_eq!((code, connections.load(Ordering::SeqCst)), (4, 0), "{reported}");
}
