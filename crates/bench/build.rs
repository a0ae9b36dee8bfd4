//! Generates the rules of order.yaml.

use deskledger_codegen::{Options, build_with};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=order.yaml");
    let out = std::env::var("OUT_DIR")?;
    let options = Options::new().without_send();
    let typed = build_with("order.yaml", std::path::Path::new(&out).join("typed"), &options)?;
    let untyped = build_with("order.yaml", out, &options.without_types())?;
    // The level of a customer is an enum of several types, which has no type of its own.
    match untyped.warnings.is_empty() && typed.untyped <= 1 {
        true => Ok(()),
        false => Err(typed.warnings.into()),
    }
}
