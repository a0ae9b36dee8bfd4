//! `spec generate`: a package made from a document.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
use deskledger::Message;
use deskledger_codegen::Options;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::package::{Package, Runtime, Wanted, package};
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::Output;
use crate::{args, messages};

/// The list of generated files, with their digests.
const MANIFEST: &str = ".deskledger-generated.json";

/// What `spec generate --json` prints.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Generated {
    /// Directory of the package.
    path: String,
    /// Name of the package.
    name: String,
    /// Version of the package, made of that of the document.
    version: String,
    /// Files that were written; with `--check`, those that would be.
    written: Vec<String>,
    /// Files that were removed because they are not generated any more; with `--check`, those that would be.
    removed: Vec<String>,
    /// Number of files that are as they should be.
    unchanged: usize,
    /// Number of calls of the document.
    calls: usize,
    /// Number of calls with a test: those for which a request and a response were found.
    tested: usize,
    /// Number of warnings about the document; `spec check` lists them.
    warnings: usize,
}

/// The file [`MANIFEST`].
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    /// The program that made the files.
    generator: String,
    /// SHA-256 of each file, by its path.
    files: BTreeMap<String, String>,
}

/// The subcommand and its flags.
pub(super) fn command(help: Help) -> Command {
    let about = messages::about_spec_generate();
    help.subcommand("generate", about).after_help(help.say(messages::exit_codes_of_spec_generate())).args([
        help.positional("file", "FILE", messages::argument_document())
            .required(true)
            .value_parser(value_parser!(PathBuf)),
        help.value("output", "DIR", messages::flag_package_directory())
            .short('o')
            .required(true)
            .value_parser(value_parser!(PathBuf)),
        help.value("name", "NAME", messages::flag_package_name()).required(true),
        help.value("runtime", "SOURCE", messages::flag_package_runtime()),
        help.value("license", "SPDX", messages::flag_package_license()),
        help.value("repository", "URL", messages::flag_package_repository()),
        help.flag("server", messages::flag_package_server()),
        help.flag("check", messages::flag_package_check()),
        help.value("root", "DIR", messages::flag_root()).value_parser(value_parser!(PathBuf)),
        args::json(help),
    ])
}

/// Runs the subcommand.
pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let (Some(file), Some(directory), Some(name)) = (path("file"), path("output"), text("name")) else {
        return Err(Failure::usage(messages::no_spec_subcommand()));
    };
    if !is_name(name) {
        return Err(Failure::usage(messages::package_name(name)));
    }
    let runtime = runtime(text("runtime"), directory)?;
    let mut options = Options::new().time_range("runtime::TimeRange");
    if let Some(root) = path("root") {
        options = options.root(root);
    }
    let server = args::is_set(matches, "server");
    if server {
        options = options.server();
    }
    let generated = super::document::generated(file, &options)?;
    let document = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let wanted =
        Wanted { name, licence: text("license"), repository: text("repository"), runtime, server, document: &document };
    let package = package(&generated, &wanted)
        .map_err(|error| Failure::local(messages::package_making(), &unreadable(&error)))?;
    let is_check = args::is_set(matches, "check");
    let plan = Plan::of(directory, &package)?;
    let report = Generated {
        path: directory.display().to_string(),
        name: name.to_owned(),
        version: package.version.clone(),
        written: plan.written.iter().map(|(path, _)| (*path).to_owned()).collect(),
        removed: plan.removed.clone(),
        unchanged: plan.unchanged,
        calls: package.calls,
        tested: package.tested,
        warnings: generated.warnings.iter().count() + generated.warnings.more(),
    };
    if is_check && !(report.written.is_empty() && report.removed.is_empty()) {
        let names = report.written.iter().chain(&report.removed).map(|name| Message::of(&**name)).collect();
        let flag = if server { " --server" } else { "" };
        let command =
            format!("deskledger spec generate {} -o {} --name {name}{flag}", file.display(), directory.display());
        return Err(Failure::problems(messages::package_stale(Message::list(names, messages::comma()), command)));
    }
    if !is_check {
        plan.write(directory)
            .map_err(|error| Failure::local(messages::package_writing(directory.display()), &error))?;
    }
    let (written, unchanged) = (report.written.len(), report.unchanged);
    output.result(
        &report,
        messages::package_generated(report.path.as_str(), written, unchanged, report.calls, report.tested),
    )
}

