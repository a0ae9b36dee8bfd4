//! Bad days of a server: mistyped projects, conflicting records, removals, logs that fail, damaged files.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use support::*;
use tempfile::tempdir;

const ROW: &str = "user_name,connection_start_time,connection_end_time,transaction_id\n";

fn import<'a>(data: &'a Path, file: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    [&["import", "--data", text(data), text(file), "--json"], more].concat()
}

fn admin<'a>(data: &'a Path, args: &[&'a str]) -> Vec<&'a str> {
    [&["admin", "--data", text(data)], args].concat()
}

/// Signs in with a wrong password of the user wang.
fn guess_the_password(server: &Server) {
    let body = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"wang",
        "password":"guessed password","domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"{PROJECT}"}}}}}}}}"#
    );
    curl(&["--json", &body, "-o", "/dev/null", &format!("{}/v3/auth/tokens", server.url)]);
}

#[test]
fn an_import_requires_its_project_and_a_mistyped_one_is_not_created() {
    let (dir, data) = seeded_data();
    let file = dir.path().join("rows.csv");
    fs::write(&file, format!("{ROW}wang,2020-04-24T03:02:47Z,,a\n")).unwrap();
    let (code, reported) = failure(&import(&data, &file, &[]));
    assert!(code == 2 && reported.contains("--project-id"), "{reported}");
    let (code, reported) = failure(&import(&data, &file, &["--project-id", "mistyped"]));
    assert!(code == 2 && reported.contains("mistyped") && reported.contains("project add"), "{reported}");
    let done = json_of(&succeed(&import(&data, &file, &["--project-id", PROJECT])).stdout);
    assert_eq!((&done["project_id"], &done["added"]), (&PROJECT.into(), &1.into()));
    let listed = String::from_utf8(succeed(&admin(&data, &["project", "list"])).stdout).unwrap();
    assert!(!listed.contains("mistyped"), "{listed}");
}

#[test]
fn an_import_rejects_other_values_of_a_known_record_and_a_correction_is_logged() {
    let (dir, data) = seeded_data();
    let file = dir.path().join("rows.csv");
    let project = ["--project-id", PROJECT];
    fs::write(&file, format!("{ROW}wang,2020-04-24T03:02:47Z,2020-04-24T04:00:00Z,a\n")).unwrap();
    succeed(&import(&data, &file, &project));
    fs::write(&file, format!("{ROW}li,2020-04-24T03:02:47Z,2020-04-24T05:00:00Z,a\n")).unwrap();
    let (code, reported) = failure(&import(&data, &file, &project));
    assert!(code == 5 && reported.contains("rows.csv:2: record a: "), "{reported}");
    assert!(reported.contains("user_name, connection_end_time") && reported.contains("import --correct"), "{reported}");
    let skipped = json_of(&succeed(&import(&data, &file, &[&project[..], &["--on-error", "skip"]].concat())).stdout);
    assert_eq!((&skipped["bad"], &skipped["updated"]), (&1.into(), &0.into()));
    let corrected = json_of(&succeed(&import(&data, &file, &[&project[..], &["--correct"]].concat())).stdout);
    assert_eq!((&corrected["corrected"], &corrected["bad"]), (&1.into(), &0.into()));
    let log = fs::read_to_string(data.join("audit.log")).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| json_of(line.as_bytes())).collect();
    let last = &lines.last().unwrap()["fields"];
    assert_eq!(
        (&last["action"], &last["corrected"], &last["project_id"]),
        (&"import".into(), &1.into(), &PROJECT.into())
    );
    assert!(last["who"].as_str().unwrap().starts_with("uid:"), "{last}");
}

