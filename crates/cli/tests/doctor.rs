//! `doctor` finds problems between this machine and a service, and reports the remedy.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::*;
use tempfile::tempdir;

/// Exit code and report of `doctor --json`; neither output contains a secret.
fn doctor(flags: &[&str], variables: &[(&str, &str)]) -> (i32, Value) {
    let all = [&["doctor", "--json"], flags].concat();
    let output = deskledger().args(all).envs(variables.iter().copied()).output().unwrap();
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    let everything = printed.clone() + &stderr(&output);
    assert!(!everything.contains("hunter2") && !everything.contains(TOKEN), "{everything}");
    (output.status.code().unwrap(), serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{everything}")))
}

/// Outcome of a check, with its finding and advice.
fn check(report: &Value, name: &str) -> (String, String) {
    let all = report["checks"].as_array().unwrap();
    let one = all.iter().find(|check| check["name"] == name).unwrap_or(&Value::Null);
    let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
    (text("outcome"), text("found") + " | " + &text("advice"))
}

#[track_caller]
fn is(report: &Value, name: &str, outcome: &str, reported: &str) {
    let (found, text) = check(report, name);
    assert!(found == outcome && text.contains(reported), "{name}: {found}: {text}\n{report:#}");
}

/// Origin of a setting.
fn origin(report: &Value, name: &str) -> String {
    let all = report["settings"].as_array().unwrap();
    all.iter().find(|shown| shown["name"] == name).map_or_else(String::new, |shown| shown["origin"].to_string())
}

/// A server that responds with this status and a clock that is off by `minutes`.
fn at(status: u16, minutes: i64, body: &str) -> String {
    let time = jiff::Timestamp::now().as_second() + minutes * 60;
    let date = jiff::Timestamp::from_second(time).unwrap().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let head = format!("HTTP/1.1 {status} X\r\nDate: {date}\r\nConnection: close\r\n");
    broken_server(Then::Close(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()))
}

const KEY: [(&str, &str); 2] = [("HUAWEICLOUD_SDK_AK", "AKENV"), ("HUAWEICLOUD_SDK_SK", "hunter2")];

/// The reference server with some records and the user `wang`, who may read them.
fn seeded() -> (tempfile::TempDir, Server) {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let password = dir.path().join("password");
    fs::write(&password, "hunter2 and more\n").unwrap();
    succeed(&["seed", "--data", text(&data), "--project-id", PROJECT, "--records", "10"]);
    let admin = |args: &[&str]| succeed(&[&["admin", "--data", text(&data)], args].concat());
    admin(&["user", "add", "wang", "--password-file", text(&password)]);
    admin(&["project", "grant", "wang", PROJECT, "--role", "reader"]);
    (dir, Server::start(&data))
}

#[test]
fn a_user_of_the_reference_server_exports_with_the_password_alone() {
    let (dir, server) = seeded();
    let password = dir.path().join("password");
    let user =
        ["--endpoint", &server.url, "--iam-endpoint", &server.url, "--project-id", PROJECT, "--iam-user", "wang"];
    let user = [&user[..], &["--iam-domain", "example", "--iam-password-file", text(&password)]].concat();
    let file = dir.path().join("records.csv");
    succeed(&[&["export"], &user[..], &["-o", text(&file)]].concat());
    assert_eq!(rows(fs::File::open(file).unwrap()), 11);
    let (code, report) = doctor(&user, &[]);
    assert_eq!(code, 0, "{report:#}");
    is(&report, "identity", "ok", &server.url);
    is(&report, "credentials", "ok", "accepts");
    assert!(origin(&report, "credential").contains("--iam-user"));
}

#[test]
fn a_working_connection_is_healthy_and_every_setting_has_its_origin() {
    let (_dir, server) = seeded();
    let (code, report) = doctor(&server.flags(), &[("DESKLEDGER_MAX_ATTEMPTS", "2")]);
    assert!(code == 0 && report["healthy"] == true, "{report:#}");
    for name in ["settings", "name", "connection", "service", "clock", "credentials"] {
        is(&report, name, "ok", "");
    }
    is(&report, "tls", "skipped", "http");
    for (name, from) in
        [("endpoint", "--endpoint"), ("credential", "--token-file"), ("max_attempts", "DESKLEDGER_MAX_ATTEMPTS")]
    {
        assert!(origin(&report, name).contains(from), "{name}: {}", origin(&report, name));
    }
}

#[test]
fn a_rejected_credential_is_reported_with_what_to_do() {
    let data = tempdir().unwrap();
    let server = Server::start(data.path());
    let flags = ["--endpoint", &server.url, "--project-id", PROJECT];
    let (code, report) = doctor(&flags, &[("DESKLEDGER_TOKEN", "hunter2")]);
    assert_eq!(code, 3, "{report:#}");
    is(&report, "credentials", "failed", "401");
    assert!(origin(&report, "credential").contains("DESKLEDGER_TOKEN"));
    let output =
        deskledger().args(["doctor", "--token", "hunter2"]).args(flags).env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("失败 credentials") && text.contains("正常 clock"), "{text}");
}

