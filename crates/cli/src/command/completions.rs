//! `completions`: scripts for shells.

use crate::messages;
use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::write_stdout;

pub(crate) fn command(help: Help) -> Command {
    let shell = Arg::new("shell").required(true).value_parser(value_parser!(clap_complete::Shell));
    help.subcommand("completions", messages::about_completions()).arg(shell.help(help.say(messages::argument_shell())))
}

/// Prints the script for the requested shell.
pub(crate) fn run(matches: &ArgMatches, mut command: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
        clap_complete::generate(*shell, &mut command, "deskledger", &mut script);
        if *shell == clap_complete::Shell::Fish {
            script.extend(values_for_fish(&command).into_bytes());
        }
    }
    write_stdout(&String::from_utf8_lossy(&script))
}

/// Values of arguments without a flag, which the generator leaves out for fish.
fn values_for_fish(command: &Command) -> String {
    let mut lines = String::new();
    for subcommand in command.get_subcommands() {
        for values in subcommand.get_positionals().map(Arg::get_possible_values).filter(|values| !values.is_empty()) {
            let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
            let (name, values) = (subcommand.get_name(), values.join(" "));
            let condition = format!("__fish_deskledger_using_subcommand {name}");
            lines.push_str(&format!("complete -c deskledger -n \"{condition}\" -f -a \"{values}\"\n"));
        }
    }
    lines
}
