//! `spec check`: what is wrong with a document, and where, without generating anything.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use deskledger_codegen::{Diagnostics, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;

/// How many bytes of a file are read: more than the generator takes, so that it is the generator that says so.
const LONGEST_FILE: u64 = (16 << 20) + 1;

/// What `spec check --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// The files, in the order of the command line.
    files: Vec<CheckedFile>,
}

/// A file that was checked.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckedFile {
    /// The file.
    path: PathBuf,
    /// Why it could not be read; absent where it could.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
    /// What is wrong with it, in the order of the file.
    problems: Vec<Problem>,
    /// How many further problems there are.
    more: usize,
    /// How many of the problems are errors, so that nothing is generated.
    errors: usize,
}

/// A problem.
#[derive(Debug, Serialize, JsonSchema)]
struct Problem {
    /// Line, from 1.
    line: u32,
    /// Column in characters, from 1.
    column: u32,
    /// `error`, or `warning` where code is generated all the same.
    severity: String,
    /// Short name of the kind of problem. Stable.
    code: String,
    /// What was expected, and what was found.
    message: String,
    /// What to do.
    hint: String,
}

/// The verb and its flags.
pub(crate) fn command() -> Command {
    let check = Command::new("check")
        .about("Says everything that is wrong with documents, with file, line and column")
        .after_help(
            "Exit codes:\n  0  clean, or warnings only\n  1  errors\n  2  a file cannot be read, or wrong usage",
        )
        .args([
            Arg::new("files")
                .value_name("FILE")
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("OpenAPI document in YAML or JSON"),
            Arg::new("format")
                .long("format")
                .value_parser(["human", "json"])
                .default_value("human")
                .help("For whom the problems are written"),
        ]);
    Command::new("spec").about("Works on OpenAPI documents").subcommand_required(true).subcommand(check)
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("check", matches)) = matches.subcommand() else {
        return Err(Failure::usage("expected spec check FILE, found no verb"));
    };
    let is_json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    let mut checked = Checked { files: Vec::new() };
    for path in matches.get_many::<PathBuf>("files").into_iter().flatten() {
        let (file, text) = check(path);
        if !is_json {
            crate::write_stdout(&text)?;
        }
        checked.files.push(file);
    }
    if is_json {
        crate::write_stdout(&format!("{:#}\n", serde_json::json!(checked)))?;
    }
    verdict(&checked.files)
}

/// Checks one file; also gives what is wrong as text.
fn check(path: &Path) -> (CheckedFile, String) {
    let mut file = CheckedFile { path: path.to_owned(), unreadable: None, problems: Vec::new(), more: 0, errors: 0 };
    let text = match read(path) {
        Ok(text) => text,
        Err(error) => {
            let found = format!("{}: cannot be read: {error}\n", path.display());
            file.unreadable = Some(error.to_string());
            return (file, found);
        }
    };
    match deskledger_codegen::generate(&path.display().to_string(), &text) {
        Ok(output) if output.warnings.is_empty() => (file, String::new()),
        Ok(output) => told(file, &output.warnings),
        Err(diagnostics) => told(file, &diagnostics),
    }
}

fn told(mut file: CheckedFile, diagnostics: &Diagnostics) -> (CheckedFile, String) {
    file.problems = problems(diagnostics);
    file.more = diagnostics.more();
    file.errors = diagnostics.errors();
    (file, format!("{diagnostics}\n"))
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST_FILE).read_to_string(&mut text)?;
    Ok(text)
}

fn problems(diagnostics: &Diagnostics) -> Vec<Problem> {
    let problem = |one: &deskledger_codegen::Diagnostic| Problem {
        severity: if one.severity == Severity::Warning { "warning" } else { "error" }.to_owned(),
        line: one.position.line,
        column: one.position.column,
        code: one.code.to_owned(),
        message: one.message.clone(),
        hint: one.hint.clone(),
    };
    diagnostics.iter().map(problem).collect()
}

fn verdict(files: &[CheckedFile]) -> Result<(), Failure> {
    let unreadable = files.iter().filter(|file| file.unreadable.is_some()).count();
    if unreadable > 0 {
        return Err(Failure::usage(format!("expected {} readable files, found {unreadable} unreadable", files.len())));
    }
    let problems: usize = files.iter().map(|file| file.errors).sum();
    match problems {
        0 => Ok(()),
        1 => Err(Failure::problems(format!("1 error in {} files", files.len()))),
        count => Err(Failure::problems(format!("{count} errors in {} files", files.len()))),
    }
}
