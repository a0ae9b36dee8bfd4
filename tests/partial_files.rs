//! Partial files survive unrelated failures.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::path::{Path, PathBuf};

use deskledger::{Error, RetryPolicy, SaveOptions, SavedFile};
use support::{Script, Server, request, rest, resumable};
use tempfile::TempDir;

/// Bytes received by the first run.
const CUT: usize = 12_000;
const ETAG: &str = "\"v1\"";

fn file() -> String {
    format!("a,b\n{}", "1,2\n".repeat(5000))
}

fn cut() -> Script {
    resumable(ETAG).header("Content-Length", &file().len().to_string()).piece(&file()[..CUT])
}

fn busy() -> Script {
    Script::status(503).body("")
}

struct Place {
    directory: TempDir,
    target: PathBuf,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("x.csv");
        Self { directory, target }
    }

    /// Length of the resumable partial file.
    fn kept(&self) -> Option<usize> {
        let part = std::fs::metadata(self.path("x.csv.part")).ok()?;
        self.path("x.csv.part.json").exists().then(|| usize::try_from(part.len()).unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(self.directory.path()).join(name)
    }

    /// Runs one export with a limited number of attempts.
    async fn run(&self, server: &Server, attempts: u32) -> Result<SavedFile, Error> {
        let policy = RetryPolicy { max_attempts: attempts, ..Default::default() };
        let client = server.builder().retry(policy).build().unwrap();
        let part = SaveOptions::new().part_file(&self.target)?;
        request().send(&client).await?.save_into(part, SaveOptions::new()).await
    }
}

#[tokio::test]
async fn one_503_on_the_request_for_the_rest_does_not_cost_what_an_earlier_run_brought() {
    for error_response in [busy(), Script::hang_up()] {
        let place = Place::new();
        let server = Server::start([cut(), cut(), error_response, rest(&file(), CUT, ETAG)]).await;
        place.run(&server, 1).await.unwrap_err();
        let saved = place.run(&server, 4).await.unwrap();
        assert_eq!((saved.resumed_from, saved.retries), (CUT as u64, 1));
        assert_eq!(server.seen()[3].header("range"), Some("bytes=12000-"));
        assert_eq!(std::fs::read_to_string(&place.target).unwrap(), file());
    }
}

#[tokio::test]
async fn a_rest_that_cannot_be_had_leaves_what_an_earlier_run_brought() {
    for refusals in [vec![busy(), busy()], vec![Script::status(401).body("")], vec![Script::status(404).body("")]] {
        let place = Place::new();
        let again = [cut(), rest(&file(), CUT, ETAG)];
        let server = Server::start([vec![cut(), cut()], refusals, again.to_vec()].concat()).await;
        place.run(&server, 1).await.unwrap_err();
        let error = place.run(&server, 2).await.unwrap_err();
        assert!(error.to_string().contains("the partial file is kept"), "{error}");
        assert_eq!((place.kept(), place.run(&server, 1).await.unwrap().resumed_from), (Some(CUT), CUT as u64));
    }
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_a_file_does_not_cost_what_has_come() {
    for error_response in [401, 403, 404, 500] {
        let place = Place::new();
        let server =
            Server::start([cut(), Script::status(error_response).body(""), cut(), rest(&file(), CUT, ETAG)]).await;
        let error = place.run(&server, 4).await.unwrap_err();
        assert_eq!((error.status(), place.kept()), (Some(error_response), Some(CUT)), "{error}");
        assert!(error.to_string().contains("the partial file is kept"), "{error}");
        assert_eq!(place.run(&server, 4).await.unwrap().resumed_from, CUT as u64);
    }
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_does_not_cost_what_an_earlier_run_brought() {
    let place = Place::new();
    let server = Server::start([cut(), Script::hang_up(), Script::status(401).body(""), cut()]).await;
    place.run(&server, 1).await.unwrap_err();
    for _ in 0..2 {
        place.run(&server, 1).await.unwrap_err();
        assert_eq!(place.kept(), Some(CUT));
    }
}

#[tokio::test]
async fn wrong_bytes_are_not_kept_as_a_partial_file() {
    let wrong = || resumable(ETAG).header("x-obs-meta-sha256", &"0".repeat(64)).body(file());
    let place = Place::new();
    let server = Server::start([wrong(), wrong()]).await;
    let error = place.run(&server, 2).await.unwrap_err();
    assert!(error.is_unexpected_content() && place.kept().is_none(), "{error}");
}
