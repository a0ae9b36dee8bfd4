//! Reports the changes between two documents as text: arguments are the old and the new file.

use std::error::Error;
use std::io::Write;
use std::{env, fs, io};

use deskledger_diff::{Format, Options, compare};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let [old, new] = paths.as_slice() else { return Err("usage: changes OLD NEW".into()) };
    let read = |path: &String| fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    let found =
        compare((old, &read(old)?), (new, &read(new)?), &Options::default()).map_err(|wrong| wrong.to_string())?;
    io::stdout().lock().write_all(found.report(Format::Text, None).as_bytes())?;
    Ok(())
}
