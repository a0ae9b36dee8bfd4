//! Operating the server: settings, certificates, users, backups, log.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use deskledger::{Client, ExportConnectionRecords, SaveOptions, Token};
use serde_json::Value;
use support::*;
use tempfile::tempdir;

fn serve(data: &Path, more: &[&str]) -> Command {
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(data)]).args(more).stderr(Stdio::null());
    command
}

#[test]
fn the_published_schema_of_the_settings_is_the_one_in_use() {
    let printed = String::from_utf8(succeed(&["schema", "serve"]).stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/serve.schema.json");
    let committed = fs::read_to_string(path).unwrap();
    assert!(printed == committed, "renew it: cargo run -- schema serve > specs/serve.schema.json");
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let (dir, data) = seeded_data();
    let config = dir.path().join("serve.toml");
    fs::write(&config, "max_body_bytes = 1024\nlisten = \"no address\"\n").unwrap();
    let start = |variable: &str, more: &[&str]| {
        let mut command = serve(&data, &[&["--config", text(&config)], more].concat());
        Server::start_as(command.env("DESKLEDGER_SERVE_MAX_BODY_BYTES", variable), &data.join("tokens"))
    };
    let send = |server: &Server| {
        let token = fs::read_to_string(&server.token_file).unwrap();
        let status = curl(&[
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
            "--data-binary",
            &"\n".repeat(3000),
            "--header",
            "Content-Type: application/x-ndjson",
            "--header",
            &format!("X-Auth-Token: {}", token.trim()),
            &format!("{}/ledger/v1/{PROJECT}/records", server.url),
        ]);
        String::from_utf8(status).unwrap()
    };
    assert_eq!(send(&start("", &[])), "413");
    assert_eq!(send(&start("2000", &[])), "413");
    assert_eq!(send(&start("4000", &[])), "200");
    assert_eq!(send(&start("2000", &["--max-body-bytes", "4000"])), "200");
    fs::write(&config, "max_concurrent_exports = 0\n").unwrap();
    let (code, reported) = failure(&["serve", "--data", text(&data), "--config", text(&config)]);
    assert!(
        code == 2 && reported.contains("max_concurrent_exports: expected a whole number from 1 to 65536, found 0"),
        "{reported}"
    );
    assert_eq!(failure(&["serve"]).0, 2);
}

#[test]
fn the_settings_that_are_delivered_start_a_server() {
    let (_dir, data) = seeded_data();
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/deskledger.toml");
    let server = Server::start_as(&mut serve(&data, &["--config", text(&config)]), &data.join("tokens"));
    assert_eq!(curl(&[&format!("{}/readyz", server.url)]), b"ready\n");
    assert_eq!(server.terminate().0, 0);
}

#[test]
fn over_https_the_file_is_the_same_and_a_certificate_that_nobody_vouches_for_is_rejected() {
    let (dir, data) = seeded_data();
    let (certificate, key) = (dir.path().join("certificate.pem"), dir.path().join("key.pem"));
    let made = Command::new("openssl")
        .args(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split(' '),
        )
        .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", text(&key), "-out", text(&certificate)])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    let flags = ["--tls-certificate", text(&certificate), "--tls-key", text(&key)];
    let server = Server::start_as(&mut serve(&data, &flags), &data.join("tokens"));
    let token = format!("X-Auth-Token: {}", fs::read_to_string(&server.token_file).unwrap().trim());
    let export = |url: &str| format!("{url}/v2/{PROJECT}/connections/desktops/export");
    let (url, csv) = (export(&server.url), "Accept: text/csv");
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    let encrypted = curl(&["--fail", "--cacert", text(&certificate), "--header", &token, "--header", csv, &url]);
    assert_eq!(rows(&*encrypted), 101);
    let client = Client::builder().endpoint(&server.url).token(Token::from_file(&server.token_file).unwrap());
    let trusting = client.clone().root_certificates(fs::read(&certificate).unwrap()).build().unwrap();
    let request = ExportConnectionRecords { project_id: PROJECT.into(), ..Default::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bytes = runtime.block_on(async {
        request.send(&trusting).await.unwrap().save(dir.path().join("a.xlsx"), SaveOptions::new()).await
    });
    assert!(bytes.unwrap().bytes > 0);
    let saved = dir.path().join("a.csv");
    succeed(&server.export(&["--cacert", text(&certificate), "-o", text(&saved)]));
    assert_eq!(fs::read(&saved).unwrap(), encrypted);
    let (code, reported) = failure(&server.export(&["-o", text(&dir.path().join("b.csv"))]));
    assert!(code == 4 && reported.contains("certificate"), "{code} {reported}");
    let doubting = client.build().unwrap();
    let error = runtime.block_on(async { request.send(&doubting).await.map(drop).unwrap_err() });
    assert!(error.to_string().contains("certificate"), "{error}");
    let refused = Command::new("curl").args(["--silent", "--noproxy", "*", &url]).status().unwrap();
    assert_eq!(refused.code(), Some(60), "curl took a certificate that it cannot know");
    let plain = Command::new("curl").args(["--silent", "--noproxy", "*", &url.replace("https", "http")]).status();
    assert!(!plain.unwrap().success());
    let (code, reported) = failure(&["serve", "--data", text(&data), "--tls-certificate", text(&certificate)]);
    assert!(code == 2 && reported.contains("tls_key"), "{reported}");
    let (code, reported) =
        failure(&["serve", "--data", text(&data), "--tls-certificate", text(&key), "--tls-key", text(&key)]);
    assert!(code == 2 && reported.contains("key.pem: expected certificates in PEM"), "{reported}");
}

#[test]
fn a_certificate_that_no_server_may_show_is_reported_with_what_to_do() {
    let (dir, data) = seeded_data();
    let (certificate, key) = (dir.path().join("certificate.pem"), dir.path().join("key.pem"));
    // By default this creates a CA certificate.
    let made = Command::new("openssl")
        .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost".split(' '))
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", text(&key), "-out", text(&certificate)])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    let flags = ["--tls-certificate", text(&certificate), "--tls-key", text(&key)];
    let server = Server::start_as(&mut serve(&data, &flags), &data.join("tokens"));
    let saved = dir.path().join("a.csv");
    let (code, reported) = failure(&server.export(&["--cacert", text(&certificate), "-o", text(&saved)]));
    assert!(code == 4 && reported.contains("-addext basicConstraints=critical,CA:FALSE"), "{code} {reported}");
}

#[test]
fn a_variable_that_is_spelled_wrong_stops_the_start() {
    let (_dir, data) = seeded_data();
    let output = serve(&data, &[]).env("DESKLEDGER_SERVE_KEEP_DAY", "30").stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("found DESKLEDGER_SERVE_KEEP_DAY"), "{}", stderr(&output));
}

#[test]
fn the_secret_of_the_first_start_is_shown_once_and_never_to_a_collector_of_logs() {
    for form in ["text", "json"] {
        let dir = tempdir().unwrap();
        let (data, log) = (dir.path().join("data"), dir.path().join("log"));
        for start in [0, 1] {
            let mut command = serve(&data, &["--log", form]);
            command.stderr(fs::File::create(&log).unwrap());
            let server = Server::start_as(&mut command, &data.join("tokens"));
            let server_tokens = data.join("tokens");
            let secret = fs::read_to_string(&server_tokens).unwrap();
            assert_eq!(server.terminate().0, 0);
            let log = fs::read_to_string(&log).unwrap();
            let times = log.matches(secret.trim()).count();
            assert_eq!(times, usize::from(form == "text" && start == 0), "{form} {start}: {log}");
            let command = format!("cat '{}'", server_tokens.display());
            assert_eq!(log.contains(&command), form == "json" && start == 0, "{form} {start}: {log}");
        }
    }
}

#[test]
fn a_copy_made_while_the_server_runs_is_served_with_its_tokens_users_and_records() {
    let (dir, data) = seeded_data();
    let copy = dir.path().join("copy");
    let server = Server::start_as(&mut serve(&data, &[]), &data.join("tokens"));
    let admin = |args: &[&str]| succeed(&[&["admin", "--data", text(&data)], args].concat()).stdout;
    fs::write(dir.path().join("password"), "a password of length\n").unwrap();
    admin(&["user", "add", "wang", "--password-file", text(&dir.path().join("password"))]);
    let copied = json_of(&admin(&["backup", text(&copy)]));
    assert_eq!((&copied["records"], &copied["users"]), (&100.into(), &1.into()));
    let (before, after) = (dir.path().join("before.csv"), dir.path().join("after.csv"));
    succeed(&server.export(&["-o", text(&before)]));
    server.terminate();
    fs::rename(&data, dir.path().join("lost")).unwrap();
    fs::rename(&copy, &data).unwrap();
    let server = Server::start_as(&mut serve(&data, &[]), &data.join("tokens"));
    succeed(&server.export(&["-o", text(&after)]));
    assert_eq!(fs::read(before).unwrap(), fs::read(after).unwrap());
    let users = admin(&["user", "list"]);
    assert_eq!(json_of(&users)["user"], "wang");
    let (code, reported) = failure(&["admin", "--data", text(&data), "backup", text(dir.path())]);
    assert!(code == 5 && reported.contains("expected an unused name for the copy"), "{reported}");
    assert_eq!(files(dir.path()), ["after.csv", "before.csv", "data", "lost", "password"]);
}

#[test]
fn a_user_a_permission_and_a_key_come_and_go_and_the_secret_is_printed_once() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let password = dir.path().join("password");
    fs::write(&password, "a password of length\n").unwrap();
    let admin = |args: &[&str]| run(&[&["admin", "--data", text(&data)], args].concat());
    let did = |args: &[&str]| {
        let output = admin(args);
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
        output.stdout
    };
    did(&["user", "add", "wang", "--password-file", text(&password)]);
    assert!(!admin(&["project", "grant", "wang", PROJECT]).status.success(), "a mistyped project was made up");
    did(&["project", "add", PROJECT]);
    did(&["project", "grant", "wang", PROJECT, "--role", "reader"]);
    did(&["project", "add", "p2", "--name", "the second"]);
    did(&["project", "grant", "wang", "p2"]);
    let expected = format!(
        "{{\"project\":\"{PROJECT}\",\"name\":null,\"users\":{{\"wang\":\"reader\"}}}}\n\
         {{\"project\":\"p2\",\"name\":\"the second\",\"users\":{{\"wang\":\"writer\"}}}}\n"
    );
    assert_eq!(String::from_utf8(did(&["project", "list"])).unwrap(), expected);
    assert!(!admin(&["project", "revoke", "wang", "p3"]).status.success(), "a mistyped project lost its role");
    did(&["project", "revoke", "wang", "p2"]);
    let key = json_of(&did(&["key", "add", "wang"]));
    let secret = key["sk"].as_str().unwrap();
    assert!(secret.len() >= 40);
    let listed = did(&["user", "list"]);
    assert_eq!(json_of(&listed)["keys"][0], key["ak"]);
    assert!(!String::from_utf8(listed).unwrap().contains(secret));
    did(&["project", "revoke", "wang", PROJECT]);
    did(&["key", "remove", key["ak"].as_str().unwrap()]);
    let listed = json_of(&did(&["user", "list"]));
    assert_eq!((&listed["projects"], &listed["keys"]), (&serde_json::json!({}), &Value::Array(vec![])));
    did(&["user", "remove", "wang"]);
    assert_eq!(did(&["user", "list"]), b"");
    for wrong in [
        &["user", "remove", "wang"][..],
        &["key", "remove", "NOBODY"],
        &["key", "add", "wang"],
        &["project", "grant", "wang", PROJECT],
        &["project", "grant", "wang", "../etc"],
        &["project", "grant", "wang", PROJECT, "--role", "owner"],
        &["project", "add", PROJECT, "--name", "the second"],
    ] {
        assert!(!admin(wrong).status.success(), "{wrong:?}");
    }
    assert_eq!(failure(&["admin", "user", "list"]).0, 2);
}

