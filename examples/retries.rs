//! Configures attempts, delays and time limits, and reports each retry.

#![allow(clippy::print_stdout)]

mod common;

use std::time::Duration;

use deskledger::{RetryPolicy, SaveOptions};

#[tokio::main]
async fn main() -> common::Outcome {
    let policy = RetryPolicy {
        max_attempts: 6,
        initial_backoff: Duration::from_millis(100),
        // No retry starts later than this after the first failure.
        max_elapsed: Duration::from_secs(60),
        ..Default::default()
    };
    let client = common::client()?
        .retry(policy)
        .idle_timeout(Duration::from_secs(20))
        // Without it nothing limits the time of a download that gets ahead.
        .total_timeout(Duration::from_secs(600))
        .on_retry(|retry| println!("attempt {} in {:?}: {}", retry.attempt, retry.delay, retry.reason))
        .build()?;
    let saved = common::request()?.send(&client).await?.save("retries.xlsx", SaveOptions::new()).await?;
    println!("{} bytes after {} retries", saved.bytes, saved.history.len());
    Ok(())
}
