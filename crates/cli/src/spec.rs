//! `spec check`: what is wrong with a document, and where, without generating anything.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
use deskledger_codegen::{Calls, Diagnostics, Error, Options, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::help::Help;
use crate::locale::Pick as _;

/// What `spec check --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// The files, in the order of the command line.
    files: Vec<CheckedFile>,
}

/// A file that was checked.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckedFile {
    /// The file. Bytes of the name that are no text are shown as U+FFFD.
    path: String,
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
    /// The file that it stands in, where that is another one, which the document refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
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
pub(crate) fn command(help: Help) -> Command {
    let check = help
        .verb(
            "check",
            [
                "Says everything that is wrong with documents, with file, line and column",
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
                    "Directory that references to other files do not leave [default: that of the document]",
                    "引用其他文件时不得超出的目录 [默认值：文档所在的目录]",
                ],
            )
            .value_parser(value_parser!(PathBuf)),
            help.choice(
                "format",
                ["human", "json"],
                ["For whom the problems are written", "问题的输出形式：human 供人阅读，json 供程序读取"],
            )
            .default_value("human"),
        ]);
    help.verb("spec", ["Works on OpenAPI documents", "处理 OpenAPI 文档"]).subcommand_required(true).subcommand(check)
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("check", matches)) = matches.subcommand() else {
        return Err(Failure::usage(["expected spec check FILE, found no verb", "应为 spec check FILE，实际没有动词"]));
    };
    let is_json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    let mut options = Options::new(Calls::Progenitor);
    options.root = matches.get_one::<PathBuf>("root").cloned();
    let mut checked = Checked { files: Vec::new() };
    for path in matches.get_many::<PathBuf>("files").into_iter().flatten() {
        let (file, text) = check(path, &options);
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
fn check(path: &Path, options: &Options) -> (CheckedFile, String) {
    let mut file =
        CheckedFile { path: path.display().to_string(), unreadable: None, problems: Vec::new(), more: 0, errors: 0 };
    match deskledger_codegen::generate_file(path, options) {
        Ok(output) if output.warnings.is_empty() => (file, String::new()),
        Ok(output) => told(file, &output.warnings),
        Err(Error::Document(diagnostics)) => told(file, &diagnostics),
        Err(error) => {
            let why = match error {
                Error::File(_, error) => error.to_string(),
                other => other.to_string(),
            };
            let path = path.display();
            let found = crate::locale::of_environment()
                .pick([format!("{path}: cannot be read: {why}\n"), format!("{path}：无法读取：{why}\n")]);
            file.unreadable = Some(why);
            (file, found)
        }
    }
}

fn told(mut file: CheckedFile, diagnostics: &Diagnostics) -> (CheckedFile, String) {
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