#[test]
fn every_line_of_the_log_is_json_and_one_says_who_took_which_bytes_away() {
    let (dir, data) = seeded_data();
    let log = dir.path().join("log");
    let mut command = serve(&data, &["--log", "json"]);
    command.stderr(fs::File::create(&log).unwrap()).env("DESKLEDGER_LOG", "info");
    let server = Server::start_as(&mut command, &data.join("tokens"));
    let saved = dir.path().join("records.ndjson");
    let range = ["--start-time", "2025-12-01T00:00Z", "--end-time", "2026-01-01T00:00Z"];
    let user = ["--user-name", "nobody \"at\" home\n", "--sha256", "--json", "-o", text(&saved)];
    let result = json_of(&succeed(&server.export(&[&range[..], &user].concat())).stdout);
    let all =
        json_of(&succeed(&server.export(&["--sha256", "--json", "-o", text(&dir.path().join("all.csv"))])).stdout);
    server.terminate();
    let log = fs::read_to_string(log).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| json_of(line.as_bytes())).collect();
    let exports: Vec<&Value> =
        lines.iter().filter(|line| line["target"] == "audit").map(|line| &line["fields"]).collect();
    let [one, other] = exports[..] else { panic!("{exports:?}") };
    assert!(one["who"].as_str().unwrap().starts_with("token:"));
    assert_eq!((&one["project_id"], &one["user_name"]), (&PROJECT.into(), &"nobody \"at\" home\n".into()));
    assert_eq!((&one["start_time"], &one["end_time"]), (&range[1].into(), &range[3].into()));
    assert_eq!((&one["rows"], &one["bytes"], &one["sha256"]), (&0.into(), &0.into(), &result["sha256"]));
    assert_eq!((&other["rows"], &other["bytes"], &other["sha256"]), (&100.into(), &all["bytes"], &all["sha256"]));
    assert_eq!((&other["outcome"], &other["format"], other.get("user_name")), (&"whole".into(), &"csv".into(), None));
    assert_eq!(other["request_id"].as_str().unwrap().len(), 32);
}

