//! Invalid requests over the wire: each is rejected with all violations.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use deskledger::ExportConnectionRecords;
use serde_json::json;
use support::{Server, TOKEN, target};

fn refused(server: &Server, target: &str) -> Vec<(String, String)> {
    let response = server.request("GET", target, &[&format!("X-Auth-Token: {TOKEN}")]);
    assert_eq!(response.status, 400, "{target}: {}", response.text());
    assert_eq!(response.header("content-type"), Some("application/json"));
    let body = response.json();
    assert_eq!(body["error_code"], "WKS.00211102");
    assert_eq!(body["error_msg"], "The parameter is invalid.");
    assert_eq!(response.header("x-request-id").unwrap().len(), 32);
    response.violations()
}

#[test]
fn each_wrong_parameter_is_rejected_for_its_own_reason() {
    let server = Server::start();
    let long = "a".repeat(256);
    let range = "start_time=2020-04-13T01:59Z&end_time=2020-04-30T02:20Z";
    for (query, name, rule) in [
        ("start_time=2020-04-13T01:59Z", "end_time", "time_range"),
        ("end_time=2020-04-13T01:59Z", "start_time", "time_range"),
        ("start_time=2020-04-13T01:59Z&end_time=", "end_time", "time_range"),
        ("start_time=2020-04-30T02:20Z&end_time=2020-04-13T01:59Z", "start_time", "time_range"),
        ("start_time=2020-04-13T01:59Z&end_time=2020-04-13T01:59Z", "start_time", "time_range"),
        ("start_time=2020-02-30T00:00Z&end_time=2020-04-13T01:59Z", "start_time", "format"),
        ("start_time=2020-04-13T01:59:00Z&end_time=2020-04-30T02:20Z", "start_time", "pattern"),
        ("start_time=2020-04-13T01:59&end_time=2020-04-30T02:20Z", "start_time", "pattern"),
        ("start_time=2020-04-13T01:59%2B08:00&end_time=2020-04-30T02:20Z", "start_time", "pattern"),
        ("start_time=%EF%BC%92020-04-13T01:59Z&end_time=2020-04-30T02:20Z", "start_time", "pattern"),
        ("language=fr_FR", "language", "enum"),
        ("language=EN_US", "language", "enum"),
        (&format!("user_name={long}"), "user_name", "maxLength"),
        (&format!("computer_name={long}"), "computer_name", "maxLength"),
        (&format!("terminal_type={long}"), "terminal_type", "maxLength"),
        ("user_name=a&user_name=b", "user_name", "repeated"),
        ("user_name=a&user_name=a", "user_name", "repeated"),
        (&format!("{range}&limit=10"), "limit", "unknown"),
        ("User_Name=a", "User_Name", "unknown"),
        ("user_name=%", "user_name", "encoding"),
        ("user_name=%4", "user_name", "encoding"),
        ("user_name=%zz", "user_name", "encoding"),
        ("user_name=%ff%fe", "user_name", "encoding"),
        ("user_name=a%00b", "user_name", "encoding"),
    ] {
        assert_eq!(refused(&server, &target(query)), [(name.to_owned(), rule.to_owned())], "{query}");
    }
}

#[test]
fn a_null_that_the_server_rejects_is_against_the_document_as_well() {
    let asked = |text: &str| ExportConnectionRecords {
        project_id: "p1".into(),
        user_name: Some(text.into()),
        computer_name: Some(text.into()),
        terminal_type: Some(text.into()),
        ..Default::default()
    };
    let broken = asked("a\0b").check().unwrap_err();
    let found: Vec<_> = broken.iter().map(|violation| (&*violation.name, violation.rule)).collect();
    assert_eq!(found, ["user_name", "computer_name", "terminal_type"].map(|name| (name, "pattern")));
    asked("a\nb\u{1}").check().unwrap();
}

