//! `spec release`: version, changelog and everything that is generated, made current for the next release of a document.

mod changelog;
mod settings;
mod version;

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::{fs, io};

use clap::{ArgMatches, Command};
use deskledger::{Message, PartFile};
use deskledger_codegen::{Contract, Node};
use deskledger_diff::{Comparison, Format, Options, compare_contracts, highest_version};
use schemars::JsonSchema;
use serde::Serialize;

use super::document::{broken, generated, visible};
use super::{diff, revision};
use crate::args::Values as _;
use crate::error::{Doing as _, Failure, message_of};
use crate::help::Help;
use crate::terminal::output::Output;
use crate::{args, locale, messages};
pub(crate) use settings::Settings;
use version::Version;

/// Maximum number of tags searched for the last release.
const MAX_TAGS: usize = 20;

/// Output of `spec release --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Released {
    /// The documents.
    documents: Vec<String>,
    /// The tag of the last release; absent before the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// The version of the documents now.
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

pub(super) fn command(help: Help) -> Command {
    let about = help.subcommand("release", messages::about_spec_release());
    about.after_help(help.say(messages::exit_codes_of_spec_release())).args([
        help.positional_path("files", "FILE", messages::argument_released_document()).num_args(0..),
        help.flag("check", messages::flag_check_of_release()),
        help.value("since", "REVISION", messages::flag_since_release()),
        args::json(help),
    ])
}

struct Document<'a> {
    path: &'a Path,
    name: String,
    contract: Contract,
    version: Version,
}

impl<'a> Document<'a> {
    fn read(path: &'a Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let contract = diff::read(&name, None, messages::spec_release_broken)?;
        let options = deskledger_codegen::Options::new().time_range("deskledger::TimeRange");
        generated(path, &options, messages::spec_release_broken)?;
        let version = version::of(&contract).map_err(|failure| failure.within(name.clone()))?;
        Ok(Self { path, name, contract, version })
    }

    /// Its name in a revision.
    fn at(&self, revision: &str) -> String {
        format!("{revision}:./{}", self.name)
    }
}

pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let mut settings = Settings::read()?;
    if let Some(files) = matches.get_many::<PathBuf>("files") {
        settings.documents = files.cloned().collect();
    }
    let is_check = matches.get_flag("check");
    let documents = settings.documents().iter().map(|path| Document::read(path)).collect::<Result<Vec<_>, _>>()?;
    let since = match matches.text("since") {
        Some(revision) => Some(revision.to_owned()),
        None => last_release(&settings, &documents)?,
    };
    let changes = since.as_deref().map(|tag| changes(tag, &documents)).transpose()?;
    let (version, files) = edits(&settings, &documents, changes.as_ref())?;
    let mut released = Released {
        documents: documents.iter().map(|one| one.name.clone()).collect(),
        since,
        tag: settings.tag.replace("{version}", &version),
        version,
        changes,
        written: Vec::new(),
        stale: Vec::new(),
    };
    let mut parts = Vec::new();
    for (path, text) in files {
        let name = path.display().to_string();
        if is_check {
            released.stale.push(name);
        } else {
            let part = PartFile::create(&path, true).and_then(|mut part| part.write(text.as_bytes()).map(|()| part));
            parts.push((part.doing(messages::release_writing(name.clone()))?, name));
        }
    }
    // Nothing is replaced before everything is written.
    for (part, name) in parts {
        part.commit().doing(messages::release_writing(name.clone()))?;
        released.written.push(name);
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
    output.print(released, || visible(&changelog.unwrap_or_default()))?;
    output.ends_itself();
    if !released.stale.is_empty() {
        return Err(Failure::problems(messages::release_stale(&*released.version, released.stale.join(", "))));
    }
    if !output.is_json() {
        let Released { version, tag, written, .. } = released;
        let current = || messages::release_current(version);
        let renewed = || messages::release_written(version, written.join(", "), tag);
        output.note(if written.is_empty() { current() } else { renewed() });
    }
    Ok(())
}

