//! `spec check`: the problems of a document and where they are, without generating code.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use deskledger::Message;
use deskledger_codegen::{Diagnostics, Error, Options, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use super::document::{visible, within_root};
use crate::error::{Failure, message_of};
use crate::help::Help;
use crate::terminal::output::{Output, write_stdout};
use crate::{args, locale, messages};

/// Output of `spec check --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// The files, in the order of the command line.
    files: Vec<CheckedFile>,
}

/// A file that was checked.
#[derive(Debug, Default, Serialize, JsonSchema)]
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
    /// The expected and the found value.
    message: String,
    /// The remedy.
    hint: String,
}

pub(super) fn command(help: Help) -> Command {
    help.subcommand("check", messages::about_spec_check())
        .after_help(help.say(messages::exit_codes_of_spec_check()))
        .args([
            help.positional_path("files", "FILE", messages::argument_documents()).required(true).num_args(1..),
            help.path("root", "DIR", messages::flag_root()),
            help.number::<u32>("max_files", "COUNT", messages::flag_max_files(), 0..=u32::MAX.into()),
            help.number::<u32>("max_size", "BYTES", messages::flag_max_document_size(), 0..=u32::MAX.into()),
            args::json(help),
        ])
}

pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let is_json = output.is_json();
    // The rule time_range of this vendor's documents needs a type; nothing is compiled here.
    let mut options = within_root(Options::new().time_range("deskledger::TimeRange"), matches);
    if let Some(count) = matches.get_one::<u32>("max_files") {
        options = options.max_files(*count as usize);
    }
    if let Some(bytes) = matches.get_one::<u32>("max_size") {
        options = options.max_bytes(*bytes as usize);
    }
    let mut checked = Checked { files: Vec::new() };
    for path in matches.get_many::<PathBuf>("files").into_iter().flatten() {
        let (file, text) = check(path, &options);
        if !is_json {
            write_stdout(&visible(&text))?;
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
    let mut file = CheckedFile { path: path.display().to_string(), ..CheckedFile::default() };
    match deskledger_codegen::generate_file(path, options) {
        Ok(output) if output.warnings.is_empty() => (file, String::new()),
        Ok(output) => with_problems(file, &output.warnings),
        Err(Error::Document(diagnostics)) => with_problems(file, &diagnostics),
        Err(error) => {
            let why = match error {
                Error::File(_, error) => message_of(&error),
                other => locale::message(|language| other.localized(language)),
            };
            file.unreadable = Some(why.to_string());
            let found = messages::spec_cannot_read(path.display(), why);
            (file, format!("{}\n", found.localized(locale::of_environment())))
        }
    }
}

fn with_problems(mut file: CheckedFile, diagnostics: &Diagnostics) -> (CheckedFile, String) {
    file.problems = problems(diagnostics);
    file.more = diagnostics.more();
    file.errors = diagnostics.errors();
    (file, format!("{}\n", diagnostics.localized(locale::of_environment())))
}

fn problems(diagnostics: &Diagnostics) -> Vec<Problem> {
    let problem = |one: &deskledger_codegen::Diagnostic| Problem {
        severity: if one.severity == Severity::Warning { "warning" } else { "error" }.to_owned(),
        file: (one.position.file > 0).then(|| diagnostics.file(one.position).to_owned()),
        line: one.position.line,
        column: one.position.column,
        code: one.code.to_owned(),
        message: one.message.to_string(),
        hint: one.hint.to_string(),
    };
    diagnostics.iter().map(problem).collect()
}

fn verdict(files: &[CheckedFile]) -> Result<(), Failure> {
    let count = files.len();
    let unreadable = files.iter().filter(|file| file.unreadable.is_some()).count();
    if unreadable > 0 {
        let expected = Message::translated(counted(count, "readable file"), count.to_string());
        return Err(Failure::usage(messages::spec_unreadable(expected, unreadable)));
    }
    match files.iter().map(|file| file.errors).sum() {
        0 => Ok(()),
        errors => {
            // The two numbers stand in another order in Chinese.
            let first = Message::translated(counted(errors, "error"), count.to_string());
            let second = Message::translated(counted(count, "file"), errors.to_string());
            Err(Failure::problems(messages::spec_errors(first, second)))
        }
    }
}

/// `1 file`, `2 files`.
fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
