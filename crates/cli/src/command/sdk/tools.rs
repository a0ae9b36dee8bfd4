//! The installation of a generator, and its steps.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use deskledger_client::hex;
use sha2::{Digest, Sha256};

use super::language::Language;
use crate::command::spec::visible;
use crate::error::{Doing as _, Failure, creating_temporary_file};
use crate::{locale, messages};

/// How much of the output of a step is read: its end. A compiler has a line for each problem of the generated code.
const MAX_LOG: u64 = 4 << 20;

/// Maximum output shown of a failed step.
const MAX_SHOWN: usize = 16 << 10;

/// Directories in which SDKs are generated.
const WORK: &str = "build-";

/// Written for every language, in place of the generator's own.
pub(super) const README: &str = "README.md";

/// Written last, so that an installation that broke off is repeated.
const INSTALLED: &str = "installed";

/// The installation of a generator, used by one process at a time.
pub(super) struct Tools {
    directory: PathBuf,
    path: OsString,
    _lock: File,
}

/// The outcome of a step, and the end of its output.
struct Outcome {
    status: ExitStatus,
    log: String,
}

pub(super) struct Sdk {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Problems that the compiler reports.
    pub(super) problems: Vec<String>,
}

impl Tools {
    /// The generator of a language, installed below a directory if it is not there.
    pub(super) fn open(below: &Path, language: &Language) -> Result<Self, Failure> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        expect_programs(language, &path)?;
        let mut digest = Sha256::new();
        language.pinned.iter().for_each(|(_, text)| digest.update(text));
        let digest = hex(&digest.finalize()[..6]);
        let directory = below.join(format!("{}-{digest}", language.name));
        let installing = || messages::sdk_installing(directory.display());
        fs::create_dir_all(&directory).doing(installing())?;
        let directory = directory.canonicalize().doing(installing())?;
        let lock = File::create(directory.join("lock")).doing(installing())?;
        if lock.try_lock().is_err() {
            return Err(Failure::usage(messages::sdk_busy(directory.display())));
        }
        remove_interrupted(&directory).doing(installing())?;
        let own = directory.join(language.programs_of_installation);
        let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&path)));
        let path = path.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error)).doing(installing())?;
        let tools = Self { directory, path, _lock: lock };
        if !tools.directory.join(INSTALLED).exists() {
            for (name, text) in language.pinned {
                fs::write(tools.directory.join(name), text).doing(installing())?;
            }
            for step in language.install {
                tools.succeed(step, &tools.directory)?;
            }
            fs::write(tools.directory.join(INSTALLED), language.generator).doing(installing())?;
        }
        Ok(tools)
    }

    /// Directory of the generator.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Generates the SDK of a document; `fill` completes files and steps of the language.
    pub(super) fn generate(
        &self,
        language: &Language,
        document: &str,
        handwritten: &BTreeMap<String, Vec<u8>>,
        fill: &dyn Fn(&str) -> String,
    ) -> Result<Sdk, Failure> {
        let failed = |error: io::Error| Failure::local(messages::sdk_generating(language.title), &error);
        // In the installation, where compilers find its packages.
        let work = tempfile::Builder::new().prefix(WORK).tempdir_in(&self.directory).map_err(failed)?;
        let sdk = work.path().join("sdk");
        fs::create_dir(&sdk).map_err(failed)?;
        fs::write(work.path().join("openapi.json"), document).map_err(failed)?;
        for (name, text) in language.settings {
            fs::write(work.path().join(name), fill(text)).map_err(failed)?;
        }
        for step in language.generate {
            let step: Vec<String> = step.iter().map(|part| fill(part)).collect();
            self.succeed(&step, &sdk)?;
        }
        for name in language.dropped {
            fs::remove_file(sdk.join(name)).map_err(failed)?;
        }
        let own = language.files.iter().map(|(name, text)| ((*name).to_owned(), fill(text).into_bytes()));
        for (name, bytes) in own.chain(handwritten.clone()) {
            let path = sdk.join(&name);
            if handwritten.contains_key(&name) && path.exists() && name != README {
                return Err(Failure::usage(messages::sdk_layer_name(name)));
            }
            fs::write(path, bytes).map_err(failed)?;
        }
        let compiled = self.run(language.compile, &sdk)?;
        let mut problems = Vec::new();
        if !compiled.status.success() {
            problems = compiled.log.lines().filter(|line| !line.trim().is_empty()).map(visible).collect();
            if compiled.status.code().is_none() || problems.is_empty() {
                return Err(failed_step(language.compile, &compiled));
            }
        }
        let of_layer = |line: &&String| handwritten.keys().any(|name| names_file(line, name));
        if let Some(line) = problems.iter().find(of_layer) {
            return Err(Failure::problems(messages::sdk_layer(line.as_str())));
        }
        let mut files = BTreeMap::new();
        collect(&sdk, "", &mut files).map_err(failed)?;
        Ok(Sdk { files, problems })
    }

    fn succeed(&self, step: &[impl AsRef<str>], directory: &Path) -> Result<(), Failure> {
        let outcome = self.run(step, directory)?;
        if outcome.status.success() { Ok(()) } else { Err(failed_step(step, &outcome)) }
    }

    fn run(&self, step: &[impl AsRef<str>], directory: &Path) -> Result<Outcome, Failure> {
        let program = step.first().map_or("", AsRef::as_ref);
        let failed = |error: io::Error| Failure::local(messages::sdk_running(program), &error);
        let mut log = tempfile::tempfile().doing(creating_temporary_file())?;
        let output = log.try_clone().map_err(failed)?;
        let errors = log.try_clone().map_err(failed)?;
        let status = Command::new(program)
            .args(step.iter().skip(1).map(AsRef::as_ref))
            .current_dir(directory)
            .env("PATH", &self.path)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .status()
            .map_err(failed)?;
        let size = log.seek(SeekFrom::End(0)).map_err(failed)?;
        log.seek(SeekFrom::Start(size.saturating_sub(MAX_LOG))).map_err(failed)?;
        let mut bytes = Vec::new();
        log.take(MAX_LOG).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Outcome { status, log: String::from_utf8_lossy(&bytes).replace('\t', "    ") })
    }
}