#[test]
fn a_removal_shows_first_what_it_removes_and_names_the_copies_that_keep_it() {
    let (dir, data) = seeded_data();
    let (file, copy) = (dir.path().join("rows.csv"), dir.path().join("copy"));
    let row = "to-be-erased,2020-04-24T03:02:47Z,2020-04-24T04:00:00Z,a\n";
    fs::write(&file, format!("{ROW}{row}")).unwrap();
    succeed(&import(&data, &file, &["--project-id", PROJECT]));
    succeed(&admin(&data, &["backup", text(&copy)]));
    let range = ["--start-time", "2020-01-01T00:00Z", "--end-time", "2021-01-01T00:00Z"];
    let remove = [&["records", "remove", PROJECT, "--user-name", "to-be-erased"][..], &range].concat();
    let preview = succeed(&admin(&data, &remove));
    let shown = json_of(&preview.stdout);
    assert_eq!((&shown["records"], &shown["removed"]), (&1.into(), &false.into()));
    assert!(stderr(&preview).contains("nothing was removed"), "{}", stderr(&preview));
    let holds = |dir: &Path| {
        files(dir).iter().any(|name| {
            let bytes = fs::read(dir.join(name)).unwrap();
            bytes.windows(12).any(|found| found == b"to-be-erased")
        })
    };
    assert!(holds(&data));
    let removed = json_of(&succeed(&admin(&data, &[&remove[..], &["--confirm"]].concat())).stdout);
    assert_eq!((&removed["records"], &removed["is_erased"]), (&1.into(), &true.into()));
    assert_eq!(removed["copies"], serde_json::json!([text(&copy)]));
    assert!(!holds(&data) && holds(&copy));
    let log = fs::read_to_string(data.join("audit.log")).unwrap();
    let last = json_of(log.lines().last().unwrap().as_bytes())["fields"].clone();
    assert_eq!(
        (&last["action"], &last["is_one_user"], &last["end_time"]),
        (&"records remove".into(), &true.into(), &"2021-01-01T00:00Z".into())
    );
    for flag in ["--user-name", "--start-time", "--end-time"] {
        let (code, reported) = failure(&admin(&data, &["records", "remove", PROJECT, flag, "", "--confirm"]));
        assert!(code == 2 && reported.contains(flag), "an empty filter selected everything: {reported}");
    }
    let (code, reported) = failure(&admin(&data, &["records", "remove", "mistyped", "--confirm"]));
    assert!(code == 2 && reported.contains("mistyped"), "{reported}");

    assert_eq!(json_of(&succeed(&admin(&data, &["project", "remove", PROJECT])).stdout)["records"], 100);
    succeed(&admin(&data, &["project", "remove", PROJECT, "--confirm"]));
    assert_eq!(failure(&admin(&data, &["project", "remove", PROJECT, "--confirm"])).0, 2);
}

#[test]
fn a_retention_by_hand_shows_first_what_it_removes() {
    let (_dir, data) = seeded_data();
    let show = |more: &[&str]| json_of(&succeed(&admin(&data, &[&["retention", "--days", "1"], more].concat())).stdout);
    let shown = show(&[]);
    assert_eq!((&shown["expired"], &shown["total"], &shown["removed"]), (&100.into(), &100.into(), &false.into()));
    assert_eq!(show(&["--confirm"])["removed"], true);
    let log = fs::read_to_string(data.join("audit.log")).unwrap();
    assert_eq!(json_of(log.lines().last().unwrap().as_bytes())["fields"]["days"], 1, "{log}");
    assert_eq!(show(&[])["total"], 0);
}

/// Serves with this standard error, adds a record and reads it.
fn serves_with(stderr: Stdio) {
    let (_dir, data) = seeded_data();
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(&data)]).stderr(stderr);
    command.env("DESKLEDGER_LOG", "info");
    // The token is printed to standard error at the first start.
    let server = Server::start_as(&mut command, &data.join("tokens"));
    let token = format!("X-Auth-Token: {}", fs::read_to_string(data.join("tokens")).unwrap().trim());
    let line = r#"{"connection_start_time":"2026-01-05T08:10:00Z","transaction_id":"example-2"}"#;
    for expected in [r#"{"added":1,"#, r#"{"added":0,"#] {
        let url = format!("{}/ledger/v1/{PROJECT}/records", server.url);
        let sent = ["--fail", "-H", &token, "-H", "Content-Type: application/x-ndjson", "--data-binary", line, &url];
        let response = String::from_utf8(curl(&sent)).unwrap();
        assert!(response.starts_with(expected), "{response}");
    }
    let metrics = String::from_utf8(curl(&["--fail", &format!("{}/metrics", server.url)])).unwrap();
    let lost = metrics.lines().find_map(|line| line.strip_prefix("deskledger_log_lines_lost ")).unwrap();
    assert!(lost.parse::<u64>().unwrap() > 0, "{metrics}");
    let ready = String::from_utf8(curl(&["--fail", &format!("{}/readyz", server.url)])).unwrap();
    assert!(ready.starts_with("ready\nlog lines lost: "), "{ready}");
}

