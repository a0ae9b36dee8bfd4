//! `explain`: the meaning of an error code, the remedy, and whether to retry.

use clap::{ArgMatches, Command};
use deskledger::Message;
use deskledger::message::Argument;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{self, Values as _};
use crate::error::Failure;
use crate::error_codes::{CODES, Code, FAMILIES, STATUSES, find, normalized};
use crate::help::Help;
use crate::locale::{self, Locale};
use crate::messages;
use crate::terminal::output::Output;

/// Output of `explain --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explained {
    /// The code as in the response, or the requested status.
    code: String,
    /// Status of a response with this code.
    status: u16,
    /// The meaning.
    meaning: String,
    /// The remedy.
    advice: String,
    /// Whether the same request may succeed if it is sent again.
    retry: bool,
    /// When to retry, and whether that happens automatically.
    retry_advice: String,
}

pub(crate) fn command(help: Help) -> Command {
    help.subcommand("explain", messages::about_explain())
        .after_help(help.say(messages::explain_languages()))
        .args([help.positional("code", "CODE", messages::argument_code()), args::json(help)])
}

pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    // JSON is always in English.
    let locale = if output.is_json() { Locale::English } else { locale::of_environment() };
    let Some(wanted) = matches.text("code") else {
        let all: Vec<Explained> = CODES.iter().chain(STATUSES).map(|code| Explained::of(code, locale)).collect();
        return output.print(&all, || all.iter().map(Explained::text).collect::<Vec<_>>().join("\n"));
    };
    let is_status = |code: &&Code| code.code == wanted.trim();
    let Some(code) = find(wanted).or_else(|| STATUSES.iter().find(is_status)) else { return Err(unknown(wanted)) };
    let explained = Explained::of(code, locale);
    output.print(&explained, || explained.text())
}

fn unknown(wanted: &str) -> Failure {
    let known = CODES.iter().chain(STATUSES).map(|code| Message::of(code.code)).collect();
    let code = normalized(wanted);
    let family = FAMILIES.iter().find(|(start, _)| code.starts_with(start));
    let family = family.map(|(_, family)| messages::explain_family(family()));
    let wanted = wanted.chars().take(64).collect::<String>();
    let known = Message::list(known, messages::comma());
    Failure::usage(messages::explain_unknown(known, format!("{wanted:?}"), Argument::optional(family)))
}

impl Explained {
    fn of(code: &Code, locale: Locale) -> Self {
        Self {
            code: code.code.to_owned(),
            status: code.status,
            meaning: (code.meaning)().localized(locale),
            advice: (code.advice)().localized(locale),
            retry: code.again().is_worth_it(),
            retry_advice: code.again().text()().localized(locale),
        }
    }

    fn text(&self) -> String {
        let Self { code, status, meaning, advice, retry_advice, .. } = self;
        let status = if *code == status.to_string() { String::new() } else { format!(" ({status})") };
        format!("{code}{status}: {meaning}\n  {advice}\n  {retry_advice}\n")
    }
}
