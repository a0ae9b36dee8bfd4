//! The real command against the real server with faults: the correct file, or an error with a reason and no file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::path::Path;

use support::*;
use tempfile::tempdir;

/// Starts a server over `data` with these fault rules.
fn chaotic(data: &Path, seed: u64, rules: &str) -> Server {
    let chaos = data.join(format!("chaos-{seed}.json"));
    fs::write(&chaos, format!("{{\"seed\": {seed}, \"rules\": {rules}}}")).unwrap();
    Server::start_with(data, &["--chaos", text(&chaos)])
}

/// Every fault that can occur during an export.
const FAULTS: &str = r#"[
    {"path": "/export", "chance": 0.15, "fault": {"status": {"status": 503, "retry_after": 0}}},
    {"path": "/export", "chance": 0.1, "fault": {"status": {"status": 429, "retry_after": 0}}},
    {"path": "/export", "chance": 0.05, "fault": {"status": {"status": 403, "retry_after": null}}},
    {"path": "/export", "chance": 0.04, "fault": "expired_token"},
    {"path": "/export", "chance": 0.2, "fault": {"latency": {"millis": 20}}},
    {"path": "/export", "chance": 0.3, "fault": {"truncate": {"after": 100000}}},
    {"path": "/export", "chance": 0.1, "fault": {"truncate": {"after": 0}}},
    {"path": "/export", "chance": 0.2, "fault": {"stall": {"after": 5000, "millis": 50}}},
    {"path": "/export", "chance": 0.1, "fault": {"wrong_length": {"more": 10}}},
    {"path": "/export", "chance": 0.2, "fault": "changed_etag"}
]"#;

#[test]
fn a_file_is_complete_or_absent_after_every_network_failure() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "3000"]);
    let forms = ["csv", "ndjson", "xlsx", "parquet"];
    let calm = Server::start(&data);
    let right = forms.map(|form| {
        let path = dir.path().join(format!("right.{form}"));
        succeed(&calm.export(&["-o", text(&path)]));
        fs::read(path).unwrap()
    });
    let (mut saved, mut refused) = (0, 0);
    for seed in 0..10 {
        let server = chaotic(&data, seed, FAULTS);
        for (form, right) in forms.iter().zip(&right) {
            let out = dir.path().join("out");
            fs::create_dir(&out).unwrap();
            let path = out.join(format!("records.{form}"));
            let patient = ["--max-attempts", "4", "--retry-max-delay", "0", "--idle-timeout", "5"];
            let (code, message) = failure(&server.export(&[&["-o", text(&path)][..], &patient].concat()));
            if code == 0 {
                assert!(fs::read(&path).unwrap() == *right, "seed {seed}: a wrong file was saved as {form}");
                saved += 1;
            } else {
                assert!(matches!(code, 3 | 4) && message.trim().len() > 20, "seed {seed}, {form}: {code}, {message}");
                assert!(!path.exists(), "seed {seed}, {form}: a file although it failed: {message}");
                refused += 1;
            }
            fs::remove_dir_all(&out).unwrap();
        }
    }
    assert!(saved > 10 && refused > 2, "{saved} saved, {refused} refused: these faults try nothing");
}

#[test]
fn an_expired_token_is_reported_and_not_tried_again() {
    let dir = tempdir().unwrap();
    succeed(&["seed", "--data", text(dir.path()), "--records", "10"]);
    let server = chaotic(
        dir.path(),
        1,
        "[{\"path\": \"/export\", \"chance\": 1, \"max_bursts\": 1, \"fault\": \"expired_token\"}]",
    );
    let path = dir.path().join("records.csv");
    let (code, message) = failure(&server.export(&["-o", text(&path)]));
    assert!(code == 3 && message.contains("APIGW.0301") && message.contains("token expires"), "{code}: {message}");
    succeed(&server.export(&["-o", text(&path)]));
}

#[test]
fn records_that_come_twice_or_late_are_kept_once_and_broken_ones_not_at_all() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "500"]);
    for form in ["csv", "ndjson"] {
        let right = dir.path().join(format!("right.{form}"));
        succeed(&Server::start(&data).export(&["-o", text(&right), "--language", "en_US"]));
        for (fault, is_sound) in [
            ("{\"duplicated_records\": {\"every\": 3}}", true),
            ("{\"late_records\": {\"every\": 7, \"offset\": 100}}", true),
            ("{\"malformed_records\": {\"every\": 50}}", false),
        ] {
            let server = chaotic(&data, 1, &format!("[{{\"path\": \"/export\", \"chance\": 1, \"fault\": {fault}}}]"));
            let path = dir.path().join(format!("wrong.{form}"));
            succeed(&server.export(&["-o", text(&path), "--force"]));
            assert!(fs::read(&path).unwrap() != fs::read(&right).unwrap(), "{fault} changed nothing");
            let other = dir.path().join("other");
            let (code, message) =
                failure(&["import", "--new-project", "--project-id", PROJECT, "--data", text(&other), text(&path)]);
            assert_eq!(code == 0, is_sound, "{form}, {fault}: {message}");
            let again = dir.path().join(format!("again.{form}"));
            let server = Server::start(&other);
            let export = server.export(&["-o", text(&again), "--force"]);
            if is_sound {
                succeed(&export);
                assert!(fs::read(&again).unwrap() == fs::read(&right).unwrap(), "{form}, {fault}: other records");
            } else {
                assert!(message.contains(&format!("wrong.{form}:5")), "{form}, {fault}: {message}");
                // Nothing was stored: the project is unknown.
                assert_eq!(failure(&export).0, 3, "{form}, {fault}");
                succeed(&["admin", "--data", text(&other), "project", "add", PROJECT]);
                succeed(&export);
                assert!(fs::read(&again).unwrap().len() < 1000, "{form}, {fault}: records of a refused file");
            }
            fs::remove_dir_all(&other).unwrap();
        }
    }
}
