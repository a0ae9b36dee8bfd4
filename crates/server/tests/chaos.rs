//! Fault injection, and the client of this repository against it.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::time::{Duration, Instant};

use deskledger::{Client, ExportConnectionRecords, SaveOptions, Token};
use deskledger_server::{Chaos, Options};
use support::{CSV, NDJSON, PROJECT, Response, Server, TOKEN, record, target};

fn server(rules: &str) -> Server {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("chaos.json");
    std::fs::write(&path, format!("{{\"seed\": 1, \"rules\": {rules}}}")).unwrap();
    let server = Server::with(Options::default().with_chaos(Chaos::read(&path).unwrap()));
    server.import(&(0..3000).map(record).collect::<Vec<_>>());
    server
}

#[test]
fn each_fault_does_what_it_says() {
    let only = |fault: &str| {
        server(&format!("[{{\"path\": \"/export\", \"chance\": 1, \"max_bursts\": 1, \"fault\": {fault}}}]"))
    };
    let refused = only("{\"status\": {\"status\": 503, \"retry_after\": 7}}");
    let response = refused.export("", CSV);
    assert_eq!((response.status, response.header("retry-after")), (503, Some("7")));
    let whole = refused.export("", CSV);
    assert_eq!((whole.status, whole.is_whole), (200, true));

    let cut = only("{\"truncate\": {\"after\": 1000}}").export("", CSV);
    assert_eq!((cut.is_whole, &*cut.body), (false, &whole.body[..1000]));

    let wrong = only("{\"wrong_length\": {\"more\": 99}}").export("", CSV);
    let reported: u64 = wrong.header("content-length").unwrap().parse().unwrap();
    assert!(!wrong.is_whole && whole.body.starts_with(&wrong.body) && reported > whole.body.len() as u64 + 99);

    let expired = only("\"expired_token\"");
    let response = expired.export("", CSV);
    assert!(
        response.status == 401 && response.text().contains("token expires") && response.text().contains("request_id")
    );
    assert_eq!(expired.export("", CSV).status, 200);

    let changed = only("\"changed_etag\"");
    assert_ne!(changed.export("", CSV).header("etag"), changed.export("", CSV).header("etag"));

    for late in ["{\"latency\": {\"millis\": 300}}", "{\"stall\": {\"after\": 10, \"millis\": 300}}"] {
        let (server, begun) = (only(late), Instant::now());
        let response = server.export("", CSV);
        assert!(response.is_whole && response.body == whole.body && begun.elapsed() >= Duration::from_millis(300));
    }
}

#[test]
fn an_injected_error_response_has_the_shape_of_its_sender_in_the_cloud() {
    for (status, code, by_gateway) in [
        (400, "WKS.00211102", false),
        (401, "APIGW.0301", true),
        (403, "WKS.00081102", false),
        (404, "WKS.00211902", false),
        (413, "APIGW.0201", true),
        (429, "APIGW.0308", true),
        (500, "WKS.00211401", false),
        (502, "APIGW.0201", true),
        (503, "WKS.00050902", false),
        (504, "APIGW.0201", true),
        (507, "WKS.00000507", false),
    ] {
        let fault = format!("{{\"status\": {{\"status\": {status}, \"retry_after\": 7}}}}");
        let server = server(&format!("[{{\"path\": \"/v\", \"chance\": 1, \"fault\": {fault}}}]"));
        let response = server.export("", CSV);
        let (body, id) = (response.json(), response.header("x-request-id").unwrap());
        assert_eq!((response.status, body["error_code"].as_str()), (status, Some(code)), "{status}");
        assert_eq!(body["request_id"].as_str(), by_gateway.then_some(id), "{status}");
        assert_eq!(response.header("retry-after"), Some("7"));
        let response = server.request("POST", "/v3/auth/tokens", &["Content-Length: 0"]);
        let error = &response.json()["error"];
        assert_eq!((response.status, error["code"].as_u64()), (status, Some(u64::from(status))), "{status}");
        assert!(
            error["message"].is_string() && error["title"].is_string() && response.header("x-request-id").is_some()
        );
    }
}