fn failed_step(step: &[impl AsRef<str>], outcome: &Outcome) -> Failure {
    let command: Vec<&str> = step.iter().map(AsRef::as_ref).collect();
    let log = outcome.log.trim_end();
    let end = (log.len().saturating_sub(MAX_SHOWN)..).find_map(|start| log.get(start..));
    let log = locale::message(|_| visible(end.unwrap_or_default()));
    Failure::problems(messages::sdk_step(command.join(" "), outcome.status.to_string(), log))
}

/// Whether a line of a compiler names a file: `export.go` is not named by `api_export.go`.
fn names_file(line: &str, name: &str) -> bool {
    let is_path = |before: &str| !before.ends_with(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c));
    line.match_indices(name).any(|(at, _)| line.get(..at).is_some_and(|before| is_path(before.trim_end_matches("./"))))
}

/// Removes what commands that were interrupted have left; the lock excludes running ones.
fn remove_interrupted(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(WORK) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Reports every program that is missing, and where it is had.
fn expect_programs(language: &Language, path: &OsString) -> Result<(), Failure> {
    let is_there = |name: &str| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(path).any(|directory| directory.join(&file).is_file())
    };
    let missing = language.programs.iter().filter(|(name, ..)| !is_there(name));
    let missing = missing.map(|(name, package, site)| Failure::usage(messages::sdk_missing(*name, *package, *site)));
    let failures: Vec<Failure> = missing.collect();
    if failures.is_empty() { Ok(()) } else { Err(Failure::all(failures)) }
}

/// Reads the files below a directory, without hidden ones: caches and settings of the generator's own repository.
fn collect(directory: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        match entry.file_type()? {
            _ if name.starts_with('.') => {}
            kind if kind.is_dir() => collect(&entry.path(), &format!("{path}/"), files)?,
            _ => drop(files.insert(path, fs::read(entry.path())?)),
        }
    }
    Ok(())
}
