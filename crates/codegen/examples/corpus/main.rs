//! Runs the whole generator over every document under a directory: `--example corpus -- DIR [--compile N | --write DIR]`.
//!
//! Prints a line for each document: `generated`, `diagnosed` or `PANICKED`, the time it took, and its path, with the first
//! errors of a document that is diagnosed; then `generated G diagnosed D panicked P`. With `--compile N` it also compiles N of the outputs, spread evenly, and prints
//! `compiled C of N`; with `--write DIR` it writes each output to a directory with the name of its document. Exits with 1 if a document panicked or an output does not compile.

mod compile;

use std::error::Error;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs, io};

use deskledger_codegen::{Diagnostic, Options, Output, Severity, generate_with};

/// Largest document, in bytes.
const MAX_BYTES: usize = 256 << 20;
/// How many errors of a document are printed.
const MAX_ERRORS: usize = 5;

/// Outcome of a document.
enum Outcome {
    Generated(Output),
    Diagnosed(String),
    Panicked,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let mut target = None;
    let (directory, wanted) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [directory] => (PathBuf::from(directory), 0),
        [directory, "--compile", count] => (PathBuf::from(directory), count.parse::<usize>()?),
        [directory, "--write", code] => {
            target = Some(PathBuf::from(code));
            (PathBuf::from(directory), 0)
        }
        _ => return Err("usage: corpus DIR [--compile N | --write DIR]".into()),
    };
    // The text of a panic is one line of the table, not a page.
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = io::stdout().lock();
    let (mut generated, mut diagnosed, mut panicked) = (Vec::new(), 0_usize, 0_usize);
    for path in documents(&directory)? {
        let begun = Instant::now();
        let outcome = run(&path);
        let word = match &outcome {
            Outcome::Generated(_) => "generated",
            Outcome::Diagnosed(_) => "diagnosed",
            Outcome::Panicked => "PANICKED",
        };
        writeln!(out, "{word} {:.1}ms {}", begun.elapsed().as_secs_f64() * 1000.0, path.display())?;
        match outcome {
            Outcome::Generated(output) => {
                if let (Some(target), Some(name)) = (&target, path.file_stem()) {
                    fs::create_dir_all(target.join(name))?;
                    output.files.iter().try_for_each(|(file, text)| fs::write(target.join(name).join(file), text))?;
                }
                generated.push((path, output));
            }
            Outcome::Diagnosed(errors) => {
                write!(out, "{errors}")?;
                diagnosed += 1;
            }
            Outcome::Panicked => panicked += 1,
        }
    }
    writeln!(out, "generated {} diagnosed {diagnosed} panicked {panicked}", generated.len())?;
    let mut is_well = panicked == 0;
    if wanted > 0 {
        let chosen: Vec<_> = spread(generated.len(), wanted).map(|index| &generated[index]).collect();
        let compiled = compile::compile(&chosen, &mut out)?;
        writeln!(out, "compiled {compiled} of {}", chosen.len())?;
        is_well &= compiled == chosen.len();
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run(path: &Path) -> Outcome {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return Outcome::Diagnosed(format!("  {error}\n")),
    };
    match catch_unwind(AssertUnwindSafe(|| {
        let options = Options::new().time_range("deskledger::TimeRange").max_bytes(MAX_BYTES);
        generate_with(&path.display().to_string(), &text, &options)
    })) {
        Ok(Ok(output)) => Outcome::Generated(output),
        Ok(Err(wrong)) => {
            let errors = wrong.iter().filter(|one| one.severity == Severity::Error).take(MAX_ERRORS);
            let line = |one: &Diagnostic| format!("  {}: {} [{}]\n", one.position.line, one.message, one.code);
            Outcome::Diagnosed(errors.map(line).collect())
        }
        Err(_) => Outcome::Panicked,
    }
}

/// Every YAML and JSON file under the directory, in the order of their paths.
fn documents(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut open, mut found) = (vec![directory.to_owned()], Vec::new());
    while let Some(path) = open.pop() {
        let kind = fs::symlink_metadata(&path)?;
        if kind.is_dir() {
            for entry in fs::read_dir(&path)? {
                open.push(entry?.path());
            }
        } else if kind.is_file()
            && path.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|one| end == *one))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// `wanted` indexes below `count`, spread evenly.
fn spread(count: usize, wanted: usize) -> impl Iterator<Item = usize> {
    let wanted = wanted.min(count);
    (0..wanted).map(move |index| index * count / wanted)
}
