//! `docs build`: a static site with the reference of a document, its pages and the error codes.

use std::path::Path;

use clap::{ArgMatches, Command};
use deskledger::Message;
use deskledger_site::{Error, ErrorCode, Options};
use schemars::JsonSchema;
use serde::Serialize;

use super::spec::{changelog, problems};
use crate::args::{self, Values as _};
use crate::error::Failure;
use crate::error_codes::CODES;
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;

/// Links of the note on those that lead nowhere.
const MAX_SHOWN: usize = 10;

/// Output of `docs build --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SiteWritten {
    /// The directory.
    directory: String,
    /// Names of the files.
    files: Vec<String>,
    /// Local links of pages that lead to no part of the site.
    outside: Vec<String>,
}

pub(crate) fn command(help: Help) -> Command {
    let build = help
        .subcommand("build", messages::about_docs_build())
        .after_help(help.say(messages::exit_codes_of_docs_build()))
        .args([
            help.positional_path("document", "FILE", messages::argument_document()).default_value("openapi.yaml"),
            help.path("output", "DIR", messages::flag_output_of_docs()).short('o').default_value("site"),
            help.path("pages", "DIR", messages::flag_pages()),
            help.value("changes", "OLD[..NEW]", messages::flag_changes()),
            args::json(help),
        ]);
    help.subcommand("docs", messages::about_docs()).subcommand_required(true).subcommand(build)
}

pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let Some(("build", matches)) = matches.subcommand() else {
        return Err(Failure::usage(messages::no_docs_subcommand()));
    };
    let path = |name: &str| matches.path(name).unwrap_or(Path::new(""));
    let errors = CODES.iter().map(|code| ErrorCode {
        code: code.code.to_owned(),
        status: code.status,
        meaning: (code.meaning)(),
        advice: (code.advice)(),
        retry: code.again().text()(),
    });
    let (document, directory) = (path("document"), path("output"));
    let mut options = Options::new(document).errors(errors.collect());
    if let Some(pages) = matches.path("pages") {
        options = options.pages(pages);
    }
    if let Some(revisions) = matches.text("changes") {
        let sentence = |_: String, problems: Message| messages::docs_problems(problems);
        options = options.changelog(changelog(document, revisions, sentence)?);
    }
    let built = deskledger_site::build(&options, directory).map_err(|error| match error {
        Error::Document(diagnostics) => Failure::problems(messages::docs_problems(problems(&diagnostics))),
        Error::Pages(problems) => Failure::problems(messages::docs_problems(Message::lines(problems))),
        Error::Read(message) | Error::Occupied(message) => Failure::usage(message),
        Error::Write(path, error) => Failure::local(path.display(), &error),
        other => Failure::problems(Message::of(other.to_string())),
    })?;
    let shown = &built.outside[..built.outside.len().min(MAX_SHOWN)];
    if !shown.is_empty() {
        output.note(messages::docs_outside(deskledger::list::unquoted(shown, built.outside.len() - shown.len())));
    }
    let directory = directory.display().to_string();
    let sentence = messages::docs_written(built.files.len(), &directory);
    output.result(&SiteWritten { directory, files: built.files, outside: built.outside }, sentence)
}