#[test]
fn a_log_on_a_full_disk_fails_no_request() {
    serves_with(fs::File::options().write(true).open("/dev/full").unwrap().into());
}

#[test]
fn a_log_whose_reader_has_gone_fails_no_request() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    serves_with(writer.into());
}

#[test]
fn damage_is_found_and_a_backup_is_restored() {
    let (dir, data) = seeded_data();
    let copy = dir.path().join("copy");
    let checked = succeed(&admin(&data, &["check"])).stdout;
    assert_eq!(json_of(&checked), serde_json::json!({ "records": "ok", "users": "ok" }));
    succeed(&admin(&data, &["backup", text(&copy)]));
    let store = data.join("ledger.sqlite");
    let mut bytes = fs::read(&store).unwrap();
    bytes[4096 * 4..].fill(0xff);
    fs::write(&store, bytes).unwrap();
    let (code, reported) = failure(&admin(&data, &["check"]));
    assert!(code == 5 && reported.contains("damaged") && reported.contains("admin restore"), "{reported}");
    let (code, reported) = failure(&["serve", "--listen", "127.0.0.1:0", "--data", text(&data)]);
    assert!(code == 5 && reported.contains("damaged") && reported.contains("admin restore"), "{reported}");
    let (code, reported) = failure(&admin(&data, &["restore", text(&copy)]));
    assert!(code == 5 && reported.contains("expected an unused name for the copy"), "{reported}");
    fs::rename(&data, dir.path().join("damaged")).unwrap();
    assert_eq!(json_of(&succeed(&admin(&data, &["restore", text(&copy)])).stdout)["records"], 100);
    succeed(&admin(&data, &["check"]));
    let missing = dir.path().join("missing");
    assert_eq!(failure(&admin(&missing, &["check"])).0, 2);
    assert!(!missing.exists(), "a check made a store");
}

#[test]
fn a_token_that_can_be_guessed_is_rejected_and_the_mode_of_its_file_is_corrected() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, data) = seeded_data();
    let tokens = dir.path().join("accepted");
    for weak in ["secret", "a-token-of-the-tests", "0123456789abcdef0123456789abcde", &"ab".repeat(100)] {
        fs::write(&tokens, format!("# ours\n{weak}\n")).unwrap();
        let serve = ["serve", "--listen", "127.0.0.1:0", "--data", text(&data), "--token-file", text(&tokens)];
        let (code, reported) = failure(&serve);
        assert!(
            code == 5 && reported.contains("line 2: expected a token of at least 128 random bits"),
            "{weak}: {reported}"
        );
        assert!(!reported.contains(weak), "{reported}");
    }
    fs::write(&tokens, "0123456789abcdef0123456789abcdef\n").unwrap();
    fs::set_permissions(&tokens, fs::Permissions::from_mode(0o644)).unwrap();
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(&data), "--token-file", text(&tokens)]);
    let server = Server::start_as(command.stderr(Stdio::null()), &tokens);
    assert_eq!(fs::metadata(&tokens).unwrap().permissions().mode() & 0o777, 0o600);
    drop(server);
}

