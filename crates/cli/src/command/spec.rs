//! `spec check`: the problems of a document and where they are, without generating code.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
use deskledger_codegen::{Diagnostics, Error, Options, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args;
use crate::error::Failure;
use crate::help::Help;
use crate::locale::{self, Pick as _};
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
        .subcommand(
            "check",
            [
                "Reports every problem of documents, with file, line and column",
                "列出文档中的全部问题，并给出文件、行和列",
            ],
        )
        .after_help(help.say([
            "Exit codes:\n  0  clean, or warnings only\n  1  errors\n  2  a file cannot be read, or wrong usage",
            "退出码：\n  0  没有问题，或只有警告\n  1  有错误\n  2  有文件无法读取，或用法错误",
        ]))
        .args([
            help.positional("files", "FILE", ["OpenAPI document in YAML or JSON", "YAML 或 JSON 格式的 OpenAPI 文档"])
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf)),
            help.value(
                "root",
                "DIR",
                [
                    "Directory that must contain every referenced file [default: that of the document]",
                    "引用其他文件时不得超出的目录 [默认值：文档所在的目录]",
                ],
            )
            .value_parser(value_parser!(PathBuf)),
            args::json(help),
        ]);
    help.subcommand("spec", ["Works on OpenAPI documents", "处理 OpenAPI 文档"])
        .subcommand_required(true)
        .subcommand(check)
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let Some(("check", matches)) = matches.subcommand() else {
        return Err(Failure::usage([
            "expected spec check FILE, found no subcommand",
            "应为 spec check FILE，实际没有子命令",
        ]));
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
            let found = locale::of_environment()
                .pick([format!("{path}: cannot be read: {why}\n"), format!("{path}：无法读取：{why}\n")]);
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
        return Err(Failure::usage([
            format!("expected {}, found {unreadable} unreadable", counted(count, "readable file")),
            format!("应有 {count} 个可读的文件，实际有 {unreadable} 个不可读"),
        ]));
    }
    match files.iter().map(|file| file.errors).sum() {
        0 => Ok(()),
        errors => Err(Failure::problems([
            format!("{} in {}", counted(errors, "error"), counted(count, "file")),
            format!("{count} 个文件中有 {errors} 个错误"),
        ])),
    }
}

/// `1 file`, `2 files`.
fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