/// The tag of the last release that has one of the documents.
fn last_release(settings: &Settings, documents: &[Document<'_>]) -> Result<Option<String>, Failure> {
    let tags = revision::tags(&settings.tag.replace("{version}", "[0-9]*"))?;
    Ok(tags.into_iter().take(MAX_TAGS).find(|tag| documents.iter().any(|one| revision::read(&one.at(tag)).is_ok())))
}

/// The changes of the documents since a revision that has at least one of them; the others are new.
fn changes(since: &str, documents: &[Document<'_>]) -> Result<Comparison, Failure> {
    let options = Options { today: Some(diff::today()), ignore: None };
    let is_old = |one: &&Document<'_>| revision::read(&one.at(since)).is_ok();
    let (mut olds, mut news): (Vec<_>, Vec<_>) = documents.iter().partition(is_old);
    if olds.is_empty() {
        // Reading them says what is missing.
        std::mem::swap(&mut olds, &mut news);
    }
    let read = |name: &str| diff::read(name, None, messages::spec_diff_broken);
    let mut found = Vec::new();
    for one in olds {
        found.push((one, compare_contracts(&read(&one.at(since))?, &one.contract, &options)));
    }
    for one in news {
        let nothing = Contract::read(&one.name, &without_operations(&one.contract), None, None);
        let nothing = nothing.map_err(|wrong| broken(&one.name, &wrong, messages::spec_diff_broken))?;
        found.push((one, compare_contracts(&nothing, &one.contract, &options)));
    }
    let are_several = documents.len() > 1;
    Ok(Comparison::join(found.into_iter().map(|(one, mut found)| {
        found.changes.iter_mut().filter(|_| are_several).for_each(|change| change.name_document(&one.name));
        found
    })))
}

/// A document as it was before its first operation.
fn without_operations(contract: &Contract) -> String {
    let json = |name: &str| contract.root().get(name).map(Node::to_json).unwrap_or_default();
    serde_json::json!({ "openapi": json("openapi"), "info": json("info"), "paths": {} }).to_string()
}

/// The version of a release, and the new texts of the files that differ.
type Edits = (String, Vec<(PathBuf, String)>);

fn edits(settings: &Settings, documents: &[Document<'_>], changes: Option<&Comparison>) -> Result<Edits, Failure> {
    let declared: Vec<&str> = documents.iter().map(|one| one.version.text.as_str()).collect();
    let version = match changes {
        Some(changes) => {
            let old = changes.old_version.as_deref().unwrap_or_default();
            changes.release_version().ok_or_else(|| Failure::problems(messages::release_no_version(old)))?.to_owned()
        }
        None => highest_version(declared.iter().map(|version| (*version).to_owned())).unwrap_or_default(),
    };
    let is_released = changes.is_some_and(|one| one.old_version.as_deref() == Some(&version));
    let mut files = Vec::new();
    let mut edit = |path: &Path, change: &dyn Fn(&str) -> Result<String, Failure>| {
        let old = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && path == settings.changelog => String::new(),
            Err(error) => {
                return Err(Failure::usage(messages::spec_cannot_read(path.display(), message_of(&error))));
            }
        };
        let text = change(&old)?;
        files.extend((text != old).then(|| (path.to_owned(), text)));
        Ok(())
    };
    for one in documents {
        let set = |text: &str| version::set(text, &one.version, &version);
        edit(one.path, &|text| set(text).map_err(|failure| failure.within(one.name.clone())))?;
    }
    for package in settings.packages(&declared, changes)? {
        edit(&package, &|text| Ok(version::set_package(text, &version)))?;
    }
    if !is_released {
        let body = changes
            .map_or_else(|| "First release of the contract.\n".to_owned(), |one| one.report(Format::Changelog, None));
        edit(&settings.changelog, &|text| Ok(changelog::with_entry(text, &version, &diff::today(), &body)))?;
    }
    Ok((version, files))
}

/// Runs a step, with `--check` if nothing is to be written; whether what it makes is current.
fn run_step(step: &[String], is_check: bool) -> Result<bool, Failure> {
    let Some((program, arguments)) = step.split_first() else { return Ok(true) };
    let failed = |why: Message| Failure::problems(messages::release_step(step.join(" "), why));
    // This command, regardless of its path.
    let own = || std::env::current_exe().ok().filter(|_| program == "deskledger");
    let mut process = Process::new(own().unwrap_or_else(|| program.into()));
    process.args(arguments).args(is_check.then_some("--check")).stdin(Stdio::null()).stdout(io::stderr());
    let status = process.status().map_err(|error| failed(locale::message(|_| error.to_string())))?;
    match status.code() {
        Some(0) => Ok(true),
        Some(1) if is_check => Ok(false),
        _ => Err(failed(locale::message(|_| status.to_string()))),
    }
}
