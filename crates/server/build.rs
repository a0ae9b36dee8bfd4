//! Generates the operations of specs/ledger.yaml. The package contains the document: ledger.yaml is a link to it.

use deskledger_codegen::{Options, build_with};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = "ledger.yaml";
    println!("cargo::rerun-if-changed={document}");
    let options = Options::new().without_send().time_range("deskledger::TimeRange");
    let built = build_with(document, std::env::var("OUT_DIR")?, &options)?;
    if built.warnings.is_empty() { Ok(()) } else { Err(built.warnings.into()) }
}
