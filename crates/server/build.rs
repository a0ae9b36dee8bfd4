//! Generates the requests and rules of specs/ledger.yaml.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = "../../specs/ledger.yaml";
    println!("cargo::rerun-if-changed={document}");
    let built = deskledger_codegen::build_with(document, std::env::var("OUT_DIR")?, deskledger_codegen::Calls::Direct)?;
    if built.warnings.is_empty() { Ok(()) } else { Err(built.warnings.into()) }
}
