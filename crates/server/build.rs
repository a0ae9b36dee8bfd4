//! Compiles the message files in `messages`, and generates the operations of specs/ledger.yaml. The package contains the document: ledger.yaml is a link to it.

use std::path::{Path, PathBuf};

use deskledger_codegen::{Options, build_with};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    // One message a line: cargo shows nothing else of a build script that fails.
    deskledger_runtime::message_files::compile(Path::new("messages"), &out)
        .inspect_err(|problems| problems.0.iter().for_each(|problem| println!("cargo::error={problem}")))?;
    let document = "ledger.yaml";
    println!("cargo::rerun-if-changed={document}");
    let options = Options::new().without_send().time_range("deskledger::TimeRange");
    let built = build_with(document, &out, &options)?;
    if built.warnings.is_empty() { Ok(()) } else { Err(built.warnings.into()) }
}
