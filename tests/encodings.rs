//! Files in gzip, a ZIP archive or several encodings are saved without them; other content is rejected.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod support;

use deskledger::http::Response;
use deskledger::{Client, FileFormat, HttpBody, Remedy, RetryPolicy, SaveOptions, SavedFile, Token, TransportError};
use flate2::{Compress, Compression, Crc, FlushCompress};
use futures_util::stream;
use support::{CSV, Script, Server, TOKEN, request};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::with_capacity(bytes.len() + 4096);
    Compress::new_gzip(Compression::best(), 15).compress_vec(bytes, &mut compressed, FlushCompress::Finish).unwrap();
    compressed
}

/// An archive of stored entries.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let file = |(name, content): &(&str, &[u8])| {
        let mut crc = Crc::new();
        crc.update(content);
        let length = content.len() as u32;
        let numbers = [crc.sum(), length, length].map(u32::to_le_bytes).concat();
        let names = [name.len() as u8, 0, 0, 0];
        [b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0", &*numbers, &names, name.as_bytes(), content].concat()
    };
    let directory = b"PK\x01\x02".iter().chain(&[0; 42]).copied().collect::<Vec<u8>>().repeat(files.len());
    [files.iter().flat_map(file).collect(), directory, b"PK\x05\x06".to_vec(), vec![0; 18]].concat()
}

fn multipart(content: &[u8]) -> Vec<u8> {
    let head = b"--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"records.csv.gz\"\r\n\r\n";
    [head, content, b"\r\n--b0--\r\n"].concat()
}

async fn saved(script: Script) -> (Result<SavedFile, deskledger::Error>, Vec<u8>) {
    let server = Server::start([script]).await;
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x");
    let outcome = match request().send(&server.client()).await {
        Ok(download) => download.save(&target, SaveOptions::new().digest(true)).await,
        Err(error) => Err(error),
    };
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, usize::from(outcome.is_ok()), "{outcome:?}");
    (outcome, std::fs::read(target).unwrap_or_default())
}

#[tokio::test]
async fn a_compressed_file_is_saved_as_the_file_inside() {
    let csv = CSV.as_bytes();
    let two = [gzip(&csv[..20]), gzip(&csv[20..])].concat();
    for (body, wrappers) in [
        (gzip(csv), &["gzip"][..]),
        (two, &["gzip"]),
        (zip(&[("out/", b""), ("out/a.csv", csv), ("__MACOSX/out/._a.csv", b"x")]), &["zip"]),
        (multipart(&gzip(csv)), &["multipart", "gzip"]),
        (multipart(&gzip(&zip(&[("a.csv", csv)]))), &["multipart", "gzip", "zip"]),
    ] {
        let server = Server::start([Script::status(200).body(&body)]).await;
        let download = request().send(&server.client()).await.unwrap();
        assert_eq!((download.format(), download.encodings()), (FileFormat::Csv, wrappers.to_vec()));
        assert!(download.content_length().is_none());
        let (outcome, content) = saved(Script::status(200).body(&body)).await;
        let saved = outcome.unwrap();
        assert_eq!((saved.format, saved.bytes), (FileFormat::Csv, csv.len() as u64));
        assert_eq!(content, csv);
    }
}

