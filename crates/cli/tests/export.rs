//! `export` against the real server.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::process::Command;

use support::*;
use tempfile::tempdir;

/// A server with 500 synthetic records and the published ones.
fn server(dir: &std::path::Path) -> Server {
    let data = dir.join("data");
    succeed(&["seed", "--data", text(&data), "--records", "500", "--seed", "7"]);
    let published = concat!(env!("CARGO_MANIFEST_DIR"), "/src/command/demo-records.json");
    succeed(&["import", "--new-project", "--project-id", PROJECT, "--data", text(&data), published]);
    Server::start(&data)
}

#[test]
fn curl_gets_the_same_bytes_and_without_a_token_the_vendors_error_response() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let file = dir.path().join("a.xlsx");
    succeed(&server.export(&["-o", text(&file)]));
    let url = format!("{}/v2/{PROJECT}/connections/desktops/export", server.url);
    let curl = Command::new("curl").args(["-s", "-H", &format!("X-Auth-Token: {TOKEN}"), &url]).output().unwrap();
    assert!(curl.status.success());
    assert!(curl.stdout == fs::read(&file).unwrap(), "curl and export differ");

    let refused = Command::new("curl").args(["-s", "-w", "\n%{http_code}", &url]).output().unwrap();
    let refused = String::from_utf8(refused.stdout).unwrap();
    let (body, status) = refused.rsplit_once('\n').unwrap();
    assert_eq!(status, "401");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["error_code"], "APIGW.0301");
    assert_eq!(body["error_msg"], "Incorrect IAM authentication information: x-auth-token not found");
}

#[test]
fn the_documented_example_finds_the_published_records_in_each_format() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let example = [
        "--start-time", "2020-04-13T01:59Z", "--end-time", "2020-04-30T02:20Z", "--user-name", "jy01@local.com",
        "--computer-name", "JY011",
    ];
    for (form, start) in [("csv", &b"Connected User,"[..]), ("ndjson", b"{"), ("xlsx", b"PK")] {
        let output = succeed(&server.export(&[&example[..], &["--format", form, "-o", "-"]].concat()));
        assert!(output.stdout.starts_with(start), "{form}");
        if form != "xlsx" {
            let lines = String::from_utf8(output.stdout).unwrap().lines().count();
            assert_eq!(lines, if form == "csv" { 3 } else { 2 });
        }
    }
    let chinese = succeed(&server.export(&["--language", "zh_CN", "--format", "csv", "-o", "-"]));
    assert!(String::from_utf8(chinese.stdout).unwrap().contains("连接用户"));
}

#[test]
fn the_extension_of_the_output_selects_the_format() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let file = dir.path().join("a.ndjson");
    let output = succeed(&server.export(&["-o", text(&file), "--json"]));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["format"], "ndjson");
    assert_eq!(result["bytes"], fs::metadata(&file).unwrap().len());
    assert!(fs::read_to_string(&file).unwrap().lines().all(|line| line.starts_with('{')));
}

#[test]
fn an_existing_file_is_kept_unless_forced() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let file = dir.path().join("kept.csv");
    fs::write(&file, "mine").unwrap();
    let (code, message) = failure(&server.export(&["-o", text(&file)]));
    assert_eq!(code, 5, "{message}");
    assert!(message.contains("kept.csv") && message.contains("exists"), "{message}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    succeed(&server.export(&["-o", text(&file), "--force"]));
    assert!(fs::read_to_string(&file).unwrap().starts_with("Connected User,"));
}

#[test]
fn a_wrong_token_ends_with_three_and_names_status_code_and_request_but_not_the_token() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let wrong = dir.path().join("wrong");
    fs::write(&wrong, "wrong-token-of-mine").unwrap();
    let target = dir.path().join("x");
    let args = [
        "export",
        "--endpoint",
        &server.url,
        "--token-file",
        text(&wrong),
        "--project-id",
        PROJECT,
        "-o",
        text(&target),
    ];
    let (code, message) = failure(&args);
    assert_eq!(code, 3, "{message}");
    assert!(message.contains("401") && message.contains("APIGW.0301"), "{message}");
    assert!(message.contains("Get a new token"), "{message}");
    assert!(!message.contains("wrong-token-of-mine"), "{message}");
    let (_, json) = failure(&[&args[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["error"]["status"], 401);
    assert_eq!(json["error"]["code"], "APIGW.0301");
    assert!(json["error"]["request_id"].as_str().is_some_and(|id| !id.is_empty()));
}

#[test]
fn nothing_but_the_last_line_is_printed_when_nobody_watches_and_nothing_with_quiet() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let file = dir.path().join("a.csv");
    let output = succeed(&server.export(&["-o", text(&file)]));
    assert_eq!((output.stdout.len(), stderr(&output).lines().count()), (0, 1));
    let output = succeed(&server.export(&["-o", text(&file), "--force", "--quiet"]));
    assert_eq!((output.stdout.len(), stderr(&output).as_str()), (0, ""));
}