#[test]
fn a_clock_that_is_twenty_minutes_wrong_keeps_the_key_from_being_locked() {
    let flags = |url: &str| vec!["--endpoint".to_owned(), url.to_owned(), "--project-id".to_owned(), "p".to_owned()];
    for (minutes, reported) in [(20, "behind"), (-20, "ahead")] {
        let flags = flags(&at(401, minutes, ""));
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let (code, report) = doctor(&flags, &KEY);
        assert_eq!(code, 4, "{report:#}");
        is(&report, "clock", "failed", reported);
        is(&report, "clock", "failed", "15 minutes");
        is(&report, "credentials", "skipped", "locked");
        // Tokens do not depend on the clock.
        let (code, report) = doctor(&flags, &[("DESKLEDGER_TOKEN", "hunter2")]);
        assert_eq!(code, 3, "{report:#}");
        is(&report, "clock", "warning", reported);
        is(&report, "credentials", "failed", "401");
    }
    let flags = flags(&at(401, 5, ""));
    let (code, report) = doctor(&flags.iter().map(String::as_str).collect::<Vec<_>>(), &KEY);
    assert_eq!(code, 3, "{report:#}");
    is(&report, "clock", "ok", "behind");
}

#[test]
fn a_permission_that_only_the_list_needs_is_no_failure() {
    let url = at(403, 0, r#"{"error_code":"WKS.00081102","error_msg":"no"}"#);
    let (code, report) = doctor(&["--endpoint", &url, "--project-id", "p", "--token", "hunter2"], &[]);
    assert_eq!(code, 0, "{report:#}");
    is(&report, "credentials", "warning", "separate permission");
}

#[test]
fn a_certificate_of_another_name_or_of_nobody_is_reported_in_words() {
    let dir = tempdir().unwrap();
    let (certificate, key) = (dir.path().join("certificate.pem"), dir.path().join("key.pem"));
    let made = rcgen::generate_simple_self_signed(["other.example".to_owned()]).unwrap();
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let (certificate, key) = (text(&certificate), text(&key));
    let tokens = dir.path().join("tokens");
    fs::write(&tokens, format!("{TOKEN}\n")).unwrap();
    let mut serve = deskledger();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data", text(dir.path()), "--token-file", text(&tokens)]);
    let server = Server::start_as(serve.args(["--tls-certificate", certificate, "--tls-key", key]), &tokens);
    let (code, report) = doctor(&[&server.flags()[..], &["--cacert", certificate]].concat(), &[]);
    assert_eq!(code, 4, "{report:#}");
    is(&report, "tls", "failed", "other.example");
    is(&report, "credentials", "skipped", "");
    let (code, report) = doctor(&server.flags(), &[]);
    assert_eq!(code, 4, "{report:#}");
    is(&report, "tls", "failed", "--cacert");
}

#[test]
fn a_name_without_an_address_and_a_port_without_a_service_are_distinguished() {
    let flags = ["--project-id", "p", "--token", "hunter2"];
    let (code, report) = doctor(&[&flags[..], &["--endpoint", "https://service.invalid"]].concat(), &[]);
    assert_eq!(code, 4, "{report:#}");
    is(&report, "name", "failed", "service.invalid");
    is(&report, "credentials", "skipped", "");
    let (code, report) = doctor(&[&flags[..], &["--endpoint", "http://127.0.0.1:9"]].concat(), &[]);
    assert_eq!(code, 4, "{report:#}");
    is(&report, "name", "ok", "127.0.0.1");
    is(&report, "connection", "failed", "port 9");
    let proxy = [("DESKLEDGER_PROXY", "http://u:hunter2@127.0.0.1:9")];
    let (_, report) = doctor(&[&flags[..], &["--endpoint", "https://service.invalid"]].concat(), &proxy);
    is(&report, "name", "warning", "DESKLEDGER_PROXY");
    is(&report, "service", "failed", "proxy");
}

#[test]
fn a_proxy_that_the_client_does_not_use_excuses_no_failure() {
    let flags = ["--project-id", "p", "--token", "hunter2", "--allow-http", "--endpoint"];
    let shown = |report: &Value| {
        let all = report["settings"].as_array().unwrap();
        all.iter().find(|shown| shown["name"] == "proxy").map_or(Value::Null, |shown| shown["value"].clone())
    };
    let (http, https) = (("HTTP_PROXY", "http://127.0.0.1:9"), ("HTTPS_PROXY", "http://127.0.0.1:8"));
    for (endpoint, variables, proxy, outcome) in [
        ("https://service.invalid", &[http][..], Value::Null, "failed"),
        ("http://service.invalid", &[https], Value::Null, "failed"),
        ("https://service.invalid", &[http, https], format!("{}/", https.1).into(), "warning"),
        ("http://service.invalid", &[http, https], format!("{}/", http.1).into(), "warning"),
        (
            "https://service.invalid",
            &[https, ("NO_PROXY", "service.invalid")],
            format!("{}/", https.1).into(),
            "failed",
        ),
    ] {
        let (_, report) = doctor(&[&flags[..], &[endpoint]].concat(), variables);
        assert_eq!(shown(&report), proxy, "{endpoint}: {report:#}");
        is(&report, "name", outcome, "service.invalid");
    }
}

#[test]
fn a_login_page_is_not_taken_for_accepted_credentials() {
    for body in ["<html><title>Sign in</title></html>", "{}", r#"{"error_code":"WKS.1","error_msg":"no"}"#] {
        let (code, report) = doctor(&["--endpoint", &at(200, 0, body), "--project-id", "p", "--token", "hunter2"], &[]);
        assert_eq!((code, &report["healthy"]), (4, &false.into()), "{report:#}");
        is(&report, "credentials", "failed", "expected JSON");
    }
    let empty = at(200, 0, r#"{"records":[]}"#);
    let (code, report) = doctor(&["--endpoint", &empty, "--project-id", "p", "--token", "hunter2"], &[]);
    assert_eq!(code, 0, "{report:#}");
}

#[test]
fn without_a_credential_the_rest_is_looked_at_and_what_is_missing_is_reported() {
    let url = at(404, 20, "");
    let (code, report) = doctor(&["--endpoint", &url, "--project-id", "p"], &[]);
    assert_eq!(code, 2, "{report:#}");
    is(&report, "settings", "failed", "expected a token");
    for name in ["name", "connection", "service"] {
        is(&report, name, "ok", "");
    }
    is(&report, "clock", "warning", "behind");
    is(&report, "credentials", "skipped", "no credential");
}

#[test]
fn a_setting_that_lost_is_reported_beside_the_one_that_won() {
    let dir = tempdir().unwrap();
    let (config, token) = (dir.path().join("config.toml"), dir.path().join("token"));
    fs::write(
        &config,
        "[profiles.default]\nendpoint = \"https://h.example\"\nmax_attempts = 3\ntoken_file = \"token\"\n",
    )
    .unwrap();
    fs::write(&token, "hunter2\n").unwrap();
    let mut variables = KEY.to_vec();
    variables.extend([
        ("DESKLEDGER_TOKEN", "hunter2"),
        ("DESKLEDGER_MAX_ATTEMPTS", "2"),
        ("HTTPS_PROXY", "u:hunter2@p"),
    ]);
    variables.extend([("DESKLEDGER_REGION", "cn-north-4"), ("DESKLEDGER_PROXY", "http://127.0.0.1:9")]);
    let url = at(404, 0, "");
    let flags = ["--endpoint", &url, "--project-id", "p", "--config", text(&config), "--token-file", text(&token)];
    let (_, report) = doctor(&flags, &variables);
    let lost = |name: &str| {
        let all = report["settings"].as_array().unwrap();
        all.iter()
            .find(|shown| shown["name"] == name)
            .map_or(Value::Null, |shown| shown["instead_of"].clone())
            .to_string()
    };
    for (name, reported) in [
        ("endpoint", &["DESKLEDGER_REGION", "profiles.default.endpoint"][..]),
        ("max_attempts", &["profiles.default.max_attempts"]),
        ("proxy", &["HTTPS_PROXY"]),
        ("credential", &["DESKLEDGER_TOKEN", "HUAWEICLOUD_SDK_AK", "profiles.default.token_file"]),
    ] {
        assert!(reported.iter().all(|reported| lost(name).contains(reported)), "{name}: {}", lost(name));
    }
    assert!(!lost("credential").contains("--token-file") && lost("project_id") == "null");
    let output = deskledger().args(["doctor"]).args(flags).envs(variables).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("(--token-file; instead of "));
}

#[test]
fn a_password_in_an_address_is_shown_nowhere_however_it_is_written() {
    let plain = ["--project-id", "p", "--token", "hunter2"];
    let shown = |report: &Value, name: &str| {
        let all = report["settings"].as_array().unwrap();
        all.iter().find(|shown| shown["name"] == name).map_or(Value::Null, |shown| shown["value"].clone())
    };
    for (variable, value, expected) in [
        ("HTTPS_PROXY", "u:hunter2@127.0.0.1:9", "***@127.0.0.1:9"),
        ("https_proxy", "hunter2@127.0.0.1:9", "***@127.0.0.1:9"),
        ("ALL_PROXY", "http://hunter2@127.0.0.1:9", "http://***@127.0.0.1:9/"),
        ("DESKLEDGER_PROXY", "http://u:hunter2@127.0.0.1:9", "http://***@127.0.0.1:9/"),
        ("DESKLEDGER_PROXY", "http//u:hunter2@127.0.0.1:9", "***"),
        ("DESKLEDGER_PROXY", "http://u:hun/ter2@127.0.0.1:9", "***"),
        ("DESKLEDGER_PROXY", "http://127.0.0.1:9/?t=hunter2", "http://127.0.0.1:9/?***"),
    ] {
        let flags = [&plain[..], &["--endpoint", "https://127.0.0.1:9"]].concat();
        let (_, report) = doctor(&flags, &[(variable, value)]);
        assert_eq!(shown(&report, "proxy"), expected, "{value}");
        assert!(!report.to_string().contains("ter2"), "{report:#}");
        // The log does not contain it either.
        let mut export = deskledger();
        export.args(["export", "--max-attempts", "1", "-o", "-"]).args(&flags).env(variable, value);
        let reported = stderr(&export.env("DESKLEDGER_LOG", "trace").output().unwrap());
        assert!(reported.contains("127.0.0.1") || reported.contains("proxy"), "{reported}");
        assert!(
            !reported.contains("hunter2") && !reported.contains("ter2@") && !reported.contains("aHVudGVyMg"),
            "{value}: {reported}"
        );
    }
    for (endpoint, expected) in [
        ("https://hunter2@h.example", "https://***@h.example/"),
        ("https://h.example/?t=hunter2", "https://h.example/?***"),
        ("u:hunter2@h.example", "***@h.example"),
        ("https://u:hunter2@h.example:port", "***"),
    ] {
        let (code, report) = doctor(&[&plain[..], &["--endpoint", endpoint]].concat(), &[]);
        assert_eq!((code, shown(&report, "endpoint")), (2, expected.into()), "{report:#}");
        let (code, reported) = failure(&[&["export", "-o", "-", "--endpoint", endpoint], &plain[..]].concat());
        assert!(code == 2 && !reported.contains("hunter2"), "{reported}");
    }
    let (code, reported) =
        failure(&[&["export", "--endpoint", "https://h.example", "--proxy", "hunter2@h"], &plain[..]].concat());
    assert!(code == 2 && reported.contains("DESKLEDGER_PROXY") && !reported.contains("hunter2@"), "{reported}");
}

#[test]
fn a_wrong_setting_is_reported_before_anything_is_sent() {
    for (flags, reported) in [
        (&["--project-id", "p", "--token", "hunter2"][..], "expected an endpoint"),
        (&["--endpoint", "http://127.0.0.1:9"], "expected a token"),
        (&["--endpoint", "http://service.example", "--token", "hunter2"], "expected https"),
    ] {
        let (code, report) = doctor(flags, &[]);
        assert_eq!(code, 2, "{report:#}");
        is(&report, "settings", "failed", reported);
    }
}

#[test]
fn a_user_whose_password_is_rejected_is_reported_and_an_identity_service_that_is_not_there_too() {
    let dir = tempdir().unwrap();
    let password = dir.path().join("password");
    fs::write(&password, "hunter2\n").unwrap();
    let iam = at(401, 0, r#"{"error":{"code":401,"message":"wrong password","title":"Unauthorized"}}"#);
    let service = at(404, 0, "");
    let user = |iam: &str| {
        let flags = ["--endpoint", &service, "--project-id", "p", "--iam-user", "wang", "--iam-domain", "d"];
        doctor(&[&flags[..], &["--iam-password-file", text(&password), "--iam-endpoint", iam]].concat(), &[])
    };
    let (code, report) = user(&iam);
    assert_eq!(code, 3, "{report:#}");
    is(&report, "identity", "ok", &iam);
    is(&report, "credentials", "failed", "expected a token from");
    let (code, report) = user("http://127.0.0.1:9");
    assert_eq!(code, 4, "{report:#}");
    is(&report, "identity", "failed", "--iam-endpoint");
    is(&report, "credentials", "skipped", "");
}
