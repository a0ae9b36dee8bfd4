//! Reads a document with the local files that it refers to.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::str::Utf8Error;

use deskledger_runtime::message::{Argument, Message};

use super::files::{Files, Source, has_names, is_data, relative};
use super::identifiers::{Identifiers, Naming};
use super::node::{Node, Value};
use super::pointer::decoded;
use super::read::{Budget, read};
use crate::diagnostic::{Diagnostics, Position, Problems};
use crate::messages;

/// Default maximum number of files of a document.
pub(crate) const MAX_FILES: usize = 256;

/// Permitted location of other files.
pub(crate) struct Access<'a> {
    /// Path of the document; without one no other file is read.
    pub(crate) path: Option<&'a Path>,
    /// The directory that references do not leave; that of the document where there is none.
    pub(crate) root: Option<&'a Path>,
    /// Maximum number of files.
    pub(crate) max_files: usize,
    /// Maximum number of bytes of all files.
    pub(crate) max_bytes: usize,
}

impl Files {
    /// Reads a document, with what is wrong with its references to other files.
    pub(crate) fn load(name: &str, text: &str, access: &Access<'_>) -> Result<(Self, Problems), Diagnostics> {
        let mut budget = Budget::new(access.max_bytes);
        let mut files = Self::read(name, text, &mut budget)?;
        let path = access.path.and_then(|path| path.canonicalize().ok());
        let directory = path.as_deref().and_then(|path| match access.root {
            Some(root) => root.canonicalize().ok(),
            None => path.parent().map(Path::to_owned),
        });
        files.list[0].path = path.unwrap_or_default();
        let mut loader = Loader { directory, max_files: access.max_files, budget, rejected: Vec::new() };
        let mut next = 0;
        while let Some(file) = files.list.get(next) {
            let mut references = Vec::new();
            collect(&file.root, false, &mut references);
            for (text, position) in references {
                loader.follow(&mut files, &text, position);
            }
            next += 1;
        }
        let mut problems = loader.budget.problems;
        if !loader.rejected.is_empty() {
            // A schema may have the address that a reference names.
            let identifiers = Identifiers::collect(&files, Naming::of(&files), &mut Problems::default());
            for (text, position, (code, found, hint)) in loader.rejected {
                if identifiers.find(position, &text).is_none() {
                    problems.report(code, position, found, hint);
                }
            }
        }
        Ok((files, problems))
    }
}

struct Loader {
    directory: Option<PathBuf>,
    max_files: usize,
    budget: Budget,
    /// References to no file, with the reason.
    rejected: Vec<(String, Position, Refused)>,
}

impl Loader {
    /// Reads the file that a reference names, unless it is there already.
    fn follow(&mut self, files: &mut Files, reference: &str, position: Position) {
        let key = (position.file, reference.split('#').next().unwrap_or_default().to_owned());
        if files.targets.contains_key(&key) {
            return;
        }
        let opened = self.open(files, reference, position);
        let target = opened.map_err(|refused| self.rejected.push((reference.to_owned(), position, refused))).ok();
        files.targets.insert(key, target);
    }