#[test]
fn a_dry_run_shows_the_request_without_the_token_and_sends_nothing() {
    let dir = tempdir().unwrap();
    let token = dir.path().join("token");
    fs::write(&token, TOKEN).unwrap();
    // Nothing listens at the endpoint.
    let args = [
        "export",
        "--endpoint",
        "http://127.0.0.1:9",
        "--token-file",
        text(&token),
        "--project-id",
        PROJECT,
        "--user-name",
        "jy01@local.com",
        "--dry-run",
    ];
    let output = succeed(&args);
    let printed = String::from_utf8(output.stdout).unwrap();
    let url = format!("GET http://127.0.0.1:9/v2/{PROJECT}/connections/desktops/export?user_name=jy01%40local.com\n");
    assert!(printed.starts_with(&url), "{printed}");
    assert!(printed.to_lowercase().contains("content-type: application/json"), "{printed}");
    assert!(!printed.contains(TOKEN), "{printed}");
}

#[test]
fn the_environment_stands_in_for_flags() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let output = deskledger()
        .args(["export", "--format", "csv", "-o", "-"])
        .envs([
            ("DESKLEDGER_ENDPOINT", server.url.as_str()),
            ("DESKLEDGER_TOKEN", TOKEN),
            ("HUAWEICLOUD_SDK_PROJECT_ID", PROJECT),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(rows(&output.stdout[..]), 503);
    let output = deskledger()
        .args(["export", "--region", "cn-north-4", "--project-id", PROJECT, "--format", "csv", "-o", "-"])
        .envs([("HUAWEICLOUD_SDK_REGION_WORKSPACE_CN_NORTH_4", server.url.as_str()), ("DESKLEDGER_TOKEN", TOKEN)])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_time_range_and_times_of_a_zone_are_those_that_people_read_on_their_clocks() {
    let dir = tempdir().unwrap();
    let server = server(dir.path());
    let day = ["--on", "2020-04-24", "--time-zone", "Asia/Shanghai", "--output-time-zone", "Asia/Shanghai", "--json"];
    let export = |name: &str, more: &[&str]| {
        let file = dir.path().join(name);
        let output = succeed(&server.export(&[&day[..], &["-o", text(&file)], more].concat()));
        let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(result["time_range"]["start_time"], "2020-04-23T16:00Z", "{result}");
        assert_eq!(result["time_range"]["local_end"], "2020-04-25T00:00+08:00", "{result}");
        assert_eq!(result["bytes"], fs::metadata(&file).unwrap().len());
        (file, result["records"].as_u64().unwrap())
    };
    let (csv, records) = export("day.csv", &["--dialect", "excel"]);
    let csv = fs::read_to_string(csv).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.contains(",Connection Started (Asia/Shanghai),"), "{csv}");
    assert_eq!((csv.lines().count() as u64, records > 0), (records + 1, true));
    assert!(csv.lines().skip(1).all(|line| line.contains("2020-04-24T") && line.contains("+08:00")), "{csv}");
    // The workbook in a zone has the same points in time as the file of the service.
    let (xlsx, _) = export("day.xlsx", &[]);
    let converted = dir.path().join("day.ndjson");
    succeed(&["convert", text(&xlsx), "-o", text(&converted)]);
    let plain = succeed(&server.export(&[&day[..4], &["--format", "ndjson", "-o", "-"]].concat()));
    assert_eq!(fs::read_to_string(converted).unwrap(), String::from_utf8(plain.stdout.clone()).unwrap());
    let reported = stderr(&plain);
    assert!(
        reported.starts_with("time range 2020-04-24T00:00+08:00 to 2020-04-25T00:00+08:00 (Asia/Shanghai): "),
        "{reported}"
    );
    let (code, reported) = failure(&server.export(&[&day[..], &["-o", "day.parquet"]].concat()));
    assert!(code == 2 && reported.contains("--output-time-zone: expected xlsx, csv or ndjson"), "{reported}");
    assert_eq!(files(dir.path()).iter().filter(|name| name.starts_with("day.")).count(), 3);
}

/// A server that sends a file of NDJSON.
fn sends_ndjson() -> String {
    let body = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n";
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: {}\r\n", body.len());
    broken_server(Then::Close(format!("{head}Connection: close\r\n\r\n{body}").into_bytes()))
}

#[test]
fn a_file_that_is_written_again_is_not_reported_in_the_format_of_the_service() {
    let dir = tempdir().unwrap();
    let (url, target) = (sends_ndjson(), dir.path().join("day.csv"));
    let export = ["export", "--endpoint", &url, "--token", TOKEN, "--project-id", PROJECT, "-o", text(&target)];
    let output = succeed(&[&export[..], &["--output-time-zone", "Asia/Shanghai", "--json"]].concat());
    assert_eq!(json_of(&output.stdout)["format"], "csv");
    assert!(fs::read_to_string(target).unwrap().contains("2020-04-24T11:02:47+08:00"));
}

#[test]
fn a_file_beside_the_target_is_not_overwritten_by_the_one_of_the_service() {
    let dir = tempdir().unwrap();
    let (url, target, plain) = (sends_ndjson(), dir.path().join("day.csv"), dir.path().join("day.csv.plain"));
    fs::write(&plain, "kept").unwrap();
    let export = ["export", "--endpoint", &url, "--token", TOKEN, "--project-id", PROJECT, "-o", text(&target)];
    let export = [&export[..], &["--output-time-zone", "Asia/Shanghai"]].concat();
    let (code, reported) = failure(&export);
    assert!(code == 5 && reported.contains("day.csv.plain"), "{code} {reported}");
    assert_eq!((fs::read_to_string(&plain).unwrap().as_str(), target.exists()), ("kept", false));
    fs::remove_file(&plain).unwrap();
    succeed(&export);
    assert_eq!(files(dir.path()), ["day.csv"]);
}
