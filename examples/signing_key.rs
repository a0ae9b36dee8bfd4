//! Signs each request with an access key instead of a token; the secret never leaves the process.

#![allow(clippy::print_stdout)]

mod common;

use deskledger::{AccessKey, Client, SaveOptions};

#[tokio::main]
async fn main() -> common::Outcome {
    // `Credential::find` looks in all the places that the vendor's SDKs know.
    let key = AccessKey::new(std::env::var("HUAWEICLOUD_SDK_AK")?, std::env::var("HUAWEICLOUD_SDK_SK")?)?;
    let client = Client::builder().endpoint(std::env::var("DESKLEDGER_ENDPOINT")?).credential(key).build()?;
    let saved = common::request()?.send(&client).await?.save("signed.xlsx", SaveOptions::new().digest(true)).await?;
    println!("{} {}", saved.sha256.unwrap_or_default(), saved.path.display());
    Ok(())
}
