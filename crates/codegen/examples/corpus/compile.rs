//! Compiles outputs of the generator, each as a package of its own, on the rules of the client.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use deskledger_codegen::Output;

/// The package that compiles what the generator makes of every type: its dependencies and run time are used here too.
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixture");

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

/// A package of one output: the sources of the fixture with other generated code.
fn package(directory: &Path, index: usize, output: &Output) -> Result<(), Box<dyn Error>> {
    let source = directory.join("src");
    fs::create_dir_all(&source)?;
    let place = directory.display().to_string();
    for (name, text) in &output.files {
        fs::write(directory.join(name), text.replace("env!(\"OUT_DIR\")", &format!("{place:?}")))?;
    }
    fs::write(
        directory.join("Cargo.toml"),
        format!(
            "[package]\nname = \"d{index}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nbytes = \"1\"\n\
             jiff = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n\
             progenitor-client = \"0.15.1\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
             reqwest = {{ version = \"0.13.5\", default-features = false, features = [\"query\", \"stream\"] }}\n"
        ),
    )?;
    let library = fs::read_to_string(Path::new(FIXTURE).join("src/lib.rs"))?;
    // The pairs of the fixture are its own.
    let library = library.replace("pub mod pairs;\n", "");
    let rules = Path::new(FIXTURE).join("../../src");
    fs::write(source.join("lib.rs"), library.replace("../../../src", &rules.display().to_string()))?;
    fs::copy(Path::new(FIXTURE).join("src/runtime.rs"), source.join("runtime.rs"))?;
    let generated = fs::read_to_string(Path::new(FIXTURE).join("src/generated.rs"))?;
    fs::write(source.join("generated.rs"), generated.replace("env!(\"OUT_DIR\")", &format!("{place:?}")))?;
    Ok(())
}
