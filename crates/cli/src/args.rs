//! Arguments and passages of help that several subcommands share.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use deskledger::Message;

use crate::help::Help;
use crate::messages;

/// The values of arguments, by their ids; nothing for an argument that a subcommand does not have.
pub(crate) trait Values {
    fn text(&self, id: &str) -> Option<&str>;

    fn path(&self, id: &str) -> Option<&Path>;
}

impl Values for ArgMatches {
    fn text(&self, id: &str) -> Option<&str> {
        self.try_get_one::<String>(id).ok().flatten().map(String::as_str)
    }

    fn path(&self, id: &str) -> Option<&Path> {
        self.try_get_one::<PathBuf>(id).ok().flatten().map(PathBuf::as_path)
    }
}

/// Examples and exit codes, for the end of the help.
pub(crate) fn examples(help: Help, typed: &str) -> String {
    format!("{}\n{typed}\n\n{}", help.say(messages::examples()), help.say(messages::exit_codes()))
}

pub(crate) fn json(help: Help) -> Arg {
    help.flag("json", messages::flag_json())
}

/// Adds `--quiet` and `--verbose` to every subcommand without subcommands, and `--output-format` to those that print JSON.
pub(crate) fn with_common_flags(command: Command, help: Help) -> Command {
    let has_json = command.get_arguments().any(|arg| arg.get_id() == "json");
    let mut command = command.mut_subcommands(|one| with_common_flags(one, help));
    if !command.has_subcommands() {
        let quiet = help.flag("quiet", messages::flag_quiet()).short('q').conflicts_with("verbose");
        command = command.args([quiet, help.flag("verbose", messages::flag_verbose()).short('v')]);
    }
    if !has_json {
        return command;
    }
    let format = messages::flag_output_format();
    command.arg(help.choice("output_format", ["text", "json"], format).conflicts_with("json"))
}

/// Whether the flags of a subcommand, or of one under it, select JSON.
pub(crate) fn wants_json(matches: &ArgMatches) -> bool {
    let is_long = || matches.text("output_format") == Some("json");
    is_set(matches, "json") || matches.subcommand().map_or_else(is_long, |(_, below)| wants_json(below))
}

/// Whether a flag without a value is given to a subcommand, or to one under it.
pub(crate) fn is_set(matches: &ArgMatches, flag: &str) -> bool {
    let is_here = || matches.try_get_one(flag).ok().flatten().copied().unwrap_or(false);
    matches.subcommand().map_or_else(is_here, |(_, below)| is_set(below, flag))
}

pub(crate) fn fail_if_empty(help: Help) -> Arg {
    help.flag("fail_if_empty", messages::flag_fail_if_empty())
}

/// `--on-error`: what happens at a row that is not a record.
pub(crate) fn on_error(help: Help, actions: Message) -> Arg {
    let text = messages::flag_on_error(actions);
    help.value("on_error", "ACTION", text).value_parser(["abort", "skip"]).default_value("abort")
}

/// Whether `--on-error` skips such rows.
pub(crate) fn skips_errors(matches: &ArgMatches) -> bool {
    matches.text("on_error") == Some("skip")
}
