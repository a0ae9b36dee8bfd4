//! Generates the rules of order.yaml.

use deskledger_codegen::{Options, build_with};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=order.yaml");
    let out = std::env::var("OUT_DIR")?;
    let built = build_with("order.yaml", out, &Options::new().without_send().without_types())?;
    if built.warnings.is_empty() { Ok(()) } else { Err(built.warnings.into()) }
}
