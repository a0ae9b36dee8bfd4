//! Renews the golden files of a document.
//!
//! Arguments: the document, the directory of the golden files, `--progenitor` for progenitor's client beside them, and
//! `--check` to change nothing and fail where they are stale.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use deskledger_codegen::Options;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (options, paths): (Vec<_>, Vec<_>) = arguments.iter().partition(|one| one.starts_with("--"));
    let has = |name: &str| options.iter().any(|one| *one == name);
    let ([document, golden], true) =
        (paths.as_slice(), options.iter().all(|one| ["--check", "--progenitor"].contains(&one.as_str())))
    else {
        return Err("usage: regenerate DOCUMENT GOLDEN [--progenitor] [--check]".into());
    };
    let options = Options::new().time_range("crate::runtime::TimeRange").without_deprecated_attributes();
    let options = if has("--progenitor") { options.progenitor() } else { options };
    let mut out = io::stdout().lock();
    let text = fs::read_to_string(document).map_err(|error| format!("{document}: {error}"))?;
    let output = match deskledger_codegen::generate_with(document, &text, &options) {
        Ok(output) => output,
        Err(diagnostics) => {
            write!(io::stderr(), "{diagnostics}")?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let stale: BTreeMap<&String, &String> = output
        .files
        .iter()
        .filter(|(name, new)| fs::read_to_string(Path::new(golden).join(name)).ok().as_ref() != Some(new))
        .collect();
    if stale.is_empty() {
        writeln!(out, "{golden} is what the generator makes of {document}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let check = has("--check");
    fs::create_dir_all(golden)?;
    for (name, new) in stale {
        if !check {
            fs::write(Path::new(golden).join(name), new)?;
        }
        writeln!(out, "{} {golden}/{name}", if check { "stale:" } else { "renewed" })?;
    }
    if check {
        writeln!(out, "run scripts/regenerate")?;
    }
    Ok(if check { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