#[test]
fn tokens_are_read_again_at_a_signal_and_a_failed_reload_keeps_what_was() {
    let (dir, data) = seeded_data();
    let (tokens, log) = (dir.path().join("accepted"), dir.path().join("log"));
    let [old, new] = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"];
    fs::write(&tokens, old).unwrap();
    let config = dir.path().join("serve.toml");
    fs::write(&config, "log_level = \"warn\"\n").unwrap();
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(&data), "--token-file", text(&tokens)]);
    command.args(["--config", text(&config)]).stderr(fs::File::create(&log).unwrap());
    let server = Server::start_as(&mut command, &tokens);
    let url = format!("{}/ledger/v1/projects", server.url);
    let status = |token: &str| {
        let token = format!("X-Auth-Token: {token}");
        String::from_utf8(curl(&["-H", &token, "-o", "/dev/null", "--write-out", "%{http_code}", &url])).unwrap()
    };
    let wait_for = |what: &str, count: usize| {
        let begun = std::time::Instant::now();
        while fs::read_to_string(&log).unwrap().matches(what).count() < count {
            assert!(begun.elapsed().as_secs() < 60, "{}", fs::read_to_string(&log).unwrap());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    };
    assert_eq!([status(old), status(new)], ["200", "401"]);
    fs::write(&tokens, new).unwrap();
    let added = format!("{}/ledger/v1/8dc9c40a06574a598941b254d4b63b43/records", server.url);
    let add = || {
        let token = format!("X-Auth-Token: {new}");
        let filler = format!("{{\"user_name\":\"{}\"}}", "a".repeat(2000));
        let media = "Content-Type: application/x-ndjson";
        let status = ["-o", "/dev/null", "--write-out", "%{http_code}"];
        let request = ["-H", &token, "-H", media, "--data-binary", &filler, &added];
        String::from_utf8(curl(&[&status[..], &request[..]].concat())).unwrap()
    };
    fs::write(&config, "log_level = \"info\"\nmax_body_bytes = 1024\nmax_connections = 77\n").unwrap();
    server.signal("HUP");
    wait_for("have been reloaded", 1);
    wait_for("log_level, max_body_bytes", 1);
    wait_for("need a restart", 1);
    assert!(fs::read_to_string(&log).unwrap().contains("max_connections"));
    assert_eq!(add(), "413");
    fs::write(&config, "log_level = \"info\"\n").unwrap();
    server.signal("HUP");
    wait_for("have been reloaded", 2);
    assert_eq!(add(), "400", "the limit is the earlier one again");
    assert_eq!([status(old), status(new)], ["401", "200"]);
    wait_for("responded", 1);
    for (file, content) in [(&tokens, "weak"), (&config, "log_level = \"info\"\nno_such_setting = 1\n")] {
        let before = fs::read(file).unwrap();
        fs::write(file, content).unwrap();
        let failures = fs::read_to_string(&log).unwrap().matches("reloading failed").count();
        server.signal("HUP");
        wait_for("reloading failed", failures + 1);
        assert_eq!([status(old), status(new)], ["401", "200"]);
        fs::write(file, before).unwrap();
    }
}

#[test]
fn connections_from_other_machines_without_encryption_are_warned_of() {
    let (dir, data) = seeded_data();
    for (address, is_warned) in [("0.0.0.0:0", true), ("127.0.0.1:0", false)] {
        let log = dir.path().join("log");
        let mut command = deskledger();
        command.args(["serve", "--listen", address, "--data", text(&data)]).stderr(fs::File::create(&log).unwrap());
        Server::start_as(&mut command, &data.join("tokens")).terminate();
        assert_eq!(fs::read_to_string(&log).unwrap().contains("not encrypted"), is_warned, "{address}");
    }
}

#[test]
fn the_limit_of_open_files_is_raised_at_the_start() {
    let (dir, data) = seeded_data();
    let limits = dir.path().join("limits");
    let script = r#"ulimit -Sn 64; "$0" serve --listen 127.0.0.1:0 --data "$1" 2>/dev/null & read -r line; grep 'open files' /proc/$!/limits >"$2"; kill $!"#;
    let script = script.replace(
        "2>/dev/null & read -r line;",
        "2>/dev/null >\"$2.out\" & for i in $(seq 200); do grep -q listening \"$2.out\" && break; sleep 0.05; done;",
    );
    let args = ["-c", &script, env!("CARGO_BIN_EXE_deskledger"), text(&data), text(&limits)];
    assert!(std::process::Command::new("bash").args(args).status().unwrap().success());
    let found = fs::read_to_string(&limits).unwrap();
    let numbers: Vec<u64> = found.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert!(numbers[0] == numbers[1] && numbers[0] > 64, "{found}");
}

#[test]
fn a_backup_that_is_interrupted_leaves_nothing() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "150000"]);
    let copy = dir.path().join("copy");
    let mut child = deskledger().args(admin(&data, &["backup", text(&copy)])).stderr(Stdio::null()).spawn().unwrap();
    let begun = std::time::Instant::now();
    while files(dir.path()).len() < 2 && begun.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    signal(child.id(), "TERM");
    let code = child.wait().unwrap().code();
    // Either the signal came in time, or the backup was complete before.
    assert_eq!(files(dir.path()), if code == Some(0) { vec!["copy", "data"] } else { vec!["data"] }, "{code:?}");
}

