//! Full, read-only and separate disks. Real mounts if the test may mount, as root of its own namespace; otherwise it is
//! reported as skipped, or fails if skipping is not allowed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Output};

use support::*;
use tempfile::tempdir;

/// Exit code of the script if nothing could be mounted.
const NOT_MOUNTED: i32 = 99;

/// Reports a test that this machine does not allow, or fails if `DESKLEDGER_REQUIRE_MOUNTS` is set. Writes past the
/// harness, which hides the output of passing tests, and to the list that `scripts/test` prints at its end.
fn skipped(expected: &str) {
    assert!(std::env::var_os("DESKLEDGER_REQUIRE_MOUNTS").is_none(), "{expected}");
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let line = format!("skipped: {test}: {expected}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    if let Some(list) = std::env::var_os("DESKLEDGER_SKIPPED") {
        fs::File::options().append(true).create(true).open(list).unwrap().write_all(line.as_bytes()).unwrap();
    }
}

/// Runs an export onto a disk mounted at `at` for this process only, and lists the remaining files. `None` if the
/// process may not mount, neither directly nor in a user namespace.
fn export_onto(options: &str, at: &Path, arguments: &[&str]) -> Option<Output> {
    let script = r#"mount -t tmpfs -o "$1" tmpfs "$2" 2>/dev/null || exit 99; at=$2; shift 2; "$@"; code=$?; ls -A "$at"; exit $code"#;
    for namespace in [&["--mount"][..], &["--user", "--map-root-user", "--mount"]] {
        let output = Command::new("unshare")
            .args(namespace)
            .args(["bash", "-c", script, "bash", options, text(at), env!("CARGO_BIN_EXE_deskledger")])
            .args(arguments)
            .env("LC_ALL", "C")
            .output();
        match output {
            Ok(output) if output.status.code() != Some(NOT_MOUNTED) && !stderr(&output).contains("unshare failed") => {
                return Some(output);
            }
            _ => {}
        }
    }
    skipped("expected to be allowed to mount a small disk, found that it is not: run as root");
    None
}

