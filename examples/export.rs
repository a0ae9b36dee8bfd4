//! Exports the connection records of a project into `connections.xlsx`.
//!
//! `DESKLEDGER_ENDPOINT=... DESKLEDGER_TOKEN=... DESKLEDGER_PROJECT_ID=... cargo run -p deskledger --example export`

#![allow(clippy::print_stdout)]

use deskledger::{Client, ExportConnectionRecords, SaveOptions, Token};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = Token::from_env()?.ok_or("expected a token in DESKLEDGER_TOKEN")?;
    let client = Client::builder().endpoint(std::env::var("DESKLEDGER_ENDPOINT")?).token(token).build()?;
    let project_id = std::env::var("DESKLEDGER_PROJECT_ID")?;
    let request = ExportConnectionRecords { project_id, ..Default::default() };
    let saved = request.send(&client).await?.save("connections.xlsx", SaveOptions::new()).await?;
    println!("{} bytes in {}", saved.bytes, saved.path.display());
    Ok(())
}