#[test]
fn a_month_that_cannot_be_sealed_is_wrong_usage_and_stands_in_the_log() {
    let (_dir, data) = seeded_data();
    let (code, reported) = failure(&admin(&data, &["store", "seal", "--month", "2020-04", "--to", "s3://bucket/path"]));
    assert!(code == 2 && reported.contains("cluster"), "{reported}");
    let log = fs::read_to_string(data.join("audit.log")).unwrap();
    let last = json_of(log.lines().last().unwrap().as_bytes())["fields"].clone();
    assert_eq!((&last["action"], &last["month"]), (&"store seal".into(), &"2020-04".into()));
    assert_eq!(last["outcome"], "failed");
}

#[test]
fn the_audit_log_names_who_reads_a_list_and_not_who_only_guesses() {
    let (dir, data) = seeded_data();
    let (log, password) = (dir.path().join("log"), dir.path().join("password"));
    fs::write(&password, "a password of length").unwrap();
    succeed(&admin(&data, &["user", "add", "wang", "--password-file", text(&password)]));
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(&data), "--log", "json"]);
    let server = Server::start_as(command.stderr(fs::File::create(&log).unwrap()), &data.join("tokens"));
    let token = format!("X-Auth-Token: {}", fs::read_to_string(data.join("tokens")).unwrap().trim());
    curl(&[
        "--fail",
        "-H",
        &token,
        "-o",
        "/dev/null",
        &format!("{}/v2/{PROJECT}/connections/desktops?limit=5", server.url),
    ]);
    guess_the_password(&server);
    server.terminate();
    let log = fs::read_to_string(&log).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| json_of(line.as_bytes())["fields"].clone()).collect();
    let found = |message: &str| lines.iter().find(|fields| fields["message"] == message).unwrap().clone();
    let list = found("list");
    assert!(list["who"].as_str().unwrap().starts_with("token:"), "{list}");
    assert_eq!((&list["rows"], &list["limit"], &list["project_id"]), (&5.into(), &5.into(), &PROJECT.into()));
    let guessed = found("token");
    assert_eq!((&guessed["who"], &guessed["account"]), (&"unknown".into(), &"wang".into()));
    let changes = fs::read_to_string(data.join("audit.log")).unwrap();
    let change = json_of(changes.lines().next().unwrap().as_bytes());
    assert_eq!((&change["fields"]["action"], &change["fields"]["user"]), (&"user add".into(), &"wang".into()));
}

#[test]
fn a_lock_is_listed_and_lifted() {
    let (dir, data) = seeded_data();
    let password = dir.path().join("password");
    fs::write(&password, "a password of length").unwrap();
    succeed(&admin(&data, &["user", "add", "wang", "--password-file", text(&password)]));
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(&data)]).stderr(Stdio::null());
    let server = Server::start_as(&mut command, &data.join("tokens"));
    (0..7).for_each(|_| guess_the_password(&server));
    let locked = || json_of(&succeed(&admin(&data, &["user", "list"])).stdout)["locked"].clone();
    assert_eq!(locked(), serde_json::json!(["127.0.0.1"]));
    succeed(&admin(&data, &["user", "unlock", "wang"]));
    assert_eq!(locked(), serde_json::json!([]));
}

#[test]
fn files_of_the_embedded_store_are_not_taken_for_the_records_of_a_cluster() {
    let dir = tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy"));
    succeed(&["seed", "--data", text(&data), "--records", "1"]);
    for action in [&["backup", text(&copy)][..], &["restore", text(&copy)], &["check"]] {
        let mut command = deskledger();
        command.args(["admin", "--data", text(&data)]).args(action).env("DESKLEDGER_STORE", "clickhouse://a:8123/x");
        let output = command.output().unwrap();
        let reported = stderr(&output);
        assert!(
            output.status.code() == Some(2) && reported.contains("DESKLEDGER_STORE: expected no cluster"),
            "{reported}"
        );
    }
    assert!(!copy.exists());
}
