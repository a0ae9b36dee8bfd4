//! The blocking API: a download implements `Read`.

#![allow(clippy::print_stdout)]

mod common;

use std::io::{BufRead, BufReader};

use deskledger::blocking;

fn main() -> common::Outcome {
    let client = blocking::Client::new(common::client()?.build()?)?;
    let lines = BufReader::new(client.send_as(&common::request()?, "text/csv")?).lines();
    // A file that breaks off is an error here, never an early end.
    let count = lines.map_while(|line| line.inspect_err(|error| println!("{error}")).ok()).count();
    println!("{count} lines");
    Ok(())
}
