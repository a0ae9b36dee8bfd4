//! Generates the rules of order.yaml.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=order.yaml");
    let out = std::env::var("OUT_DIR")?;
    let warnings = deskledger_codegen::build_with("order.yaml", out, deskledger_codegen::Calls::Direct)?;
    if warnings.is_empty() { Ok(()) } else { Err(warnings.into()) }
}
