//! `Send` and `Sync` guarantees, checked at compile time.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use deskledger::{SaveOptions, Token};

fn crosses<T: Send + Sync + 'static>() {}
fn may_be_spawned<T: Send>(future: T) -> T {
    future
}

#[test]
fn every_public_type_crosses_threads() {
    crosses::<deskledger::Client>();
    crosses::<deskledger::ClientBuilder>();
    crosses::<deskledger::Credential>();
    crosses::<deskledger::Download>();
    crosses::<deskledger::Error>();
    crosses::<deskledger::ExportConnectionRecords>();
    crosses::<deskledger::HttpBody>();
    crosses::<deskledger::TransportError>();
    crosses::<deskledger::PartFile>();
    crosses::<deskledger::Preview>();
    crosses::<deskledger::Progress>();
    crosses::<deskledger::Response>();
    crosses::<deskledger::Retry>();
    crosses::<deskledger::RetryPolicy>();
    crosses::<deskledger::SaveOptions>();
    crosses::<deskledger::SavedFile>();
    crosses::<deskledger::TimeRange>();
    crosses::<deskledger::Violations>();
    #[cfg(feature = "blocking")]
    {
        crosses::<deskledger::blocking::Client>();
        crosses::<deskledger::blocking::Download>();
    }
}

#[tokio::test]
async fn every_future_may_be_spawned_and_is_polled_on_another_thread() {
    let token = Token::new("t").unwrap();
    let service = |_| std::future::ready(Ok(deskledger::http::Response::new("sid\n".into())));
    let client = deskledger::Client::builder().region("cn-north-4").token(token).transport(service).build().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let request = support::request();
    drop(may_be_spawned(request.send_as(&client, "text/csv")));
    let work = may_be_spawned(async move {
        let mut download = may_be_spawned(request.send(&client)).await?;
        drop(may_be_spawned(download.chunk()));
        drop(may_be_spawned(download.write_to(&mut Vec::new())));
        may_be_spawned(download.save(target, SaveOptions::new())).await
    });
    assert_eq!(tokio::spawn(work).await.unwrap().unwrap().bytes, 4);
}
