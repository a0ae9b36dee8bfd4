//! Help in the language of the reader: subcommands and flags are declared with their texts in English and in Chinese, and
//! the texts that the parser adds in English are translated.

mod wrap;

use std::num::IntErrorKind;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command, value_parser};
use deskledger::Message;

use crate::locale::Locale;
use crate::messages;
use wrap::wrapped;

/// Columns of a line of Chinese help. The parser breaks lines at spaces only, which Chinese does not have.
const COLUMNS: usize = 80;

/// Columns of the indent of the help of a flag, on the line below it.
const INDENT: usize = 10;

/// Builds subcommands and flags, each with its help in one language.
#[derive(Clone, Copy)]
pub(crate) struct Help(pub(crate) Locale);

impl Help {
    /// The text in the language of the reader.
    pub(crate) fn say(self, message: Message) -> String {
        message.localized(self.0)
    }

    /// A subcommand, with a summary of one line.
    pub(crate) fn subcommand(self, name: &'static str, about: Message) -> Command {
        Command::new(name).about(self.say(about))
    }

    /// A flag without a value.
    pub(crate) fn flag(self, name: &'static str, help: Message) -> Arg {
        Arg::new(name).long(long(name)).action(ArgAction::SetTrue).help(self.say(help))
    }

    /// A flag with a value.
    pub(crate) fn value(self, name: &'static str, value_name: &'static str, help: Message) -> Arg {
        Arg::new(name).long(long(name)).value_name(value_name).help(self.say(help))
    }

    /// A flag with one of several values.
    pub(crate) fn choice(self, name: &'static str, values: impl Into<ValueParser>, help: Message) -> Arg {
        Arg::new(name).long(long(name)).value_name(long(name)).value_parser(values).help(self.say(help))
    }

    /// A flag with a whole number. A negative one is a value that is rejected with its flag, not an unknown flag.
    pub(crate) fn number<T: TryFrom<u64> + Clone + Send + Sync + 'static>(
        self,
        name: &'static str,
        value_name: &'static str,
        help: Message,
        range: RangeInclusive<u64>,
    ) -> Arg {
        let parser = move |text: &str| whole_number::<T>(text, &range);
        self.value(name, value_name, help).value_parser(parser).allow_negative_numbers(true)
    }

    /// A value without a flag.
    pub(crate) fn positional(self, name: &'static str, value_name: &'static str, help: Message) -> Arg {
        Arg::new(name).value_name(value_name).help(self.say(help))
    }

    /// A flag with the path of a file or a directory.
    pub(crate) fn path(self, name: &'static str, value_name: &'static str, help: Message) -> Arg {
        self.value(name, value_name, help).value_parser(value_parser!(PathBuf))
    }

    /// A path without a flag.
    pub(crate) fn positional_path(self, name: &'static str, value_name: &'static str, help: Message) -> Arg {
        self.positional(name, value_name, help).value_parser(value_parser!(PathBuf))
    }

    /// A subcommand that has subcommands.
    #[cfg(feature = "serve")]
    pub(crate) fn group(self, name: &'static str, about: Message) -> Command {
        self.subcommand(name, about).subcommand_required(true).arg_required_else_help(true)
    }

    /// The command with the texts of the parser in the language of the reader: headings, the flags of every subcommand, and
    /// the notes on values.
    pub(crate) fn translated(self, command: Command) -> Command {
        if self.0 == Locale::English {
            return command;
        }
        let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
        let help = match command.get_long_about() {
            Some(_) => help
                .help(self.say(messages::help_flag_see_more()))
                .long_help(self.say(messages::help_flag_see_summary())),
            None => help.help(self.say(messages::help_flag())),
        };
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        let version = version.help(self.say(messages::version_flag()));
        let version = command.get_version().is_some().then_some(version);
        let mut positional = 1_usize..;
        command
            .disable_help_flag(true)
            .disable_version_flag(true)
            .arg(help)
            .args(version)
            .help_template(self.say(messages::help_template()))
            .subcommand_help_heading(self.say(messages::heading_subcommands()))
            .mut_args(|arg| {
                // Under a custom heading they would be sorted by name.
                let arg = if arg.is_positional() { arg.display_order(positional.next()) } else { arg };
                translated_arg(arg, self)
            })
            .mut_subcommands(|command| self.translated(command))
    }

    /// The same, with the subcommand `help` that the parser adds.
    pub(crate) fn with_help_subcommand(self, mut command: Command) -> Command {
        if self.0 == Locale::English {
            return command;
        }
        command.build();
        help_subcommand(command, self)
    }

    /// The command with lines that fit a terminal; the parser wraps English ones.
    pub(crate) fn for_terminal(self, command: Command) -> Command {
        if self.0 == Locale::English { command } else { with_lines(command) }
    }
}

fn translated_arg(mut arg: Arg, say: Help) -> Arg {
    if arg.get_help_heading().is_none() {
        let heading = if arg.is_positional() { messages::heading_arguments() } else { messages::heading_options() };
        arg = arg.help_heading(say.say(heading));
    }
    if !arg.get_action().takes_values() {
        return arg;
    }
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let default = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let default = default.collect::<Vec<_>>().join(" ");
    if !default.is_empty() {
        help = help + " " + &say.say(messages::default_value(default));
    }
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !values.is_empty() {
        help = help + " " + &say.say(messages::possible_values(deskledger::list::unquoted(&values, 0)));
    }
    // No space after full-width punctuation.
    let help = help.replace("。 [", "。[").replace("） [", "）[");
    arg.help(help).hide_default_value(true).hide_possible_values(true)
}

fn help_subcommand(command: Command, say: Help) -> Command {
    command.mut_subcommands(|one| {
        let is_help = one.get_name() == "help";
        help_subcommand(if is_help { one.about(say.say(messages::help_subcommand())) } else { one }, say)
    })
}

fn with_lines(mut command: Command) -> Command {
    let lines = |text: &clap::builder::StyledStr| wrapped(&text.to_string(), COLUMNS);
    if let Some(text) = command.get_long_about().map(lines) {
        command = command.long_about(text);
    }
    if let Some(text) = command.get_after_help().map(lines) {
        command = command.after_help(text);
    }
    let lines = |text: &clap::builder::StyledStr| wrapped(&text.to_string(), COLUMNS - INDENT);
    command
        .term_width(0)
        .mut_args(|mut arg| {
            if let Some(text) = arg.get_help().map(lines) {
                arg = arg.help(text);
            }
            arg.next_line_help(true)
        })
        .mut_subcommands(with_lines)
}

/// The number that a text stands for, or what is expected.
fn whole_number<T: TryFrom<u64>>(text: &str, range: &RangeInclusive<u64>) -> Result<T, Message> {
    let (min, max) = (*range.start(), *range.end());
    let number = text.parse::<u64>().map_err(|error| match error.kind() {
        IntErrorKind::PosOverflow => messages::usage_number_too_long(min, max),
        _ => messages::usage_whole_number(min, max),
    })?;
    let outside = || messages::usage_not_in_range(format!("{min}..={max}"));
    if range.contains(&number) { T::try_from(number).map_err(|_| outside()) } else { Err(outside()) }
}

/// The name of a flag as it is typed.
fn long(id: &str) -> String {
    id.replace('_', "-")
}