#[test]
fn a_fault_is_counted_as_any_response_is_and_by_its_name() {
    let server = server("[{\"path\": \"/export\", \"chance\": 1, \"fault\": {\"status\": {\"status\": 429}}}]");
    server.export("", CSV);
    let counted = server.request("GET", "/metrics", &[]).text().to_owned();
    let route = target("").replace(PROJECT, "{project_id}");
    for line in [
        "deskledger_faults_total{fault=\"status\"} 1",
        "deskledger_throttled_total 1",
        &format!("deskledger_requests_total{{route=\"{route}\",status=\"429\"}} 1"),
    ] {
        assert!(counted.lines().any(|found| found == line), "{line}\n{counted}");
    }
}

#[test]
fn a_token_ends_only_for_those_who_show_one() {
    let server = server("[{\"chance\": 1, \"max_bursts\": 1, \"fault\": \"expired_token\"}]");
    for path in ["/healthz", "/metrics", "/openapi.json"] {
        assert_eq!(server.request("GET", path, &[]).status, 200, "{path}");
    }
    assert!(server.export("", CSV).text().contains("token expires"));
    assert_eq!(server.export("", CSV).status, 200);
}

#[test]
fn a_storm_begins_where_it_should_and_lasts_as_long_as_it_should() {
    let statuses = |rule: &str| {
        let server = server(&format!("[{{{rule}, \"fault\": {{\"status\": {{\"status\": 503}}}}}}]"));
        (0..40).map(|_| server.request("GET", "/healthz", &[]).status == 503).collect::<Vec<_>>()
    };
    let once = statuses("\"after\": 3, \"chance\": 1, \"burst\": 4, \"max_bursts\": 1");
    let expected: Vec<bool> = (0..40).map(|number| (3..7).contains(&number)).collect();
    assert_eq!(once, expected);
    let storms = statuses("\"chance\": 0.1, \"burst\": 5");
    assert_eq!(storms, statuses("\"chance\": 0.1, \"burst\": 5"));
    let calm = storms.split(|is_wrong| *is_wrong).filter(|calm| !calm.is_empty()).count();
    let lengths: Vec<usize> =
        storms.split(|is_wrong| !is_wrong).map(<[bool]>::len).filter(|length| *length > 0).collect();
    // The last one may still last at the end.
    assert!(
        calm > 0 && lengths.len() > 1 && lengths[..lengths.len() - 1].iter().all(|length| length % 5 == 0),
        "{storms:?}"
    );
}

/// A server whose responses all have this fault, and one without.
fn records_with(fault: &str) -> (Server, Server) {
    let rule = format!("[{{\"path\": \"/desktops\", \"chance\": 1, \"fault\": {fault}}}]");
    (server(&rule), server("[]"))
}

fn lines(response: &Response) -> Vec<String> {
    assert!(response.is_whole && response.status == 200, "{}", response.status);
    response.text().lines().map(str::to_owned).collect()
}

#[test]
fn records_come_twice_late_or_broken_in_files_and_in_lists() {
    for (fault, change) in [
        ("{\"duplicated_records\": {\"every\": 1000}}", "duplicated"),
        ("{\"late_records\": {\"every\": 1000, \"offset\": 2}}", "late"),
        ("{\"malformed_records\": {\"every\": 1000}}", "malformed"),
    ] {
        let (spoiled, calm) = records_with(fault);
        for (media_type, headings) in [(CSV, 1), (NDJSON, 0)] {
            let response = spoiled.export("", media_type);
            assert_eq!((response.header("etag"), response.header("accept-ranges")), (None, None), "{fault}");
            let (found, mut expected) = (lines(&response), lines(&calm.export("", media_type)));
            let at = headings + 999;
            let line = expected[at].clone();
            match change {
                "duplicated" => (0..3).for_each(|times| {
                    expected.insert(at + 1000 * times + times, expected[at + 1000 * times + times].clone())
                }),
                "late" => [at, at + 1000, at + 2000].iter().for_each(|at| {
                    let late = expected.remove(*at);
                    expected.insert((*at + 2).min(expected.len()), late);
                }),
                _ => {
                    [at, at + 1000, at + 2000].iter().for_each(|at| expected[*at] = found[*at].clone());
                    assert!(line.starts_with(&found[at]) && found[at].len() < line.len(), "{}", found[at]);
                }
            }
            assert!(found == expected, "{fault} in {media_type}");
        }
    }
    let list = |server: &Server| {
        let response = server.request(
            "GET",
            &format!("/v2/{PROJECT}/connections/desktops?limit=3"),
            &[&format!("X-Auth-Token: {TOKEN}")],
        );
        assert!(response.is_whole && response.status == 200, "{}", response.text());
        serde_json::from_str::<serde_json::Value>(response.text()).unwrap()["records"].clone()
    };
    let of = |fault: &str| list(&records_with(fault).0);
    let right = list(&server("[]"));
    assert_eq!(
        of("{\"duplicated_records\": {\"every\": 2}}"),
        serde_json::json!([right[0], right[1], right[1], right[2]])
    );
    assert_eq!(
        of("{\"late_records\": {\"every\": 2, \"offset\": 5}}"),
        serde_json::json!([right[0], right[2], right[1]])
    );
    let malformed = of("{\"malformed_records\": {\"every\": 3}}");
    assert_eq!((&malformed[0], &malformed[1]), (&right[0], &right[1]));
    assert_eq!(malformed[2]["connection_start_time"], serde_json::json!(["yesterday"]));
}

