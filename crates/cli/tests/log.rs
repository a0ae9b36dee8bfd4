//! The server log: what an operator finds after a failure or data loss.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::*;
use tempfile::{TempDir, tempdir};

/// A directory with some records, and the path of the log.
fn seeded() -> (TempDir, PathBuf, PathBuf) {
    let dir = tempdir().unwrap();
    let (data, log) = (dir.path().join("data"), dir.path().join("log"));
    succeed(&["seed", "--data", text(&data), "--records", "100"]);
    (dir, data, log)
}

/// Serves with a JSON log at the default level.
fn serve(data: &Path, log: &Path, more: &[&str]) -> Server {
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "json", "--data", text(data)]).args(more);
    Server::start_as(command.stderr(fs::File::create(log).unwrap()), &data.join("tokens"))
}

/// Log lines with this value in a field; the log is written by a thread of its own, so that lines may come after their response.
fn lines(log: &Path, pointer: &str, value: &str, count: usize) -> Vec<Value> {
    let start = Instant::now();
    loop {
        let text = fs::read_to_string(log).unwrap();
        let complete = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let found = complete.map(|line| serde_json::from_str::<Value>(line).unwrap());
        let found = found.filter(|line| line.pointer(pointer).and_then(Value::as_str) == Some(value));
        let found: Vec<Value> = found.collect();
        if found.len() >= count || start.elapsed() > Duration::from_secs(10) {
            return found;
        }
        sleep(Duration::from_millis(20));
    }
}

/// Response of a server that has a token: its head, and the body as sent.
fn ask(server: &Server, dir: &Path, more: &[&str], path: &str) -> (String, Vec<u8>) {
    let token = format!("X-Auth-Token: {}", fs::read_to_string(&server.token_file).unwrap().trim());
    let (head, url) = (dir.join("head"), format!("{}{path}", server.url));
    let body = curl(&[&["--dump-header", text(&head), "--header", &token, &url], more].concat());
    (fs::read_to_string(head).unwrap().to_lowercase(), body)
}

fn export() -> String {
    format!("/v2/{PROJECT}/connections/desktops/export")
}

#[test]
fn a_request_that_failed_is_found_in_the_log_by_its_id() {
    let (dir, data, log) = seeded();
    let server = serve(&data, &log, &[]);
    let ledger = data.join("ledger.sqlite");
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", ledger.display()));
    }
    fs::write(&ledger, "no database any more, but long enough to be read as one ".repeat(99)).unwrap();
    let (head, _) = ask(&server, dir.path(), &[], &export());
    assert!(head.starts_with("http/1.1 500"), "{head}");
    let id = head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap();
    let [failed] = &lines(&log, "/level", "ERROR", 1)[..] else { panic!("{}", fs::read_to_string(&log).unwrap()) };
    assert_eq!(failed.pointer("/span/id").unwrap(), id);
    assert_eq!(failed.pointer("/span/path").unwrap(), &export());
    assert_eq!(failed.pointer("/span/method").unwrap(), "GET");
}

