//! Prints bytes received and rate during a download.

#![allow(clippy::print_stdout)]

mod common;

use deskledger::SaveOptions;

#[tokio::main]
async fn main() -> common::Outcome {
    let client = common::client()?.build()?;
    let download = common::request()?.send_as(&client, "text/csv").await?.on_progress(|progress| {
        let total = progress.total.map_or("unknown".to_owned(), |total| total.to_string());
        let rate = progress.bytes_per_second.unwrap_or_default();
        println!("{} of {total} bytes, {rate} a second", progress.bytes);
    });
    download.save("progress.csv", SaveOptions::new()).await?;
    Ok(())
}
