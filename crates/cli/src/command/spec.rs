//! `spec check`: the problems of a document and where they are, without generating code.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
use deskledger_codegen::{Diagnostics, Error, Options, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args;
use crate::error::Failure;
use crate::help::Help;
use crate::locale;
use crate::messages;
use crate::terminal::output::{Output, write_stdout};

/// What `spec check --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// The files, in the order of the command line.
    files: Vec<CheckedFile>,
}

/// A file that was checked.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckedFile {
    /// The file. Bytes of the name that are not valid text are shown as U+FFFD.
    path: String,
    /// Why it could not be read, if it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
    /// Its problems, in the order of the file.
    problems: Vec<Problem>,
    /// Number of further problems.
    more: usize,
    /// Number of problems that are errors, so that no code is generated.
    errors: usize,
}

/// A problem.
#[derive(Debug, Serialize, JsonSchema)]
struct Problem {
    /// The file with the problem, if it is another one to which the document refers.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Line, from 1.
    line: u32,
    /// Column in characters, from 1.
    column: u32,
    /// `error`, or `warning` if code is generated all the same.
    severity: String,
    /// Short name of the kind of problem. Stable.
    code: String,
    /// What was expected, and what was found.
    message: String,
    /// What to do.
    hint: String,
}

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    let check = help
        .subcommand("check", messages::reports_every_problem_of_documents())
        .after_help(help.say(messages::exit_codes_0_clean_or_warnings()))
        .args([
            help.positional("files", "FILE", messages::openapi_document_in_yaml_or_json())
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf)),
            help.value("root", "DIR", messages::directory_that_must_contain_every_referenced())
                .value_parser(value_parser!(PathBuf)),
            args::json(help),
        ]);
    help.subcommand("spec", messages::works_on_openapi_documents()).subcommand_required(true).subcommand(check)
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let Some(("check", matches)) = matches.subcommand() else {
        return Err(Failure::usage(messages::expected_spec_check_file_found_no()));
    };
    let is_json = output.is_json();
    let mut options = Options::new();
    if let Some(root) = matches.get_one::<PathBuf>("root") {
        options = options.root(root);
    }
    let mut checked = Checked { files: Vec::new() };
    for path in matches.get_many::<PathBuf>("files").into_iter().flatten() {
        let (file, text) = check(path, &options);
        if !is_json {
            write_stdout(&text)?;
        }
        checked.files.push(file);
    }
    if is_json {
        write_stdout(&format!("{:#}\n", serde_json::json!(checked)))?;
    }
    verdict(&checked.files)
}

/// Checks one file; also returns the problems as text.
fn check(path: &Path, options: &Options) -> (CheckedFile, String) {
    let mut file =
        CheckedFile { path: path.display().to_string(), unreadable: None, problems: Vec::new(), more: 0, errors: 0 };
    match deskledger_codegen::generate_file(path, options) {
        Ok(output) if output.warnings.is_empty() => (file, String::new()),
        Ok(output) => with_problems(file, &output.warnings),
        Err(Error::Document(diagnostics)) => with_problems(file, &diagnostics),
        Err(error) => {
            let why = match error {
                Error::File(_, error) => error.to_string(),
                other => other.to_string(),
            };
            let path = path.display();
            let found = messages::cannot_be_read(path, &why).localized(locale::of_environment()) + "\n";
            file.unreadable = Some(why);
            (file, found)
        }
    }
}

fn with_problems(mut file: CheckedFile, diagnostics: &Diagnostics) -> (CheckedFile, String) {
    file.problems = problems(diagnostics);
    file.more = diagnostics.more();
    file.errors = diagnostics.errors();
    (file, format!("{diagnostics}\n"))
}

fn problems(diagnostics: &Diagnostics) -> Vec<Problem> {
    let problem = |one: &deskledger_codegen::Diagnostic| Problem {
        severity: if one.severity == Severity::Warning { "warning" } else { "error" }.to_owned(),
        file: (one.position.file > 0).then(|| diagnostics.file(one.position).to_owned()),
        line: one.position.line,
        column: one.position.column,
        code: one.code.to_owned(),
        message: one.message.clone(),
        hint: one.hint.clone(),
    };
    diagnostics.iter().map(problem).collect()
}

fn verdict(files: &[CheckedFile]) -> Result<(), Failure> {
    let count = files.len();
    let unreadable = files.iter().filter(|file| file.unreadable.is_some()).count();
    if unreadable > 0 {
        return Err(Failure::usage(messages::unreadable_files(count, unreadable)));
    }
    match files.iter().map(|file| file.errors).sum::<usize>() {
        0 => Ok(()),
        errors => Err(Failure::problems(messages::errors_in_files(errors, count))),
    }
}