#[test]
fn a_file_that_outgrows_what_its_user_may_write_leaves_no_file() {
    let dir = tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    fs::create_dir(&out).unwrap();
    succeed(&["seed", "--data", text(&data), "--records", "5000"]);
    let server = Server::start(&data);
    let target = out.join("a.csv");
    let output = Command::new("bash")
        .args(["-c", r#"trap "" XFSZ; ulimit -f 128; exec "$@""#, "bash", env!("CARGO_BIN_EXE_deskledger")])
        .args(server.export(&["-o", text(&target)]))
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert!(stderr(&output).contains("File too large") && stderr(&output).contains("a.csv"), "{}", stderr(&output));
    assert_eq!(files(&out), [""; 0]);
}

#[test]
fn a_new_file_gets_the_permissions_that_the_umask_says() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "50"]);
    let server = Server::start(&data);
    for (mask, mode) in [("027", 0o640), ("077", 0o600), ("002", 0o664)] {
        let target = dir.path().join(format!("{mask}.csv"));
        let output = Command::new("bash")
            .args(["-c", r#"umask "$1"; shift; exec "$@""#, "bash", mask, env!("CARGO_BIN_EXE_deskledger")])
            .args(server.export(&["-o", text(&target)]))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, mode, "{mask}");
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
    assert!(stderr(&output).contains("free disk space") && stderr(&output).contains("a.csv"), "{}", stderr(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[test]
fn a_disk_that_is_read_only_is_reported_before_anything_is_sent() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("a.csv");
    // Nothing listens at the endpoint, so exit code 5 instead of 4 shows that nothing was sent.
    let arguments =
        ["export", "--endpoint", "http://127.0.0.1:9", "--token", TOKEN, "--project-id", PROJECT, "-o", text(&target)];
    let Some(output) = export_onto("ro", dir.path(), &arguments) else { return };
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    let reported = stderr(&output);
    assert!(reported.contains("Read-only file system") && reported.contains("choose another path"), "{reported}");
}

#[test]
fn a_target_on_another_filesystem_than_the_temporary_files_gets_the_whole_file() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else {
        return skipped("expected another filesystem at /dev/shm, found none");
    };
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    if device(dir.path()) == device(other.path()) {
        return skipped("expected /dev/shm to be another filesystem than that of the temporary files, found the same");
    }
    succeed(&["seed", "--data", text(&data), "--records", "500"]);
    let server = Server::start(&data);
    // A link between two disks, with the working directory on the first: the part file must be next to the target.
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

#[test]
fn a_server_on_a_full_disk_reports_it_and_keeps_what_it_acknowledged() {
    let dir = tempdir().unwrap();
    let at = dir.path().join("small");
    fs::create_dir(&at).unwrap();
    let script = dir.path().join("script");
    let steps = r#"set -e; at=$1; bin=$2; project=8dc9c40a06574a598941b254d4b63b43
"$bin" seed --data "$at/data" --records 100 >/dev/null 2>&1
"$bin" serve --data "$at/data" --listen 127.0.0.1:0 >"$at/out" 2>/dev/null & server=$!
for i in $(seq 200); do grep -q listening "$at/out" && break; sleep 0.05; done
url=$(sed -n 's/^listening on //p' "$at/out"); token="X-Auth-Token: $(cat "$at/data/tokens")"
dd if=/dev/zero of="$at/fill" bs=4096 2>/dev/null || true
post() { for i in $(seq 500); do echo "{\"connection_start_time\":\"2026-01-05T08:10:00Z\",\"transaction_id\":\"$1-$i\"}"; done |
  curl -s -o /dev/null -w '%{http_code} ' -H "$token" -H 'Content-Type: application/x-ndjson' --data-binary @- "$url/ledger/v1/$project/records"; }
for n in 1 2 3 4 5 6 7 8; do post $n; done
curl -s -o /dev/null -w 'ready:%{http_code} ' "$url/readyz"
curl -s -o /dev/null -w 'healthy:%{http_code} ' "$url/healthz"
curl -s -H "$token" -o /dev/null -w 'read:%{http_code} ' "$url/v2/$project/connections/desktops?limit=1"
rm "$at/fill"; post 9; curl -s -o /dev/null -w 'ready:%{http_code}' "$url/readyz"; echo
kill $server"#;
    fs::write(&script, steps).unwrap();
    let mount = r#"mount -t tmpfs -o size=3m tmpfs "$1" 2>/dev/null || exit 99; exec bash "$2" "$1" "$3""#;
    for namespace in [&["--mount"][..], &["--user", "--map-root-user", "--mount"]] {
        let mut command = Command::new("unshare");
        command.args(namespace).args(["bash", "-c", mount, "bash", text(&at), text(&script)]);
        let output = command.arg(env!("CARGO_BIN_EXE_deskledger")).env("LC_ALL", "C").output().unwrap();
        if output.status.code() == Some(NOT_MOUNTED) || stderr(&output).contains("unshare failed") {
            continue;
        }
        let reported = String::from_utf8(output.stdout.clone()).unwrap();
        assert!(reported.contains(" 507 ") && !reported.contains(" 500 "), "{reported} {}", stderr(&output));
        assert!(reported.contains("ready:503 healthy:200 read:200 200 ready:200"), "{reported} {}", stderr(&output));
        return;
    }
    skipped("expected to be allowed to mount a small disk, found that it is not: run as root");
}

#[test]
fn a_directory_for_temporary_files_that_is_missing_is_named_with_its_variable() {
    let dir = tempdir().unwrap();
    let missing = dir.path().join("missing");
    let (input, target, store) = (dir.path().join("in.csv"), dir.path().join("out.csv"), dir.path().join("data"));
    fs::write(&input, "connection_start_time\n2020-04-13T01:59:00Z\n").unwrap();
    let cases: [&[&str]; 4] = [
        &["convert", "-", "-o", text(&target)],
        &["convert", text(&input), "-o", "-", "--to", "csv"],
        &["import", "-", "--data", text(&store), "--project-id", PROJECT, "--new-project"],
        &[
            "export", "--endpoint", "http://127.0.0.1:9", "--token", TOKEN, "--project-id", PROJECT, "-o", "-",
            "--format", "csv", "--dialect", "excel",
        ],
    ];
    // A workbook is read from its end, so that one from a stream is kept in a file.
    let workbook = dir.path().join("in.xlsx");
    succeed(&["convert", text(&input), "-o", text(&workbook)]);
    for (language, known) in [("C", "TMPDIR"), ("zh_CN.UTF-8", "TMPDIR")] {
        for arguments in cases {
            let mut command = deskledger();
            command.args(arguments).env("TMPDIR", &missing).env("LC_ALL", language);
            let output = command.stdin(fs::File::open(&workbook).unwrap()).output().unwrap();
            let reported = stderr(&output);
            assert_eq!(output.status.code(), Some(5), "{arguments:?}: {reported}");
            assert!(reported.contains(text(&missing)) && reported.contains(known), "{arguments:?}: {reported}");
        }
    }
    assert!(!target.exists());
}