#[test]
fn a_broken_rule_is_reported_in_chinese_where_it_is_wished_for_and_the_error_stays_the_vendors() {
    let server = Server::start();
    let reported = |language: &str| {
        let headers = [&*format!("X-Auth-Token: {TOKEN}"), &format!("Accept-Language: {language}")];
        let body = server.request("GET", &target("language=fr"), &headers).json();
        assert_eq!(body["error_msg"], "The parameter is invalid.");
        body["violations"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(reported("zh-CN,zh;q=0.9,en;q=0.8").starts_with("应为"), "{}", reported("zh-CN"));
    assert!(reported("en-GB").starts_with("expected"), "{}", reported("en-GB"));
}

#[test]
fn a_violation_carries_rule_limit_found_value_and_line_as_data() {
    let server = Server::start();
    let document: Vec<&str> = include_str!("../../../openapi.yaml").lines().collect();
    let violation = |query: &str| {
        let response = server.request("GET", &target(query), &[&format!("X-Auth-Token: {TOKEN}")]);
        response.json()["violations"][0].clone()
    };
    let long = violation(&format!("user_name={}", "a".repeat(256)));
    assert_eq!((&long["place"], &long["name"], &long["limit"]), (&json!("query"), &json!("user_name"), &json!(255)));
    assert_eq!(long["found"], format!("{}... (256 characters)", "a".repeat(64)));
    let line = long["line"].as_u64().unwrap() as usize;
    assert_eq!(document[line - 1].trim(), "maxLength: 255");
    let language = violation("language=fr");
    assert_eq!((&language["rule"], &language["limit"]), (&json!("enum"), &json!(["zh_CN", "en_US"])));
    let unknown = violation("limit=10");
    assert_eq!((&unknown["rule"], &unknown["limit"][0]), (&json!("unknown"), &json!("start_time")));
    assert_eq!(unknown.get("line"), None, "the document does not contain the name");
    // The token is longer than the document allows: its value stays secret. No random request id contains a "z".
    let response = server.request("GET", &target(""), &[&format!("X-Auth-Token: {}", "z".repeat(40_001))]);
    assert_eq!(response.status, 401, "{}", response.text());
    assert!(!response.text().contains("zzzz"), "{}", response.text());
}

#[test]
fn all_wrong_parameters_come_back_together() {
    let server = Server::start();
    let long = "%E5%BC%A0".repeat(256);
    let query = format!(
        "start_time=yesterday&end_time=2020-02-30T00:00Z&user_name={long}&computer_name={long}&terminal_type={long}&language=fr&x=1"
    );
    let target = format!("/v2/..%2f../connections/desktops/export?{query}");
    let found = refused(&server, &target);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["x", "project_id", "start_time", "end_time", "user_name", "computer_name", "terminal_type", "language"]
    );
}

#[test]
fn a_wrong_header_comes_back_beside_a_wrong_parameter() {
    let server = Server::start();
    let media_type = format!("Content-Type: {}", "a".repeat(256));
    for (query, expected) in [("", &["Content-Type"][..]), ("language=fr", &["language", "Content-Type"])] {
        let response = server.export_with(query, &[&media_type]);
        let names: Vec<String> = response.violations().into_iter().map(|(name, _)| name).collect();
        assert_eq!((response.status, &*names), (400, &*expected.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
}

#[test]
fn a_project_id_never_changes_the_path() {
    let server = Server::start();
    for project in
        ["..", ".", "%2e%2e", "a%2Fb", "%2F", "a%5Cb", "a\\b", "%00", "%ff", "%", "a%20b", "%EF%BC%91", "-a", "a.b"]
    {
        let found = refused(&server, &format!("/v2/{project}/connections/desktops/export"));
        assert_eq!(found[0].0, "project_id", "{project}");
    }
    let empty = refused(&server, "/v2//connections/desktops/export");
    assert_eq!(empty[0], ("project_id".to_owned(), "minLength".to_owned()));
    let long = "a".repeat(256);
    assert_eq!(refused(&server, &format!("/v2/{long}/connections/desktops/export"))[0].1, "maxLength");
    for path in ["/v2/a/b/connections/desktops/export", "/v2/connections/desktops/export"] {
        let response = server.request("GET", path, &[&format!("X-Auth-Token: {TOKEN}")]);
        assert_eq!((response.status, response.json()["error_code"].as_str()), (404, Some("APIGW.0101")), "{path}");
    }
}

#[test]
fn a_value_at_its_longest_is_not_rejected() {
    let server = Server::start();
    let long = "%E5%BC%A0".repeat(255);
    let response = server.export(&format!("user_name={long}&computer_name={}", "a".repeat(255)), "text/csv");
    assert_eq!(response.status, 200, "{}", response.text());
}

#[test]
fn an_empty_value_counts_as_absent() {
    let server = Server::start();
    let query = "start_time=&end_time=&user_name=&computer_name=&terminal_type=&language=";
    let response = server.export(query, "text/csv");
    assert_eq!(response.status, 200, "{}", response.text());
    assert!(response.text().starts_with("Connected User,"));
}

#[test]
fn a_query_of_thousands_of_parameters_is_rejected_and_its_response_is_short() {
    let server = Server::start();
    let response = server.export(&"x=1&".repeat(10_000), "text/csv");
    assert_eq!(response.status, 400);
    assert_eq!(response.violations().len(), deskledger::MAX_VIOLATIONS);
    assert!(response.body.len() < 16 << 10, "{}", response.body.len());
}

#[test]
fn a_head_larger_than_any_request_needs_is_rejected() {
    let server = Server::start();
    let response = server.request("GET", &target(""), &[&format!("X-Filler: {}", "a".repeat(200 << 10))]);
    assert_eq!(response.status, 431);
    let response = server.request("GET", &target(""), &[&format!("X-Auth-Token: {}", "a".repeat(40_000))]);
    assert_eq!(response.status, 401);
}
