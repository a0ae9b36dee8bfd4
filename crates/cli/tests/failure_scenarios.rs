//! Failures during an export: a clear message, the right exit code, no target file, no part file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::*;
use tempfile::tempdir;

fn export_from<'a>(url: &'a str, output: &'a str) -> Vec<&'a str> {
    vec!["export", "--endpoint", url, "--token", TOKEN, "--project-id", PROJECT, "-o", output]
}

#[test]
fn a_server_that_dies_in_the_middle_leaves_no_file() {
    let dir = tempdir().unwrap();
    let url = broken_server(Then::Close(cut_answer()));
    let (code, message) = failure(&export_from(&url, text(&dir.path().join("a.csv"))));
    assert_eq!(code, 4, "{message}");
    assert_eq!(files(dir.path()), [""; 0], "{message}");
}

#[test]
fn an_interrupted_export_leaves_no_file() {
    let dir = tempdir().unwrap();
    let url = broken_server(Then::Stall(cut_answer()));
    for name in ["INT", "TERM"] {
        let mut child = deskledger()
            .args(export_from(&url, text(&dir.path().join("a.csv"))))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for("the part file", || !files(dir.path()).is_empty());
        signal(child.id(), name);
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(files(dir.path()), [""; 0]);
    }
}

#[test]
fn a_disk_that_is_full_leaves_no_file() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "2000"]);
    let server = Server::start(&data);
    let target = dir.path().join("out");
    fs::create_dir(&target).unwrap();
    // The file size limit simulates a full disk: the write fails in the middle as well.
    let script = r#"trap "" XFSZ; ulimit -f 16; exec "$0" "$@""#;
    let output = Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_deskledger")])
        .args(server.export(&["--format", "csv", "-o", text(&target.join("a.csv"))]))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert!(stderr(&output).contains("a.csv"), "{}", stderr(&output));
    assert_eq!(files(&target), [""; 0]);

    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = deskledger().args(server.export(&["--format", "csv", "-o", "-"])).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
}

#[test]
fn a_directory_that_is_missing_or_cannot_be_written_is_reported_before_anything_is_sent() {
    let dir = tempdir().unwrap();
    let missing = dir.path().join("no/such/a.csv");
    // Nothing listens at the endpoint, so exit code 5 instead of 4 shows that nothing was sent.
    for target in [text(&missing), text(dir.path()), "/proc/a.csv"] {
        let (code, message) = failure(&export_from("http://127.0.0.1:9", target));
        assert_eq!(code, 5, "{message}");
        assert!(message.contains(target), "{message}");
    }
}

#[test]
fn an_error_document_sent_with_200_is_an_error() {
    let dir = tempdir().unwrap();
    let body = r#"{"error_code":"WKS.00211401","error_msg":"The requested operation failed. Please try again later."}"#;
    let response =
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let url = broken_server(Then::Close(response.into_bytes()));
    let (code, message) = failure(&export_from(&url, text(&dir.path().join("a.csv"))));
    assert_eq!(code, 4, "{message}");
    assert!(message.contains("WKS.00211401"), "{message}");
    assert_eq!(files(dir.path()), [""; 0]);
}

#[test]
fn nobody_listening_is_a_network_failure() {
    let dir = tempdir().unwrap();
    let (code, message) = failure(&export_from("http://127.0.0.1:9", text(&dir.path().join("a.csv"))));
    assert_eq!(code, 4, "{message}");
    assert!(message.contains("127.0.0.1:9"), "{message}");
    assert!(!message.contains(TOKEN), "{message}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "20000"]);
    let server = Server::start(&data);
    let mut child = deskledger()
        .args(server.export(&["--format", "csv", "-o", "-"]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_stopped_server_finishes_what_is_running() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "300000"]);
    let server = Server::start(&data);
    let target = dir.path().join("a.csv");
    let mut child = deskledger().args(server.export(&["-o", text(&target)])).spawn().unwrap();
    let has_begun =
        |name: &String| name.contains(".part") && fs::metadata(dir.path().join(name)).is_ok_and(|file| file.len() > 0);
    wait_for("the first bytes", || files(dir.path()).iter().any(has_begun) || target.exists());
    let (code, rest) = server.terminate();
    assert_eq!((code, rest.as_str()), (0, ""));
    assert!(child.wait().unwrap().success());
    assert_eq!(rows(fs::File::open(&target).unwrap()), 300_001);
}

/// Waits for another process. The timeout only ends failed tests.
fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_there() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}
