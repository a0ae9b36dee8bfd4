//! Measures the store and the file formats without a network: `cargo run --release --example measure -- DIRECTORY [RECORDS]`.
//!
//! Fills the directory if it contains no records. Prints one line per step: rows, bytes, seconds, rows per second, and the
//! peak memory of the process.

#![allow(clippy::print_stdout, reason = "it prints its figures")]

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use deskledger::{ConnectionRecord, DateTime};
use deskledger_server::{Filter, Format, Store, write_records};

const PROJECT: &str = "8dc9c40a06574a598941b254d4b63b43";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let directory = PathBuf::from(arguments.next().ok_or("expected a directory, found none")?);
    let records = match arguments.next() {
        Some(records) => records.to_string_lossy().parse()?,
        None => 1_000_000,
    };
    let store = Store::open(&directory)?;
    let all = Filter::project(PROJECT);
    if store.count(&all)? == 0 {
        let start = Instant::now();
        let mut import = store.import(PROJECT)?;
        (0..records).try_for_each(|number| import.add(&record(number)?).map(drop).map_err(Box::<dyn Error>::from))?;
        import.commit()?;
        report("import", records, 0, start);
    }
    let count = store.count(&all)?;
    for format in Format::ALL {
        let start = Instant::now();
        let bytes = write_records(&store, &all, format, "en_US", Counter(0), || true)?.0;
        report(format.extension(), count, bytes, start);
    }
    let one = Filter { user_name: Some("user17@local.com".into()), ..all };
    let start = Instant::now();
    let bytes = write_records(&store, &one, Format::Csv, "en_US", Counter(0), || true)?.0;
    report("one user as csv", store.count(&one)?, bytes, start);
    Ok(())
}

/// A synthetic record of one of a thousand users, 30 s after the previous one.
fn record(number: i64) -> Result<ConnectionRecord, Box<dyn Error>> {
    let user = number * 7919 % 1000;
    let time =
        |seconds: i64| DateTime::from_unix_seconds(1_577_836_800 + number * 30 + seconds).map(|time| time.to_string());
    Ok(ConnectionRecord {
        user_name: Some(format!("user{user}@local.com")),
        computer_name: Some(format!("DESKTOP-{user:05}")),
        terminal_ip: Some(format!("10.{}.{}.{}", user % 7, user % 250, number % 250)),
        terminal_type: Some("Windows 10".into()),
        desktop_ip: Some(format!("172.16.{}.{}", user % 250, number % 250)),
        connection_start_time: time(0).ok_or("the time is out of range")?,
        connection_setup_time: time(2),
        connection_end_time: time(3600),
        network_rtt: Some(number % 90),
        e2e_rtt: Some(20 + number % 90),
        terminal_mac: Some("00-ac-9c-c7-9a-df".into()),
        terminal_name: Some(format!("TERMINAL-{user:05}")),
        client_version: Some("1.8.00005".into()),
        agent_version: Some("1.8.00005.10546".into()),
        is_reconnect: Some(number % 5 == 0),
        sid: Some(format!("sid-{user:05}")),
        transaction_id: Some(format!(
            "{:032x}",
            number as u128 * 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835 % u128::MAX
        )),
        ..ConnectionRecord::default()
    })
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn report(step: &str, rows: impl std::fmt::Display, bytes: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = rows.to_string().parse::<f64>().unwrap_or_default() / seconds;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" unknown").trim();
    println!("{step}: {rows} rows, {bytes} bytes, {seconds:.3} s, {rate:.0} rows/s, peak {peak}");
}
