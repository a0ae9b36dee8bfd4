//! A directory of generated files: what the user added stays, what the user edited is not overwritten.

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::{fs, io};

use deskledger::Message;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Doing as _, Failure};
use crate::messages;

/// The list of generated files, with their digests.
const MANIFEST: &str = ".deskledger-generated.json";

/// The file [`MANIFEST`].
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    /// The program that made the files.
    generator: String,
    /// SHA-256 of each file, by its path.
    files: BTreeMap<String, String>,
}

/// The changes to make in a directory.
pub(crate) struct Plan<'p> {
    written: Vec<(&'p str, Vec<u8>)>,
    /// Files that are no longer generated.
    pub(crate) removed: Vec<String>,
    /// Number of files that are as they should be.
    pub(crate) unchanged: usize,
}

impl<'p> Plan<'p> {
    /// Compares the directory with generated files, and with initial ones, which are written only where they are missing.
    pub(crate) fn of(
        directory: &Path,
        files: &'p BTreeMap<String, Vec<u8>>,
        initial: &'p BTreeMap<String, Vec<u8>>,
    ) -> Result<Self, Failure> {
        let reading = |error: io::Error| Failure::local(messages::package_reading(directory.display()), &error);
        let old = manifest(directory)?;
        let mut plan = Self { written: Vec::new(), removed: Vec::new(), unchanged: 0 };
        let (mut edited, mut new) = (Vec::new(), Manifest { generator: GENERATOR.to_owned(), files: BTreeMap::new() });
        for (path, bytes) in files {
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
        for (path, bytes) in initial {
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

    pub(crate) fn written(&self) -> Vec<String> {
        self.written.iter().map(|(path, _)| (*path).to_owned()).collect()
    }

    /// Writes and removes the files. With the command that would, fails instead if the directory is not current.
    pub(crate) fn carry_out(&self, directory: &Path, check: Option<String>) -> Result<(), Failure> {
        match check {
            Some(_) if self.written.is_empty() && self.removed.is_empty() => Ok(()),
            Some(command) => {
                let names = self.written().iter().chain(&self.removed).map(|name| Message::of(&**name)).collect();
                Err(Failure::problems(messages::package_stale(Message::list(names, messages::comma()), command)))
            }
            None => self.write(directory).doing(messages::package_writing(directory.display())),
        }
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

/// The list of a directory; none of a new or empty one. A directory that holds something else than a generated package is
/// rejected.
fn manifest(directory: &Path) -> Result<Manifest, Failure> {
    let reading = || messages::package_reading(directory.display());
    if let Some(bytes) = found(directory, MANIFEST).doing(reading())? {
        return serde_json::from_slice(&bytes).map_err(io::Error::from).doing(reading());
    }
    // A new repository of git is empty.
    let stranger = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        entries => {
            let names =
                entries.and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>());
            let names: Vec<_> = names.doing(reading())?;
            names.into_iter().find(|name| name != ".git")
        }
    };
    match stranger {
        None => Ok(Manifest::default()),
        Some(name) => {
            let (directory, name) = (directory.display().to_string(), name.to_string_lossy().into_owned());
            Err(Failure::usage(messages::package_other_directory(directory, name)))
        }
    }
}

/// Rejects a directory that holds something else, before the work.
pub(crate) fn expect_own(directory: &Path) -> Result<(), Failure> {
    manifest(directory).map(drop)
}

fn digest(bytes: &[u8]) -> String {
    deskledger_client::hex(&Sha256::digest(bytes))
}
