//! Records out of a download while it arrives.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails, in its helpers too")]

mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use deskledger::http::Response;
use deskledger::{Client, Download, ExportConnectionRecords, HttpBody, RetryPolicy, Token, TransportError};
use deskledger_records::read::{Format, Options};
use deskledger_records::write::{self, Layout};
use deskledger_records::{RecordStream, Records as _};
use support::book::{Book, row, text};
use support::{Given, gzip, in_zone, multipart, started, written};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const LINE: &str = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n";

/// Sends the head and then `body`, again and again if `is_endless`, to one client; gives back how many bytes it took.
async fn serve(length: Option<usize>, body: Vec<u8>, is_endless: bool) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        drop(listener);
        let _ = stream.read(&mut [0; 4096]).await.unwrap();
        let length = length.map(|length| format!("content-length: {length}\r\n")).unwrap_or_default();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n{length}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut sent = 0;
        while stream.write_all(&body).await.is_ok() {
            sent += body.len();
            if !is_endless {
                break;
            }
        }
        sent
    });
    (endpoint, task)
}

async fn download(endpoint: String) -> Download {
    download_as(endpoint, false).await
}

async fn download_as(endpoint: String, is_as_is: bool) -> Download {
    let once = RetryPolicy { max_attempts: 1, ..RetryPolicy::default() };
    let client = Client::builder().endpoint(endpoint).token(Token::new("MIIFOgYJ").unwrap()).retry(once);
    let client = client.raw(is_as_is).build().unwrap();
    let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    request.send(&client).await.unwrap()
}

/// An archive of two files of the same form, of which the second has no rows.
fn zip(csv: &[u8]) -> Vec<u8> {
    let headings = csv.split_inclusive(|byte| *byte == b'\n').next().unwrap();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [("a.csv", csv), ("b.csv", headings)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_yields_its_records() {
    let given: Vec<Given> = (0..20).map(|second| (started(second), BTreeMap::new())).collect();
    let forms = write::Format::ALL.map(|format| written(format, Layout::new("zh_CN"), &given));
    let [xlsx, csv, ndjson, parquet] = forms;
    let (wrapped, compressed, archived) = (multipart(&csv), gzip(&xlsx), zip(&csv));
    for (format, file) in [
        (Format::Xlsx, xlsx),
        (Format::Csv, csv),
        (Format::Ndjson, ndjson),
        (Format::Parquet, parquet),
        (Format::Csv, wrapped),
        (Format::Xlsx, compressed),
        (Format::Csv, archived),
    ] {
        let (endpoint, _server) = serve(Some(file.len()), file, false).await;
        let mut records = download(endpoint).await.records().await.unwrap();
        assert_eq!(records.format(), format);
        for (expected, _) in &given {
            assert_eq!(&records.next().await.unwrap().unwrap().record, expected);
        }
        assert!(records.next().await.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_breaks_off_is_an_error_and_not_the_end() {
    let body = LINE.repeat(30_000).into_bytes();
    let (endpoint, _server) = serve(Some(body.len() + LINE.len()), body, false).await;
    let mut records = download(endpoint).await.records().await.unwrap();
    let mut rows = 0;
    let error = loop {
        match records.next().await {
            Some(Ok(_)) => rows += 1,
            Some(Err(error)) => break error,
            None => panic!("expected an error after {rows} rows"),
        }
    };
    assert!(error.download().is_some_and(deskledger::Error::is_unexpected_content), "{error}");
    assert!(rows <= 30_000 && records.next().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_none_of_records_is_reported_before_its_first_row() {
    let (endpoint, _server) = serve(Some(12), b"hello, world".to_vec(), false).await;
    // The client itself rejects content that is not a table, unless it is raw.
    let error = download_as(endpoint, true).await.records().await.unwrap_err();
    assert!(error.to_string().contains("found text that begins with \"hello\""), "{error}");
    assert!(error.bad_row().is_none() && error.download().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_above_the_headings_that_is_too_long_leaves_the_others() {
    let headings = ["connection_start_time", "user_name"].map(text).concat();
    let rows = format!("<row>{}</row><row>{headings}</row>{}", text("x").repeat(1100), row(&text("jy01")));
    let file = Book::bare(&rows).bytes();
    let (endpoint, _server) = serve(Some(file.len()), file, false).await;
    let mut records = download(endpoint).await.records().await.unwrap();
    assert_eq!(records.format(), Format::Xlsx);
    let bad = records.next().await.unwrap().unwrap_err();
    assert_eq!(bad.bad_row().map(|bad| bad.place.line), Some(1));
    assert_eq!(records.next().await.unwrap().unwrap().record.user_name.as_deref(), Some("jy01"));
    assert!(records.next().await.is_none());
}

/// Would run for ever, or fill the memory, where nobody stopped it.
#[tokio::test(flavor = "multi_thread")]
async fn dropping_the_records_stops_a_download_without_end() {
    let (endpoint, server) = serve(None, LINE.repeat(1000).into_bytes(), true).await;
    let mut records = download(endpoint).await.records().await.unwrap();
    for _ in 0..10 {
        records.next().await.unwrap().unwrap();
    }
    drop(records);
    assert!(server.await.unwrap() < 256 << 20);
}

/// Start times of the records in a body of NDJSON.
async fn starts_of(body: &'static str, options: Options) -> Vec<String> {
    let service = move |_| {
        let response = Response::builder().header("content-type", "application/x-ndjson");
        std::future::ready(Ok::<_, TransportError>(response.body(HttpBody::from(body)).unwrap()))
    };
    let client = Client::builder().region("cn-north-4").token(Token::new("MIIFOgYJ").unwrap()).transport(service);
    let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    let download = request.send(&client.build().unwrap()).await.unwrap();
    let mut records = RecordStream::open(download, options).await.unwrap();
    assert_eq!(records.format(), Format::Ndjson);
    let mut starts = Vec::new();
    while let Some(row) = records.next().await {
        starts.push(row.unwrap().record.connection_start_time);
    }
    starts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_order_mark_does_not_cost_the_first_record_of_ndjson() {
    let body = "\u{feff}{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n";
    assert_eq!(starts_of(body, Options::default()).await, ["2020-04-24T03:02:47Z"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_options_of_a_stream_are_not_ignored_for_ndjson() {
    let body = "{\"connection_start_time\":\"2020-04-24 11:02:47\"}\n";
    assert_eq!(starts_of(body, in_zone("Asia/Shanghai")).await, ["2020-04-24T03:02:47Z"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ndjson_without_records_is_no_error() {
    for body in ["", "\u{feff}", "\r\n"] {
        assert!(starts_of(body, Options::default()).await.is_empty(), "{body:?}");
    }
}
