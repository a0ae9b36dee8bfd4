//! `spec diff`: the changes between two versions of a document, rated.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use deskledger::Message;
use deskledger_codegen::Contract;
use deskledger_diff::{Comparison, Format, Ignore, Options, Verdict, compare_contracts};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::revision::{self, Text};
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::{Output, write_stdout};
use crate::{args, messages};

/// Reports, by their names. JSON has a flag of its own.
const REPORTS: [(&str, Format); 5] = [
    ("text", Format::Text),
    ("markdown", Format::Markdown),
    ("junit", Format::Junit),
    ("annotations", Format::Annotations),
    ("changelog", Format::Changelog),
];

/// The subcommand and its flags.
pub(super) fn command(help: Help) -> Command {
    help.subcommand("diff", messages::about_spec_diff()).after_help(help.say(messages::exit_codes_of_spec_diff())).args(
        [
            help.positional("old", "OLD", messages::argument_old_document()).required(true),
            help.positional("new", "NEW", messages::argument_new_document()).required(true),
            report_flag(help),
            fail_on_flag(help).default_value("breaking"),
            help.value("ignore", "FILE", messages::flag_ignore()).value_parser(value_parser!(PathBuf)),
            help.value("root", "DIR", messages::flag_root()).value_parser(value_parser!(PathBuf)),
            args::json(help),
        ],
    )
}

pub(super) fn report_flag(help: Help) -> Arg {
    help.choice("report", REPORTS.map(|(name, _)| name), messages::flag_report()).conflicts_with("json")
}

pub(super) fn fail_on_flag(help: Help) -> Arg {
    let levels = Verdict::ALL.into_iter().rev().map(Verdict::name).chain(["never"]).collect::<Vec<_>>();
    help.choice("fail_on", levels, messages::flag_fail_on())
}

/// Runs the subcommand.
pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let root = matches.get_one::<PathBuf>("root").map(PathBuf::as_path);
    let ignore = matches.get_one::<PathBuf>("ignore").map(|path| ignore(path)).transpose()?;
    let (old, new) = (read(text("old"), root)?, read(text("new"), root)?);
    let today = TimeZone::UTC.to_datetime(Timestamp::now()).date().to_string();
    let found = compare_contracts(&old, &new, &Options { today: Some(today), ignore });
    print(&found, matches, output)?;
    outcome(&found, matches, messages::spec_diff_fails)
}

/// The verdict of `--fail-on`.
fn level(matches: &ArgMatches) -> Option<Verdict> {
    Verdict::find(matches.get_one::<String>("fail_on")?)
}

/// Prints the report that the flags select.
pub(super) fn print(found: &Comparison, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let name = matches.get_one::<String>("report").map(String::as_str);
    let report = REPORTS.iter().find(|(known, _)| name == Some(known)).map_or(Format::Text, |(_, format)| *format);
    match output.is_json() {
        true => output.json(found)?,
        false => write_stdout(&found.report(report, level(matches)))?,
    }
    output.ends_itself();
    Ok(())
}

/// Fails with a message of the count and the level if there is a change of the level of `--fail-on`.
pub(super) fn outcome(
    found: &Comparison,
    matches: &ArgMatches,
    fails: fn(usize, &'static str) -> Message,
) -> Result<(), Failure> {
    match level(matches).filter(|level| found.fails(*level)) {
        Some(level) => {
            let count = found.changes.iter().filter(|change| change.is_at_least(level)).count();
            Err(Failure::problems(fails(count, level.name())))
        }
        None => Ok(()),
    }
}

/// Reads a document from a file, or from a revision of git.
pub(super) fn read(name: &str, root: Option<&Path>) -> Result<Contract, Failure> {
    let Text { text, path } = revision::read(name)?;
    Contract::read(name, &text, path.as_deref(), root).map_err(|diagnostics| {
        let text = diagnostics.to_string();
        Failure::problems(messages::spec_diff_broken(name, Message::translated(text.clone(), text)))
    })
}

fn ignore(path: &Path) -> Result<Ignore, Failure> {
    let failed = |why: String| Failure::usage(messages::spec_cannot_read(path.display().to_string(), why));
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let ignore: Ignore = toml::from_str(&text).map_err(|error| failed(error.to_string().trim_end().to_owned()))?;
    match ignore.problems() {
        problems if problems.is_empty() => Ok(ignore),
        problems => Err(failed(problems.join("; "))),
    }
}
