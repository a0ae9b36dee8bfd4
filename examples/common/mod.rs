//! Shared by the examples: service, token and project from the environment.

#![allow(dead_code, reason = "each example uses its part")]

use deskledger::{ClientBuilder, ExportConnectionRecords, Token};

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A client for `DESKLEDGER_ENDPOINT` with the token in `DESKLEDGER_TOKEN`, to be finished with `build`.
pub(crate) fn client() -> Result<ClientBuilder, Box<dyn std::error::Error>> {
    let token = Token::from_env()?.ok_or("expected a token in DESKLEDGER_TOKEN")?;
    Ok(deskledger::Client::builder().endpoint(std::env::var("DESKLEDGER_ENDPOINT")?).token(token))
}

/// All records of the project in `DESKLEDGER_PROJECT_ID`.
pub(crate) fn request() -> Result<ExportConnectionRecords, Box<dyn std::error::Error>> {
    Ok(ExportConnectionRecords { project_id: std::env::var("DESKLEDGER_PROJECT_ID")?, ..Default::default() })
}
