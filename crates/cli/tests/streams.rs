//! Standard output, pipes and devices: the same checks as for files, and prompt cancellation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]
#![cfg(unix)]

mod support;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::*;
use tempfile::{TempDir, tempdir};

/// More than pipes and buffers hold.
const ROWS: usize = 200_000;

fn csv() -> String {
    format!("Connected User,Desktop Name\r\n{}", "jy01@local.com,JY011\r\n".repeat(ROWS))
}

/// A server that sends the file with this header.
fn server(header: &str) -> String {
    let body = csv();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n{header}Content-Length: {}", body.len());
    broken_server(Then::Close(format!("{head}\r\n\r\n{body}").into_bytes()))
}

fn export<'a>(url: &'a str, output: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["export", "--endpoint", url, "--token", TOKEN, "--project-id", PROJECT, "--max-attempts", "1"];
    [&fixed[..], &["-o", output], more].concat()
}

fn pipe(dir: &TempDir) -> PathBuf {
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    pipe
}

/// Runs an export to standard output and one to a named pipe; returns both outcomes with the received bytes.
fn both(url: &str, more: &[&str]) -> [(Output, Vec<u8>); 2] {
    let output = run(&export(url, "-", more));
    let bytes = output.stdout.clone();
    let dir = tempdir().unwrap();
    let pipe = pipe(&dir);
    // Held open, because an export that fails early may never open it.
    let held = File::options().read(true).write(true).open(&pipe).unwrap();
    let mut reader = File::open(&pipe).unwrap();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map(|_| bytes).unwrap()
    });
    let piped = run(&export(url, text(&pipe), more));
    drop(held);
    [(output, bytes), (piped, reader.join().unwrap())]
}

#[test]
fn a_stream_of_more_bytes_than_allowed_is_not_a_success() {
    for (output, bytes) in both(&server(""), &["--max-size", "100"]) {
        assert_eq!((output.status.code(), bytes.len()), (Some(4), 0), "{}", stderr(&output));
        assert!(stderr(&output).contains("at most 100 bytes"), "{}", stderr(&output));
    }
}

#[test]
fn a_file_whose_end_nothing_proves_is_rejected_or_marked() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/csv";
    let url = broken_server(Then::Close(format!("{head}\r\n\r\n{}", csv()).into_bytes()));
    let dir = tempdir().unwrap();
    let target = dir.path().join("a.csv");
    let (code, reported) = failure(&export(&url, text(&target), &[]));
    assert!(code == 4 && reported.contains("length or chunks") && !target.exists(), "{code} {reported}");
    let output = succeed(&export(&url, text(&target), &["--allow-unproved-end", "--json"]));
    assert_eq!(json_of(&output.stdout)["end"], "unproved");
    assert!(stderr(&output).contains("the end of the file is not proved"), "{}", stderr(&output));
}

#[test]
fn a_stream_with_a_wrong_digest_is_no_success() {
    for (output, _) in both(&server(&format!("x-obs-meta-sha256: {}\r\n", "0".repeat(64))), &[]) {
        assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
        assert!(stderr(&output).contains("SHA-256"), "{}", stderr(&output));
    }
    let url = server(&format!("x-obs-meta-sha256: {}\r\n", "0".repeat(64)));
    assert_eq!(failure(&export(&url, "/dev/null", &[])).0, 4);
}

