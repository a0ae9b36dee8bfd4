//! `spec generate`: a package made from a document.

use std::io;
use std::path::Path;

use clap::{ArgMatches, Command};
use deskledger_codegen::Options;
use schemars::JsonSchema;
use serde::Serialize;

use super::document;
use super::package::{Runtime, Wanted, package};
use crate::args::{self, Values as _};
use crate::command::generated_dir::Plan;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::terminal::output::Output;
use crate::{locale, messages};

/// Output of `spec generate --json`.
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
    /// Files that were removed because they are no longer generated; with `--check`, those that would be.
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

pub(super) fn command(help: Help) -> Command {
    let about = messages::about_spec_generate();
    help.subcommand("generate", about).after_help(help.say(messages::exit_codes_of_spec_generate())).args([
        help.positional_path("file", "FILE", messages::argument_document()).required(true),
        help.path("output", "DIR", messages::flag_package_directory()).short('o').required(true),
        help.value("name", "NAME", messages::flag_package_name()).required(true),
        help.value("runtime", "SOURCE", messages::flag_package_runtime()),
        help.value("license", "SPDX", messages::flag_package_license()),
        help.value("repository", "URL", messages::flag_package_repository()),
        help.flag("server", messages::flag_package_server()),
        help.flag("check", messages::flag_package_check()),
        help.path("root", "DIR", messages::flag_root()),
        args::json(help),
    ])
}

pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let (Some(file), Some(directory), Some(name)) =
        (matches.path("file"), matches.path("output"), matches.text("name"))
    else {
        return Err(Failure::usage(messages::no_spec_subcommand()));
    };
    if !is_name(name) {
        return Err(Failure::usage(messages::package_name(name)));
    }
    let runtime = runtime(matches.text("runtime"), directory)?;
    let mut options = document::within_root(Options::new().time_range("runtime::TimeRange"), matches);
    let server = args::is_set(matches, "server");
    if server {
        options = options.server();
    }
    let generated = document::generated(file, &options, messages::spec_broken)?;
    if !output.is_json() && !output.is_silent() && !generated.warnings.is_empty() {
        output.line(&document::visible(&generated.warnings.localized(locale::of_environment())));
    }
    let document = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (licence, repository) = (matches.text("license"), matches.text("repository"));
    let wanted = Wanted { name, licence, repository, runtime, server, document: &document };
    let package = package(&generated, &wanted).map_err(io::Error::other).doing(messages::package_making())?;
    let plan = Plan::of(directory, &package.files, &package.initial)?;
    let report = Generated {
        path: directory.display().to_string(),
        name: name.to_owned(),
        version: package.version.clone(),
        written: plan.written(),
        removed: plan.removed.clone(),
        unchanged: plan.unchanged,
        calls: package.calls,
        tested: package.tested,
        warnings: generated.warnings.iter().count() + generated.warnings.more(),
    };
    let flag = if server { " --server" } else { "" };
    let command = format!("deskledger spec generate {} -o {} --name {name}{flag}", file.display(), directory.display());
    plan.carry_out(directory, args::is_set(matches, "check").then_some(command))?;
    let Generated { path, written, unchanged, calls, tested, .. } = &report;
    output.result(&report, messages::package_generated(path, written.len(), *unchanged, *calls, *tested))
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
        let from = std::path::absolute(directory).doing(messages::package_runtime_path(text))?;
        let to = path.canonicalize().doing(messages::package_runtime_path(text))?;
        return Ok(Runtime::Path(relative(&from.canonicalize().unwrap_or(from), &to)));
    }
    let is_version = text.starts_with(|c: char| c.is_ascii_digit() || "=^~".contains(c)) && !text.contains('/');
    if is_version {
        Ok(Runtime::Version(text.to_owned()))
    } else {
        Err(Failure::usage(messages::package_runtime(text)))
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
