//! Arguments and passages of help that several subcommands share.

use crate::messages;
use clap::{Arg, ArgMatches, Command};
use deskledger::Message;

use crate::help::Help;

/// Examples and exit codes, for the end of the help.
pub(crate) fn examples(help: Help, typed: &str) -> String {
    format!("{}\n{typed}\n\n{}", help.say(messages::examples()), help.say(messages::exit_codes()))
}

/// `--json`.
pub(crate) fn json(help: Help) -> Arg {
    help.flag("json", messages::flag_json())
}

/// Adds `--output-format` to a subcommand, and to those under it, that can print JSON.
pub(crate) fn with_output_format(command: Command, help: Help) -> Command {
    let has_json = command.get_arguments().any(|arg| arg.get_id() == "json");
    let command = command.mut_subcommands(|one| with_output_format(one, help));
    if !has_json {
        return command;
    }
    let format = messages::flag_output_format();
    command.arg(help.choice("output_format", ["text", "json"], format).conflicts_with("json"))
}

/// Whether the flags of a subcommand, or of one under it, select JSON.
pub(crate) fn wants_json(matches: &ArgMatches) -> bool {
    let is_short = matches.try_get_one("json").ok().flatten().copied().unwrap_or(false);
    let long = matches.try_get_one::<String>("output_format").ok().flatten();
    let is_below = || matches.subcommand().is_some_and(|(_, below)| wants_json(below));
    is_short || long.is_some_and(|format| format == "json") || is_below()
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
