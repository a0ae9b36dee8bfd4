//! `spec drift` against the reference server: no difference from its own documents, every difference from changed ones.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;

use support::*;
use tempfile::tempdir;

#[test]
fn the_reference_server_does_as_its_documents_state_and_a_changed_document_is_found_out() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "30"]);
    let server = Server::start(&data);
    let secret = dir.path().join("headers");
    fs::write(&secret, format!("X-Auth-Token: {TOKEN}\n")).unwrap();
    let headers = format!("@{}", text(&secret));
    let drift = |document: &Path, more: &[&str]| {
        let arguments = ["spec", "drift", text(document), "--endpoint", &server.url, "--header", &headers];
        let output = deskledger().args(arguments).args(more).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (export, ledger) = (root.join("openapi.yaml"), root.join("specs/ledger.yaml"));
    let (code, found, why) = drift(&export, &[]);
    assert!(code == 0 && found.contains("no changes"), "{found}{why}");
    let (code, found, why) = drift(&ledger, &[]);
    assert_eq!(code, 0, "{found}{why}");
    // Calls that change data are left alone, and are said to be.
    assert!(found.contains("addConnectionRecords was not called"), "{found}");

    let changed = dir.path().join("ledger.yaml");
    let document = fs::read_to_string(&ledger).unwrap();
    let other = document
        .replace("        total_count:", "        count:")
        .replace("[total_count, records]", "[count, records]");
    assert_ne!(document, other);
    fs::write(&changed, other).unwrap();
    let (code, found, why) = drift(&changed, &[]);
    assert!(
        code == 1 && found.contains("missing: count") && found.contains("not in the document: total_count"),
        "{found}"
    );
    assert!(why.contains("difference from the document"), "{why}");
    assert_eq!(drift(&changed, &["--fail-on", "never"]).0, 0);
    let report = json_of(drift(&changed, &["--json"]).1.as_bytes());
    assert_eq!(report["verdict"], "breaking");

    let (code, _, why) = drift(&ledger, &["--allow", "nothing"]);
    assert!(code == 2 && why.contains("addConnectionRecords"), "{why}");
    let arguments = ["spec", "drift", text(&ledger), "--endpoint", "http://127.0.0.1:9"];
    assert_eq!(deskledger().args(arguments).output().unwrap().status.code(), Some(4));
}

#[test]
fn a_call_that_the_service_rejects_is_not_taken_for_one_without_differences() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "30"]);
    let server = Server::start(&data);
    let ledger = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/ledger.yaml");
    let drift = |token: &str, more: &[&str]| {
        let header = format!("X-Auth-Token: {token}");
        let arguments = ["spec", "drift", text(&ledger), "--endpoint", &server.url, "--header", &header];
        let output = deskledger().args(arguments).args(more).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
    };
    let (code, found, why) = drift("bad", &[]);
    assert!(code == 1 && why.contains("expected a call that succeeds, found 4"), "{found}{why}");
    assert!(found.contains("listConnectionRecords was rejected with 401"), "{found}");
    assert_eq!(drift("bad", &["--fail-on", "never"]).0, 1);
    // One operation has no project: it succeeds.
    let (code, found, why) = drift(TOKEN, &["--parameter", "project_id=nope"]);
    assert!(code == 0 && found.contains("listConnectionRecords was rejected with 404"), "{found}{why}");
    assert!(!found.contains("listProjects was rejected"), "{found}");
}
