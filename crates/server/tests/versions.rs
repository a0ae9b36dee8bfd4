//! Versions and ranges: an ETag identifies bytes, and the ranges of one version form the whole file.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::io::Read;

use deskledger_seed::Seed;
use deskledger_server::Options;
use support::{CSV, NDJSON, Response, Server, record};

const FORMS: [&str; 3] = ["*/*", CSV, NDJSON];
const PARQUET: &str = "application/vnd.apache.parquet";

fn server() -> Server {
    let server = Server::start();
    server.import(&(0..2000).map(record).collect::<Vec<_>>());
    server
}

fn etag(response: &Response) -> &str {
    response.header("etag").unwrap()
}

#[test]
fn the_same_tag_is_the_same_bytes_and_other_bytes_have_another_tag() {
    let server = server();
    let mut tags = std::collections::HashMap::new();
    let mut look = || {
        for accept in FORMS {
            for query in
                ["", "language=zh_CN", "user_name=nobody", "start_time=2020-04-01T00:00Z&end_time=2020-04-01T00:01Z"]
            {
                for encoding in ["identity", "gzip", "zstd"] {
                    let encoding = format!("Accept-Encoding: {encoding}");
                    let response = server.export_with(query, &[&format!("Accept: {accept}"), &encoding]);
                    let body = tags.entry(etag(&response).to_owned()).or_insert_with(|| response.body.clone());
                    assert!(*body == response.body, "{accept} {query} {encoding}: the tag stands for two files");
                }
            }
        }
        tags.len()
    };
    // The workbook is never encoded: 4 tags; the others have 12 each.
    assert_eq!((look(), look()), (28, 28));
    server.import(&[record(0)]);
    assert_eq!(look(), 28, "nothing new arrived, and the tag changed");
    server.import(&[record(5000)]);
    assert_eq!(look(), 56, "a record arrived, and the tag did not change");
}

/// Threads compress the blocks of a large file: which of them takes which block must not show in the bytes.
#[test]
fn simultaneous_exports_of_a_large_file_have_the_same_bytes() {
    let seed = Seed { records: 20_000, seed: 1, days: 60, end: "2020-05-01T00:00:00Z".parse().unwrap() };
    let server = Server::with_records(Options::default(), &seed.generate().unwrap().collect::<Vec<_>>());
    for (accept, coding) in [("*/*", "identity"), (PARQUET, "identity"), (CSV, "gzip"), (NDJSON, "zstd")] {
        let headers = [&*format!("Accept: {accept}"), &format!("Accept-Encoding: {coding}")];
        let whole = server.export_with("", &headers);
        std::thread::scope(|scope| {
            let exports: Vec<_> = (0..3).map(|_| scope.spawn(|| server.export_with("", &headers))).collect();
            for response in exports {
                let response = response.join().unwrap();
                assert_eq!(
                    (response.status, response.is_whole, etag(&response)),
                    (200, true, etag(&whole)),
                    "{accept}"
                );
                assert!(response.body == whole.body, "{accept} {coding}: the tag stands for two files");
            }
        });
    }
}

#[test]
fn a_caller_who_has_the_file_is_not_sent_it_again() {
    let server = server();
    for accept in FORMS {
        let accept = format!("Accept: {accept}");
        let whole = server.export_with("", &[&accept]);
        for known in [etag(&whole), "*", &format!("\"x\", W/{}", etag(&whole))] {
            let response = server.export_with("", &[&accept, &format!("If-None-Match: {known}")]);
            assert_eq!((response.status, response.body.len()), (304, 0), "{known}");
            assert_eq!(response.header("etag"), Some(etag(&whole)));
            assert_eq!(response.header("content-type"), None);
        }
        assert_eq!(server.export_with("", &[&accept, "If-None-Match: \"x\""]).status, 200);
    }
    let tag = etag(&server.export("", CSV)).to_owned();
    let head = server.request(
        "HEAD",
        &support::target(""),
        &[&format!("X-Auth-Token: {}", support::TOKEN), "Accept: text/csv"],
    );
    assert_eq!(head.header("etag"), Some(&*tag));
    // A length in a 304 would be that of the file (RFC 9110, section 8.6), and a cache would believe it.
    for method in ["GET", "HEAD"] {
        let headers = [&*format!("X-Auth-Token: {}", support::TOKEN), "Accept: text/csv", "If-None-Match: *"];
        let known = server.request(method, &support::target(""), &headers);
        assert_eq!((known.status, known.header("content-length")), (304, None), "{method}");
    }
    server.import(&[record(9999)]);
    assert_eq!(server.export_with("", &["Accept: text/csv", &format!("If-None-Match: {tag}")]).status, 200);
    assert_eq!(server.request("GET", &support::target(""), &["If-None-Match: *"]).status, 401);
}

