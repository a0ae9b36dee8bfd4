//! Every invalid parameter, alone and combined: exit code 2, the flag is named, nothing is sent.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use support::*;

/// Nothing listens at the endpoint: a sent request would end with exit code 4.
fn export(more: &[&str]) -> (i32, String) {
    failure(
        &[&["export", "--endpoint", "http://127.0.0.1:9", "--token", TOKEN, "--project-id", PROJECT, "-o", "-"], more]
            .concat(),
    )
}

#[track_caller]
fn refused(more: &[&str], needles: &[&str]) {
    let (code, message) = export(more);
    assert_eq!(code, 2, "{message}");
    for needle in needles {
        assert!(message.contains(needle), "{needle} is not in {message}");
    }
}

#[test]
fn a_wrong_parameter_never_leaves_the_machine() {
    let long = "x".repeat(256);
    refused(&["--start-time", "2020-04-13"], &["--start-time", "2016-08-20T21:11Z", "\"2020-04-13\""]);
    refused(&["--start-time", "2023-02-30T00:00Z", "--end-time", "2023-03-01T00:00Z"], &["--start-time", "2023-02-30"]);
    refused(&["--start-time", "２０２３-02-01T00:00Z", "--end-time", "2023-03-01T00:00Z"], &["--start-time"]);
    refused(&["--start-time", "2020-04-13T01:59Z"], &["--end-time", "both or neither"]);
    refused(&["--end-time", "2020-04-13T01:59Z"], &["--start-time", "both or neither"]);
    refused(&["--start-time", "2020-04-13T01:59Z", "--end-time", "2020-04-13T01:59Z"], &["--start-time", "before"]);
    refused(&["--start-time", "", "--end-time", "2020-04-13T01:59Z"], &["--start-time"]);
    refused(&["--user-name", ""], &["--user-name: expected a value, found empty text"]);
    refused(&["--user-name", &long], &["--user-name", "255"]);
    refused(&["--computer-name", &long], &["--computer-name", "255"]);
    refused(&["--terminal-type", &long], &["--terminal-type", "255"]);
    refused(&["--language", "fr_FR"], &["--language", "zh_CN, en_US"]);
    refused(&["--user-name", "a", "--user-name", "b"], &["--user-name"]);
    refused(&["--colour", "red"], &["--colour"]);
    refused(&["--format", "pdf"], &["xlsx, csv, ndjson"]);
}

#[test]
fn a_project_id_never_changes_the_path() {
    for id in ["..", ".", "a/b", "a\\b", "a%2Fb", "", "a b", "ａ"] {
        let (code, message) =
            failure(&["export", "--endpoint", "http://127.0.0.1:9", "--token", TOKEN, "--project-id", id, "-o", "-"]);
        assert_eq!(code, 2, "{id}: {message}");
        assert!(message.contains("--project-id"), "{message}");
    }
}

#[test]
fn everything_that_is_wrong_is_reported_at_once() {
    let long = "x".repeat(300);
    refused(
        &["--start-time", "yesterday", "--user-name", &long, "--language", "en", "--terminal-type", &long],
        &["--start-time", "--end-time", "--user-name", "--language", "--terminal-type"],
    );
}

#[test]
fn a_chinese_reader_is_informed_in_chinese_and_a_program_in_both() {
    let reported = |more: &[&str]| {
        let mut command = deskledger();
        command.env("LC_ALL", "zh_CN.UTF-8").args(["export", "--endpoint", "http://127.0.0.1:9", "--token", TOKEN]);
        let output = command.args(["--project-id", PROJECT, "-o", "-", "--language", "fr_FR"]).args(more).output();
        stderr(&output.unwrap())
    };
    let person = reported(&[]);
    assert!(person.contains("请求不符合规则：\n  --language：应为以下值之一：zh_CN、en_US，实际为“fr_FR”"), "{person}");
    let program: serde_json::Value = serde_json::from_str(&reported(&["--json"])).unwrap();
    let violation = &program["error"]["violations"][0];
    assert_eq!(violation["message"], "expected one of zh_CN, en_US, found \"fr_FR\"");
    assert_eq!(violation["message_zh"], "应为以下值之一：zh_CN、en_US，实际为“fr_FR”");
    assert_eq!(violation["limit"], serde_json::json!(["zh_CN", "en_US"]));
    assert!(program["error"]["message"].as_str().unwrap().starts_with("the request breaks a rule:"), "{program}");
}

#[test]
fn a_newcomer_without_settings_learns_what_to_give() {
    let (code, message) = failure(&["export"]);
    assert_eq!(code, 2);
    assert!(message.contains("--project-id") && message.contains("DESKLEDGER_PROJECT_ID"), "{message}");
    let (code, message) = failure(&["export", "--project-id", PROJECT]);
    assert_eq!(code, 2);
    assert!(message.contains("--token-file"), "{message}");
    let (code, message) = failure(&["export", "--project-id", PROJECT, "--token", TOKEN]);
    assert_eq!(code, 2);
    assert!(message.contains("--endpoint") && message.contains("--region"), "{message}");
}

#[test]
fn help_tells_the_rules_of_the_document() {
    let help = String::from_utf8(succeed(&["export", "--help"]).stdout).unwrap();
    for needle in [
        "--project-id",
        "--start-time",
        "--end-time",
        "--user-name",
        "--computer-name",
        "--terminal-type",
        "--language",
        "0 to 255 characters",
        "zh_CN, en_US",
        "default: en_US",
        "both start_time and end_time or neither",
        "130",
    ] {
        let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(needle), "{needle} is not in {help}");
    }
}
