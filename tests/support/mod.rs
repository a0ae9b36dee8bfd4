//! A scripted server: a queue of canned responses whose bodies are cut, stall, or wait for the test.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskledger::{Client, ClientBuilder, ExportConnectionRecords, Token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

pub mod clock;

pub const TOKEN: &str = "MIIF-a-very-secret-token";
pub const CSV: &str = "Connected User,Desktop Name\r\njy01@local.com,JY011\r\nzhang,张三的桌面\r\n";

/// Reaction of the server to the next request.
#[derive(Clone, Debug, Default)]
pub struct Script {
    head: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Send(Vec<u8>),
    Wait(Arc<Notify>),
    Stall,
}

impl Script {
    /// Closes the connection without a response.
    pub fn hang_up() -> Self {
        Self::default()
    }

    /// Never responds.
    pub fn silent() -> Self {
        Self::default().stall()
    }

    pub fn status(status: u16) -> Self {
        Self { head: format!("HTTP/1.1 {status} X\r\nConnection: close\r\n"), steps: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// The whole body with `Content-Length`.
    pub fn body(self, body: impl AsRef<[u8]>) -> Self {
        let length = body.as_ref().len();
        self.header("Content-Length", &length.to_string()).piece(body)
    }

    /// Raw bytes: the test states the length, or none.
    pub fn piece(mut self, piece: impl AsRef<[u8]>) -> Self {
        self.steps.push(Step::Send(piece.as_ref().to_vec()));
        self
    }

    /// One chunk of a body with `Transfer-Encoding: chunked`.
    pub fn chunk(self, chunk: &str) -> Self {
        let piece = format!("{:x}\r\n{chunk}\r\n", chunk.len());
        self.piece(piece)
    }

    /// Waits for a notification by the test.
    pub fn wait(mut self, notify: &Arc<Notify>) -> Self {
        self.steps.push(Step::Wait(notify.clone()));
        self
    }

    /// Keeps the connection open and sends nothing more.
    pub fn stall(mut self) -> Self {
        self.steps.push(Step::Stall);
        self
    }
}

/// A request as received by the server.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The request target: path and query.
    pub fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }
}

pub struct Server {
    pub address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Responds to the n-th request with the n-th script, and closes every later connection at once.
    pub async fn start(scripts: impl IntoIterator<Item = Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut scripts: VecDeque<Script> = scripts.into_iter().collect();
        let log = seen.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(request) = read_request(&mut stream).await else { continue };
                log.lock().unwrap().push(request);
                let script = scripts.pop_front().unwrap_or_default();
                tokio::spawn(respond(stream, script));
            }
        });
        Self { address, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder().endpoint(&self.address).token(Token::new(TOKEN).unwrap()).clock(clock::Instant)
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        text.push(stream.read_u8().await.ok()?);
    }
    let text = String::from_utf8(text).unwrap();
    let mut lines = text.lines();
    let line = lines.next()?.to_owned();
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.into(), value.into()));
    let mut seen = Seen { line, headers: headers.collect(), body: String::new() };
    let length = seen.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    seen.body = String::from_utf8(body).unwrap();
    Some(seen)
}

async fn respond(mut stream: TcpStream, script: Script) {
    if !script.head.is_empty() {
        let _ = stream.write_all(format!("{}\r\n", script.head).as_bytes()).await;
    }
    for step in script.steps {
        match step {
            Step::Send(bytes) => drop(stream.write_all(&bytes).await),
            Step::Wait(notify) => notify.notified().await,
            Step::Stall => tokio::time::sleep(Duration::from_secs(3600)).await,
        }
    }
    let _ = stream.shutdown().await;
}

/// The request used in the tests.
pub fn request() -> ExportConnectionRecords {
    ExportConnectionRecords { project_id: "8dc9c40a06574a598941b254d4b63b43".into(), ..Default::default() }
}

/// A resumable file.
pub fn resumable(etag: &str) -> Script {
    Script::status(200).header("ETag", etag).header("Accept-Ranges", "bytes").header("Content-Type", "text/csv")
}

/// The response to a request for the rest, from byte `first` on.
pub fn rest(file: &str, first: usize, etag: &str) -> Script {
    let range = format!("bytes {first}-{}/{}", file.len() - 1, file.len());
    Script::status(206).header("ETag", etag).header("Content-Range", &range).body(&file[first..])
}
