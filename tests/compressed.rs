//! Bodies that are compressed although the request demands no encoding.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use deskledger::{FileFormat, SaveOptions};
use flate2::{Compress, Compression, FlushCompress};
use support::{CSV, Script, Server, request, rest, resumable};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::with_capacity(bytes.len() + 4096);
    Compress::new_gzip(Compression::best(), 15).compress_vec(bytes, &mut compressed, FlushCompress::Finish).unwrap();
    compressed
}

/// Saves the scripted responses; returns the outcome, the saved file and the remaining files.
async fn save(
    scripts: Vec<Script>,
    save: SaveOptions,
) -> (Result<deskledger::SavedFile, deskledger::Error>, Option<Vec<u8>>, Server) {
    let server = Server::start(scripts).await;
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let outcome = match request().send(&server.client()).await {
        Ok(download) => download.save(&target, save).await,
        Err(error) => Err(error),
    };
    let names: Vec<_> = std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), usize::from(outcome.is_ok()), "{names:?}");
    (outcome, std::fs::read(target).ok(), server)
}

fn compressed(script: Script) -> Script {
    script.header("Content-Encoding", "gzip")
}

#[tokio::test]
async fn a_body_that_a_gateway_compressed_unasked_is_saved_as_it_was() {
    let body = gzip(CSV.as_bytes());
    for encoding in ["gzip", "GZIP", "x-gzip"] {
        let script = Script::status(200).header("Content-Encoding", encoding).body(&body);
        let (outcome, file, server) = save(vec![script], SaveOptions::new().digest(true)).await;
        let saved = outcome.unwrap();
        assert_eq!((saved.bytes, saved.format), (CSV.len() as u64, FileFormat::Csv));
        assert_eq!(file.unwrap(), CSV.as_bytes());
        assert_eq!(server.seen()[0].header("accept-encoding"), Some("identity"));
    }
    let script = compressed(Script::status(200)).body(&body);
    let server = Server::start([script]).await;
    let download = request().send(&server.client()).await.unwrap();
    assert_eq!(download.content_length(), None, "the length on the way is not that of the file");
}

#[tokio::test]
async fn a_compressed_body_that_breaks_off_is_resumed_in_its_compressed_bytes() {
    let body = gzip(CSV.as_bytes());
    let first = compressed(resumable("\"v1\"")).header("Content-Length", &body.len().to_string()).piece(&body[..30]);
    let range = format!("bytes 30-{}/{}", body.len() - 1, body.len());
    let second =
        compressed(Script::status(206).header("ETag", "\"v1\"").header("Content-Range", &range)).body(&body[30..]);
    let (outcome, file, server) = save(vec![first.clone(), second], SaveOptions::new()).await;
    assert_eq!((outcome.unwrap().retries, file.unwrap()), (1, CSV.as_bytes().to_vec()));
    assert_eq!(server.seen()[1].header("range"), Some("bytes=30-"));

    // An uncompressed rest belongs to other bytes: the file starts over.
    let other = rest(CSV, 30, "\"v1\"");
    let (outcome, file, _) = save(vec![first, other, Script::status(200).body(CSV)], SaveOptions::new()).await;
    assert_eq!((outcome.unwrap().retries, file.unwrap()), (2, CSV.as_bytes().to_vec()));
}

#[tokio::test]
async fn a_compressed_body_that_is_cut_or_damaged_is_fetched_again() {
    let body = gzip(CSV.as_bytes());
    let mut damaged = body.clone();
    let end = damaged.len() - 6;
    damaged[end] ^= 1;
    for wrong in [&body[..body.len() - 1], &damaged, CSV.as_bytes()] {
        let scripts = vec![compressed(Script::status(200)).body(wrong), compressed(Script::status(200)).body(&body)];
        let (outcome, file, _) = save(scripts, SaveOptions::new()).await;
        assert_eq!((outcome.unwrap().retries, file.unwrap()), (1, CSV.as_bytes().to_vec()));
        let (outcome, ..) = save(vec![compressed(Script::status(200)).body(wrong); 4], SaveOptions::new()).await;
        assert!(outcome.unwrap_err().is_unexpected_content());
    }
}

#[tokio::test]
async fn a_gzip_bomb_fills_neither_memory_nor_disk() {
    // Concatenated members of one mebibyte, each compressed to a thousandth.
    let bomb = gzip(&b"a,b\n".repeat(1 << 18)).repeat(1000);
    assert!(bomb.len() < 4 << 20);
    let (outcome, _, server) = save(vec![compressed(Script::status(200)).body(&bomb)], SaveOptions::new()).await;
    let error = outcome.unwrap_err();
    assert!(error.is_unexpected_content() && !error.is_retryable(), "{error}");
    assert!(error.to_string().contains("built to fill a disk"), "{error}");
    assert_eq!(server.seen().len(), 1);
    let (outcome, ..) =
        save(vec![compressed(Script::status(200)).body(&bomb)], SaveOptions::new().max_bytes(1 << 20)).await;
    assert!(outcome.unwrap_err().to_string().contains("at most 1048576 bytes"));
}

#[tokio::test]
async fn an_error_document_that_is_compressed_is_still_an_error() {
    let body = gzip(br#"{"error_code":"WKS.00211102","error_msg":"The parameter is invalid."}"#);
    let (outcome, ..) = save(vec![compressed(Script::status(200)).body(&body)], SaveOptions::new()).await;
    assert_eq!(outcome.unwrap_err().code(), Some("WKS.00211102"));
}

#[tokio::test]
async fn a_content_encoding_that_names_no_coding_does_not_lose_the_file() {
    for encoding in ["none", "UTF-8", "binary", "identity, identity", "identity, none"] {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::start([Script::status(200).header("Content-Encoding", encoding).body(CSV)]).await;
        let download = request().send(&server.client()).await.unwrap();
        let saved = download.save(dir.path().join("a.csv"), SaveOptions::new()).await.unwrap();
        assert_eq!(saved.bytes, CSV.len() as u64, "{encoding}");
    }
}
