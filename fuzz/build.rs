//! Generates the calls of two documents of the workspace: one with every type and style, one with a nested body.

use std::path::Path;

use deskledger_codegen::{Options, build_with};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::var("OUT_DIR")?;
    for (document, name) in
        [("../crates/fixture/every-type.yaml", "every_type"), ("../crates/bench/order.yaml", "order")]
    {
        println!("cargo::rerun-if-changed={document}");
        let directory = Path::new(&out).join(name);
        std::fs::create_dir_all(&directory)?;
        let built = build_with(document, directory, &Options::new().without_send().without_types())?;
        if !built.warnings.is_empty() {
            return Err(built.warnings.into());
        }
    }
    Ok(())
}
