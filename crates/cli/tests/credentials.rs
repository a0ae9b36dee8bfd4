//! Precedence of credentials, and the errors if a credential is missing or incomplete.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;

use support::*;
use tempfile::tempdir;

const EXPORT: [&str; 5] = ["export", "--endpoint", "http://127.0.0.1:9", "--dry-run", "--json"];

/// Exit code and output of a dry run with these flags and variables in a separate home directory.
fn plan(credentials: &str, more: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
    let home = tempdir().unwrap();
    fs::create_dir(home.path().join(".huaweicloud")).unwrap();
    fs::write(home.path().join(".huaweicloud/credentials"), credentials).unwrap();
    let output =
        deskledger().args(EXPORT).args(more).env("HOME", home.path()).envs(variables.iter().copied()).output().unwrap();
    let printed = String::from_utf8(output.stdout.clone()).unwrap() + &stderr(&output);
    assert!(!printed.contains("hunter2"), "{printed}");
    (output.status.code().unwrap(), printed)
}

#[test]
fn a_key_in_the_vendors_file_signs_for_the_project_beside_it() {
    let file = "[basic]\nak = AKBASIC\nsk = hunter2\nproject_id = p-file\n[work]\nak = AKWORK\nsk = hunter2\nsecurity_token = hunter2\nproject_id = p-work\n";
    let (code, printed) = plan(file, &[], &[]);
    assert!(code == 0 && printed.contains("/v2/p-file/") && printed.contains("\"x-sdk-date\""), "{printed}");
    let (code, printed) =
        plan(file, &["--profile", "work"], &[("HUAWEICLOUD_SDK_AK", "a"), ("HUAWEICLOUD_SDK_SK", "hunter2")]);
    assert!(code == 0 && printed.contains("/v2/p-work/") && printed.contains("\"x-security-token\""), "{printed}");
    let (code, printed) = plan(file, &["--project-id", "p-flag"], &[]);
    assert!(code == 0 && printed.contains("/v2/p-flag/"), "{printed}");
}

#[test]
fn the_environment_comes_before_the_file_and_a_flag_before_both() {
    let file = "[basic]\nak = AKBASIC\nsk = hunter2\nproject_id = p-file\n";
    let key =
        [("HUAWEICLOUD_SDK_AK", "AKENV"), ("HUAWEICLOUD_SDK_SK", "hunter2"), ("HUAWEICLOUD_SDK_PROJECT_ID", "p-env")];
    let (code, printed) = plan(file, &[], &key);
    assert!(code == 0 && printed.contains("/v2/p-env/") && printed.contains("authorization"), "{printed}");
    let (code, printed) = plan(file, &["--token", "hunter2"], &key);
    assert!(code == 0 && printed.contains("x-auth-token") && !printed.contains("authorization"), "{printed}");
}

#[test]
fn half_a_key_or_none_at_all_is_reported_with_what_to_do() {
    // A dry run needs none.
    let (code, printed) = failure(&["export", "--endpoint", "http://127.0.0.1:9", "--json", "--project-id", "p"]);
    assert!(code == 2 && printed.contains("HUAWEICLOUD_SDK_AK"), "{printed}");
    for (file, more, variables, reported) in [
        ("", &["--project-id", "p"][..], &[("HUAWEICLOUD_SDK_AK", "AK")][..], "HUAWEICLOUD_SDK_SK"),
        ("[basic]\nsk = hunter2\n", &["--project-id", "p"], &[], "expected ak beside sk"),
        ("[basic]\nak = a\nsk = hunter2\n", &["--project-id", "p", "--profile", "work"], &[], "[work]"),
        ("[basic]\nhunter2\n", &["--project-id", "p"], &[], "credentials:2"),
    ] {
        let (code, printed) = plan(file, more, variables);
        assert!(code == 2 && printed.contains(reported), "{reported} is not in {printed}");
    }
}

#[test]
fn an_empty_standard_input_or_file_is_called_empty() {
    let dir = tempdir().unwrap();
    let empty = dir.path().join("token");
    fs::write(&empty, "\n").unwrap();
    let (code, printed) = plan("", &["--project-id", "p", "--token-file", "-"], &[]);
    assert!(code == 2 && printed.contains("standard input: expected a token, found nothing"), "{printed}");
    let (code, printed) = plan("", &["--project-id", "p", "--token-file", text(&empty)], &[]);
    assert!(code == 2 && printed.contains("found an empty file"), "{printed}");
}

#[test]
fn a_byte_order_mark_is_not_a_letter_of_a_password() {
    use std::io::Write;
    let (dir, data) = seeded_data();
    let file = dir.path().join("password");
    let add = |from: &str, text: &str| {
        fs::write(&file, text).unwrap();
        let mut command = deskledger();
        command.args(["admin", "--data", data.to_str().unwrap(), "user", "add", "wang", "--password-file", from]);
        command.stdin(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.success(), stderr(&output))
    };
    for from in [file.to_str().unwrap(), "-"] {
        // With the mark it would be long enough.
        let (is_done, reported) = add(from, "\u{feff}1234567\r\n");
        assert!(!is_done && reported.contains("password of 8 to 255 characters"), "{reported}");
    }
    let (is_done, reported) = add("-", "\u{feff}a password of length\r\nanother line\n");
    assert!(is_done, "{reported}");
}
