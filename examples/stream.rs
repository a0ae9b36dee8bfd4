//! Writes the records to standard output as they arrive, in constant memory: `... cargo run -p deskledger --example stream | head`.

mod common;

#[tokio::main]
async fn main() -> common::Outcome {
    let client = common::client()?.build()?;
    let mut download = common::request()?.send_as(&client, "text/csv").await?;
    match download.write_to(&mut tokio::io::stdout()).await {
        // A reader that has seen enough is not a failure.
        Err(error) if error.io_kind() == Some(std::io::ErrorKind::BrokenPipe) => Ok(()),
        outcome => Ok(outcome.map(drop)?),
    }
}
