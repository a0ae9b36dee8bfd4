//! A failed run leaves a partial file, which the next run resumes.

#![allow(clippy::print_stdout)]

mod common;

use deskledger::{RetryPolicy, SaveOptions};

#[tokio::main]
async fn main() -> common::Outcome {
    // Without retries the first break ends a run; with the usual policy it would be mended at once.
    let client = common::client()?.retry(RetryPolicy::never()).build()?;
    for run in 1..=5 {
        let download = common::request()?.send_as(&client, "text/csv").await?;
        match download.save("resumed.csv", SaveOptions::new().digest(true)).await {
            Ok(saved) => {
                println!("run {run}: {} bytes, of which {} were there", saved.bytes, saved.resumed_from);
                return Ok(());
            }
            Err(error) => println!("run {run}: {error}"),
        }
    }
    Err("expected one of five runs to end well".into())
}
