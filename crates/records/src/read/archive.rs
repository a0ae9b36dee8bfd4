//! ZIP archives: their files of records, which must all be of one format.

use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufReader, Read};

use deskledger::FileFormat;
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{Expanded, Limits};
use super::sink::ReadError;
use super::source::head;
use crate::message::{Part, shown};
use crate::messages;

/// Maximum number of files in an archive.
const MAX_FILES: usize = 1000;

/// An archive in a file, whose members are decompressed within the limits.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// Hashes of the names as [`folded`] spells them, with their indices, in order. An archive may have millions of names.
    names: Vec<(u64, usize)>,
    hasher: RandomState,
    limits: Limits,
}

/// Kind of an archive by the names of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Office,
    /// A document of LibreOffice and others.
    OpenDocument,
    Files,
}

pub(super) struct Member {
    pub(super) index: usize,
    pub(super) name: String,
}

impl Archive {
    pub(super) fn open(file: File, limits: Limits) -> Result<Self, ReadError> {
        let zip = ZipArchive::new(BufReader::with_capacity(1 << 16, file));
        let zip = zip.map_err(|error| broken(error, messages::archive))?;
        // Of several files with one name, the archive gives only the last one.
        if zip.has_duplicate_names() {
            return Err(messages::same_names_in_archive().into());
        }
        let hasher = RandomState::new();
        let hash = |index| Some((hasher.hash_one(folded(&zip.name_for_index(index)?.ok()?)), index));
        let mut names: Vec<_> = (0..zip.len()).filter_map(hash).collect();
        names.sort_unstable();
        Ok(Self { zip, names, hasher, limits })
    }

    /// The index of a member, by its name in any case and with any separator.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let name = folded(name);
        let hash = self.hasher.hash_one(&name);
        let start = self.names.partition_point(|(other, _)| *other < hash);
        let same = self.names.iter().skip(start).take_while(|(other, _)| *other == hash);
        // The first one of a name counts.
        let is_it =
            |index: &usize| matches!(self.zip.name_for_index(*index), Some(Ok(other)) if folded(&other) == name);
        same.map(|(_, index)| *index).find(is_it)
    }

    pub(super) fn content(&self) -> Content {
        let has = |name: &str| self.find(name).is_some();
        if has("[Content_Types].xml") {
            Content::Office
        } else if has("mimetype") && has("content.xml") {
            Content::OpenDocument
        } else {
            Content::Files
        }
    }

    pub(super) fn member(&mut self, index: usize) -> Result<impl Read + '_, ReadError> {
        let file = self.zip.by_index(index).map_err(|error| broken(error, messages::archived))?;
        let compressed = file.compressed_size();
        Ok(Expanded::new(file, move || compressed, self.limits, messages::archived))
    }

    /// The files of records, all of one format. Files that operating systems add are left out.
    pub(super) fn records(&mut self) -> Result<Vec<Member>, ReadError> {
        let members = self.members()?;
        let mut first: Option<(&str, &str)> = None;
        for Member { index, name } in &members {
            // Checked before any of them is read: an archive whose files cannot be joined gives no records.
            let kind = kind(&head(self.member(*index)?)?);
            let (known, first) = *first.get_or_insert((kind, name.as_str()));
            if known != kind {
                return Err(messages::forms_in_archive(known, shown(first), kind, shown(name)).into());
            }
        }
        if members.is_empty() { Err(messages::none_in_archive().into()) } else { Ok(members) }
    }

    fn members(&self) -> Result<Vec<Member>, ReadError> {
        let mut members = Vec::new();
        for index in 0..self.zip.len() {
            let name = self.zip.name_for_index(index).and_then(Result::ok).ok_or_else(messages::archive_names)?;
            if is_of_records(&folded(&name)) {
                members.push(Member { index, name: name.into_owned() });
            }
            if members.len() > MAX_FILES {
                return Err(messages::many_files(MAX_FILES).into());
            }
        }
        Ok(members)
    }
}

/// A name as it is compared: some programs write other letters, `\\` or a `/` in front.
fn folded(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// Whether a name is not of a directory, nor of a file that an operating system adds.
fn is_of_records(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    let is_system =
        last.starts_with('.') || name.starts_with("__macosx/") || matches!(last, "thumbs.db" | "desktop.ini");
    !last.is_empty() && !is_system
}

/// The kind of a file in an archive, as far as it must agree with the others.
fn kind(beginning: &[u8]) -> &'static str {
    let text = beginning.strip_prefix("\u{feff}".as_bytes()).unwrap_or(beginning).trim_ascii_start();
    match (FileFormat::by_signature(beginning), text.first()) {
        (Some(kind), _) => kind.extension(),
        (None, Some(b'{' | b'[')) => "json",
        (None, _) => "csv",
    }
}

fn broken(error: ZipError, what: Part) -> ReadError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => error.into(),
        ZipError::UnsupportedArchive(why) => messages::unsupported_archive(what, why.to_string()).into(),
        error => messages::broken_archive(what, error.to_string()).into(),
    }
}
