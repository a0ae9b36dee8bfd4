//! Files in another format than requested, or with encodings: reported, rejected or decoded, never saved silently.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;
use support::*;
use tempfile::tempdir;

const CSV: &[u8] = b"Connected User,Desktop Name\r\njy01@local.com,JY011\r\n";

/// A service that responds with this body to every request.
fn sends(body: &[u8]) -> String {
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    broken_server(Then::Close([head.as_bytes(), body].concat()))
}

fn export(url: &str, more: &[&str]) -> Vec<String> {
    let flags = ["export", "--endpoint", url, "--token", "t", "--project-id", PROJECT, "--max-attempts", "1"];
    flags.iter().chain(more).map(|flag| (*flag).to_owned()).collect()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook created by the command itself.
fn workbook(dir: &Path) -> Vec<u8> {
    let (csv, book) = (dir.join("in.csv"), dir.join("in.xlsx"));
    fs::write(&csv, b"connection_start_time,user_name\n2020-04-24T03:02:47Z,jy01\n").unwrap();
    succeed(&["convert", text(&csv), "-o", text(&book)]);
    fs::remove_file(csv).unwrap();
    let bytes = fs::read(&book).unwrap();
    fs::remove_file(book).unwrap();
    bytes
}

#[test]
fn a_format_other_than_that_of_the_flag_is_rejected_and_nothing_is_saved() {
    let dir = tempdir().unwrap();
    let url = sends(&workbook(dir.path()));
    let target = dir.path().join("x.csv");
    for out in [text(&target), "-"] {
        let output = deskledger().args(export(&url, &["--format", "csv", "-o", out])).output().unwrap();
        let reported = stderr(&output);
        assert!(
            output.status.code() == Some(4) && output.stdout.is_empty() && files(dir.path()).is_empty(),
            "{reported}"
        );
        assert!(
            reported.contains("format csv")
                && reported.contains("found xlsx")
                && reported.contains("deskledger convert"),
            "{reported}"
        );
    }
    let output =
        deskledger().args(export(&url, &["--json", "-o", "-"])).env("DESKLEDGER_FORMAT", "ndjson").output().unwrap();
    let reported: Value = serde_json::from_str(&stderr(&output)).unwrap();
    assert!(
        reported["error"]["kind"] == "service" && reported["error"]["message"].to_string().contains("found xlsx"),
        "{reported}"
    );
    let mut chinese = deskledger();
    chinese.args(export(&url, &["--format", "csv", "-o", "-"])).env("LC_ALL", "zh_CN.UTF-8");
    assert!(stderr(&chinese.output().unwrap()).contains("csv"));
}

#[test]
fn an_extension_of_another_format_is_reported_without_a_terminal_too() {
    let dir = tempdir().unwrap();
    let url = sends(&workbook(dir.path()));
    let target = dir.path().join("x.csv");
    let output = deskledger().args(export(&url, &["-o", text(&target)])).output().unwrap();
    assert!(output.status.success() && stderr(&output).contains("the service returned xlsx"), "{}", stderr(&output));
    assert!(fs::read(&target).unwrap().starts_with(b"PK"));
    let output = deskledger().args(export(&url, &["-o", text(&target), "--force", "--json"])).output().unwrap();
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(result["format"] == "xlsx" && output.stderr.is_empty(), "{result} {}", stderr(&output));
    let right = dir.path().join("x.xlsx");
    let output = deskledger().args(export(&url, &["-o", text(&right), "--quiet"])).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", stderr(&output));
}

#[test]
fn a_compressed_file_counts_as_the_file_inside_unless_it_is_wanted_as_it_is() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("x.csv");
    let compressed = zip(&[("records.csv", CSV)]);
    let url = sends(&compressed);
    let output = deskledger()
        .args(export(&url, &["--format", "csv", "--sha256", "--json", "-o", text(&target)]))
        .output()
        .unwrap();
    let result: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    assert_eq!((&result["format"], &result["unwrapped"][0]), (&"csv".into(), &"zip".into()));
    assert_eq!(fs::read(&target).unwrap(), CSV);
    let output = deskledger().args(export(&url, &["-o", "-"])).output().unwrap();
    assert_eq!(output.stdout, CSV);
    // Saved as received, with a note that the extension does not match.
    let output = deskledger().args(export(&url, &["--raw", "--force", "-o", text(&target)])).output().unwrap();
    assert!(output.status.success() && stderr(&output).contains("returned zip"), "{}", stderr(&output));
    assert_eq!(fs::read(&target).unwrap(), compressed);
    let several = sends(&zip(&[("a.csv", CSV), ("b.csv", CSV)]));
    let (code, reported) = {
        let output = deskledger().args(export(&several, &["-o", text(&dir.path().join("y.csv"))])).output().unwrap();
        (output.status.code(), stderr(&output))
    };
    assert!(code == Some(4) && reported.contains("--raw") && reported.contains("convert"), "{reported}");
    assert_eq!(files(dir.path()), ["x.csv"]);
}

#[test]
fn what_is_no_table_is_rejected_unless_it_is_wanted_as_it_is() {
    let dir = tempdir().unwrap();
    let target = dir.path().join("x.csv");
    for body in
        [b"Internal Server Error, please retry".to_vec(), zip(&[("login.html", b"<html>Sign in</html>")]), zip(&[])]
    {
        let url = sends(&body);
        let output = deskledger().args(export(&url, &["-o", text(&target)])).output().unwrap();
        assert!(output.status.code() == Some(4) && files(dir.path()).is_empty(), "{}", stderr(&output));
        let output = deskledger().args(export(&url, &["-o", text(&target), "--raw", "--force"])).output().unwrap();
        assert!(output.status.success() && fs::read(&target).unwrap() == body, "{}", stderr(&output));
        fs::remove_file(&target).unwrap();
    }
}

#[test]
fn a_digest_that_is_asked_for_is_printed_as_sha256sum_reads_it() {
    let dir = tempdir().unwrap();
    let (url, target) = (sends(CSV), dir.path().join("x.csv"));
    let output = deskledger().args(export(&url, &["--sha256", "-o", text(&target)])).output().unwrap();
    let line = String::from_utf8(output.stdout).unwrap();
    assert!(line.len() > 66 && line.ends_with(&format!("  {}\n", text(&target))), "{line}");
    let sums = dir.path().join("sums");
    fs::write(&sums, line).unwrap();
    let checked = std::process::Command::new("sha256sum").args(["-c", text(&sums)]).output().unwrap();
    assert!(checked.status.success(), "{}", stderr(&checked));
    // Next to the file, when that is written to standard output.
    let output = deskledger().args(export(&url, &["--sha256", "-o", "-"])).output().unwrap();
    assert!(output.stdout == CSV && stderr(&output).ends_with("  -\n"), "{}", stderr(&output));
    // Not requested, or reported in JSON instead.
    for more in [&["--force"][..], &["--force", "--sha256", "--output-format", "json"]] {
        let output = deskledger().args(export(&url, &[&["-o", text(&target)], more].concat())).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.is_empty() || printed.starts_with('{'), "{printed}");
    }
    let output = deskledger().args(export(&url, &["--json", "--output-format", "text"])).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
