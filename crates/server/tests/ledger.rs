//! The other calls: pages of records, and added records.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::time::Duration;

use deskledger::ConnectionRecord;
use deskledger_server::{Access, Role};
use serde_json::{Value, json};
use support::{NDJSON, PROJECT, Response, Server, TOKEN, record};

fn list(server: &Server, query: &str) -> Response {
    let target = format!("/v2/{PROJECT}/connections/desktops{query}");
    server.request("GET", &target, &[&format!("X-Auth-Token: {TOKEN}")])
}

fn lines(records: &[ConnectionRecord]) -> String {
    records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect()
}

fn post(server: &Server, body: &str) -> Response {
    post_as(server, "application/x-ndjson", TOKEN, body)
}

fn post_as(server: &Server, media_type: &str, token: &str, body: &str) -> Response {
    let head = format!(
        "POST /ledger/v1/{PROJECT}/records HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {token}\r\n\
         Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    server.send(head.as_bytes())
}

#[test]
fn the_pages_together_are_the_export() {
    let server = Server::start();
    server.import(&(0..45).map(record).collect::<Vec<_>>());
    let mut listed = Vec::new();
    for offset in [0, 20, 40, 60] {
        let page = list(&server, &format!("?offset={offset}")).json();
        assert_eq!(page["total_count"], 45);
        listed.extend(page["records"].as_array().unwrap().clone());
    }
    let exported = server.export("", NDJSON);
    let exported: Vec<Value> = exported.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(listed, exported);
    assert_eq!(list(&server, "?limit=1000").json()["records"].as_array().unwrap().len(), 45);
    let none = list(&server, "?limit=0&user_name=nobody").json();
    assert_eq!(none, json!({ "total_count": 0, "records": [] }));
}

#[test]
fn the_newest_records_come_first_where_that_is_requested() {
    let server = Server::start();
    server.import(&(0..45).map(record).collect::<Vec<_>>());
    let page = |query: &str| list(&server, query).json()["records"].as_array().unwrap().clone();
    let mut reversed = page("?limit=1000");
    reversed.reverse();
    for filter in ["", "&user_name=jy01@local.com", "&terminal_type=Windows%2010"] {
        let pages: Vec<Value> =
            [0, 20, 40].iter().flat_map(|offset| page(&format!("?order=desc&offset={offset}{filter}"))).collect();
        assert_eq!(pages, reversed, "{filter}");
    }
    assert_eq!(list(&server, "?order=newest").violations(), [("order".into(), "enum".into())]);
}

#[test]
fn a_summary_counts_what_the_export_holds() {
    let server = Server::start();
    let at = |number: u32, start: &str, user: &str, end: Option<&str>, failure: Option<&str>| ConnectionRecord {
        connection_start_time: start.into(),
        user_name: Some(user.into()),
        connection_end_time: end.map(Into::into),
        connection_failure_reason: failure.map(Into::into),
        ..record(number)
    };
    // 2020-04-03 is a Friday.
    server.import(&[
        at(0, "2020-04-03T00:00:00Z", "a", Some("2020-04-03T01:00:00Z"), None),
        at(1, "2020-04-03T09:59:59Z", "b", None, None),
        at(2, "2020-04-03T10:00:00Z", "a", None, Some("a failure")),
        at(3, "2020-04-03T17:59:59Z", "c", None, None),
        at(4, "2020-04-04T09:00:00Z", "c", None, Some("")),
    ]);
    let summary = |query: &str| {
        let target = format!("/ledger/v1/{PROJECT}/summary{query}");
        server.request("GET", &target, &[&format!("X-Auth-Token: {TOKEN}")])
    };
    let numbers = |records: u64, users: u64, failures: u64, open: u64, off_hours: u64| json!({ "records": records, "users": users, "failures": failures, "open": open, "off_hours": off_hours });
    // 08:00 to 18:00 in Shanghai is 00:00 to 10:00 in UTC.
    for (query, expected) in [
        ("", numbers(5, 3, 1, 3, 2)),
        ("?time_zone=Asia/Shanghai", numbers(5, 3, 1, 3, 3)),
        ("?time_zone=%2B08:00", numbers(5, 3, 1, 3, 3)),
        ("?time_zone=Asia/Shanghai&user_name=a", numbers(2, 1, 1, 0, 1)),
        ("?start_time=2020-04-03T10:00Z&end_time=2020-04-04T00:00Z", numbers(2, 2, 1, 1, 0)),
        ("?user_name=nobody", numbers(0, 0, 0, 0, 0)),
    ] {
        assert_eq!(summary(query).json(), expected, "{query}");
        assert_eq!(summary(query).json(), expected, "{query}, again");
    }
    server.import(&[record(9)]);
    assert_eq!(summary("").json()["records"], 6, "a summary of earlier records");
    for (query, violation) in [
        ("?time_zone=Mars/Olympus", ("time_zone", "format")),
        ("?time_zone=a%20b", ("time_zone", "pattern")),
        ("?start_time=2020-04-03T10:00Z", ("end_time", "time_range")),
        ("?limit=5", ("limit", "unknown")),
    ] {
        let response = summary(query);
        assert_eq!(
            (response.status, response.violations()),
            (400, vec![(violation.0.into(), violation.1.into())]),
            "{query}"
        );
    }
    assert_eq!(server.request("GET", &format!("/ledger/v1/{PROJECT}/summary"), &[]).status, 401);
}

#[test]
fn the_time_zone_of_the_server_is_not_taken_for_that_of_the_caller() {
    let server = Server::start();
    server.import(&[record(0)]);
    for zone in ["local", "Local", "system", "Mars/Olympus"] {
        let target = format!("/ledger/v1/{PROJECT}/summary?time_zone={zone}");
        let response = server.request("GET", &target, &[&format!("X-Auth-Token: {TOKEN}")]);
        assert_eq!((response.status, response.violations()), (400, vec![("time_zone".into(), "format".into())]));
        let violation = &response.json()["violations"][0];
        assert_eq!(violation["found"], zone);
        let message = violation["message"].as_str().unwrap();
        assert!(message.ends_with(&format!("found \"{zone}\"")) && !message.contains("or local"), "{message}");
    }
}

#[test]
fn a_page_outside_of_its_bounds_is_rejected_by_the_generated_rules() {
    let server = Server::start();
    for (query, name, rule) in [
        ("?limit=1001", "limit", "maximum"),
        ("?offset=-1", "offset", "minimum"),
        ("?limit=many", "limit", "type"),
        ("?start_time=2020-04-13T01:59Z", "end_time", "time_range"),
        ("?language=en_US", "language", "unknown"),
    ] {
        let response = list(&server, query);
        assert_eq!(response.status, 400, "{query}");
        assert!(response.violations().contains(&(name.into(), rule.into())), "{query}: {:?}", response.violations());
    }
    assert_eq!(server.request("GET", &format!("/v2/{PROJECT}/connections/desktops"), &[]).status, 401);
}

#[test]
fn a_batch_that_is_sent_again_changes_nothing_and_an_end_is_filled_in() {
    let server = Server::start();
    let mut records: Vec<ConnectionRecord> = (0..3).map(record).collect();
    let added = json!({ "added": 3, "updated": 0, "unchanged": 0 });
    assert_eq!(post(&server, &lines(&records)).json(), added);
    assert_eq!(post(&server, &lines(&records)).json(), json!({ "added": 0, "updated": 0, "unchanged": 3 }));
    records[1].connection_end_time = Some("2020-04-01T01:00:00Z".into());
    assert_eq!(post(&server, &lines(&records)).json(), json!({ "added": 0, "updated": 1, "unchanged": 2 }));
    assert_eq!(server.export("", NDJSON).text().lines().count(), 3);
    assert!(server.export("", NDJSON).text().contains("2020-04-01T01:00:00Z"));
}

#[test]
fn of_a_batch_with_a_bad_line_nothing_is_kept() {
    let server = Server::start();
    let good = lines(&[record(0), record(1)]);
    let nameless = lines(&[ConnectionRecord { transaction_id: None, ..record(2) }]);
    for (bad, reported) in [
        ("{\n", "line 3"),
        ("{\"connection_start_time\":\"soon\"}\n", "line 3"),
        ("[]\n", "line 3"),
        (&*nameless, "line 3"),
    ] {
        let response = post(&server, &format!("{good}{bad}"));
        assert_eq!(response.status, 400);
        assert_eq!(response.violations()[0].0, reported, "{bad}");
    }
    assert_eq!(server.export("", NDJSON).text(), "");
    assert_eq!(post(&server, "").json(), json!({ "added": 0, "updated": 0, "unchanged": 0 }));
}

#[test]
fn a_field_that_is_spelled_wrong_is_not_lost_after_a_200() {
    let server = Server::start();
    let good = lines(&[record(0)]);
    let wrong = good.replace("\"network_rtt\"", "\"network_rt\"");
    let response = post(&server, &format!("{good}{wrong}"));
    assert_eq!((response.status, &response.violations()[0].0), (400, &"line 2".to_owned()));
    let reported = response.json()["violations"][0]["message"].as_str().unwrap().to_owned();
    assert_eq!(reported, "expected fields of a connection record only, found network_rt");
    let many: String = (0..9).map(|number| format!(",\"x{number}\":1")).collect();
    let reported =
        post(&server, &good.replace("}\n", &format!("{many}}}\n"))).json()["violations"][0]["message"].clone();
    assert_eq!(reported, "expected fields of a connection record only, found x0, x1, x2, x3, x4 and 4 more");
    assert_eq!(server.export("", NDJSON).text(), "");
}

#[test]
fn a_batch_that_is_compressed_is_taken_and_one_in_an_unknown_encoding_is_rejected_with_the_known_ones() {
    let server = Server::within(deskledger_server::Limits { max_body_bytes: 100_000, ..Default::default() });
    let send = |coding: &str, body: &[u8]| {
        let head = format!(
            "POST /ledger/v1/{PROJECT}/records HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {TOKEN}\r\n\
             Content-Type: application/x-ndjson\r\nContent-Encoding: {coding}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        server.send(&[head.as_bytes(), body].concat())
    };
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let batch = lines(&(0..100).map(record).collect::<Vec<_>>());
    assert_eq!(send("gzip", &gzip(&batch)).json()["added"], 100);
    assert_eq!(send("zstd", &zstd::encode_all(batch.as_bytes(), 1).unwrap()).json()["unchanged"], 100);
    let refused = send("br", batch.as_bytes());
    assert_eq!((refused.status, refused.header("accept-encoding")), (415, Some("gzip, zstd")));
    assert_eq!(send("gzip", batch.as_bytes()).status, 400);
    let bomb = gzip(&" ".repeat(200_000));
    assert_eq!((send("gzip", &bomb).status, bomb.len() < 1000), (413, true));
}

#[test]
fn a_bad_line_is_reported_in_chinese_where_that_is_wished_for() {
    let server = Server::start();
    let body = "{\"connection_start_time\":\"soon\"}\n{\"connection_start_time\":\"2020-04-01T00:00:00Z\"}\n";
    let send = |language: &str| {
        let head = format!(
            "POST /ledger/v1/{PROJECT}/records HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Token: {TOKEN}\r\n\
             Content-Type: application/x-ndjson\r\nAccept-Language: {language}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let response = server.send(head.as_bytes()).json();
        [0, 1].map(|line| response["violations"][line]["message"].as_str().unwrap().to_owned())
    };
    assert!(send("en").iter().all(|message| message.contains("expected")), "{:?}", send("en"));
    assert!(send("zh-CN").iter().all(|message| message.contains("应")), "{:?}", send("zh-CN"));
}

#[test]
fn what_is_no_batch_is_rejected_before_it_is_read() {
    let server = Server::start();
    let good = lines(&[record(0)]);
    assert_eq!(post_as(&server, "application/json", TOKEN, &good).status, 415);
    assert_eq!(post_as(&server, "application/x-ndjson", "wrong", &good).status, 401);
    assert_eq!(post(&server, &lines(&(0..10_001).map(record).collect::<Vec<_>>())).status, 400);
    let full = Server::within(deskledger_server::Limits { max_concurrent_batches: 0, ..Default::default() });
    let response = post(&full, &good);
    assert_eq!((response.status, response.header("retry-after")), (429, Some("1")));
    assert_eq!(server.export("", NDJSON).text(), "");
}

#[test]
fn a_caller_sees_no_project_but_their_own() {
    let server = Server::start();
    assert_eq!(post(&server, &lines(&[record(0)])).status, 200);
    let access = Access::open(server.directory.path()).unwrap();
    access.set_user("wang", "a password of length").unwrap();
    access.set_user("li", "a password of length").unwrap();
    access.set_project("named", Some("the office")).unwrap();
    access.grant("wang", PROJECT, Role::Writer).unwrap();
    access.grant("wang", "named", Role::Reader).unwrap();
    access.grant("li", "another", Role::Reader).unwrap();
    let projects = |token: &str| {
        let response = server.request("GET", "/ledger/v1/projects", &[&format!("X-Auth-Token: {token}")]);
        assert_eq!(response.status, 200, "{}", response.text());
        response.json()["projects"].clone()
    };
    let all = json!([
        { "project_id": PROJECT, "role": "admin" },
        { "project_id": "another", "role": "admin" },
        { "project_id": "named", "name": "the office", "role": "admin" },
    ]);
    assert_eq!(projects(TOKEN), all);
    let granted = |user: &str, project: &str| access.issue(user, project, Duration::from_secs(60)).unwrap().secret;
    assert_eq!(projects(&granted("wang", PROJECT)), json!([{ "project_id": PROJECT, "role": "writer" }]));
    let named = json!([{ "project_id": "named", "name": "the office", "role": "reader" }]);
    assert_eq!(projects(&granted("wang", "named")), named);
    assert_eq!(server.request("GET", "/ledger/v1/projects", &[]).status, 401);
    let token = format!("X-Auth-Token: {TOKEN}");
    assert_eq!(server.request("GET", "/ledger/v1/projects?all=1", &[&token]).status, 400);
}

#[test]
fn what_stands_in_both_documents_says_the_same() {
    let served = Server::start().request("GET", "/openapi.json", &[]).json();
    let export = &served["paths"]["/v2/{project_id}/connections/desktops/export"]["get"];
    let paths = served["paths"].as_object().unwrap();
    let calls = paths.iter().filter(|(path, _)| path.starts_with("/ledger/") || path.ends_with("/desktops"));
    let calls: Vec<&Value> = calls.flat_map(|(_, calls)| calls.as_object().unwrap().values()).collect();
    assert_eq!(calls.len(), 7);
    for call in calls {
        for parameter in call["parameters"].as_array().into_iter().flatten() {
            let all = export["parameters"].as_array().unwrap();
            let Some(same) = all.iter().find(|other| ["name", "in"].iter().all(|key| other[key] == parameter[key]))
            else {
                assert!(
                    ["offset", "limit", "order", "time_zone", "user_name"]
                        .contains(&parameter["name"].as_str().unwrap()),
                    "{parameter}"
                );
                continue;
            };
            for part in ["required", "description", "example", "schema/maxLength", "schema/pattern"] {
                let pointer = format!("/{part}");
                assert_eq!(parameter.pointer(&pointer), same.pointer(&pointer), "{part} of {}", parameter["name"]);
            }
        }
        for (status, response) in call["responses"].as_object().unwrap() {
            if let Some(same) = export["responses"].get(status).filter(|_| status != "200") {
                let example = "/content/application~1json/example";
                assert_eq!(response.pointer(example), same.pointer(example), "{status}");
            }
        }
    }
    assert_eq!(
        served["paths"]["/v2/{project_id}/connections/desktops"]["get"]["x-rules"][0]["rule"],
        export["x-rules"][0]["rule"]
    );
}