#[test]
fn a_compressed_response_has_no_faulty_records_that_nobody_can_see() {
    let (spoiled, calm) = records_with("{\"duplicated_records\": {\"every\": 1000}}");
    let headers = [&*format!("X-Auth-Token: {TOKEN}"), "Accept: text/csv", "Accept-Encoding: gzip"];
    let response = spoiled.request("GET", &target(""), &headers);
    assert_eq!((response.header("content-encoding"), lines(&response).len()), (None, 3004));
    let workbook = |server: &Server| server.export("", "*/*");
    assert!(workbook(&spoiled).body == workbook(&calm).body, "a workbook has faults that nobody asked for");
}

#[test]
fn the_same_seed_gives_the_same_faults() {
    let rules = "[{\"chance\": 0.5, \"fault\": {\"status\": {\"status\": 500, \"retry_after\": null}}}]";
    let statuses = || {
        let server = server(rules);
        (0..20).map(|_| server.request("GET", "/healthz", &[]).status).collect::<Vec<_>>()
    };
    let first = statuses();
    assert_eq!(first, statuses());
    assert!(first.contains(&200) && first.contains(&500));
}

#[test]
fn faults_that_make_no_sense_are_reported_before_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("chaos.json");
    for text in [
        "{}",
        "[]",
        "{\"rules\": [{\"chance\": 2, \"fault\": \"changed_etag\"}]}",
        "{\"rules\": [{\"chance\": 1, \"fault\": \"earthquake\"}]}",
        "{\"rules\": [{\"chance\": 1, \"burst\": 0, \"fault\": \"changed_etag\"}]}",
        "{\"rules\": [{\"chance\": 1, \"fault\": {\"status\": {\"status\": 200}}}]}",
        "{\"rules\": [{\"chance\": 1, \"fault\": {\"duplicated_records\": {\"every\": 0}}}]}",
        "{\"rules\": [{\"chance\": 1, \"fault\": {\"late_records\": {\"every\": 1, \"offset\": 1001}}}]}",
    ] {
        std::fs::write(&path, text).unwrap();
        assert!(Chaos::read(&path).is_err(), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_is_cut_again_and_again_is_the_file_in_the_end() {
    let server = server(
        "[{\"path\": \"/export\", \"chance\": 1, \"max_bursts\": 3, \"fault\": {\"truncate\": {\"after\": 70000}}}]",
    );
    let client = Client::builder()
        .endpoint(format!("http://{}", server.address))
        .token(Token::new(TOKEN).unwrap())
        .build()
        .unwrap();
    let request = ExportConnectionRecords { project_id: PROJECT.into(), ..Default::default() };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records.csv");
    request.send_as(&client, CSV).await.unwrap().save(&path, SaveOptions::new()).await.unwrap();
    let expected = server.export("", CSV);
    assert!(expected.is_whole && expected.body.len() > 4 * 70_000);
    assert!(std::fs::read(&path).unwrap() == expected.body, "the parts do not make the file");
    let parts = server.request("GET", "/metrics", &[]).text().to_owned();
    let route = target("").replace(PROJECT, "{project_id}");
    let line = format!("deskledger_requests_total{{route=\"{route}\",status=\"206\"}} 3");
    assert!(parts.lines().any(|found| found == line), "it was not resumed:\n{parts}");
}
