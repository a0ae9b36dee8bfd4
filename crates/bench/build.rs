//! Generates the rules of order.yaml.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=order.yaml");
    let out = std::env::var("OUT_DIR")?;
    let built = deskledger_codegen::build_with("order.yaml", out, deskledger_codegen::Calls::Direct)?;
    if built.warnings.is_empty() { Ok(()) } else { Err(built.warnings.into()) }
}
