//! Generates the rules of the calls in specs/ledger.yaml.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = "../../specs/ledger.yaml";
    println!("cargo::rerun-if-changed={document}");
    Ok(deskledger_codegen::build(document, std::env::var("OUT_DIR")?)?)
}
