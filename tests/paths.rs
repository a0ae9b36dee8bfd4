//! Requests are encoded faithfully: paths, queries, endpoints.

#![allow(clippy::unwrap_used)]

mod support;

use deskledger::{Client, ExportConnectionRecords, Token};
use support::{CSV, Script, Server, TOKEN, request};

#[tokio::test]
async fn a_project_id_that_would_change_the_path_is_not_sent() {
    let server = Server::start([]).await;
    let long = "a".repeat(256);
    for project_id in
        ["", ".", "..", "../x", "a/b", "a\\b", "a%2fb", "a?b", "a#b", " ", "a b", "中", "a\0", "a\n", &long]
    {
        let request = ExportConnectionRecords { project_id: project_id.into(), ..request() };
        let error = request.send(&server.client()).await.unwrap_err();
        assert!(error.is_invalid() && !error.may_have_been_sent(), "{project_id}: {error}");
        assert!(error.violations().unwrap().names("project_id"), "{project_id}: {error}");
    }
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn every_violation_comes_back_at_once_and_nothing_is_sent() {
    let server = Server::start([]).await;
    let request = ExportConnectionRecords {
        project_id: "..".into(),
        start_time: Some("yesterday".into()),
        language: Some("fr_FR".into()),
        user_name: Some("a".repeat(256)),
        ..Default::default()
    };
    let error = request.send(&server.client()).await.unwrap_err();
    let names: Vec<_> = error.violations().unwrap().iter().map(|violation| violation.name.to_string()).collect();
    assert_eq!(names, ["project_id", "start_time", "user_name", "language", "end_time"]);
    assert_eq!((error.to_string().lines().count(), server.seen().len()), (5, 0));
}

#[tokio::test]
async fn odd_values_reach_the_server_as_they_are() {
    let server = Server::start([Script::status(200).body(CSV)]).await;
    let request = ExportConnectionRecords {
        start_time: Some("2020-04-13T01:59Z".into()),
        end_time: Some("2020-04-30T02:20Z".into()),
        user_name: Some("张 三+&=#?%2F/\u{7f}😀".into()),
        computer_name: Some("JY011".into()),
        terminal_type: Some(String::new()),
        language: None,
        ..request()
    };
    request.send(&server.client()).await.unwrap();
    let seen = server.seen();
    let query = seen[0].target().split_once('?').unwrap().1.to_owned();
    assert!(query.is_ascii() && !query.contains('+'), "{query}");
    let known = |_: &str| Vec::new();
    let path = [("project_id", request.project_id.as_str())];
    let wire = deskledger::RawRequest { path: &path, query: &query, headers: &known, body: &[] };
    let read = ExportConnectionRecords::decode(&wire).unwrap();
    let expected = ExportConnectionRecords { terminal_type: None, language: Some("en_US".into()), ..request };
    assert_eq!(read, expected);
    assert!(!query.contains("terminal_type") && !query.contains("language"), "{query}");
}

#[tokio::test]
async fn no_parameters_leave_no_question_mark() {
    let server = Server::start([Script::status(200).body(CSV)]).await;
    let empty = Some(String::new());
    let request =
        ExportConnectionRecords { start_time: empty.clone(), end_time: empty.clone(), user_name: empty, ..request() };
    request.send(&server.client()).await.unwrap();
    assert!(server.seen()[0].target().ends_with("/export"), "{:?}", server.seen());
}

#[tokio::test]
async fn an_endpoint_with_a_path_or_a_slash_at_its_end_keeps_one_slash() {
    for (suffix, prefix) in [("", ""), ("/", ""), ("//", ""), ("/api", "/api"), ("/api/", "/api")] {
        let server = Server::start([Script::status(200).body(CSV)]).await;
        let token = Token::new(TOKEN).unwrap();
        let client = Client::builder().endpoint(format!("{}{suffix}", server.address)).token(token).build().unwrap();
        request().send(&client).await.unwrap();
        let path = format!("{prefix}/v2/8dc9c40a06574a598941b254d4b63b43/connections/desktops/export");
        assert_eq!(server.seen()[0].target(), path);
    }
}

#[test]
fn the_client_and_its_errors_can_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Client>();
    crosses::<deskledger::Error>();
    crosses::<deskledger::Download>();
}