    fn open(&mut self, files: &mut Files, reference: &str, position: Position) -> Result<u32, Refused> {
        let part = reference.split('#').next().unwrap_or_default();
        // OpenAPI 3.2: the address that a document gives itself.
        let own = |file: &Source| file.root.text("$self") == Some(part);
        if let Some(named) = files.list.iter().position(own) {
            return Ok(number(named));
        }
        let is_address = part.starts_with("//") || part.split_once(':').is_some_and(|(scheme, _)| scheme.len() > 1);
        let Some(directory) = self.directory.as_ref().filter(|_| !is_address) else {
            let hint = if is_address { messages::name_a_local_file() } else { messages::name_a_component() };
            return Err(("external-reference", messages::reference_elsewhere(reference), hint));
        };
        let from = files.list[position.file as usize].path.parent().unwrap_or(directory);
        let unreadable = |error: &std::io::Error| {
            let reason: Argument = match error.kind() {
                ErrorKind::PermissionDenied => messages::not_permitted(error).into(),
                _ => error.into(),
            };
            ("unreadable-file", messages::unreadable_file(part, reason), messages::check_permissions())
        };
        let path = within(directory, from, Path::new(&decoded(part).unwrap_or_else(|| part.to_owned())));
        let path = path.map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                ("missing-file", messages::missing_file(part), messages::path_begins())
            }
            _ => unreadable(&error),
        })?;
        let path =
            path.ok_or_else(|| ("outside-directory", messages::outside_directory(part), messages::move_or_allow()))?;
        if let Some(known) = files.list.iter().position(|file| file.path == path) {
            return Ok(number(known));
        }
        if files.list.len() >= self.max_files {
            let found = messages::too_many_files(self.max_files);
            return Err(("too-many-files", found, messages::raise_max_files()));
        }
        // A device or a pipe has no end.
        if !path.is_file() {
            return Err(("unreadable-file", messages::not_a_file(part), messages::name_a_file()));
        }
        let mut bytes = Vec::new();
        let longest = u64::try_from(self.budget.max_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let read_all = |file: File| file.take(longest).read_to_end(&mut bytes);
        File::open(&path).and_then(read_all).map_err(|error| unreadable(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let found = messages::no_utf_8(part, invalid_utf_8(&error.utf8_error()));
            ("unreadable-file", found, messages::save_as_utf_8())
        })?;
        let own = files.list[0].path.parent().unwrap_or(Path::new(""));
        let beside = Path::new(&files.list[0].name).parent().unwrap_or(Path::new(""));
        let name = beside.join(relative(own, &path)).display().to_string();
        let file = number(files.list.len());
        // Problems of the file are reported where they are.
        let mut is_broken = false;
        let root = read(&text, file, &mut self.budget).unwrap_or_else(|wrong| {
            is_broken = true;
            let position = wrong.position;
            self.budget.problems.add(wrong);
            Node { position, value: Value::Null }
        });
        files.list.push(Source { name, text, root, path, is_broken });
        Ok(file)
    }
}

/// The path that `part` means in the directory `from`, without links; `None` outside `directory`. Both directories are without
/// links. Nothing outside is accessed, so that no result depends on the files there.
fn within(directory: &Path, from: &Path, part: &Path) -> io::Result<Option<PathBuf>> {
    let mut path = from.to_owned();
    for component in part.components() {
        match component {
            Component::ParentDir => drop(path.pop()),
            Component::CurDir => {}
            // The root replaces the path.
            component => path.push(component),
        }
        if !path.starts_with(directory) {
            // On the way up, or down again to the directory.
            if directory.starts_with(&path) { continue } else { return Ok(None) }
        }
        if path.symlink_metadata()?.is_symlink() {
            path = match path.canonicalize() {
                Ok(target) if target.starts_with(directory) => target,
                _ => return Ok(None),
            };
        }
    }
    Ok(path.starts_with(directory).then_some(path))
}

/// Code, what was found, and what to do.
type Refused = (&'static str, Message, Message);

/// Where bytes are not UTF-8; in English as the library says it.
pub(crate) fn invalid_utf_8(error: &Utf8Error) -> Message {
    match error.error_len() {
        Some(count) => messages::invalid_utf_8(count, error.valid_up_to()),
        None => messages::incomplete_utf_8(error.valid_up_to()),
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The references to other files below a node.
fn collect(node: &Node, are_names: bool, out: &mut Vec<(String, Position)>) {
    match &node.value {
        Value::List(list) => list.iter().for_each(|node| collect(node, false, out)),
        Value::Map(entries) => {
            for (key, value) in entries {
                let name = key.name.as_str();
                match value.as_text().filter(|text| name == "$ref" && !text.starts_with('#')) {
                    Some(text) => out.push((text.to_owned(), value.position)),
                    None if is_data(name, are_names) || (!are_names && name.starts_with("x-")) => {}
                    None => collect(value, has_names(name, are_names), out),
                }
            }
        }
        _ => {}
    }
}
