//! From the files to the generated code.

#![allow(clippy::print_stdout, reason = "cargo reads what a build script prints")]

use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::check::{File, LANGUAGES, check};
use super::emit::emit;
use super::parse::{Problem, Problems, parse};

/// The whole of a build script: compiles the files in `messages` to `messages.rs` in `OUT_DIR`, and reports problems as
/// errors of Cargo.
pub fn build() -> ExitCode {
    let Some(out) = env::var_os("OUT_DIR") else {
        println!("cargo::error=expected OUT_DIR, found none: call this function in a build script");
        return ExitCode::FAILURE;
    };
    match compile(Path::new("messages"), Path::new(&out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            problems.0.iter().for_each(|problem| println!("cargo::error={problem}"));
            ExitCode::FAILURE
        }
    }
}

/// Compiles the message files of a directory to `messages.rs` in another one, and instructs Cargo to do so again when they
/// change.
///
/// # Errors
/// Every problem of every file.
pub fn compile(directory: &Path, out: &Path) -> Result<(), Problems> {
    println!("cargo::rerun-if-changed={}", directory.display());
    let mut problems = Vec::new();
    let [original, translations @ ..] = LANGUAGES.map(|language| read(directory, language, &mut problems));
    let (messages, further) = check(&original, &translations);
    // A message that does not parse would be reported a second time, as missing.
    if problems.is_empty() {
        problems = further;
    }
    if problems.is_empty() {
        let path = out.join("messages.rs");
        if let Err(error) = fs::write(&path, emit(&messages)) {
            problems.push(unusable(&path, "write", &error));
        }
    }
    problems.sort();
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}

fn read(directory: &Path, language: &str, problems: &mut Vec<Problem>) -> File {
    let path = directory.join(format!("{language}.ftl"));
    let source = fs::read_to_string(&path).unwrap_or_else(|error| {
        problems.push(unusable(&path, "read", &error));
        String::new()
    });
    let path = path.display().to_string();
    let (entries, further) = parse(&path, &source);
    problems.extend(further);
    File { path, entries }
}

fn unusable(path: &Path, verb: &str, error: &std::io::Error) -> Problem {
    Problem { path: path.display().to_string(), line: 0, text: format!("cannot {verb} the file: {error}") }
}