#[test]
fn the_parts_of_a_file_make_the_file() {
    let server = server();
    for accept in FORMS {
        let accept = format!("Accept: {accept}");
        let whole = server.export_with("", &[&accept]);
        let length = whole.body.len();
        let mut joined = Vec::new();
        while joined.len() < length {
            let first = joined.len();
            let last = (first + length / 3).min(length - 1);
            let headers = [&*accept, &format!("Range: bytes={first}-{last}"), &format!("If-Range: {}", etag(&whole))];
            let part = server.export_with("", &headers);
            assert_eq!((part.status, part.is_whole), (206, true));
            assert_eq!(part.header("content-range"), Some(&*format!("bytes {first}-{last}/{length}")));
            assert_eq!(part.header("content-length"), Some(&*(last - first + 1).to_string()));
            assert_eq!(part.header("etag"), Some(etag(&whole)));
            joined.extend(part.body);
        }
        assert!(joined == whole.body);
        let end = server.export_with("", &[&accept, "Range: bytes=-7", "Accept-Encoding: gzip"]);
        assert_eq!((end.status, end.header("content-encoding")), (206, None));
        assert_eq!(end.body, whole.body[length - 7..]);
    }
}

#[test]
fn a_part_of_another_version_is_never_sent() {
    let server = server();
    let tag = etag(&server.export("", CSV)).to_owned();
    let range = ["Accept: text/csv", "Range: bytes=100-", &format!("If-Range: {tag}")];
    assert_eq!(server.export_with("", &range).status, 206);
    server.import(&[record(9999)]);
    let response = server.export_with("", &range);
    assert_eq!((response.status, response.is_whole), (200, true));
    assert!(response.body.starts_with(b"Connected User,"));
    let encoded = server.export_with("", &["Accept: text/csv", "Accept-Encoding: gzip"]);
    let tag = format!("If-Range: {}", etag(&encoded));
    let response = server.export_with("", &["Accept: text/csv", "Accept-Encoding: gzip", "Range: bytes=100-", &tag]);
    assert_eq!(response.status, 200, "a part of the plain file was sent as one of the encoded file");
}

#[test]
fn a_part_that_no_file_has_is_rejected_with_the_length() {
    let server = server();
    let length = server.export("", CSV).body.len();
    for range in [format!("bytes={length}-"), "bytes=99999999999999999999-".into(), "bytes=-0".into()] {
        let response = server.export_with("", &["Accept: text/csv", &format!("Range: {range}")]);
        assert_eq!((response.status, &response.json()["error_code"]), (416, &"WKS.00211102".into()), "{range}");
        assert_eq!(response.header("content-range"), Some(&*format!("bytes */{length}")));
    }
    let long = format!("bytes=0-{}", ",1-2".repeat(1000));
    for range in ["", "bytes=5-2", "bytes=0-1,4-5", "rows=1-2", &long] {
        assert_eq!(server.export_with("", &["Accept: text/csv", &format!("Range: {range}")]).status, 200, "{range}");
    }
}