#[test]
fn a_method_of_any_length_does_not_fill_the_log() {
    let (_dir, data, log) = seeded();
    let server = serve(&data, &log, &["--log-level", "info"]);
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let head = format!("{} /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "A".repeat(10_000));
    stream.write_all(head.as_bytes()).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
    let [responded] = &lines(&log, "/fields/message", "responded", 1)[..] else {
        panic!("{}", fs::read_to_string(&log).unwrap())
    };
    assert_eq!(responded.pointer("/span/method").unwrap(), &"A".repeat(16));
}

#[test]
fn the_digest_of_a_file_that_was_sent_compressed_is_that_of_the_file() {
    let (dir, data, log) = seeded();
    let server = serve(&data, &log, &[]);
    let file = dir.path().join("file");
    for coding in ["gzip", "identity"] {
        let headers = ["--header", "Accept: text/csv", "--header", &format!("Accept-Encoding: {coding}")];
        let (_, sent) = ask(&server, dir.path(), &headers, &export());
        let mut more = headers.to_vec();
        more.extend(["--compressed", "--output", text(&file)]);
        ask(&server, dir.path(), &more, &export());
        let sum = Command::new("sha256sum").arg(&file).stdin(Stdio::null()).output().unwrap().stdout;
        let exports = lines(&log, "/fields/coding", coding, 2);
        assert_eq!(exports.len(), 2, "{coding}");
        for export in exports {
            let fields = &export["fields"];
            assert_eq!(fields["sha256"].as_str().unwrap().as_bytes(), &sum[..64], "{coding}");
            assert_eq!(fields["bytes"], fs::metadata(&file).unwrap().len(), "{coding}");
            assert_eq!(fields["sent_bytes"], sent.len(), "{coding}");
        }
    }
}

#[test]
fn who_brought_records_and_who_was_turned_away_is_written_down() {
    let (dir, data, log) = seeded();
    let server = serve(&data, &log, &[]);
    let batch = dir.path().join("batch");
    fs::write(&batch, "{\"transaction_id\":\"t1\",\"connection_start_time\":\"2026-01-05T08:10:00Z\"}\n").unwrap();
    let body = ["--header", "Content-Type: application/x-ndjson", "--data-binary", &format!("@{}", text(&batch))];
    let path = format!("/ledger/v1/{PROJECT}/records");
    let (head, _) = ask(&server, dir.path(), &body, &path);
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let [added] = &lines(&log, "/fields/message", "records", 1)[..] else { panic!("no line, or more than one") };
    let fields = &added["fields"];
    assert!(fields["who"].as_str().unwrap().starts_with("token:"));
    assert_eq!((&fields["project_id"], &fields["from"]), (&PROJECT.into(), &"127.0.0.1".into()));
    assert_eq!((&fields["added"], &fields["unchanged"]), (&1.into(), &0.into()));
    let url = format!("{}{}", server.url, export());
    let secret = "Authorization: SDK-HMAC-SHA256 Access=MAYBEASECRET, SignedHeaders=host;x-sdk-date, Signature=00";
    curl(&["--header", secret, "--header", "X-Sdk-Date: 20200424T030247Z", &url]);
    curl(&["--header", "X-Auth-Token: wrong", &url]);
    let rejected = lines(&log, "/fields/message", "rejected", 2);
    let reasons: Vec<&Value> = rejected.iter().map(|line| &line["fields"]["reason"]).collect();
    assert_eq!(reasons, ["unknown_key", "unknown_token"]);
    assert!(rejected.iter().all(|line| line["fields"]["who"] == "unknown" && line["fields"]["from"] == "127.0.0.1"));
    assert!(!fs::read_to_string(&log).unwrap().contains("MAYBEASECRET"));
}

#[test]
fn one_silent_connection_does_not_hold_up_the_end() {
    let (dir, data, log) = seeded();
    let (certificate, key) = (dir.path().join("certificate.pem"), dir.path().join("key.pem"));
    let made = Command::new("openssl")
        .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost".split(' '))
        .args(["-keyout", text(&key), "-out", text(&certificate)])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    let files = ["--tls-certificate", text(&certificate), "--tls-key", text(&key)];
    for (encryption, scheme) in [(&files[..], "https://"), (&[], "http://")] {
        let waits = ["--header-timeout", "3600", "--shutdown-timeout", "5"];
        let server = serve(&data, &log, &[&waits, encryption].concat());
        let silent = TcpStream::connect(server.url.strip_prefix(scheme).unwrap()).unwrap();
        // The next request is still served.
        let url = format!("{}/healthz", server.url);
        assert_eq!(curl(&["--insecure", &url]), b"ok\n");
        assert_eq!(server.terminate().0, 0);
        let log = fs::read_to_string(&log).unwrap();
        assert!(!log.contains("breaking off"), "{scheme} {log}");
        drop(silent);
    }
}
