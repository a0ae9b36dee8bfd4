//! `spec check`: every problem with its place, and an exit code that a script can trust.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;

use support::*;
use tempfile::tempdir;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.yaml");

/// Exit code, standard output and standard error of a check.
fn check(args: &[&str]) -> (i32, String, String) {
    let output = deskledger().args(["spec", "check"]).args(args).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
}

#[test]
fn a_clean_document_is_silent_in_yaml_and_in_json() {
    let dir = tempdir().unwrap();
    let json = dir.path().join("openapi.json");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/openapi.json"), &json).unwrap();
    assert_eq!(check(&[DOCUMENT, text(&json)]), (0, String::new(), String::new()));
}

#[test]
fn every_problem_is_told_in_one_run_with_its_place_and_what_to_write() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("broken.yaml");
    let clean = fs::read_to_string(DOCUMENT).unwrap();
    let broken = clean.replacen("maxLength: 255", "maxLenght: 255", 1).replacen("format: minute", "format: minuet", 1);
    fs::write(&path, &broken).unwrap();
    let place = |word: &str| 1 + broken.lines().position(|line| line.contains(word)).unwrap();
    let (code, found, summary) = check(&[text(&path)]);
    assert_eq!(code, 1, "{found}");
    for (word, hint) in [("maxLenght", "maxLength"), ("minuet", "minute")] {
        assert!(found.contains(&format!("broken.yaml:{}:", place(word))) && found.contains(hint), "{found}");
    }
    assert!(found.contains("warning: ") && summary.contains("1 error"), "{found} {summary}");
    let (code, found, _) = check(&[text(&path), DOCUMENT, "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!((code, found["files"][0]["problems"].as_array().unwrap().len()), (1, 2), "{found}");
    let severities: Vec<_> =
        found["files"][0]["problems"].as_array().unwrap().iter().map(|one| &one["severity"]).collect();
    assert_eq!(found["files"][0]["errors"], 1);
    assert!(severities.contains(&&"error".into()) && severities.contains(&&"warning".into()), "{found}");
    let first = found["files"][0]["problems"].as_array().unwrap().iter().map(|one| one["line"].as_u64().unwrap()).min();
    assert_eq!(first, Some(place("minuet").min(place("maxLenght")) as u64));
    assert_eq!(found["files"][1]["problems"], serde_json::json!([]));
}

#[test]
fn a_document_with_warnings_only_is_told_of_them_and_passes() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("warned.yaml");
    let clean = fs::read_to_string(DOCUMENT).unwrap();
    fs::write(&path, clean.replacen("operationId: exportConnectionRecords\n", "\n", 1)).unwrap();
    let (code, found, _) = check(&[text(&path)]);
    assert_eq!(code, 0, "{found}");
    assert!(found.contains("warning: ") && found.contains("operationId"), "{found}");
}

#[test]
fn a_file_that_cannot_be_read_is_no_clean_file() {
    let dir = tempdir().unwrap();
    let binary = dir.path().join("binary");
    fs::write(&binary, [0xff, 0xfe, 0x00]).unwrap();
    for path in [text(&dir.path().join("none.yaml")), text(dir.path()), text(&binary)] {
        let (code, found, summary) = check(&[path, DOCUMENT]);
        assert_eq!(code, 2, "{found}");
        assert!(found.contains(path) && summary.contains("1 unreadable"), "{found} {summary}");
    }
}

#[test]
fn a_hostile_document_ends_in_a_problem() {
    let dir = tempdir().unwrap();
    let deep = "[".repeat(1 << 20);
    let bomb: String = (1..30).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
    let large = format!("openapi: 3.0.3\nx: \"{}\"\n", "x".repeat(10 << 20));
    for (name, document) in [("deep", deep), ("bomb", format!("a0: &a0 x\n{bomb}")), ("large", large)] {
        let path = dir.path().join(name);
        fs::write(&path, document).unwrap();
        let (code, found, _) = check(&[text(&path)]);
        assert_eq!(code, 1, "{name}: {found}");
        assert!(found.len() < 4096, "{name}: {} bytes", found.len());
    }
}