fn unreadable(error: &impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

/// Whether cargo accepts the name, and Rust the name of the crate.
fn is_name(name: &str) -> bool {
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= 64
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    is_word && !RESERVED.contains(&name)
}

/// Names that cargo or Rust have for something else.
const RESERVED: [&str; 24] = [
    "test", "core", "std", "alloc", "proc-macro", "proc_macro", "build", "deps", "examples", "incremental", "as",
    "async", "await", "const", "crate", "dyn", "enum", "extern", "fn", "impl", "mod", "self", "static", "type",
];

/// Where the runtime is had: a directory of this project, a repository, or a version; by default that of this command.
fn runtime(text: Option<&str>, directory: &Path) -> Result<Runtime, Failure> {
    let Some(text) = text else { return Ok(Runtime::Version(env!("CARGO_PKG_VERSION").to_owned())) };
    if text.contains("://") || text.starts_with("git@") {
        let (url, revision) =
            text.split_once('#').map_or((text, None), |(url, revision)| (url, Some(revision.to_owned())));
        return Ok(Runtime::Git(url.to_owned(), revision));
    }
    let path = Path::new(text);
    if path.join("crates/runtime/Cargo.toml").is_file() {
        let read = |error: &io::Error| Failure::local(messages::package_runtime_path(text), error);
        let from = std::path::absolute(directory).map_err(|error| read(&error))?;
        let to = path.canonicalize().map_err(|error| read(&error))?;
        return Ok(Runtime::Path(relative(&from.canonicalize().unwrap_or(from), &to)));
    }
    match text.starts_with(|c: char| c.is_ascii_digit() || "=^~".contains(c)) && !text.contains('/') {
        true => Ok(Runtime::Version(text.to_owned())),
        false => Err(Failure::usage(messages::package_runtime(text))),
    }
}

/// The way from one directory to another, with `/`.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[common..].iter().map(|_| "..".to_owned());
    let down = to[common..].iter().map(|one| one.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// What is to be done in a directory.
struct Plan<'p> {
    written: Vec<(&'p str, Vec<u8>)>,
    removed: Vec<String>,
    unchanged: usize,
}

impl<'p> Plan<'p> {
    /// Compares the directory with the package. What the user has made or edited is not overwritten.
    fn of(directory: &Path, package: &'p Package) -> Result<Self, Failure> {
        let reading = |error: io::Error| Failure::local(messages::package_reading(directory.display()), &error);
        let old: Manifest = match fs::read(directory.join(MANIFEST)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| reading(error.into()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                reject_strangers(directory).map_err(reading)??;
                Manifest::default()
            }
            Err(error) => return Err(reading(error)),
        };
        let mut plan = Self { written: Vec::new(), removed: Vec::new(), unchanged: 0 };
        let (mut edited, mut new) = (Vec::new(), Manifest { generator: GENERATOR.to_owned(), files: BTreeMap::new() });
        for (path, bytes) in &package.files {
            new.files.insert(path.clone(), digest(bytes));
            match found(directory, path).map_err(reading)? {
                Some(known) if known == *bytes => plan.unchanged += 1,
                Some(known) if old.files.get(path) != Some(&digest(&known)) => edited.push(path.as_str()),
                _ => plan.written.push((path, bytes.clone())),
            }
        }
        if !edited.is_empty() {
            let names = edited.into_iter().map(Message::of).collect();
            return Err(Failure::usage(messages::package_edited(Message::list(names, messages::comma()))));
        }
        for (path, bytes) in &package.initial {
            match found(directory, path).map_err(reading)? {
                Some(_) => plan.unchanged += 1,
                None => plan.written.push((path, bytes.clone())),
            }
        }
        for (path, known) in old.files.iter().filter(|(path, _)| !new.files.contains_key(*path) && is_inside(path)) {
            if found(directory, path).map_err(reading)?.is_some_and(|bytes| digest(&bytes) == *known) {
                plan.removed.push(path.clone());
            }
        }
        let manifest = serde_json::to_string_pretty(&new).unwrap_or_default() + "\n";
        match found(directory, MANIFEST).map_err(reading)? {
            Some(known) if known == manifest.as_bytes() => plan.unchanged += 1,
            // The last one: until then the old list holds.
            _ => plan.written.push((MANIFEST, manifest.into_bytes())),
        }
        Ok(plan)
    }

    /// Writes everything beside the directory, then moves it there file by file.
    fn write(&self, directory: &Path) -> io::Result<()> {
        if self.written.is_empty() && self.removed.is_empty() {
            return Ok(());
        }
        fs::create_dir_all(directory)?;
        let beside = std::path::absolute(directory)?.parent().map(Path::to_path_buf).unwrap_or_default();
        let temporary = tempfile::Builder::new().prefix(".deskledger-").tempdir_in(beside)?;
        for (number, (_, bytes)) in self.written.iter().enumerate() {
            fs::write(temporary.path().join(number.to_string()), bytes)?;
        }
        for (number, (path, _)) in self.written.iter().enumerate() {
            let target = directory.join(path);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::rename(temporary.path().join(number.to_string()), target)?;
        }
        self.removed.iter().try_for_each(|path| fs::remove_file(directory.join(path)))
    }
}

const GENERATOR: &str = concat!("deskledger ", env!("CARGO_PKG_VERSION"));

/// Whether a path of the list stays in the directory.
fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|one| matches!(one, Component::Normal(_)))
}

fn found(directory: &Path, path: &str) -> io::Result<Option<Vec<u8>>> {
    match fs::read(directory.join(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Rejects a directory that holds something else than a generated package; a new repository of git is empty.
fn reject_strangers(directory: &Path) -> io::Result<Result<(), Failure>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(())),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let name = entry?.file_name();
        if name != ".git" {
            let (directory, name) = (directory.display().to_string(), name.to_string_lossy().into_owned());
            return Ok(Err(Failure::usage(messages::package_other_directory(directory, name))));
        }
    }
    Ok(Ok(()))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
