//! Precedence of flags, environment, profiles and the vendor's file, and the errors about invalid settings.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use support::*;
use tempfile::tempdir;

const CONFIG: &str = r#"
[profiles.default]
endpoint = "http://127.0.0.1:9/default"
project_id = "p-default"
token_file = "token.txt"

[profiles.audit]
region = "la-north-2"
project_id = "p-audit"
credentials_section = "auditor"
language = "zh_CN"
format = "csv"
max_attempts = 2
"#;

const VENDOR: &str =
    "[basic]\nak = AKBASIC\nsk = hunter2\n[auditor]\nak = AKAUDITOR\nsk = hunter2\nproject_id = p-vendor\n";

/// Exit code and output of an export's dry run with this configuration.
fn plan(config: &str, more: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
    let home = tempdir().unwrap();
    let directory = home.path().join(".config/deskledger");
    fs::create_dir_all(&directory).unwrap();
    fs::create_dir(home.path().join(".huaweicloud")).unwrap();
    fs::write(directory.join("config.toml"), config).unwrap();
    fs::write(directory.join("token.txt"), "hunter2-token\n").unwrap();
    fs::write(home.path().join(".huaweicloud/credentials"), VENDOR).unwrap();
    let mut command = deskledger();
    command.args(["export", "--dry-run", "--json"]).args(more).env("HOME", home.path()).env_remove("XDG_CONFIG_HOME");
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let printed = String::from_utf8(output.stdout.clone()).unwrap() + &stderr(&output);
    assert!(!printed.contains("hunter2"), "{printed}");
    (output.status.code().unwrap(), printed)
}

#[track_caller]
fn has(outcome: (i32, String), parts: &[&str]) {
    assert!(outcome.0 == 0 && parts.iter().all(|part| outcome.1.contains(part)), "{parts:?} in {outcome:?}");
}

#[test]
fn a_profile_fills_in_what_neither_flags_nor_environment_say() {
    has(plan(CONFIG, &[], &[]), &["http://127.0.0.1:9/default/v2/p-default/", "x-auth-token"]);
    let audit = ["https://workspace.la-north-2.", "/v2/p-audit/", "language=zh_CN", "text/csv", "authorization"];
    has(plan(CONFIG, &["--profile", "audit"], &[]), &audit);
    has(plan(CONFIG, &[], &[("DESKLEDGER_PROFILE", "audit")]), &audit);
    let flags = ["--profile", "audit", "--region", "af-north-1", "--language", "en_US", "--format", "xlsx"];
    let variables = [("DESKLEDGER_REGION", "sa-brazil-1"), ("DESKLEDGER_PROJECT_ID", "p-env")];
    let named = plan(CONFIG, &flags, &variables);
    has(named, &["workspace.af-north-1.", "/v2/p-audit/", "language=en_US", "openxmlformats"]);
    let variables = [variables[0], variables[1], ("DESKLEDGER_PROFILE", "audit")];
    has(plan(CONFIG, &[], &variables), &["workspace.sa-brazil-1.", "/v2/p-env/", "language=zh_CN"]);
    has(plan(CONFIG, &[], &[("DESKLEDGER_TOKEN", "hunter2-b")]), &["x-auth-token"]);
}

#[test]
fn a_profile_that_a_flag_names_is_not_overruled_by_what_lies_in_the_environment() {
    let variables = [
        ("DESKLEDGER_TOKEN", "hunter2-b"),
        ("DESKLEDGER_REGION", "sa-brazil-1"),
        ("DESKLEDGER_PROJECT_ID", "p-env"),
        ("HUAWEICLOUD_SDK_AK", "AKENV"),
        ("HUAWEICLOUD_SDK_SK", "hunter2"),
    ];
    let audit = ["workspace.la-north-2.", "/v2/p-audit/", "authorization", "language=zh_CN"];
    has(plan(CONFIG, &["--profile", "audit"], &variables), &audit);
    has(plan(CONFIG, &[], &variables), &["workspace.sa-brazil-1.", "/v2/p-env/", "x-auth-token"]);
}

#[test]
fn a_name_that_only_the_vendors_file_has_still_chooses_its_section() {
    let flags = ["--profile", "auditor", "--endpoint", "http://127.0.0.1:9"];
    has(plan(CONFIG, &flags, &[]), &["/v2/p-vendor/", "authorization"]);
    let (code, reported) = plan(CONFIG, &["--profile", "nobody"], &[]);
    assert!(code == 2 && reported.contains("audit, default") && reported.contains("nobody"), "{reported}");
}

