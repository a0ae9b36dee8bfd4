//! Compiles outputs of the generator, each as a package of its own, on the runtime and the client crate.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use deskledger_codegen::Output;

/// The workspace, whose crates the packages use.
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Compiles each output, and gives how many did. What did not is printed with its first errors.
pub(crate) fn compile(outputs: &[&(PathBuf, Output)], out: &mut impl Write) -> Result<usize, Box<dyn Error>> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/corpus"));
    if root.exists() {
        fs::remove_dir_all(&root)?;
    }
    fs::create_dir_all(&root)?;
    fs::write(root.join("Cargo.toml"), "[workspace]\nmembers = [\"d*\"]\nresolver = \"3\"\n")?;
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"), root.join("Cargo.lock"))?;
    for (index, (_, output)) in outputs.iter().enumerate() {
        package(&root.join(format!("d{index}")), index, output)?;
    }
    let mut compiled = 0;
    for (index, (path, _)) in outputs.iter().enumerate() {
        let run = Command::new("cargo")
            .args(["check", "--quiet", "--message-format", "short", "-p", &format!("d{index}")])
            .current_dir(&root)
            .env("CARGO_TARGET_DIR", root.with_file_name("corpus-build"))
            .output()?;
        if run.status.success() {
            compiled += 1;
        } else {
            let errors = String::from_utf8_lossy(&run.stderr);
            let errors: Vec<&str> = errors.lines().filter(|line| line.contains("error")).take(3).collect();
            writeln!(out, "does not compile {}: {}", path.display(), errors.join(" | "))?;
        }
    }
    Ok(compiled)
}

/// A package of one output.
fn package(directory: &Path, index: usize, output: &Output) -> Result<(), Box<dyn Error>> {
    let source = directory.join("src");
    fs::create_dir_all(&source)?;
    for (name, text) in &output.files {
        fs::write(source.join(name), text)?;
    }
    fs::write(
        directory.join("Cargo.toml"),
        format!(
            "[package]\nname = \"d{index}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             deskledger = {{ path = {WORKSPACE:?}, default-features = false }}\n\
             deskledger-client = {{ path = \"{WORKSPACE}/crates/client\" }}\n\
             deskledger-runtime = {{ path = \"{WORKSPACE}/crates/runtime\" }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n"
        ),
    )?;
    let library = "#![deny(warnings)]\n#![allow(dead_code, unused_imports)]\n\
                   use deskledger_client as client;\nuse deskledger_runtime as runtime;\ninclude!(\"openapi.rs\");\n";
    Ok(fs::write(source.join("lib.rs"), library)?)
}
