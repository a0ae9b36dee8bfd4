//! `completions`: scripts for shells.

use crate::messages;
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::write_stdout;

/// The subcommand and its argument.
pub(crate) fn command(help: Help) -> Command {
    let shell = Arg::new("shell").required(true).value_parser(value_parser!(clap_complete::Shell));
    help.subcommand("completions", messages::about_completions()).arg(shell.help(help.say(messages::argument_shell())))
}

/// Prints the script for the shell that was asked for.
pub(crate) fn run(matches: &ArgMatches, mut command: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
        clap_complete::generate(*shell, &mut command, "deskledger", &mut script);
    }
    write_stdout(&String::from_utf8_lossy(&script))
}