#[test]
fn a_wrong_configuration_is_reported_with_its_line_and_nothing_is_sent() {
    for (config, reported) in [
        ("[profiles.default]\n\nendpiont = \"x\"\n", "config.toml:3: unknown field `endpiont`"),
        ("[profiles.default]\ntoken = \"hunter2\"\n", "token_file"),
        ("[profiles.default]\nmax_attempts = \"two\"\n", "config.toml:2: invalid type"),
        ("[profiles.default\n", "config.toml:1"),
        ("[profile.default]\n", "unknown field `profile`"),
    ] {
        let (code, printed) = plan(config, &[], &[]);
        assert!(code == 2 && printed.contains(reported), "{reported} in {printed}");
    }
    let (code, reported) = plan("", &["--config", "/nowhere/config.toml"], &[]);
    assert!(code == 5 && reported.contains("/nowhere/config.toml"), "{reported}");
    let (code, reported) = plan(CONFIG, &[], &[("DESKLEDGER_RETRY_DELAY", "soon")]);
    assert!(code == 2 && reported.contains("DESKLEDGER_RETRY_DELAY: expected seconds such as 2 or 0.5"), "{reported}");
    let (code, reported) = plan(&format!("{CONFIG}user_agent = \"a\\nb\"\n"), &["--profile", "audit"], &[]);
    assert!(code == 2 && reported.contains("user agent: expected the value of a header"), "{reported}");
    let (code, reported) = plan(CONFIG, &[], &[("DESKLEDGER_MAX_ATTEMPTS", "many")]);
    assert!(code == 2 && reported.contains("DESKLEDGER_MAX_ATTEMPTS: expected a whole number"), "{reported}");
}

#[test]
fn the_schema_of_the_configuration_has_every_key_and_rejects_others() {
    let schema: serde_json::Value = serde_json::from_slice(&succeed(&["schema", "config"]).stdout).unwrap();
    let keys = &schema["$defs"]["Profile"];
    assert_eq!(keys["additionalProperties"], false);
    let help = String::from_utf8(succeed(&["export", "--help"]).stdout).unwrap();
    for key in keys["properties"].as_object().unwrap().keys().filter(|key| *key != "credentials_section") {
        assert!(help.contains(&format!("--{}", key.replace('_', "-"))), "{key} is no flag");
    }
}

/// Exit code and output of an export by a user.
fn by_user(flags: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
    let all = [&["export", "--project-id", "p", "-o", "-"], flags].concat();
    let output = deskledger().args(all).envs(variables.iter().copied()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output);
    assert!(!printed.contains("hunter2"), "{printed}");
    (output.status.code().unwrap(), printed)
}

#[test]
fn a_user_is_whole_or_reported_and_its_password_is_never_an_argument() {
    let endpoint = ["--endpoint", "http://127.0.0.1:9"];
    for (flags, reported) in [
        (&["--iam-user", "wang"][..], "--iam-domain"),
        (&["--iam-user", "wang", "--iam-domain", "d"], "--iam-password-file"),
        (&["--iam-user", "wang", "--iam-domain", "d", "--iam-password-file", "/nowhere/p"], "/nowhere/p"),
    ] {
        let (code, printed) = by_user(&[&endpoint, flags].concat(), &[]);
        assert!(code != 0 && printed.contains(reported), "{printed}");
    }
    let user =
        [("DESKLEDGER_IAM_USER", "wang"), ("DESKLEDGER_IAM_DOMAIN", "d"), ("DESKLEDGER_IAM_PASSWORD", "hunter2")];
    let (code, printed) = by_user(&endpoint, &user);
    assert!(code == 2 && printed.contains("identity service"), "{printed}");
    let help = String::from_utf8(succeed(&["export", "--help"]).stdout).unwrap();
    assert!(!help.contains("--iam-password <"), "{help}");
}

