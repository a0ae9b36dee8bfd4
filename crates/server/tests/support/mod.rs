//! A server per test, and a client that sends given bytes.

#![allow(dead_code, reason = "not every test needs all of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use deskledger::ConnectionRecord;
use deskledger_server::{Limits, Options, Store, Tokens, serve_with};
use tokio::sync::oneshot;

pub(crate) const PROJECT: &str = "8dc9c40a06574a598941b254d4b63b43";
pub(crate) const TOKEN: &str = "a-token-of-the-tests";

/// Maximum time a test waits for bytes.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    pub(crate) directory: tempfile::TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::within(Limits::default())
    }

    pub(crate) fn within(limits: Limits) -> Self {
        Self::with(Options::default().limits(limits))
    }

    pub(crate) fn with(options: Options) -> Self {
        Self::with_records(options, &[])
    }

    /// Starts with a store that contains records.
    pub(crate) fn with_records(options: Options, records: &[ConnectionRecord]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let mut import = store.import(PROJECT).unwrap();
        records.iter().for_each(|record| assert!(import.add(record).is_ok()));
        import.commit().unwrap();
        Self::over(options, store, directory)
    }

    /// Stops the server, and starts another one on the same directory.
    pub(crate) fn restarted(mut self) -> Self {
        self.stop_and_join();
        let directory = std::mem::replace(&mut self.directory, tempfile::tempdir().unwrap());
        Self::over(Options::default(), Store::open(directory.path()).unwrap(), directory)
    }

    fn over(options: Options, store: Store, directory: tempfile::TempDir) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = store.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            runtime.block_on(async {
                listener.set_nonblocking(true)?;
                let listener = tokio::net::TcpListener::from_std(listener)?;
                let tokens = Tokens::parse(&format!("another\n{TOKEN}\n")).map_err(std::io::Error::other)?;
                serve_with(options, listener, served, tokens, async {
                    let _ = stopped.await;
                })
                .await
            })
        });
        Self { address, store, directory, stop: Some(stop), thread: Some(thread) }
    }

    /// Imports records into the project of the tests.
    pub(crate) fn import(&self, records: &[ConnectionRecord]) {
        let mut import = self.store.import(PROJECT).unwrap();
        records.iter().for_each(|record| assert!(import.add(record).is_ok()));
        import.commit().unwrap();
    }

    /// Requests shutdown without waiting.
    pub(crate) fn ask_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until it has stopped.
    pub(crate) fn wait(mut self) {
        self.ask_to_stop();
        self.thread.take().unwrap().join().unwrap().unwrap();
    }

    fn stop_and_join(&mut self) {
        self.ask_to_stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends raw bytes and reads the whole response.
    pub(crate) fn send(&self, request: &[u8]) -> Response {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        read(stream)
    }

    /// Sends a request with header lines; the token must be one of them.
    pub(crate) fn request(&self, method: &str, target: &str, headers: &[&str]) -> Response {
        let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        self.send(
            format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n").as_bytes(),
        )
    }

    /// Exports with a token and further headers.
    pub(crate) fn export_with(&self, query: &str, headers: &[&str]) -> Response {
        let token = format!("X-Auth-Token: {TOKEN}");
        self.request("GET", &target(query), &[&[token.as_str()], headers].concat())
    }

    /// Exports with a token, a query and a preferred format.
    pub(crate) fn export(&self, query: &str, accept: &str) -> Response {
        self.export_with(query, &[&format!("Accept: {accept}")])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop_and_join();
    }
}

/// The target of an export of the project of the tests.
pub(crate) fn target(query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/v2/{PROJECT}/connections/desktops/export{mark}{query}")
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body is complete.
    pub(crate) is_whole: bool,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Name and rule of every violation.
    pub(crate) fn violations(&self) -> Vec<(String, String)> {
        let json = self.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let list = json["violations"].as_array().unwrap();
        list.iter().map(|violation| (text(&violation["name"]), text(&violation["rule"]))).collect()
    }
}

/// Reads a response to its end or to the end of the connection.
pub(crate) fn read(mut stream: TcpStream) -> Response {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    parse(&bytes)
}

pub(crate) fn parse(bytes: &[u8]) -> Response {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(bytes)));
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header =
        |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned())).unwrap();
    let mut response =
        Response { status, headers: lines.map(header).collect(), body: bytes[end + 4..].to_vec(), is_whole: true };
    if response.header("transfer-encoding") == Some("chunked") {
        (response.body, response.is_whole) = unchunk(&response.body);
    } else if let Some(length) = response.header("content-length") {
        response.is_whole = response.body.len() == length.parse::<usize>().unwrap();
    }
    response
}

fn unchunk(mut bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(line) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..line]).unwrap(), 16).unwrap();
        bytes = &bytes[line + 2..];
        if size == 0 {
            return (body, bytes == b"\r\n");
        }
        if bytes.len() < size + 2 {
            break;
        }
        body.extend_from_slice(&bytes[..size]);
        bytes = &bytes[size + 2..];
    }
    (body, false)
}

/// A record of one user; each number has another second and another transaction.
pub(crate) fn record(number: u32) -> ConnectionRecord {
    let (minute, second) = (number / 60 % 60, number % 60);
    let (day, hour) = (1 + number / 86_400, number / 3600 % 24);
    ConnectionRecord {
        user_name: Some("jy01@local.com".into()),
        computer_name: Some("JY011".into()),
        terminal_type: Some("Windows 10".into()),
        transaction_id: Some(format!("transaction-{number:08}")),
        connection_start_time: format!("2020-04-{day:02}T{hour:02}:{minute:02}:{second:02}Z"),
        network_rtt: Some(12),
        is_reconnect: Some(false),
        ..Default::default()
    }
}

pub(crate) const CSV: &str = "text/csv";
pub(crate) const NDJSON: &str = "application/x-ndjson";
