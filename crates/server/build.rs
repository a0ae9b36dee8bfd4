//! Compiles the message files in `messages`, and generates the operations of specs/ledger.yaml and the server side of all
//! documents. The package contains the documents: they are links here.

use std::path::{Path, PathBuf};

use deskledger_codegen::{Options, build_with};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    // One message a line: cargo shows nothing else of a build script that fails.
    deskledger_runtime::message_files::compile(Path::new("messages"), &out)
        .inspect_err(|problems| problems.0.iter().for_each(|problem| println!("cargo::error={problem}")))?;
    let options = Options::new().without_send().server().time_range("deskledger::TimeRange");
    for (document, directory) in [("ledger.yaml", ""), ("openapi.yaml", "export"), ("iam.yaml", "iam")] {
        println!("cargo::rerun-if-changed={document}");
        let built = build_with(document, out.join(directory), &options)?;
        if !built.warnings.is_empty() {
            return Err(built.warnings.into());
        }
    }
    Ok(())
}