#[test]
fn a_token_for_a_password_exports_also_after_a_restart_and_the_log_names_its_user() {
    let (dir, data) = seeded_data();
    let (log, password, token) = (dir.path().join("log"), dir.path().join("password"), dir.path().join("token"));
    fs::write(&password, "a password of length\n").unwrap();
    succeed(&["admin", "--data", text(&data), "user", "add", "wang", "--password-file", text(&password)]);
    succeed(&["admin", "--data", text(&data), "project", "grant", "wang", PROJECT, "--role", "reader"]);
    let start = || {
        let mut command = serve(&data, &["--log", "json"]);
        command.stderr(fs::File::options().create(true).append(true).open(&log).unwrap());
        Server::start_as(&mut command, &token)
    };
    let server = start();
    let question = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"wang",
        "password":"a password of length","domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"{PROJECT}"}}}}}}}}"#
    );
    let response = curl(&[
        "--fail",
        "--dump-header",
        "-",
        "--output",
        "/dev/null",
        "--json",
        &question,
        &format!("{}/v3/auth/tokens", server.url),
    ]);
    let head = String::from_utf8(response).unwrap();
    let given = head.lines().find_map(|line| line.strip_prefix("x-subject-token: ")).unwrap();
    fs::write(&token, given).unwrap();
    succeed(&server.export(&["-o", text(&dir.path().join("before.csv"))]));
    server.terminate();
    let server = start();
    succeed(&server.export(&["-o", text(&dir.path().join("after.csv"))]));
    server.terminate();
    let log = fs::read_to_string(&log).unwrap();
    assert!(!log.contains(given.trim()) && !log.contains("a password of length"));
    let fields: Vec<Value> = log.lines().map(|line| json_of(line.as_bytes())["fields"].clone()).collect();
    let found = |message: &str| fields.iter().filter(|fields| fields["message"] == message).collect::<Vec<_>>();
    let [asked] = found("token")[..] else { panic!("{fields:?}") };
    assert_eq!((&asked["who"], &asked["from"]), (&"user:wang".into(), &"127.0.0.1".into()));
    assert_eq!((&asked["outcome"], &asked["project_id"]), (&"issued".into(), &PROJECT.into()));
    let exports = found("export");
    assert_eq!(exports.len(), 2);
    assert!(exports.iter().all(|export| export["who"] == "user:wang" && export["from"] == "127.0.0.1"));
}

#[test]
fn a_user_is_added_once_and_only_a_known_one_gets_another_password() {
    let (dir, data) = seeded_data();
    let password = dir.path().join("password");
    fs::write(&password, "a password of length").unwrap();
    let user = |action: &str| {
        failure(&["admin", "--data", text(&data), "user", action, "wang", "--password-file", text(&password)])
    };
    let (code, message) = user("passwd");
    assert!(code == 2 && message.contains("user add"), "{message}");
    assert_eq!(user("add").0, 0);
    let (code, message) = user("add");
    assert!(code == 2 && message.contains("user passwd"), "{message}");
    assert_eq!(user("passwd").0, 0);
}
