//! `spec diff`: the changes between two versions of a document, rated.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use clap::{Arg, ArgMatches, Command};
use deskledger::Message;
use deskledger_codegen::Contract;
use deskledger_diff::{Comparison, Format, Ignore, Options, Verdict, compare_contracts};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::document::{Broken, broken, visible};
use super::revision::{self, Text};
use crate::args::{self, Values as _};
use crate::error::Failure;
use crate::help::Help;
#[cfg(feature = "docs")]
use crate::locale::Locale;
use crate::messages;
use crate::terminal::output::Output;

/// Reports, by their names. JSON has a flag of its own.
const REPORTS: [(&str, Format); 5] = [
    ("text", Format::Text),
    ("markdown", Format::Markdown),
    ("junit", Format::Junit),
    ("annotations", Format::Annotations),
    ("changelog", Format::Changelog),
];

pub(super) fn command(help: Help) -> Command {
    help.subcommand("diff", messages::about_spec_diff()).after_help(help.say(messages::exit_codes_of_spec_diff())).args(
        [
            help.positional("old", "OLD", messages::argument_old_document()).required(true),
            help.positional("new", "NEW", messages::argument_new_document()).required(true),
            report_flag(help),
            fail_on_flag(help).default_value("breaking"),
            help.path("ignore", "FILE", messages::flag_ignore()),
            help.path("root", "DIR", messages::flag_root()),
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

pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let text = |name: &str| matches.text(name).unwrap_or_default();
    let root = matches.path("root");
    let ignore = matches.path("ignore").map(ignore).transpose()?;
    // Large documents are read at the same time.
    let (old, new) = thread::scope(|scope| {
        let old = scope.spawn(|| read(text("old"), root, messages::spec_diff_broken));
        let new = read(text("new"), root, messages::spec_diff_broken);
        (old.join().unwrap_or_else(|panic| resume_unwind(panic)), new)
    });
    let (old, new) = (old?, new?);
    let found = compare_contracts(&old, &new, &Options { today: Some(today()), ignore });
    print(&found, matches, output)?;
    outcome(&found, matches, messages::spec_diff_fails)
}

pub(super) fn today() -> String {
    TimeZone::UTC.to_datetime(Timestamp::now()).date().to_string()
}

/// The verdict of `--fail-on`.
fn level(matches: &ArgMatches) -> Option<Verdict> {
    Verdict::find(matches.text("fail_on")?)
}

/// Prints the report that the flags select.
pub(super) fn print(found: &Comparison, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let name = matches.text("report");
    let report = REPORTS.iter().find(|(known, _)| name == Some(known)).map_or(Format::Text, |(_, format)| *format);
    output.print(found, || visible(&found.report(report, level(matches))))?;
    output.ends_itself();
    Ok(())
}

/// Fails with a message of the count and the level if there is a change of the level of `--fail-on`.
pub(super) fn outcome(
    found: &Comparison,
    matches: &ArgMatches,
    fails: fn(usize, &'static str) -> Message,
) -> Result<(), Failure> {
    let Some(level) = level(matches).filter(|level| found.fails(*level)) else { return Ok(()) };
    let count = found.changes.iter().filter(|change| change.is_at_least(level)).count();
    Err(Failure::problems(fails(count, level.name())))
}

/// Reads a document from a file, or from a revision of git.
pub(super) fn read(name: &str, root: Option<&Path>, sentence: Broken) -> Result<Contract, Failure> {
    let Text { text, path } = revision::read(name)?;
    Contract::read(name, &text, path.as_deref(), root).map_err(|diagnostics| broken(name, &diagnostics, sentence))
}

/// A changelog of a document with one release, in each language: its changes between two revisions, `OLD..NEW`, or since one
/// of them.
#[cfg(feature = "docs")]
pub(crate) fn changelog(path: &Path, revisions: &str, sentence: Broken) -> Result<[String; Locale::COUNT], Failure> {
    let of = |revision: &str| {
        let (name, Text { text, .. }) = revision::of(path, revision)?;
        Contract::read(&name, &text, None, None).map_err(|diagnostics| broken(&name, &diagnostics, sentence))
    };
    let (old, new) = revisions.split_once("..").map_or((revisions, None), |(old, new)| (old, Some(new)));
    if old.is_empty() || new.is_some_and(str::is_empty) {
        return Err(Failure::usage(messages::docs_no_revisions(revisions)));
    }
    let path = path.display().to_string();
    let (to, new) = match new {
        Some(revision) => (revision, of(revision)?),
        None => (path.as_str(), read(&path, None, sentence)?),
    };
    let found = compare_contracts(&of(old)?, &new, &Options { today: Some(today()), ignore: None });
    let section = |locale| format!("## {old} → {to}\n\n### Contract\n\n{}", found.changelog(locale));
    Ok([section(Locale::English), section(Locale::Chinese)])
}

fn ignore(path: &Path) -> Result<Ignore, Failure> {
    let failed = |why: Message| Failure::usage(messages::spec_cannot_read(path.display(), why));
    let text = std::fs::read_to_string(path).map_err(|error| failed(Message::of(error.to_string())))?;
    let ignore: Ignore = toml::from_str(&text).map_err(|error| failed(Message::of(error.to_string().trim_end())))?;
    let problems = ignore.problems();
    if problems.is_empty() {
        Ok(ignore)
    } else {
        Err(failed(Message::list(problems, Message::translated("; ", "；"))))
    }
}
