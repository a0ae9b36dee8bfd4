//! Exports over HTTP/2: complete, reset and refused streams, and GOAWAY.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

#[path = "support/authority.rs"]
mod authority;
mod support;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use authority::Authority;
use bytes::Bytes;
use deskledger::{Client, Download, Error};
use h2::{Reason, server};
use support::{CSV, TOKEN, request};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio_rustls::TlsAcceptor;

/// Behaviour of the server for a stream.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// The file, from the requested byte.
    Whole,
    /// A part of it, then RST_STREAM once the client has read it.
    Reset(Reason),
    /// A part of it, then GOAWAY and the end of the connection once the client has read it.
    Abort,
    /// A part of it, then GOAWAY once the client has read it; the stream still completes.
    Goodbye,
    /// A part of it, and END_STREAM.
    EndsEarly,
    /// RST_STREAM instead of a response.
    Refuse(Reason),
}

/// Connection number and `Range` of each stream.
type Seen = Arc<Mutex<Vec<(usize, Option<String>)>>>;

/// Size of a part: larger than the bytes that format detection examines, smaller than the initial window.
const PART: usize = 50_000;

struct Service {
    client: Client,
    file: Arc<String>,
    seen: Seen,
    /// Notified once the client has read the part.
    is_read: Arc<Notify>,
}

impl Service {
    /// Applies the n-th action to the n-th stream, counted over all connections; with or without a strong ETag.
    async fn start(script: impl IntoIterator<Item = Then>, has_etag: bool) -> Self {
        Self::start_with(script, has_etag, true).await
    }

    /// The same, with or without `Content-Length`.
    async fn start_with(script: impl IntoIterator<Item = Then>, has_etag: bool, has_length: bool) -> Self {
        let authority = Authority::new();
        let mut config = authority.server("localhost", 2100, false);
        config.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = Client::builder()
            .endpoint(format!("https://localhost:{port}"))
            .token(deskledger::Token::new(TOKEN).unwrap())
            .root_certificates(authority.pem)
            .clock(support::clock::Instant)
            .build()
            .unwrap();
        let file = Arc::new(format!("{CSV}{}", "zhang,JY012\r\n".repeat(20_000)));
        let (seen, is_read) = (Arc::default(), Arc::new(Notify::new()));
        let service = Self { client, file, seen, is_read };
        let script = Arc::new(Mutex::new(script.into_iter().collect::<VecDeque<_>>()));
        let (file, seen, is_read) = (service.file.clone(), service.seen.clone(), service.is_read.clone());
        tokio::spawn(async move {
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                number += 1;
                let connection = Connection {
                    number,
                    has_etag,
                    has_length,
                    file: file.clone(),
                    script: script.clone(),
                    seen: seen.clone(),
                    is_read: is_read.clone(),
                };
                tokio::spawn(connection.serve(acceptor.clone(), stream));
            }
        });
        service
    }

    /// All bytes of an export, and its number of retries.
    async fn export(&self) -> Result<(String, u32), Error> {
        let mut download: Download = request().send(&self.client).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = download.chunk().await? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() == PART {
                self.is_read.notify_one();
            }
        }
        Ok((String::from_utf8(bytes).unwrap(), download.retries()))
    }

    fn seen(&self) -> Vec<(usize, Option<String>)> {
        self.seen.lock().unwrap().clone()
    }
}

struct Connection {
    number: usize,
    has_etag: bool,
    has_length: bool,
    file: Arc<String>,
    script: Arc<Mutex<VecDeque<Then>>>,
    seen: Seen,
    is_read: Arc<Notify>,
}

impl Connection {
    async fn serve(self, acceptor: TlsAcceptor, stream: TcpStream) {
        let stream = acceptor.accept(stream).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let mut connection = server::handshake(stream).await.unwrap();
        let (goodbye, mut goodbyes) = mpsc::unbounded_channel();
        loop {
            tokio::select! {
                Some(then) = goodbyes.recv() => match then {
                    Then::Goodbye => connection.graceful_shutdown(),
                    _ => connection.abrupt_shutdown(Reason::INTERNAL_ERROR),
                },
                accepted = connection.accept() => {
                    let Some(Ok((request, respond))) = accepted else { break };
                    let range = request.headers().get("range").map(|range| range.to_str().unwrap().to_owned());
                    self.seen.lock().unwrap().push((self.number, range.clone()));
                    let then = self.script.lock().unwrap().pop_front().unwrap_or(Then::Refuse(Reason::CANCEL));
                    self.response(then, range, respond, goodbye.clone());
                }
            }
        }
    }

