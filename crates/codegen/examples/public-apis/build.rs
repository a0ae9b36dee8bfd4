//! Generates the calls of each document.

use std::error::Error;
use std::path::Path;

use deskledger_codegen::{Options, build_with};

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var("OUT_DIR")?;
    for name in ["github", "stripe", "chat"] {
        let built = build_with(format!("{name}.yaml"), Path::new(&out).join(name), &Options::new())?;
        built.sources.iter().for_each(|path| println!("cargo::rerun-if-changed={}", path.display()));
        if !built.warnings.is_empty() {
            return Err(built.warnings.into());
        }
    }
    Ok(())
}
