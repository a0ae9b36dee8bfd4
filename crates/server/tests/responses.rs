//! Error responses: missing token, unknown path, unsupported method.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::collections::BTreeSet;
use std::io::Read;

use deskledger::EXPORT_CONNECTION_RECORDS;
use support::{PROJECT, Response, Server, TOKEN, target};

/// The files that a page names.
fn files(page: &str) -> BTreeSet<String> {
    let ends = page.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next());
    ends.map(|end| format!("/assets/{end}")).collect()
}

#[test]
fn without_the_token_nothing_is_reported_but_that() {
    let server = Server::start();
    let token = format!("X-Auth-Token: {TOKEN}");
    let (absent, wrong) = ("x-auth-token not found", "decrypt token fail");
    for (headers, why) in [
        (&[][..], absent),
        (&["X-Auth-Token:"], absent),
        (&["X-Auth-Token: wrong"], wrong),
        (&["X-Auth-Token: a-token-of-the-test"], wrong),
        (&["Authorization: Bearer a-token-of-the-tests"], absent),
        (&[&token, &token], wrong),
        (&[&token, "X-Auth-Token: wrong"], wrong),
    ] {
        for target in [target(""), target("language=fr_FR")] {
            let response = server.request("GET", &target, headers);
            assert_eq!(response.status, 401, "{headers:?}");
            let expected = serde_json::json!({
                "error_code": "APIGW.0301",
                "error_msg": format!("Incorrect IAM authentication information: {why}"),
                "request_id": response.header("x-request-id").unwrap(),
            });
            assert_eq!(response.json(), expected, "{headers:?}");
        }
    }
}

#[test]
fn every_response_has_a_request_id_of_its_own() {
    let server = Server::start();
    let ids: Vec<String> = ["/", "/docs", "/openapi.json", "/healthz", "/nowhere", &target("")]
        .iter()
        .map(|path| server.request("GET", path, &[]).header("x-request-id").unwrap().to_owned())
        .collect();
    assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())), "{ids:?}");
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), ids.len());
}

#[test]
fn an_unknown_path_is_responded_to_as_the_gateway_does() {
    let server = Server::start();
    for path in ["/v2", "/v1/a/connections/desktops/export", "/v2/a/connections/desktops/export/", "/%2e%2e", "/DOCS"] {
        let response = server.request("GET", path, &[]);
        assert_eq!(response.status, 404, "{path}");
        let body = response.json();
        assert_eq!(body["error_code"], "APIGW.0101");
        assert_eq!(body["request_id"].as_str(), response.header("x-request-id"));
        assert!(body["error_msg"].as_str().is_some_and(|text| !text.is_empty()));
    }
}

#[test]
fn another_method_is_rejected_with_the_supported_ones() {
    let server = Server::start();
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE"] {
        let response = server.request(method, &target(""), &["Content-Length: 0"]);
        assert_eq!(response.status, 405, "{method}");
        assert_eq!(response.header("allow"), Some("GET,HEAD,OPTIONS"));
        assert_eq!(response.json()["error_code"], "WKS.00000405");
    }
    let response = server.request("OPTIONS", &target(""), &[]);
    assert_eq!((response.status, response.header("allow")), (204, Some("GET,HEAD,OPTIONS")));
}

#[test]
fn another_method_of_the_token_call_is_reported_as_the_identity_service_does() {
    let server = Server::start();
    let response = server.request("GET", "/v3/auth/tokens", &[]);
    assert_eq!((response.status, response.header("allow")), (405, Some("POST,OPTIONS")));
    let error = &response.json()["error"];
    assert_eq!((&error["code"], &error["title"]), (&405.into(), &"Method Not Allowed".into()));
    assert!(response.header("x-request-id").is_some());
}

