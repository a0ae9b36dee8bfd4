//! Generates the operations of specs/ledger.yaml. The package contains the document: ledger.yaml is a link to it.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = "ledger.yaml";
    println!("cargo::rerun-if-changed={document}");
    let built = deskledger_codegen::build_with(document, std::env::var("OUT_DIR")?, deskledger_codegen::Calls::Direct)?;
    if built.warnings.is_empty() { Ok(()) } else { Err(built.warnings.into()) }
}