#[test]
fn the_digest_of_a_stream_is_reported_beside_it() {
    let dir = tempdir().unwrap();
    let saved = dir.path().join("a.csv");
    fs::write(&saved, csv()).unwrap();
    let judged = String::from_utf8(Command::new("sha256sum").arg(&saved).output().unwrap().stdout).unwrap();
    let [(output, bytes), (piped, same)] = both(&server(""), &["--sha256", "--json"]);
    assert!(bytes == csv().as_bytes() && same == bytes);
    for reported in [&output.stderr, &piped.stdout] {
        let reported: serde_json::Value = serde_json::from_slice(reported).unwrap();
        assert_eq!((reported["sha256"].as_str(), &reported["bytes"]), (judged.split(' ').next(), &bytes.len().into()));
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_and_its_bytes_are_reported() {
    let url = server("");
    let mut child = deskledger()
        .args(export(&url, "-", &["--json"]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut seen = vec![0; 1_000_000];
    let mut reader = child.stdout.take().unwrap();
    reader.read_exact(&mut seen).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && csv().as_bytes().starts_with(&seen));
    let reported: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    let reported = usize::try_from(reported["bytes"].as_u64().unwrap()).unwrap();
    // The received bytes, plus at most the capacity of the pipe.
    assert!((seen.len()..=seen.len() + (1 << 20)).contains(&reported) && reported < csv().len(), "{reported}");
}

/// Runs a command whose reader closes standard output after some bytes, and returns its standard error.
fn closed(arguments: &[&str]) -> String {
    let mut child = deskledger().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 100]).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    stderr(&output)
}

#[test]
fn records_that_a_reader_did_not_take_are_not_reported_as_written() {
    let dir = tempdir().unwrap();
    let input = dir.path().join("in.ndjson");
    // Names that differ: even as a workbook the records are more than a pipe holds.
    let line = |number: u128| {
        let name = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        format!("{{\"connection_start_time\":\"2020-04-13T01:59:00Z\",\"user_name\":\"{name:032x}\"}}\n")
    };
    fs::write(&input, (1..=20_000).map(line).collect::<String>()).unwrap();
    for format in ["ndjson", "csv", "xlsx"] {
        let arguments = ["convert", text(&input), "-o", "-", "--to", format];
        let reported = closed(&arguments);
        assert_eq!(reported, "number of records unknown in -\n", "{format}");
        let reported: serde_json::Value =
            serde_json::from_str(&closed(&[&arguments[..], &["--json"]].concat())).unwrap();
        assert!(reported["records"].is_null(), "{format}: {reported}");
    }
}

#[test]
fn bytes_that_a_reader_did_not_take_are_not_reported_as_written() {
    let row = "connection_start_time,user_name\r\n".to_owned() + &"2020-04-13T01:59:00Z,a\r\n".repeat(ROWS / 4);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: {}", row.len());
    let url = broken_server(Then::Close(format!("{head}\r\n\r\n{row}").into_bytes()));
    let more = ["--format", "csv", "--dialect", "excel", "--json"];
    let reported: serde_json::Value = serde_json::from_str(&closed(&export(&url, "-", &more))).unwrap();
    let bytes = reported["bytes"].as_u64().unwrap();
    assert!(reported["records"].is_null() && (100..1 << 20).contains(&bytes), "{reported}");
}

/// Starts an export that cannot end, and waits for its first bytes.
fn started(dir: &Path, url: &str, target: &str) -> Child {
    let events = dir.join("events");
    let more = ["--progress", "json", "--progress-file", text(&events)];
    let mut command = deskledger();
    command.args(export(url, target, &more)).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    while !fs::read_to_string(&events).is_ok_and(|reported| reported.contains("started")) {
        std::thread::sleep(Duration::from_millis(5));
    }
    fs::remove_file(&events).unwrap();
    child
}

/// Sends the signal; the process must end at once, without waiting for its reader.
#[track_caller]
fn ends_at_once(child: Child, name: &str) {
    ends_within(child, name, 4);
}

#[track_caller]
fn ends_within(mut child: Child, name: &str, seconds: u64) {
    signal(child.id(), name);
    let sent = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if sent.elapsed() > Duration::from_secs(seconds) => {
                child.kill().unwrap();
                panic!("{name}: expected an end within {seconds} s, found none");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    assert_eq!(status.code(), Some(130), "{name}");
}

#[test]
fn an_export_into_a_pipe_without_a_reader_can_be_interrupted() {
    for name in ["INT", "TERM"] {
        let dir = tempdir().unwrap();
        let (url, pipe) = (server(""), pipe(&dir));
        ends_at_once(started(dir.path(), &url, text(&pipe)), name);
    }
}

#[test]
fn an_export_into_a_pipe_that_stalls_can_be_interrupted() {
    for name in ["INT", "TERM"] {
        let dir = tempdir().unwrap();
        let (url, pipe) = (server(""), pipe(&dir));
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || {
                let mut reader = File::open(pipe).unwrap();
                reader.read_exact(&mut [0; 100]).unwrap();
                reader
            }
        });
        let child = started(dir.path(), &url, text(&pipe));
        let stalled = reader.join().unwrap();
        ends_at_once(child, name);
        drop(stalled);
    }
}

