//! Runs the real binary, the real server, and a server that fails deliberately.

#![allow(dead_code, unreachable_pub, missing_docs, reason = "each topic uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

pub const PROJECT: &str = "8dc9c40a06574a598941b254d4b63b43";
pub const TOKEN: &str = "MIIFOgYJKoZIhvcNAQcCoIIFKzCC-secret-token";

/// Chinese characters and punctuation.
pub fn is_chinese(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// The binary without the user's own settings.
pub fn deskledger() -> Command {
    prepared(Command::new(env!("CARGO_BIN_EXE_deskledger")))
}

/// The command, ended by SIGHUP also where the tests run under `nohup`, which it obeys.
pub fn deskledger_at_a_terminal() -> Command {
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP", env!("CARGO_BIN_EXE_deskledger")]);
    if cfg!(target_os = "linux") { prepared(command) } else { deskledger() }
}

fn prepared(mut command: Command) -> Command {
    command.env("HOME", env!("CARGO_TARGET_TMPDIR")).env("LC_ALL", "C");
    for (name, _) in std::env::vars() {
        if name.starts_with("DESKLEDGER_")
            || name.starts_with("HUAWEICLOUD_")
            || name.to_lowercase().ends_with("_proxy")
        {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

pub fn run(args: &[&str]) -> Output {
    deskledger().args(args).output().unwrap()
}

#[track_caller]
pub fn succeed(args: &[&str]) -> Output {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    output
}

/// Exit code and standard error.
pub fn failure(args: &[&str]) -> (i32, String) {
    let output = run(args);
    (output.status.code().unwrap_or(-1), stderr(&output))
}

pub fn json_of(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap()
}

/// A data directory with some records.
pub fn seeded_data() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "100"]);
    (dir, data)
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Output of curl with these arguments.
#[track_caller]
pub fn curl(args: &[&str]) -> Vec<u8> {
    let output = Command::new("curl").args(["--silent", "--show-error", "--noproxy", "*"]).args(args).output().unwrap();
    assert!(output.status.success(), "curl {args:?}: {}", stderr(&output));
    output.stdout
}

/// Names of the files in a directory, sorted.
pub fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// `deskledger serve` on a free port; stopped when dropped.
pub struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub url: String,
    pub token_file: String,
}

impl Server {
    /// Serves the store in `data`, with one accepted token.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// The same with further flags.
    pub fn start_with(data: &Path, more: &[&str]) -> Self {
        let token_file = data.join("accepted-tokens");
        fs::create_dir_all(data).unwrap();
        fs::write(&token_file, format!("{TOKEN}\n")).unwrap();
        let mut command = deskledger();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(data), "--token-file", text(&token_file)]);
        Self::start_as(command.args(more).stderr(Stdio::inherit()), &token_file)
    }

    /// Starts a server with this command, whose token is in a file.
    pub fn start_as(command: &mut Command, token_file: &Path) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Self { child, stdout, url, token_file: text(token_file).to_owned() }
    }

    /// Flags for a request to this server.
    pub fn flags(&self) -> Vec<&str> {
        vec!["--endpoint", &self.url, "--token-file", &self.token_file, "--project-id", PROJECT]
    }

    /// `deskledger export` with further flags.
    pub fn export<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        [&["export"], &*self.flags(), more].concat()
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// Sends SIGTERM; returns the exit code and the output after the first line.
    pub fn terminate(mut self) -> (i32, String) {
        signal(self.child.id(), "TERM");
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code().unwrap_or(-1), rest)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn signal(process: u32, name: &str) {
    let status = Command::new("kill").args([format!("-{name}"), process.to_string()]).status().unwrap();
    assert!(status.success());
}

/// Behaviour of the failing server after it has read the request.
pub enum Then {
    /// Sends these bytes and closes the connection.
    Close(Vec<u8>),
    /// Sends these bytes and stalls until the client disconnects.
    Stall(Vec<u8>),
}

/// A server that fails every request in the same way; returns its address.
pub fn broken_server(then: Then) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|length| length > 2) {
                line.clear();
            }
            match &then {
                Then::Close(bytes) => drop(stream.write_all(bytes)),
                Then::Stall(bytes) => {
                    drop(stream.write_all(bytes));
                    drop(reader.read(&mut [0; 1]));
                }
            }
        }
    });
    url
}

/// A 200 response that ends before its stated length.
pub fn cut_answer() -> Vec<u8> {
    let body = "Connected User,Desktop Name\r\njy01@local.com,JY011\r\n".repeat(100);
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: {}\r\n\r\n{body}", body.len() * 2)
        .into_bytes()
}

/// Number of rows in a CSV file, including the heading. A cell may contain a line break.
pub fn rows(csv: impl Read) -> usize {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    rows.byte_records().inspect(|row| assert!(row.is_ok(), "{row:?}")).count()
}
