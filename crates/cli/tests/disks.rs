//! Disks that are full, read only, or another one. Real ones where the test may mount them, that is as root in a
//! namespace of its own; elsewhere it says that it was skipped.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test stops where it fails")]
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Output};

use support::*;
use tempfile::tempdir;

/// What the script ends with where nothing could be mounted.
const NOT_MOUNTED: i32 = 99;

/// Runs an export into a disk that is mounted on `at` for this process alone, and lists what it left there. `None`
/// where this process may not mount.
fn export_onto(options: &str, at: &Path, arguments: &[&str]) -> Option<Output> {
    let script = r#"mount -t tmpfs -o "$1" tmpfs "$2" 2>/dev/null || exit 99; at=$2; shift 2; "$@"; code=$?; ls -A "$at"; exit $code"#;
    let output = Command::new("unshare")
        .args(["--mount", "bash", "-c", script, "bash", options, text(at), env!("CARGO_BIN_EXE_deskledger")])
        .args(arguments)
        .env("LC_ALL", "C")
        .output();
    match output {
        Ok(output) if output.status.code() != Some(NOT_MOUNTED) && !stderr(&output).contains("unshare failed") => {
            Some(output)
        }
        _ => {
            eprintln!("skipped: expected to be allowed to mount a small disk; run as root");
            None
        }
    }
}

#[test]
fn a_disk_that_fills_up_in_the_middle_leaves_no_file_and_says_what_to_do() {
    let dir = tempdir().unwrap();
    let (data, at) = (dir.path().join("data"), dir.path().join("disk"));
    fs::create_dir(&at).unwrap();
    succeed(&["seed", "--data", text(&data), "--records", "5000"]);
    let server = Server::start(&data);
    let target = at.join("a.csv");
    let Some(output) = export_onto("size=256k", &at, &server.export(&["-o", text(&target)])) else { return };
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert!(stderr(&output).contains("make room") && stderr(&output).contains("a.csv"), "{}", stderr(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[test]
fn a_disk_that_is_read_only_is_told_before_anything_is_sent() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("a.csv");
    // Nothing listens there, so 5 instead of 4 shows that nothing was sent.
    let arguments =
        ["export", "--endpoint", "http://127.0.0.1:9", "--token", TOKEN, "--project-id", PROJECT, "-o", text(&target)];
    let Some(output) = export_onto("ro", dir.path(), &arguments) else { return };
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    let told = stderr(&output);
    assert!(told.contains("Read-only file system") && told.contains("choose another place"), "{told}");
}

#[test]
fn a_target_on_another_filesystem_than_the_temporary_files_gets_the_whole_file() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else {
        eprintln!("skipped: expected another filesystem at /dev/shm");
        return;
    };
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    if device(dir.path()) == device(other.path()) {
        eprintln!("skipped: expected /dev/shm to be another filesystem than that of the temporary files");
        return;
    }
    succeed(&["seed", "--data", text(&data), "--records", "500"]);
    let server = Server::start(&data);
    // A link from one to the other, and the working directory on the first: the part file has to lie beside the target.
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(other.path(), &link).unwrap();
    let output = deskledger()
        .args(server.export(&["--format", "csv", "-o", text(&link.join("a.csv"))]))
        .env("TMPDIR", dir.path())
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(files(other.path()), ["a.csv"]);
    assert_eq!(rows(fs::File::open(other.path().join("a.csv")).unwrap()), 501);
}