    fn response(
        &self,
        then: Then,
        range: Option<String>,
        mut respond: server::SendResponse<Bytes>,
        goodbye: mpsc::UnboundedSender<Then>,
    ) {
        if let Then::Refuse(reason) = then {
            return respond.send_reset(reason);
        }
        let first = range.map_or(0, |range| range["bytes=".len()..range.len() - 1].parse::<usize>().unwrap());
        let (length, rest) = (self.file.len(), Bytes::copy_from_slice(&self.file.as_bytes()[first..]));
        let mut head = http::Response::builder().header("content-type", "text/csv");
        if self.has_length {
            head = head.header("content-length", rest.len());
        }
        if self.has_etag {
            head = head.header("etag", "\"v1\"").header("accept-ranges", "bytes");
        }
        if first > 0 {
            head = head.status(206).header("content-range", format!("bytes {first}-{}/{length}", length - 1));
        }
        let mut body = respond.send_response(head.body(()).unwrap(), false).unwrap();
        let is_read = self.is_read.clone();
        tokio::spawn(async move {
            if matches!(then, Then::Whole) {
                return body.send_data(rest, true).unwrap();
            }
            body.send_data(rest.slice(..PART), matches!(then, Then::EndsEarly)).unwrap();
            if matches!(then, Then::EndsEarly) {
                return;
            }
            is_read.notified().await;
            match then {
                Then::Reset(reason) => body.send_reset(reason),
                Then::Goodbye => {
                    goodbye.send(then).unwrap();
                    body.send_data(rest.slice(PART..), true).unwrap();
                }
                _ => goodbye.send(then).unwrap(),
            }
        });
    }
}

fn rest() -> Option<String> {
    Some(format!("bytes={PART}-"))
}

#[tokio::test]
async fn an_export_over_http2_arrives_whole_and_the_next_one_shares_its_connection() {
    let service = Service::start([Then::Whole, Then::Whole], true).await;
    for _ in 0..2 {
        assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 0));
    }
    assert_eq!(service.seen(), [(1, None), (1, None)]);
}

#[tokio::test]
async fn a_stream_that_is_reset_in_the_middle_resumes_and_no_byte_comes_twice() {
    // NO_ERROR, too: a stream without END_STREAM is incomplete, whatever the error code.
    for reason in [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::REFUSED_STREAM, Reason::NO_ERROR] {
        let service = Service::start([Then::Reset(reason), Then::Whole], true).await;
        assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 1), "{reason}");
        assert_eq!(service.seen(), [(1, None), (1, rest())], "{reason}");
    }
}

#[tokio::test]
async fn a_connection_that_says_goodbye_in_the_middle_costs_no_byte() {
    let service = Service::start([Then::Goodbye, Then::Whole], true).await;
    assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 0));
    assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 0));
    assert_eq!(service.seen(), [(1, None), (2, None)]);
    let service = Service::start([Then::Abort, Then::Whole], true).await;
    assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 1));
    assert_eq!(service.seen(), [(1, None), (2, rest())]);
}

#[tokio::test]
async fn a_stream_that_is_refused_before_its_response_is_tried_again() {
    for reason in [Reason::REFUSED_STREAM, Reason::INTERNAL_ERROR, Reason::ENHANCE_YOUR_CALM] {
        let service = Service::start([Then::Refuse(reason), Then::Whole], true).await;
        assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 1), "{reason}");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_without_an_etag_is_reported_as_not_whole_and_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    for then in [Then::Reset(Reason::INTERNAL_ERROR), Then::Reset(Reason::NO_ERROR), Then::Abort, Then::EndsEarly] {
        let service = Service::start([then], false).await;
        let error = service.export().await.unwrap_err();
        assert!(error.is_unexpected_content() && error.is_retryable(), "{then:?}: {error}");
        assert!(error.to_string().contains("bytes"), "{then:?}: {error}");
        assert!(!error.to_string().contains(TOKEN), "{error}");
    }
    let service = Service::start([Then::EndsEarly; 4], false).await;
    let download = request().send(&service.client).await.unwrap();
    let error = download.save(directory.path().join("a.csv"), deskledger::SaveOptions::new()).await.unwrap_err();
    assert!(error.is_unexpected_content() && error.retries() == 3, "{error}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_stream_of_unknown_length_that_is_reset_is_never_taken_for_a_whole_file() {
    let service = Service::start_with([Then::Whole], false, false).await;
    assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 0));
    for reason in [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::NO_ERROR] {
        let service = Service::start_with([Then::Reset(reason)], false, false).await;
        let error = service.export().await.map(|(file, _)| file.len()).expect_err("the stream had no end");
        assert!(error.is_unexpected_content() && error.is_retryable(), "{reason}: {error}");
        let service = Service::start_with([Then::Reset(reason), Then::Whole], true, false).await;
        assert_eq!(service.export().await.unwrap(), (service.file.to_string(), 1), "{reason}");
    }
    let service = Service::start_with([Then::Abort], false, false).await;
    assert!(service.export().await.unwrap_err().is_unexpected_content());
}
