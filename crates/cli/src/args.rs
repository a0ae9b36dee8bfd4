//! Arguments and passages of help that several subcommands share.

use crate::messages;
use clap::{Arg, ArgMatches, Command};
use deskledger::Message;

use crate::help::Help;

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
    let long = |matches: &ArgMatches| {
        matches.try_get_one::<String>("output_format").ok().flatten().is_some_and(|format| format == "json")
    };
    is_set(matches, "json") || matches.subcommand().map_or(long(matches), |(_, below)| wants_json(below))
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
    matches.get_one::<String>("on_error").is_some_and(|action| action == "skip")
}