#[test]
fn a_rejected_password_is_reported_as_such() {
    let body = r#"{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}"#;
    let response = format!("HTTP/1.1 401 X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let iam = broken_server(Then::Close(response.into_bytes()));
    let dir = tempdir().unwrap();
    let password = dir.path().join("password");
    fs::write(&password, "hunter2\n").unwrap();
    let user = ["--endpoint", "http://127.0.0.1:9", "--iam-endpoint", &iam, "--iam-user", "wang", "--iam-domain", "d"];
    let (code, printed) = by_user(&[&user[..], &["--iam-password-file", text(&password)]].concat(), &[]);
    assert!(
        code == 3 && printed.contains("expected a token from") && printed.contains("password is wrong"),
        "{printed}"
    );
    assert!(printed.contains("the credential came from --iam-user"), "{printed}");
}

#[test]
fn a_password_goes_to_the_identity_service_that_was_named_and_not_to_that_of_another_profile() {
    let response = "HTTP/1.1 401 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let iam = broken_server(Then::Close(response.into()));
    let home = tempdir().unwrap();
    fs::create_dir(home.path().join(".huaweicloud")).unwrap();
    let vendor = home.path().join(".huaweicloud/credentials");
    let config = home.path().join("config.toml");
    fs::write(&config, "[profiles.default]\nregion = \"cn-north-4\"\n").unwrap();
    let run = |vendors: &str| {
        fs::write(&vendor, format!("[basic]\n{vendors}\n")).unwrap();
        let mut command = deskledger();
        command.args([
            "export", "--endpoint", "http://127.0.0.1:9", "--project-id", "p", "-o", "-", "--max-attempts", "1",
        ]);
        command.args([
            "--iam-user",
            "wang",
            "--iam-domain",
            "d",
            "--iam-password-file",
            "-",
            "--config",
            text(&config),
        ]);
        let mut child = command
            .env("HOME", home.path())
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"hunter2\n").unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), stderr(&output))
    };
    let (code, reported) = run("");
    assert!(code == Some(2) && reported.contains("address of the identity service beside"), "{reported}");
    let (code, reported) = run(&format!("iam_endpoint = {iam}"));
    assert!(code == Some(3) && reported.contains(&format!("expected a token from {iam}")), "{reported}");
}

#[test]
fn the_password_of_the_environment_is_not_overruled_by_a_file_of_the_default_profile() {
    let response = "HTTP/1.1 401 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let dir = tempdir().unwrap();
    let config = dir.path().join("config.toml");
    let profile = "iam_user = \"wang\"\niam_domain = \"d\"\niam_password_file = \"/nowhere/password\"\n";
    fs::write(&config, format!("[profiles.default]\n{profile}[profiles.audit]\n{profile}")).unwrap();
    let run = |flags: &[&str], variables: &[(&str, &str)]| {
        let iam = broken_server(Then::Close(response.into()));
        let all = ["--endpoint", "http://127.0.0.1:9", "--iam-endpoint", &iam, "--max-attempts", "1"];
        let config = ["--config", text(&config)];
        by_user(&[&all[..], &config, flags].concat(), &[variables, &[("DESKLEDGER_IAM_PASSWORD", "hunter2")]].concat())
    };
    let from_environment = |outcome: (i32, String)| {
        assert!(outcome.0 == 3 && outcome.1.contains("expected a token from"), "{outcome:?}");
    };
    let user = [("DESKLEDGER_IAM_USER", "zhao"), ("DESKLEDGER_IAM_DOMAIN", "d")];
    from_environment(run(&[], &[]));
    from_environment(run(&[], &user));
    from_environment(run(&[], &[("DESKLEDGER_PROFILE", "audit")]));
    for (flags, variables) in [
        (&["--profile", "audit"][..], &user[..]),
        (&["--iam-password-file", "/nowhere/password"], &[]),
        (&[], &[("DESKLEDGER_IAM_PASSWORD_FILE", "/nowhere/password")]),
    ] {
        let (code, printed) = run(flags, variables);
        assert!(code == 5 && printed.contains("/nowhere/password"), "{code} {printed}");
    }
}

#[test]
fn a_section_that_the_environment_names_is_not_ignored() {
    let home = tempdir().unwrap();
    fs::create_dir(home.path().join(".huaweicloud")).unwrap();
    fs::write(home.path().join(".huaweicloud/credentials"), VENDOR).unwrap();
    let credential = |flags: &[&str]| {
        let mut command = deskledger();
        command.args(["doctor", "--json", "--endpoint", "http://127.0.0.1:9"]).args(flags);
        command.env("HOME", home.path()).env_remove("XDG_CONFIG_HOME");
        let output = command.env("DESKLEDGER_CREDENTIALS_SECTION", "auditor").output().unwrap();
        let examined: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let settings = examined["settings"].as_array().unwrap().iter();
        let credential = settings.clone().find(|setting| setting["name"] == "credential").unwrap();
        (credential["origin"].to_string(), credential["instead_of"].to_string())
    };
    let (origin, overridden) = credential(&[]);
    assert!(origin.contains("[auditor]") && overridden.contains("[basic]"), "{origin} {overridden}");
    let (origin, overridden) = credential(&["--profile", "basic"]);
    assert!(origin.contains("[basic]") && overridden.contains("[auditor]"), "{origin} {overridden}");
}

