//! Generates the rules of the calls in specs/ledger.yaml.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = "../../specs/ledger.yaml";
    println!("cargo::rerun-if-changed={document}");
    let warnings =
        deskledger_codegen::build_with(document, std::env::var("OUT_DIR")?, deskledger_codegen::Calls::Direct)?;
    if warnings.is_empty() { Ok(()) } else { Err(warnings.into()) }
}
