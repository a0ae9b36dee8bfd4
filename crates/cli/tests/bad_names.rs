//! Names and passwords of `admin` that break a rule.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;

use support::*;
use tempfile::tempdir;

#[test]
fn a_name_or_a_password_that_breaks_a_rule_is_wrong_usage_and_not_a_broken_file() {
    let home = tempdir().unwrap();
    let data = home.path().join("data");
    let password = home.path().join("password");
    succeed(&["seed", "--data", text(&data), "--records", "1"]);
    fs::write(&password, "a password of length\n").unwrap();
    let admin = |line: &[&str]| deskledger().args(["admin", "--data", text(&data)]).args(line).output().unwrap();
    let add = |name: &str| admin(&["user", "add", name, "--password-file", text(&password)]);
    assert_eq!(add("wang").status.code(), Some(0));
    for (name, expected) in [
        ("a\nb", "expected a name without control characters, found \"a\\nb\""),
        ("", "expected a name of 1 to 255 characters, found 0"),
    ] {
        let output = add(name);
        assert!(output.status.code() == Some(2) && stderr(&output).contains(expected), "{}", stderr(&output));
    }
    fs::write(&password, "short\n").unwrap();
    let long = "x".repeat(300);
    for line in [
        &["user", "passwd", "wang", "--password-file", text(&password)][..],
        &["project", "add", "pp", "--name", &long],
    ] {
        let output = admin(line);
        assert_eq!(output.status.code(), Some(2), "{line:?}: {}", stderr(&output));
    }
}
