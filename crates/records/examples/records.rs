//! Counts the connections of each user, while the file arrives and without keeping it.
//!
//! `DESKLEDGER_ENDPOINT=... DESKLEDGER_TOKEN=... DESKLEDGER_PROJECT_ID=... cargo run -p deskledger-records --example records`

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;

use deskledger::{Client, ExportConnectionRecords, Token};
use deskledger_records::Records as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = Token::from_env()?.ok_or("expected a token in DESKLEDGER_TOKEN")?;
    let client = Client::builder().endpoint(std::env::var("DESKLEDGER_ENDPOINT")?).token(token).build()?;
    let project_id = std::env::var("DESKLEDGER_PROJECT_ID")?;
    let request = ExportConnectionRecords { project_id, language: Some("zh_CN".into()), ..Default::default() };
    let mut records = request.send(&client).await?.records().await?;
    let (mut connections, mut open) = (BTreeMap::<String, u64>::new(), 0);
    while let Some(row) = records.next().await {
        let record = match row {
            Ok(row) => row.record,
            Err(error) if error.bad_row().is_some() => {
                println!("left out {error}");
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        open += u64::from(record.connection_end_time.is_none());
        *connections.entry(record.user_name.unwrap_or_default()).or_default() += 1;
    }
    let total: u64 = connections.values().sum();
    println!("{total} connections of {} users in {:?}, {open} of them open", connections.len(), records.format());
    Ok(())
}
