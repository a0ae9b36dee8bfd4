//! Subcommands for documents of OpenAPI, each in a file of its own.

mod check;
mod diff;
mod document;
mod drift;
mod generate;
#[cfg(feature = "serve")]
mod mock;
mod package;
pub(crate) mod release;
mod revision;

pub(crate) use check::Checked;
#[cfg(feature = "docs")]
pub(crate) use diff::changelog;
#[cfg(feature = "docs")]
pub(crate) use document::problems;
pub(crate) use document::{generated, hyphenated, visible};
pub(crate) use generate::Generated;
#[cfg(feature = "serve")]
pub(crate) use mock::run as run_mock;
pub(crate) use package::version;

use clap::{ArgMatches, Command};

use crate::error::Failure;
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;

pub(crate) fn command(help: Help) -> Command {
    let command = help.subcommand("spec", messages::about_spec()).subcommand_required(true);
    let command = command.subcommands([
        check::command(help),
        diff::command(help),
        drift::command(help),
        generate::command(help),
        release::command(help),
    ]);
    #[cfg(feature = "serve")]
    let command = command.subcommand(mock::command(help));
    command
}

pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("check", matches)) => check::run(matches, output),
        Some(("diff", matches)) => diff::run(matches, output),
        Some(("drift", matches)) => drift::run(matches, output),
        Some(("generate", matches)) => generate::run(matches, output),
        Some(("release", matches)) => release::run(matches, output),
        _ => Err(Failure::usage(messages::no_spec_subcommand())),
    }
}
