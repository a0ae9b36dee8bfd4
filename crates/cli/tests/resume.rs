//! Killed and truncated exports, targets that are not regular files, and the flags that control a transfer.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::process::{Command, Stdio};

use support::*;
use tempfile::tempdir;

fn export_from<'a>(url: &'a str, output: &'a str) -> Vec<&'a str> {
    vec!["export", "--endpoint", url, "--token", TOKEN, "--project-id", PROJECT, "-o", output]
}

/// First half of a resumable file; longer than the bytes examined by format detection.
fn half() -> Vec<u8> {
    let body = "jy01@local.com,JY011\r\n".repeat(2000);
    let head = "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nAccept-Ranges: bytes\r\nContent-Type: text/csv";
    format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len() * 2).into_bytes()
}

#[test]
fn a_killed_export_leaves_a_partial_file_and_never_a_file() {
    let dir = tempdir().unwrap();
    let url = broken_server(Then::Stall(half()));
    let target = dir.path().join("a.csv");
    let mut child = deskledger().args(export_from(&url, text(&target))).stderr(Stdio::null()).spawn().unwrap();
    while !dir.path().join("a.csv.part.json").exists()
        || fs::metadata(dir.path().join("a.csv.part")).map_or(0, |part| part.len()) < 100
    {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    signal(child.id(), "KILL");
    child.wait().unwrap();
    assert_eq!(files(dir.path()), ["a.csv.part", "a.csv.part.json"]);
    let note = fs::read_to_string(dir.path().join("a.csv.part.json")).unwrap();
    assert!(note.contains("v1") && !note.contains(PROJECT) && !note.contains(TOKEN), "{note}");

    // An export that is not killed and cannot resume cleans up.
    let url = broken_server(Then::Close(cut_answer()));
    let (code, message) =
        failure(&[&*export_from(&url, text(&target)), &["--no-resume", "--max-attempts", "1"]].concat());
    assert_eq!((code, files(dir.path()).len()), (4, 0), "{message}");
}

#[test]
fn an_interrupted_export_keeps_what_the_next_one_resumes_unless_it_is_instructed_not_to() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("a.csv");
    for (signal_name, more, left) in
        [("INT", &[][..], 2), ("HUP", &["--json"][..], 2), ("TERM", &[], 2), ("INT", &["--no-keep-partial"], 0)]
    {
        let url = broken_server(Then::Stall(half()));
        let mut command = deskledger_at_a_terminal();
        command.args(export_from(&url, text(&target))).args(more).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        while !dir.path().join("a.csv.part.json").exists()
            || fs::metadata(dir.path().join("a.csv.part")).map_or(0, |part| part.len()) < 100
        {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        signal(child.id(), signal_name);
        let output = child.wait_with_output().unwrap();
        let reported = stderr(&output);
        assert_eq!((output.status.code(), files(dir.path()).len()), (Some(130), left), "{reported}");
        assert_eq!(reported.contains("a.csv.part is kept, and the same command resumes it"), left > 0, "{reported}");
        files(dir.path()).iter().for_each(|name| fs::remove_file(dir.path().join(name)).unwrap());
    }
    // A failure of the network leaves nothing then either.
    let url = broken_server(Then::Close(half()));
    let (code, message) =
        failure(&[&*export_from(&url, text(&target)), &["--no-keep-partial", "--max-attempts", "1"]].concat());
    assert_eq!((code, files(dir.path()).len()), (4, 0), "{message}");
}

#[test]
fn nohup_is_obeyed() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("a.csv");
    let url = broken_server(Then::Stall(half()));
    let script = r#"trap "" HUP; exec "$0" "$@""#;
    let mut child = Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_deskledger")])
        .args(export_from(&url, text(&target)))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !dir.path().join("a.csv.part.json").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    signal(child.id(), "HUP");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn two_exports_to_the_same_file_at_once_do_not_mix() {
    let dir = tempdir().unwrap();
    let url = broken_server(Then::Stall(half()));
    let target = dir.path().join("a.csv");
    let mut first = deskledger().args(export_from(&url, text(&target))).stderr(Stdio::null()).spawn().unwrap();
    while !dir.path().join("a.csv.part.json").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let (code, message) = failure(&export_from(&url, text(&target)));
    assert_eq!(code, 5, "{message}");
    assert!(message.contains("another process"), "{message}");
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn a_pipe_and_a_device_get_the_bytes_and_stay_what_they_are() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "500"]);
    let server = Server::start(&data);
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || rows(fs::File::open(pipe).unwrap())
    });
    succeed(&server.export(&["--format", "csv", "-o", text(&pipe)]));
    assert_eq!(reader.join().unwrap(), 501);
    assert!(!fs::metadata(&pipe).unwrap().is_file());

    let out = dir.path().join("redirected.csv");
    let stdout = fs::File::create(&out).unwrap();
    let arguments = server.export(&["--format", "csv", "-o", "/dev/stdout"]);
    assert!(deskledger().args(arguments).stdout(stdout).status().unwrap().success());
    assert_eq!(rows(fs::File::open(&out).unwrap()), 501);
    succeed(&server.export(&["--format", "csv", "-o", "/dev/null"]));
}

#[test]
fn the_reported_digest_is_that_of_the_saved_file() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "5000"]);
    let server = Server::start(&data);
    let target = dir.path().join("a.csv");
    let output = succeed(&server.export(&["-o", text(&target), "--sha256", "--json"]));
    let reported: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let judge = Command::new("sha256sum").arg(&target).output().unwrap();
    let judged = String::from_utf8(judge.stdout).unwrap();
    assert_eq!(reported["sha256"].as_str(), judged.split(' ').next());
    assert_eq!(reported["resumed_from"], 0);

    let (code, message) = failure(&server.export(&["-o", text(&target)]));
    assert!(code == 5 && message.contains("it is kept"), "{message}");
    let (code, message) = failure(&server.export(&["-o", text(&target), "--force", "--max-size", "100"]));
    assert!(code == 4 && message.contains("at most 100 bytes"), "{message}");
    assert_eq!(rows(fs::File::open(&target).unwrap()), 5001);
}