#[tokio::test]
async fn the_name_is_that_of_the_file_inside() {
    let named =
        |name: &str| Script::status(200).header("Content-Disposition", &format!("attachment; filename=\"{name}\""));
    let csv = CSV.as_bytes();
    for (script, body, expected) in [
        (named("records.csv.gz"), gzip(csv), "records.csv"),
        (named("records.CSV.GZ"), gzip(csv), "records.CSV"),
        (named("records"), gzip(csv), "records"),
        (named("records.zip"), zip(&[("../a.csv", csv)]), "a.csv"),
        (named("x"), multipart(csv), "records.csv.gz"),
    ] {
        let server = Server::start([script.body(&body)]).await;
        assert_eq!(request().send(&server.client()).await.unwrap().file_name().as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn a_page_an_error_or_nothing_in_a_wrapper_is_not_the_file() {
    let page = b"<!DOCTYPE html><title>Sign in</title>";
    let error = br#"{"error_code":"WKS.00211302","error_msg":"no"}"#;
    let docx = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let noise: Vec<u8> = (0..3000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (body, reported) in [
        (gzip(page), "found a page (\"Sign in\")"),
        (zip(&[("login.html", page)]), "found a page (\"Sign in\")"),
        (gzip(error), "WKS.00211302"),
        (zip(&[("error.json", error)]), "WKS.00211302"),
        (gzip(b""), "an empty response"),
        (gzip(&gzip(&gzip(&gzip(page)))), "at most 3 encodings"),
        (multipart(&gzip(&gzip(&zip(&[("error.json", error)])))), "at most 3 encodings"),
        (b"Access denied, please log in again.\nContact the administrator, thanks.\n".to_vec(), "not a table"),
        ("系统繁忙,请稍后再试\n如有问题,请联系管理员\n".into(), "not a table"),
        (zip(&[]), "without a file"),
        (zip(&[("out/", b"")]), "without a file"),
        (zip(&[("a.csv", CSV.as_bytes()), ("b.csv", CSV.as_bytes())]), "found another one"),
        (docx, "not a workbook"),
        (noise.clone(), "unknown format"),
        (gzip(&noise), "unknown format"),
        (b"Internal Server Error, please retry".to_vec(), "not a table (\"Internal Server Error, please retry\")"),
    ] {
        for media_type in ["text/csv", "application/octet-stream"] {
            let (outcome, _) = saved(Script::status(200).header("Content-Type", media_type).body(&body)).await;
            let error = outcome.unwrap_err();
            assert!(error.is_unexpected_content() && !error.is_retryable(), "{error}");
            assert!(error.to_string().contains(reported), "{reported}: {error}");
            let is_saved_unmodified =
                ["another one", "unknown", "not a workbook", "not a table", "at most 3 encodings"];
            let remedy = is_saved_unmodified.iter().any(|part| reported.contains(part)).then_some(Remedy::Raw);
            assert_eq!(error.remedy(), remedy, "{error}");
        }
    }
}

#[tokio::test]
async fn a_file_that_was_cut_before_it_was_sent_is_not_saved() {
    let book = zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", &[b'x'; 3000])]);
    let parquet = [&b"PAR1"[..], &[7; 3000], b"PAR1"].concat();
    for (body, format) in [(book, FileFormat::Xlsx), (parquet, FileFormat::Parquet)] {
        let (outcome, content) = saved(Script::status(200).body(&body)).await;
        assert!(outcome.unwrap().format == format && content == body);
        // The length is that of the cut file.
        let (outcome, content) = saved(Script::status(200).body(&body[..body.len() - 30])).await;
        let error = outcome.unwrap_err();
        assert!(error.is_unexpected_content() && !error.is_retryable() && content.is_empty(), "{error}");
        assert!(error.to_string().contains("without its end") && error.remedy() == Some(Remedy::Raw), "{error}");
    }
}

#[tokio::test]
async fn a_table_of_one_known_column_is_a_table() {
    for body in ["Connected User\njy01@local.com\n", "\u{feff}\"桌面名称\"\r\n", "user_name\n"] {
        let (outcome, content) = saved(Script::status(200).body(body)).await;
        assert!(outcome.unwrap().format == FileFormat::Csv && content == body.as_bytes());
    }
}

#[tokio::test]
async fn whatever_comes_is_handed_on_as_it_is_where_that_is_asked_for() {
    let noise: Vec<u8> = (0..3000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (body, kind) in [
        (gzip(CSV.as_bytes()), FileFormat::Gzip),
        (zip(&[("a.csv", CSV.as_bytes()), ("b.csv", CSV.as_bytes())]), FileFormat::Zip),
        (multipart(CSV.as_bytes()), FileFormat::Text),
        (noise, FileFormat::Other),
        (b"just words".to_vec(), FileFormat::Text),
    ] {
        let server = Server::start([Script::status(200).body(&body)]).await;
        let client = server.builder().raw(true).build().unwrap();
        let mut download = request().send(&client).await.unwrap();
        assert_eq!((download.format(), download.encodings()), (kind, vec![]));
        let mut came = Vec::new();
        download.write_to(&mut came).await.unwrap();
        assert!(came == body);
    }
    let server = Server::start([Script::status(200).body("<html>Sign in</html>")]).await;
    assert!(request().send(&server.builder().raw(true).build().unwrap()).await.unwrap_err().is_unexpected_content());
}

#[tokio::test]
async fn a_compressed_file_can_be_left_compressed_after_it_was_looked_at() {
    let many = (0..30_000).flat_map(|n| format!("{n},user{}\n", n * n % 977).into_bytes()).collect::<Vec<u8>>();
    for body in [gzip(&many), zip(&[("a.csv", &many)]), gzip(CSV.as_bytes())] {
        let server = Server::start([Script::status(200).body(&body)]).await;
        let mut download = request().send(&server.client()).await.unwrap().raw();
        assert!(matches!(download.format(), FileFormat::Gzip | FileFormat::Zip) && download.encodings().is_empty());
        let mut came = Vec::new();
        download.write_to(&mut came).await.unwrap();
        assert!(came == body);
    }
}

#[tokio::test]
async fn a_compressed_file_that_breaks_off_is_resumed_on_the_wire_and_its_stated_digest_is_of_the_wire() {
    let many = (0..30_000).flat_map(|n| format!("{n},user{}\n", n * n % 977).into_bytes()).collect::<Vec<u8>>();
    let body = gzip(&many);
    let digest = ring::digest::digest(&ring::digest::SHA256, &body);
    let hex: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let tagged = |status| Script::status(status).header("ETag", "\"v1\"").header("Accept-Ranges", "bytes");
    let range = format!("bytes 70000-{}/{}", body.len() - 1, body.len());
    let first =
        tagged(200).header("Digest", &format!("sha-256={hex}")).header("Content-Length", &body.len().to_string());
    let server = Server::start([
        first.piece(&body[..70_000]),
        tagged(206).header("Content-Range", &range).body(&body[70_000..]),
    ])
    .await;
    let mut download = request().send(&server.client()).await.unwrap();
    let mut came = Vec::new();
    download.write_to(&mut came).await.unwrap();
    assert!(came == many && server.seen()[1].header("range") == Some("bytes=70000-"));
    let wrong = Script::status(200).header("Digest", &format!("sha-256={}", "0".repeat(64))).body(&body);
    let server = Server::start([wrong]).await;
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    let error = request().send(&client).await.unwrap().write_to(&mut Vec::new()).await.unwrap_err();
    assert!(error.to_string().contains(&hex) && error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_format_other_than_requested_is_rejected_before_the_rest_is_fetched() {
    let server = Server::start([Script::status(200).header("X-Request-Id", "r1").body(gzip(CSV.as_bytes()))]).await;
    let download = request().send_as(&server.client(), "text/csv").await.unwrap();
    let error = download.expect_format(FileFormat::Csv).unwrap().expect_format(FileFormat::Xlsx).unwrap_err();
    assert!(error.is_unexpected_content() && !error.is_retryable() && error.request_id() == Some("r1"));
    let reported = error.to_string();
    assert!(reported.contains("format xlsx") && reported.contains("found csv"), "{reported}");
    assert_eq!(error.remedy(), Some(Remedy::AnyFormat));
}

/// Sends a first piece and then another one without end; returns the error and how many bytes were taken.
async fn endless(first: Vec<u8>, then: &'static [u8]) -> (deskledger::Error, usize) {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let taken = Arc::new(AtomicUsize::new(0));
    let count = taken.clone();
    let service = move |_| {
        let (first, count) = (first.clone(), count.clone());
        let pieces = std::iter::once(first).chain(std::iter::repeat_n(then.repeat(1 << 16), 1 << 10));
        let pieces = pieces.inspect(move |piece| {
            count.fetch_add(piece.len(), Ordering::SeqCst);
        });
        let body = HttpBody::stream(stream::iter(pieces.map(|piece| Ok::<_, String>(bytes::Bytes::from(piece)))));
        std::future::ready(Ok::<_, TransportError>(Response::new(body)))
    };
    let client = Client::builder().region("cn-north-4").token(Token::new(TOKEN).unwrap()).transport(service);
    let error = request().send(&client.build().unwrap()).await.unwrap_err();
    (error, taken.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_wrapper_that_never_comes_to_the_file_does_not_fill_memory() {
    let mut hidden = zip(&[("__MACOSX/._a.csv", b"")]);
    hidden.truncate(30 + 16);
    for at in [18, 22] {
        hidden[at..at + 4].copy_from_slice(&(700_u32 << 20).to_le_bytes());
    }
    let named = b"\x1f\x8b\x08\x08\0\0\0\0\0\x03".to_vec();
    let empty = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    for (first, then) in [(hidden, &b"x"[..]), (named, b"x"), (empty, b"\0\0\0\xff\xff")] {
        let (error, taken) = endless(first, then).await;
        assert!(error.is_unexpected_content() && error.to_string().contains("compressed bytes"), "{error}");
        assert!(taken < 8 << 20, "{taken}");
    }
}
