//! The end of a file: whole is only what a length, chunks, the format or a digest prove to be whole.

#![allow(clippy::unwrap_used)]

mod support;

use deskledger::{Error, SaveOptions, SavedFile};
use support::{CSV, Script, Server, request};

async fn saved(script: Script, save: SaveOptions) -> (Result<SavedFile, Error>, Option<String>) {
    let server = Server::start([script.clone(), script]).await;
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("connections.csv");
    let outcome = match request().send(&server.client()).await {
        Ok(download) => download.save(&target, save).await,
        Err(error) => Err(error),
    };
    (outcome, std::fs::read_to_string(target).ok())
}

/// A response without a length and without chunks.
fn until_close(body: &str) -> Script {
    Script::status(200).header("Content-Type", "text/csv").piece(body)
}

#[tokio::test]
async fn a_file_that_only_its_connection_ends_is_not_called_whole() {
    let cut = &CSV[..CSV.len() - 5];
    for body in [CSV, cut] {
        let (outcome, file) = saved(until_close(body), SaveOptions::new()).await;
        let error = outcome.unwrap_err();
        assert!(error.is_unexpected_content() && error.to_string().contains("length or chunks"), "{error}");
        assert_eq!(file, None);
    }
    let allowed = || SaveOptions::new().allow_unproved_end(true);
    let (outcome, file) = saved(until_close(CSV), allowed()).await;
    assert!(outcome.unwrap().has_unproved_end);
    assert_eq!(file.as_deref(), Some(CSV));
    let (outcome, file) = saved(until_close(cut), allowed()).await;
    let error = outcome.unwrap_err();
    assert!(error.is_unexpected_content() && error.to_string().contains("complete last line"), "{error}");
    assert_eq!(file, None);
}

#[tokio::test]
async fn a_length_or_chunks_prove_the_end() {
    let chunked = Script::status(200).header("Transfer-Encoding", "chunked").chunk(CSV).piece("0\r\n\r\n");
    for script in [Script::status(200).body(CSV), chunked] {
        let (outcome, file) = saved(script, SaveOptions::new()).await;
        assert!(!outcome.unwrap().has_unproved_end);
        assert_eq!(file.as_deref(), Some(CSV));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn resume_metadata_is_not_written_through_a_symbolic_link() {
    let script = Script::status(200).header("ETag", "\"v1\"").header("Accept-Ranges", "bytes");
    let long = CSV.repeat(2000);
    let length = long.len().to_string();
    let server = Server::start([script.header("Content-Length", &length).piece(&long[..20_000])]).await;
    let directory = tempfile::tempdir().unwrap();
    let victim = directory.path().join("victim");
    std::fs::write(&victim, "precious").unwrap();
    std::os::unix::fs::symlink(&victim, directory.path().join("connections.csv.part.json")).unwrap();
    let download = request().send(&server.client()).await.unwrap();
    assert!(download.save(directory.path().join("connections.csv"), SaveOptions::new()).await.is_err());
    assert_eq!(std::fs::read_to_string(victim).unwrap(), "precious");
    let note = std::fs::symlink_metadata(directory.path().join("connections.csv.part.json"));
    assert!(note.is_ok_and(|note| note.is_file()));
}