/// The first line that a listener receives while the command runs; it never responds.
fn first_line(listener: &TcpListener, flags: &[&str], variables: &[(&str, &str)]) -> (Option<String>, String) {
    listener.set_nonblocking(true).unwrap();
    let flags = [&["export", "--token", "t", "--project-id", "p", "-o", "-", "--max-attempts", "1"], flags].concat();
    let mut child =
        deskledger().args(flags).envs(variables.iter().copied()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut line = None;
    while child.try_wait().unwrap().is_none() {
        if let Ok((mut stream, _)) = listener.accept() {
            stream.set_nonblocking(false).unwrap();
            let mut bytes = [0; 1024];
            let length = stream.read(&mut bytes).unwrap();
            line = String::from_utf8_lossy(&bytes[..length]).lines().next().map(str::to_owned);
        }
        std::thread::yield_now();
    }
    let mut reported = String::new();
    child.stderr.take().unwrap().read_to_string(&mut reported).unwrap();
    (line, reported)
}

#[test]
fn the_proxy_of_the_environment_is_used_except_where_it_says_no() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let endpoint = ["--endpoint", "https://service.invalid"];
    let connect = Some("CONNECT service.invalid:443 HTTP/1.1".to_owned());
    for name in ["HTTPS_PROXY", "DESKLEDGER_PROXY"] {
        let (line, reported) = first_line(&listener, &endpoint, &[(name, &proxy)]);
        assert_eq!(line, connect, "{reported}");
        let (line, reported) = first_line(&listener, &endpoint, &[(name, &proxy), ("NO_PROXY", "service.invalid")]);
        assert_eq!(line, None, "{reported}");
    }
    assert_eq!(first_line(&listener, &[&endpoint[..], &["--proxy", &proxy]].concat(), &[]).0, connect);
    let (line, reported) =
        first_line(&listener, &[&endpoint[..], &["--proxy", "http://u:hunter2@127.0.0.1:9"]].concat(), &[]);
    assert!(line.is_none() && reported.contains("DESKLEDGER_PROXY") && !reported.contains("hunter2"), "{reported}");
}

#[test]
fn certificate_files_are_read_and_a_wrong_one_is_reported() {
    let dir = tempdir().unwrap();
    let wrong = dir.path().join("wrong.pem");
    fs::write(&wrong, "no certificate").unwrap();
    let flags = |more: &[&str]| {
        let all = ["export", "--endpoint", "https://h.invalid", "--token", "t", "--project-id", "p", "--dry-run"];
        failure(&[&all[..], more].concat())
    };
    for (more, reported, exit) in [
        (&["--cacert", "/nowhere/ca.pem"][..], "--cacert: reading /nowhere/ca.pem", 5),
        (&["--cacert", text(&wrong)], "in PEM", 2),
        (&["--cert", text(&wrong)], "--key", 2),
        (&["--cert", text(&wrong), "--key", text(&wrong)], "client certificate", 2),
        (&["--proxy", "not an address"], "proxy", 2),
    ] {
        let (code, printed) = flags(more);
        assert!(code == exit && printed.contains(reported), "{code} {printed}");
    }
    assert!(Path::new(&wrong).exists());
}

#[test]
fn every_wrong_setting_is_reported_at_once_and_a_variable_that_is_not_text_too() {
    let (code, printed) = plan(CONFIG, &["--max-attempts", "0"], &[("DESKLEDGER_RETRY_DELAY", "soon")]);
    for problem in ["--max-attempts: expected a whole number", "DESKLEDGER_RETRY_DELAY: expected seconds"] {
        assert!(code == 2 && printed.contains(problem), "{printed}");
    }
    #[cfg(unix)]
    for name in ["DESKLEDGER_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"] {
        use std::os::unix::ffi::OsStrExt;
        let mut command = deskledger();
        command.args(["export", "--endpoint", "http://127.0.0.1:9", "--token", TOKEN, "--dry-run"]);
        let output = command.env(name, std::ffi::OsStr::from_bytes(b"p\xff")).output().unwrap();
        assert!(output.status.code() == Some(2) && stderr(&output).contains(name), "{}", stderr(&output));
    }
}