#[test]
fn an_export_into_a_stalled_standard_output_can_be_interrupted() {
    for name in ["INT", "TERM"] {
        let dir = tempdir().unwrap();
        let url = server("");
        let mut child = started(dir.path(), &url, "-");
        let mut stalled = child.stdout.take().unwrap();
        stalled.read_exact(&mut [0; 100]).unwrap();
        ends_at_once(child, name);
        drop(stalled);
    }
}

#[test]
fn an_export_whose_standard_error_stalls_can_be_interrupted() {
    let dir = tempdir().unwrap();
    let pipe = pipe(&dir);
    // Keeps the pipe open and full, so that the first progress line blocks.
    let mut filler = Command::new("bash");
    filler.args(["-c", "exec 3<>\"$1\"; head -c 65536 /dev/zero >&3; echo full; sleep 60", "bash", text(&pipe)]);
    let mut filler = filler.stdout(Stdio::piped()).spawn().unwrap();
    filler.stdout.take().unwrap().read_exact(&mut [0; 4]).unwrap();
    let url = server("");
    let target = dir.path().join("a.csv");
    let more = ["--progress", "json", "--progress-file", text(&pipe)];
    let child = deskledger().args(export(&url, text(&target), &more)).stderr(Stdio::null()).spawn().unwrap();
    // Signal handlers are installed before the part file is opened.
    while !dir.path().join("a.csv.part").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    ends_within(child, "INT", 30);
    filler.kill().unwrap();
    filler.wait().unwrap();
}

#[test]
fn an_export_that_takes_longer_than_its_deadline_ends_there() {
    let dir = tempdir().unwrap();
    let url = broken_server(Then::Stall(cut_answer()));
    let target = dir.path().join("a.csv");
    let (code, message) = failure(&export(&url, text(&target), &["--max-time", "1"]));
    assert!(code == 4 && message.contains("expected the operation to finish within 1s"), "{message}");
    // The pipe has no reader.
    let (url, pipe) = (server(""), pipe(&dir));
    let (code, message) = failure(&export(&url, text(&pipe), &["--max-time", "1"]));
    assert!(code == 4 && message.contains("within 1s"), "{message}");
}

#[test]
fn a_failure_tells_programs_what_was_tried_before() {
    let url = broken_server(Then::Close(b"HTTP/1.1 503 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec()));
    let arguments = export(&url, "-", &["--json", "--retry-delay", "0"]);
    let arguments: Vec<&str> = arguments.iter().map(|word| if *word == "1" { "3" } else { word }).collect();
    let (code, message) = failure(&arguments);
    let reported: serde_json::Value = serde_json::from_str(&message).unwrap();
    let history = reported["error"]["history"].as_array().unwrap();
    assert_eq!((code, history.len(), &history[0]["status"]), (4, 2, &503.into()), "{message}");
}

#[test]
fn a_name_that_is_not_text_is_reported_as_well_as_it_can_be() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempdir().unwrap();
    let target = dir.path().join(std::ffi::OsStr::from_bytes(b"a\xff.csv"));
    let url = server("");
    let mut command = deskledger();
    command.args(["export", "--endpoint", &url, "--token", TOKEN, "--project-id", PROJECT, "--json", "-o"]);
    let output = command.arg(&target).output().unwrap();
    assert!(output.status.success() && target.exists(), "{}", stderr(&output));
    let reported: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(reported["path"].as_str().unwrap().ends_with("a\u{fffd}.csv"), "{reported}");

    let again = dir.path().join(std::ffi::OsStr::from_bytes(b"b\xff.ndjson"));
    let input = dir.path().join(std::ffi::OsStr::from_bytes(b"in\xff.ndjson"));
    fs::write(&input, "{\"connection_start_time\":\"2020-04-13T01:59:00Z\",\"transaction_id\":\"t1\"}\n").unwrap();
    let output = deskledger().args(["convert", "--json"]).arg(&input).arg("-o").arg(&again).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let reported: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(reported["path"].as_str().unwrap().ends_with("b\u{fffd}.ndjson"), "{reported}");
}