#[test]
fn a_length_is_reported_once_it_is_known() {
    let server = server();
    let first = server.export("", CSV);
    assert_eq!(first.header("content-length"), None);
    let length = first.body.len().to_string();
    let again = server.export("", CSV);
    assert!(again.is_whole && again.body == first.body);
    assert_eq!(again.header("content-length"), Some(&*length));
    let token = format!("X-Auth-Token: {}", support::TOKEN);
    let head = server.request("HEAD", &support::target(""), &[&token, "Accept: text/csv"]);
    assert_eq!((head.header("content-length"), head.body.len()), (Some(&*length), 0));
    server.import(&[record(9998)]);
    assert_eq!(server.export("", CSV).header("content-length"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_the_wrapper_of_the_definition_is_taken_out_by_the_client() {
    let server = server();
    let accept = "multipart/form-data, text/csv;q=0.5";
    let (wrapped, plain) = (server.export("", accept), server.export("", CSV));
    let boundary = wrapped.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    assert!(wrapped.is_whole && wrapped.header("content-encoding").is_none());
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"connection-records.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    assert_eq!(wrapped.text(), format!("{head}{}\r\n--{boundary}--\r\n", plain.text()));
    assert_ne!(wrapped.header("etag"), plain.header("etag"));
    assert_eq!(server.export("", "multipart/form-data").status, 200);
    let part = server.export_with("", &[&format!("Accept: {accept}"), "Range: bytes=10-"]);
    assert_eq!((part.status, part.header("accept-ranges")), (200, Some("none")));

    let token = deskledger::Token::new(support::TOKEN).unwrap();
    let client = deskledger::Client::builder().endpoint(format!("http://{}", server.address)).token(token);
    let request = deskledger::ExportConnectionRecords { project_id: support::PROJECT.into(), ..Default::default() };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records.csv");
    let download = request.send_as(&client.build().unwrap(), accept).await.unwrap();
    download.save(&path, deskledger::SaveOptions::new()).await.unwrap();
    assert!(std::fs::read(&path).unwrap() == plain.body, "the file is not the one in the wrapper");
}

#[test]
fn an_encoded_file_is_the_file() {
    let server = server();
    let plain = server.export("", CSV);
    assert_eq!(plain.header("content-encoding"), None);
    let gzip = server.export_with("", &["Accept: text/csv", "Accept-Encoding: gzip, deflate"]);
    let zstd = server.export_with("", &["Accept: text/csv", "Accept-Encoding: gzip, zstd"]);
    assert_eq!((gzip.header("content-encoding"), zstd.header("content-encoding")), (Some("gzip"), Some("zstd")));
    let mut decoded = Vec::new();
    flate2::read::GzDecoder::new(&*gzip.body).read_to_end(&mut decoded).unwrap();
    assert!(decoded == plain.body && gzip.body.len() < plain.body.len() / 2);
    assert!(zstd::decode_all(&*zstd.body).unwrap() == plain.body);
    assert!(plain.header("vary").unwrap().contains("accept-encoding"));
    let workbook = server.export_with("", &["Accept-Encoding: gzip"]);
    assert_eq!(workbook.header("content-encoding"), None);
}

#[test]
fn one_project_does_not_take_all_places() {
    let limits = deskledger_server::Limits { max_concurrent_exports_per_project: 0, ..Default::default() };
    let server = Server::within(limits);
    let response = server.export("", CSV);
    assert_eq!((response.status, response.header("retry-after")), (429, Some("2")));
}

#[test]
fn what_happened_can_be_counted_from_outside() {
    let server = server();
    assert_eq!(server.request("GET", "/readyz", &[]).status, 200);
    let bytes = server.export("", CSV).body.len();
    server.request("GET", &support::target(""), &[]);
    let text = server.request("GET", "/metrics", &[]).text().to_owned();
    for line in [
        "deskledger_requests_total{route=\"/readyz\",status=\"200\"} 1",
        "deskledger_exports_total{format=\"csv\",outcome=\"whole\"} 1",
        "deskledger_export_rows_total 2000",
        &format!("deskledger_export_bytes_total {bytes}"),
        "deskledger_unauthorized_total 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[test]
fn a_small_file_that_is_sent_from_memory_is_that_of_its_version_and_is_counted() {
    let server = Server::start();
    server.import(&(0..20).map(record).collect::<Vec<_>>());
    let rows = || {
        let metrics = server.request("GET", "/metrics", &[]);
        let rows = metrics.text().lines().find_map(|line| line.strip_prefix("deskledger_export_rows_total "));
        rows.unwrap().parse::<u64>().unwrap()
    };
    let csv = format!("Accept: {CSV}");
    let [first, again] = [(), ()].map(|()| server.export_with("", &[&csv]));
    assert!(first.body == again.body && etag(&first) == etag(&again) && again.is_whole);
    assert_eq!((again.header("content-length"), rows()), (Some(&*first.body.len().to_string()), 40));
    let part = server.export_with("", &[&csv, "Range: bytes=7-19"]);
    assert!(part.status == 206 && part.body == first.body[7..20]);
    server.import(&[record(20)]);
    let new = server.export_with("", &[&csv]);
    assert!(new.body.len() > first.body.len() && etag(&new) != etag(&first));
    assert_eq!(server.store.remove(&deskledger_server::Filter::project(support::PROJECT), 100).unwrap(), 21);
    assert_eq!(server.export_with("", &[&csv]).text().lines().count(), 1, "removed records are exported");
}
