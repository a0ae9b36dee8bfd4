//! The exported file: formats, languages, filters and time range.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use deskledger::ConnectionRecord;
use support::{CSV, NDJSON, PROJECT, Server, TOKEN, record, target};

/// The transaction ids of an NDJSON file.
fn ids(server: &Server, query: &str) -> Vec<String> {
    let response = server.export(query, NDJSON);
    assert_eq!((response.status, response.is_whole), (200, true), "{query}: {}", response.text());
    let id = |line: &str| serde_json::from_str::<ConnectionRecord>(line).unwrap().transaction_id.unwrap();
    response.text().lines().map(id).collect()
}

#[test]
fn each_form_is_sent_under_its_own_name_and_type() {
    let server = Server::start();
    server.import(&[record(0)]);
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for (accept, media_type, name, start) in [
        ("*/*", xlsx, "connection-records.xlsx", &b"PK\x03\x04"[..]),
        ("application/json", xlsx, "connection-records.xlsx", b"PK\x03\x04"),
        ("text/csv", CSV, "connection-records.csv", b"Connected User,"),
        ("application/x-ndjson;q=0.9, text/csv;q=0.1", NDJSON, "connection-records.ndjson", b"{\"user_name\":"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet", "connection-records.parquet", b"PAR1"),
    ] {
        let response = server.export("", accept);
        assert_eq!((response.status, response.is_whole), (200, true));
        assert_eq!(response.header("content-type"), Some(media_type));
        assert_eq!(response.header("content-disposition"), Some(&*format!("attachment; filename=\"{name}\"")));
        assert_eq!(response.header("accept-ranges"), Some("bytes"));
        assert!(response.body.starts_with(start), "{accept}");
    }
    let bare = server.request("GET", &target(""), &[&format!("X-Auth-Token: {TOKEN}")]);
    assert_eq!(bare.header("content-type"), Some(xlsx));
}

#[test]
fn headings_and_yes_and_no_follow_the_language() {
    let server = Server::start();
    server.import(&[record(0)]);
    for (query, heading, no) in
        [("", "Connected User", "No"), ("language=en_US", "Connected User", "No"), ("language=zh_CN", "连接用户", "否")]
    {
        let response = server.export(query, CSV);
        let mut lines = response.text().split("\r\n");
        assert_eq!(lines.next().unwrap().split(',').next(), Some(heading));
        let values: Vec<&str> = lines.next().unwrap().split(',').collect();
        assert_eq!(values.len(), ConnectionRecord::COLUMNS.len());
        assert!(values.contains(&no) && values.contains(&"2020-04-01T00:00:00Z"), "{values:?}");
    }
    assert_eq!(server.export("language=zh_CN", NDJSON).body, server.export("", NDJSON).body);
}

#[test]
fn an_export_without_a_range_holds_everything_of_its_project_and_nothing_else() {
    let server = Server::start();
    server.import(&[record(2), record(0), record(1)]);
    let mut other = server.store.import("another").unwrap();
    other.add(&record(9)).unwrap();
    other.commit().unwrap();
    assert_eq!(ids(&server, ""), ["transaction-00000000", "transaction-00000001", "transaction-00000002"]);
    server.store.import("empty").unwrap().commit().unwrap();
    for (project, status, lines) in [("empty", 200, 1), ("another", 200, 2), ("unknown", 404, 1)] {
        let target = target("").replace(PROJECT, project);
        let response = server.request("GET", &target, &[&format!("X-Auth-Token: {TOKEN}"), "Accept: text/csv"]);
        assert_eq!((response.status, response.text().lines().count()), (status, lines), "{project}");
    }
}

#[test]
fn the_range_begins_with_its_first_minute_and_ends_before_its_last() {
    let server = Server::start();
    server.import(&[record(59), record(60), record(119), record(120)]);
    let query = "start_time=2020-04-01T00:01Z&end_time=2020-04-01T00:02Z";
    assert_eq!(ids(&server, query), ["transaction-00000060", "transaction-00000119"]);
}

#[test]
fn every_filter_narrows_and_all_together_do() {
    let server = Server::start();
    let other = |number: u32, change: fn(&mut ConnectionRecord)| {
        let mut record = record(number);
        change(&mut record);
        record
    };
    server.import(&[
        record(0),
        other(1, |record| record.user_name = Some("张三 & Söhne+1".into())),
        other(2, |record| record.computer_name = Some("JY012".into())),
        other(3, |record| record.terminal_type = None),
    ]);
    assert_eq!(ids(&server, "user_name=%E5%BC%A0%E4%B8%89+%26+S%C3%B6hne%2B1"), ["transaction-00000001"]);
    assert_eq!(ids(&server, "computer_name=JY012"), ["transaction-00000002"]);
    assert_eq!(ids(&server, "terminal_type=Windows%2010").len(), 3);
    assert_eq!(ids(&server, "user_name=JY01@local.com").len(), 0);
    let all = "user_name=jy01@local.com&computer_name=JY011&terminal_type=Windows+10&language=zh_CN\
               &start_time=2020-04-01T00:00Z&end_time=2020-04-02T00:00Z";
    assert_eq!(ids(&server, all), ["transaction-00000000"]);
}

#[test]
fn the_published_example_request_is_understood() {
    let server = Server::start();
    let query = "start_time=2020-04-13T01:59Z&end_time=2020-04-30T02:20Z&user_name=jy01@local.com&computer_name=JY011";
    let response = server.request(
        "GET",
        &target(query),
        &[&format!("X-Auth-Token: {TOKEN}"), "Content-Type: application/json", "Accept: text/csv"],
    );
    assert_eq!(response.status, 200, "{}", response.text());
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let server = Server::start();
    server.import(&(0..3000).map(record).collect::<Vec<_>>());
    for accept in ["*/*", CSV, NDJSON] {
        assert!(server.export("", accept).body == server.export("", accept).body, "{accept}");
    }
}
