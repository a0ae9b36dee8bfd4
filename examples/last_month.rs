//! Exports the records of the last calendar month (UTC).

#![allow(clippy::print_stdout)]

mod common;

use deskledger::{SaveOptions, TimeRange};
use jiff::ToSpan;

#[tokio::main]
async fn main() -> common::Outcome {
    let this_month = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().first_of_month();
    let minute = |date: jiff::civil::Date| format!("{date}T00:00Z").parse();
    // The start belongs to a time range, the end does not: no record is exported twice or left out.
    let range = TimeRange::new(minute(this_month.checked_sub(1.month())?)?, minute(this_month)?)?;
    let request = common::request()?.between(range);
    let client = common::client()?.build()?;
    let saved =
        request.send_as(&client, "text/csv").await?.save("last-month.csv", SaveOptions::new().overwrite(true)).await?;
    println!("{} to {}: {} bytes", range.start(), range.end(), saved.bytes);
    Ok(())
}