#[test]
fn a_head_that_is_rejected_is_rejected_with_words_and_an_id() {
    let server = Server::start();
    let many: Vec<String> = (0..120).map(|number| format!("X-{number}: a")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let filler = format!("X-Filler: {}", "a".repeat(130 << 10));
    for (target, headers, status) in [
        (format!("/healthz?{}", "a".repeat(50 << 10)), &[][..], 414),
        ("/healthz".into(), &[&*filler], 431),
        ("/healthz".into(), &many, 431),
    ] {
        let response = server.request("GET", &target, headers);
        let body = response.json();
        assert_eq!((response.status, &body["error_code"]), (status, &"APIGW.0201".into()));
        assert_eq!(body["request_id"].as_str(), response.header("x-request-id"));
    }
}

#[test]
fn head_responds_as_get_does_without_the_file() {
    let server = Server::start();
    let token = format!("X-Auth-Token: {TOKEN}");
    let head = server.request("HEAD", &target(""), &[&token, "Accept: text/csv"]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some("text/csv"));
    assert_eq!(head.header("content-length"), None);
    assert_eq!(server.request("HEAD", &target(""), &[]).status, 401);
    assert_eq!(server.request("HEAD", &target("language=fr"), &[&token]).status, 400);
    assert_eq!(server.request("HEAD", "/nowhere", &[]).status, 404);
}

#[test]
fn a_store_that_cannot_be_read_is_not_described_to_the_caller() {
    let server = Server::start();
    let file = server.directory.path().join(deskledger_server::FILE_NAME);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
    std::fs::write(&file, "no database any more, but long enough to be read as one ".repeat(99)).unwrap();
    let response = server.export("", "text/csv");
    assert_eq!(response.status, 500);
    let expected = serde_json::json!({
        "error_code": "WKS.00211401",
        "error_msg": "The requested operation failed. Please try again later.",
    });
    assert_eq!(response.json(), expected);
}

#[test]
fn the_first_page_is_the_console_and_leads_to_the_reference() {
    let server = Server::start();
    let response = server.request("GET", "/", &[]);
    assert_eq!(response.status, 200);
    assert!(response.text().contains("href=\"/docs\"") && !response.text().contains("{{"));
    let page = server.request("GET", "/docs", &[]);
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(page.text().contains("exportConnectionRecords"));
    let scripts: Vec<Response> = files(page.text()).iter().map(|path| server.request("GET", path, &[])).collect();
    assert!(scripts.iter().any(|script| script.status == 200 && script.text().contains("SwaggerUIBundle(")));
    assert_eq!(server.request("GET", "/healthz", &[]).status, 200);
}

#[test]
fn a_page_is_sent_compressed_and_its_files_once() {
    let server = Server::start();
    let mut sizes = Vec::new();
    for path in ["/", "/docs", "/openapi.json"] {
        let plain = server.request("GET", path, &[]);
        assert_eq!(plain.header("cache-control"), Some("no-cache"), "{path}");
        let files = files(plain.text());
        let (mut identity, mut encoded) = (0, 0);
        for (file, caching) in std::iter::once((path, "no-cache"))
            .chain(files.iter().map(|file| (&**file, "public, max-age=31536000, immutable")))
        {
            let plain = server.request("GET", file, &[]);
            assert_eq!((plain.status, plain.header("content-encoding")), (200, None), "{file}");
            for coding in ["gzip", "zstd"] {
                let response = server.request("GET", file, &[&format!("Accept-Encoding: {coding}")]);
                assert_eq!(response.header("content-encoding"), Some(coding), "{file}");
                assert_eq!(
                    (response.header("vary"), response.header("cache-control")),
                    (Some("accept-encoding"), Some(caching))
                );
                let mut decoded = Vec::new();
                match coding {
                    "gzip" => drop(flate2::read::GzDecoder::new(&*response.body).read_to_end(&mut decoded).unwrap()),
                    _ => decoded = zstd::decode_all(&*response.body).unwrap(),
                }
                assert_eq!(decoded, plain.body, "{file}");
                let tag = format!("If-None-Match: {}", response.header("etag").unwrap());
                let again = server.request("GET", file, &[&tag, &format!("Accept-Encoding: {coding}")]);
                assert_eq!((again.status, again.body.len()), (304, 0), "{file}");
                assert_eq!(
                    server.request("GET", file, &[&tag]).status,
                    200,
                    "another coding is another representation"
                );
                if coding == "zstd" {
                    (identity, encoded) = (identity + plain.body.len(), encoded + response.body.len());
                }
            }
        }
        sizes.push((path, files.len(), identity, encoded));
    }
    println!("path, files, bytes, compressed: {sizes:?}");
    assert!(sizes.iter().all(|(_, _, identity, encoded)| encoded * 2 < *identity), "{sizes:?}");
    assert!(sizes[1].3 < 500_000, "{sizes:?}");
    for path in [
        "/assets/0/console.js",
        "/assets/console.js",
        &format!("{}x", files(server.request("GET", "/", &[]).text()).first().unwrap()),
    ] {
        assert_eq!(server.request("GET", path, &[]).status, 404, "{path}");
    }
}

#[test]
fn a_page_runs_no_script_but_those_of_the_server_and_is_shown_in_no_frame() {
    let server = Server::start();
    for path in ["/", "/docs"] {
        let page = server.request("GET", path, &[]);
        let policy = page.header("content-security-policy").unwrap();
        let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
        for directive in [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(directives.contains(&directive), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        let text = page.text();
        let inline =
            text.split("<script").skip(1).filter(|rest| !rest.starts_with(" src=") && !rest.starts_with(" type="));
        assert!(inline.count() == 0 && !text.contains("<style") && !text.contains(" style="), "{path}");
        assert_eq!(server.request("GET", path, &[]).header("x-content-type-options"), Some("nosniff"));
    }
}

#[test]
fn a_request_for_no_host_or_for_two_is_not_taken_for_somebody_elses() {
    let server = Server::start();
    for (version, hosts, expected) in [
        ("1.1", "", 400),
        ("1.1", "Host: a\r\nHost: b\r\n", 400),
        ("1.1", "Host: a\r\n", 200),
        ("1.1", "Host:\r\n", 200),
        ("1.0", "", 200),
    ] {
        let request = format!("GET /healthz HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n");
        assert_eq!(server.send(request.as_bytes()).status, expected, "{version} {hosts}");
    }
}

#[test]
fn a_request_whose_host_is_no_host_is_not_taken_for_one_of_this_server() {
    let server = Server::start();
    for (host, expected) in [
        ("a.example", 200),
        ("a_b.example:8080", 200),
        ("127.0.0.1:", 200),
        ("[::1]:8080", 200),
        ("a b", 400),
        ("a.example/path", 400),
        ("http://a.example", 400),
        ("user@a.example", 400),
        ("a.example:http", 400),
        ("[::1", 400),
        ("a.example, b.example", 400),
        ("\u{4f60}", 400),
    ] {
        let request = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let response = server.send(request.as_bytes());
        assert_eq!(response.status, expected, "{host}");
        if expected == 400 {
            let message = response.json()["error_msg"].to_string();
            assert!(message.contains("Host") && !message.contains(host), "{message}");
        }
    }
}

#[test]
fn the_form_of_the_console_is_responded_to_as_the_call_is() {
    let server = Server::start();
    server.import(&[support::record(0)]);
    let send = |form: &str| {
        let head = "POST /console/export HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
                    Content-Type: application/x-www-form-urlencoded";
        server.send(format!("{head}\r\nContent-Length: {}\r\n\r\n{form}", form.len()).as_bytes())
    };
    let form = format!("token={TOKEN}&project_id={PROJECT}&accept=text%2Fcsv&language=en_US");
    let (file, called) = (send(&form), server.export("language=en_US", "text/csv"));
    assert!(file.status == 200 && file.is_whole && file.body == called.body);
    assert_eq!(file.header("content-disposition"), called.header("content-disposition"));
    assert_eq!(
        (send(&form.replace("token=", "token=x")).status, send(&form.replace("en_US", "fr")).status),
        (401, 400)
    );
    assert_eq!(send(&format!("{form}&x={}", "a".repeat(70 << 10))).status, 413);
    assert_eq!(server.request("GET", "/console/export", &[]).status, 405);
}

#[test]
fn a_request_that_is_not_http_does_not_stop_the_server() {
    let server = Server::start();
    for bytes in [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", b"GET /\0 HTTP/1.1\r\n\r\n", b"\r\n\r\n\r\n"] {
        let mut stream = server.connect();
        let _ = std::io::Write::write_all(&mut stream, bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = std::io::Read::read_to_end(&mut stream, &mut Vec::new());
    }
    assert_eq!(server.export("", "text/csv").status, 200);
    assert_eq!(
        server.request("GET", &format!("http://localhost/v2/{PROJECT}/connections/desktops/export"), &[]).status,
        401
    );
}

#[test]
fn a_deprecated_call_is_announced_by_every_successful_response_and_no_other_call() {
    let server = Server::start();
    let token = format!("X-Auth-Token: {TOKEN}");
    let announced = |method: &str, target: &str| {
        let response = server.request(method, target, &[&token]);
        (response.status, response.header("deprecation").map(str::to_owned))
    };
    let since = EXPORT_CONNECTION_RECORDS.deprecation.unwrap().headers().remove(0).1;
    assert_eq!(since, "@1788480000");
    assert_eq!(announced("GET", &target("")), (200, Some(since.clone())));
    assert_eq!(announced("HEAD", &target("")), (200, Some(since)));
    assert_eq!(announced("GET", &target("language=fr_FR")), (400, None));
    assert_eq!(announced("GET", &format!("/v2/{PROJECT}/connections/desktops")), (200, None));
}
