//! `spec diff`: the changes between two versions of a document, rated.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
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
const REPORTS: [(&str, Format); 4] = [
    ("text", Format::Text),
    ("markdown", Format::Markdown),
    ("junit", Format::Junit),
    ("annotations", Format::Annotations),
];

/// The subcommand and its flags.
pub(super) fn command(help: Help) -> Command {
    let levels = Verdict::ALL.into_iter().rev().map(Verdict::name).chain(["never"]).collect::<Vec<_>>();
    help.subcommand("diff", messages::about_spec_diff()).after_help(help.say(messages::exit_codes_of_spec_diff())).args(
        [
            help.positional("old", "OLD", messages::argument_old_document()).required(true),
            help.positional("new", "NEW", messages::argument_new_document()).required(true),
            help.choice("report", REPORTS.map(|(name, _)| name), messages::flag_report()).conflicts_with("json"),
            help.choice("fail_on", levels, messages::flag_fail_on()).default_value("breaking"),
            help.value("ignore", "FILE", messages::flag_ignore()).value_parser(value_parser!(PathBuf)),
            help.value("root", "DIR", messages::flag_root()).value_parser(value_parser!(PathBuf)),
            args::json(help),
        ],
    )
}

/// Runs the subcommand.
pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let root = matches.get_one::<PathBuf>("root").map(PathBuf::as_path);
    let ignore = matches.get_one::<PathBuf>("ignore").map(|path| ignore(path)).transpose()?;
    let (old, new) = (read(text("old"), root)?, read(text("new"), root)?);
    let today = TimeZone::UTC.to_datetime(Timestamp::now()).date().to_string();
    let found = compare_contracts(&old, &new, &Options { today: Some(today), ignore });
    let level = Verdict::find(text("fail_on"));
    let report = REPORTS.iter().find(|(name, _)| *name == text("report")).map_or(Format::Text, |(_, format)| *format);
    match output.is_json() {
        true => output.json(&found)?,
        false => write_stdout(&found.report(report, level))?,
    }
    output.ends_itself();
    outcome(&found, level)
}

fn outcome(found: &Comparison, level: Option<Verdict>) -> Result<(), Failure> {
    match level.filter(|level| found.fails(*level)) {
        Some(level) => {
            let count = found.changes.iter().filter(|change| change.is_at_least(level)).count();
            Err(Failure::problems(messages::spec_diff_fails(count, level.name())))
        }
        None => Ok(()),
    }
}

/// Reads a document from a file, or from a revision of git.
fn read(name: &str, root: Option<&Path>) -> Result<Contract, Failure> {
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
