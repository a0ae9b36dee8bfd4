//! Error handling with predicates instead of message texts.

#![allow(clippy::print_stdout)]

mod common;

use deskledger::{Client, Error, ExportConnectionRecords, RetryPolicy, Token};

fn what(error: &Error) -> &'static str {
    match error {
        error if error.violations().is_some() => "the request breaks a rule; nothing was sent",
        error if error.is_unauthorized() => "the credential is not accepted",
        error if error.is_throttled() => "too many requests",
        error if error.is_unexpected_content() => "the response is not the file, or not all of it",
        error if error.is_network() && !error.may_have_been_sent() => "there is no connection",
        error if error.is_retryable() => "worth another try later",
        _ => "something else",
    }
}

#[tokio::main]
async fn main() -> common::Outcome {
    let stranger = common::client()?.token(Token::new("not-a-token")?).build()?;
    let nowhere = Client::builder().endpoint("http://127.0.0.1:9").token(Token::new("t")?);
    let nowhere = nowhere.retry(RetryPolicy::never()).build()?;
    for (client, request) in [
        (&stranger, ExportConnectionRecords::default()),
        (&stranger, common::request()?),
        (&nowhere, common::request()?),
    ] {
        if let Err(error) = request.send(client).await {
            println!("{}: status {:?}, code {:?}", what(&error), error.status(), error.code());
        }
    }
    Ok(())
}
