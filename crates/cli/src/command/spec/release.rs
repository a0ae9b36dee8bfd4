//! `spec release`: version, changelog and everything that is generated, made current for the next release of a document.

mod changelog;
mod settings;
mod version;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use clap::{ArgMatches, Command, value_parser};
use deskledger::Message;
use deskledger_codegen::Contract;
use deskledger_diff::{Comparison, Format, Options, compare_contracts};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use super::{diff, revision};
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::{Output, write_stdout};
use crate::{args, messages};
pub(crate) use settings::Settings;

/// How many tags are looked at for the last release.
const MAX_TAGS: usize = 20;

/// What `spec release --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Released {
    /// The document.
    document: String,
    /// The tag of the last release; absent before the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// The version of the document now.
    version: String,
    /// The tag of this release.
    tag: String,
    /// The changes since the last release; absent before the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Comparison>,
    /// Files that were written.
    written: Vec<String>,
    /// Files and steps that are not current, with `--check`.
    stale: Vec<String>,
}

/// The subcommand and its flags.
pub(super) fn command(help: Help) -> Command {
    let about = help.subcommand("release", messages::about_spec_release());
    about.after_help(help.say(messages::exit_codes_of_spec_release())).args([
        help.positional("file", "FILE", messages::argument_released_document()).value_parser(value_parser!(PathBuf)),
        help.flag("check", messages::flag_check_of_release()),
        help.value("since", "REVISION", messages::flag_since_release()),
        args::json(help),
    ])
}

/// Runs the subcommand.
pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let mut settings = Settings::read()?;
    if let Some(file) = matches.get_one::<PathBuf>("file") {
        settings.document.clone_from(file);
    }
    let is_check = matches.get_flag("check");
    let name = settings.document.display().to_string();
    let new = diff::read(&name, None)?;
    super::document::generated(
        &settings.document,
        &deskledger_codegen::Options::new().time_range("deskledger::TimeRange"),
    )?;
    let since = match matches.get_one::<String>("since") {
        Some(revision) => Some(revision.clone()),
        None => last_release(&settings, &name)?,
    };
    let options = Options { today: Some(today()), ignore: None };
    let changes = match &since {
        Some(tag) => Some(compare_contracts(&diff::read(&format!("{tag}:./{name}"), None)?, &new, &options)),
        None => None,
    };
    let edits = edits(&settings, &new, changes.as_ref())?;
    let mut released = Released {
        document: name,
        since,
        tag: settings.tag.replace("{version}", &edits.version),
        version: edits.version,
        changes,
        written: Vec::new(),
        stale: Vec::new(),
    };
    for (path, text) in edits.files {
        if is_check {
            released.stale.push(path.display().to_string());
        } else {
            let failed =
                |error: io::Error| Failure::local(messages::release_writing(path.display().to_string()), &error);
            fs::write(&path, text).map_err(failed)?;
            released.written.push(path.display().to_string());
        }
    }
    for step in &settings.steps {
        if !run_step(step, is_check)? {
            released.stale.push(step.join(" "));
        }
    }
    for build in settings.builds.iter().filter(|_| !is_check) {
        run_step(build, false)?;
    }
    report(&released, output)
}

fn report(released: &Released, output: &Output) -> Result<(), Failure> {
    let changelog = released.changes.as_ref().map(|changes| changes.report(Format::Changelog, None));
    match output.is_json() {
        true => output.json(released)?,
        false => write_stdout(&changelog.unwrap_or_default())?,
    }
    output.ends_itself();
    if !released.stale.is_empty() {
        return Err(Failure::problems(messages::release_stale(&*released.version, released.stale.join(", "))));
    }
    if !output.is_json() {
        output.note(match released.written.is_empty() {
            true => messages::release_current(&*released.version),
            false => messages::release_written(&*released.version, released.written.join(", "), &*released.tag),
        });
    }
    Ok(())
}

fn today() -> String {
    TimeZone::UTC.to_datetime(Timestamp::now()).date().to_string()
}

/// The tag of the last release that has the document.
fn last_release(settings: &Settings, name: &str) -> Result<Option<String>, Failure> {
    let tags = revision::tags(&settings.tag.replace("{version}", "[0-9]*"))?;
    Ok(tags.into_iter().take(MAX_TAGS).find(|tag| revision::read(&format!("{tag}:./{name}")).is_ok()))
}

/// The version of a release, and the new texts of the files that differ.
struct Edits {
    version: String,
    files: Vec<(PathBuf, String)>,
}

fn edits(settings: &Settings, new: &Contract, changes: Option<&Comparison>) -> Result<Edits, Failure> {
    let declared = version::of(new)?;
    let version = match changes {
        Some(changes) => {
            let old = changes.old_version.as_deref().unwrap_or_default();
            changes.release_version().ok_or_else(|| Failure::problems(messages::release_no_version(old)))?.to_owned()
        }
        None => declared.text.clone(),
    };
    let is_released = changes.is_some_and(|one| one.old_version.as_deref() == Some(&version));
    let mut files = Vec::new();
    let mut edit = |path: &Path, change: &dyn Fn(&str) -> Result<String, Failure>| {
        let old = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && path == settings.changelog => String::new(),
            Err(error) => {
                return Err(Failure::usage(messages::spec_cannot_read(path.display().to_string(), error.to_string())));
            }
        };
        let text = change(&old)?;
        files.extend((text != old).then(|| (path.to_owned(), text)));
        Ok(())
    };
    edit(&settings.document, &|text| version::set(text, &declared, &version))?;
    for package in settings.packages(&declared.text, changes)? {
        edit(&package, &|text| Ok(version::set_package(text, &version)))?;
    }
    if !is_released {
        let body = changes
            .map_or_else(|| "First release of the contract.\n".to_owned(), |one| one.report(Format::Changelog, None));
        edit(&settings.changelog, &|text| Ok(changelog::with_entry(text, &version, &today(), &body)))?;
    }
    Ok(Edits { version, files })
}

/// Runs a step, with `--check` if nothing is to be written; whether what it makes is current.
fn run_step(step: &[String], is_check: bool) -> Result<bool, Failure> {
    let Some((program, arguments)) = step.split_first() else { return Ok(true) };
    let failed = |why: Message| Failure::problems(messages::release_step(step.join(" "), why));
    // This command, whatever its path.
    let own = || std::env::current_exe().ok().filter(|_| program == "deskledger");
    let mut process = Process::new(own().unwrap_or_else(|| program.into()));
    process.args(arguments).args(is_check.then_some("--check")).stdin(Stdio::null()).stdout(io::stderr());
    let status = process.status().map_err(|error| failed(Message::translated(error.to_string(), error.to_string())))?;
    match status.code() {
        Some(0) => Ok(true),
        Some(1) if is_check => Ok(false),
        _ => Err(failed(Message::translated(status.to_string(), status.to_string()))),
    }
}
