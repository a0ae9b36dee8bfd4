//! ZIP archives: their files of records, which must all be of one format.

use std::fs::File;
use std::io::{BufReader, Read};

use deskledger::FileFormat;
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{Limits, Unpacked};
use super::sink::ReadError;
use super::source::head;
use crate::message::{Part, shown};
use crate::messages;

/// Maximum number of files in an archive.
const MAX_FILES: usize = 1000;

/// An archive in a file, whose members are decompressed within the limits.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    limits: Limits,
}

/// A file in an archive.
pub(super) struct Member {
    pub(super) index: usize,
    pub(super) name: String,
}

impl Archive {
    pub(super) fn open(file: File, limits: Limits) -> Result<Self, ReadError> {
        let zip = ZipArchive::new(BufReader::with_capacity(1 << 16, file));
        Ok(Self { zip: zip.map_err(|error| broken(error, messages::archive))?, limits })
    }

    /// The index of a member, by its name.
    #[cfg(feature = "xlsx")]
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.zip.index_for_name(name)
    }

    /// Whether this is an Office document.
    pub(super) fn is_office(&self) -> bool {
        self.zip.index_for_name("[Content_Types].xml").is_some()
    }

    /// The content of a member.
    pub(super) fn member(&mut self, index: usize) -> Result<impl Read + '_, ReadError> {
        let file = self.zip.by_index(index).map_err(|error| broken(error, messages::archived))?;
        let packed = file.compressed_size();
        Ok(Unpacked::new(file, move || packed, self.limits, messages::archived))
    }

    /// The files of records, all of one format. Files that operating systems add are left out.
    pub(super) fn records(&mut self) -> Result<Vec<Member>, ReadError> {
        let members = self.members()?;
        let mut first: Option<(&str, &str)> = None;
        for Member { index, name } in &members {
            // Checked before any of them is read: an archive whose files cannot be joined gives no records.
            let kind = kind(&head(self.member(*index)?)?);
            match first {
                Some((known, first)) if known != kind => {
                    return Err(messages::forms_in_archive(known, shown(first), kind, shown(name)).into());
                }
                Some(_) => {}
                None => first = Some((kind, name.as_str())),
            }
        }
        if members.is_empty() { Err(messages::none_in_archive().into()) } else { Ok(members) }
    }

    fn members(&self) -> Result<Vec<Member>, ReadError> {
        let mut members = Vec::new();
        for index in 0..self.zip.len() {
            let Some(Ok(name)) = self.zip.name_for_index(index) else {
                return Err(messages::archive_names().into());
            };
            let last = name.rsplit('/').next().unwrap_or_default();
            if !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX/") {
                members.push(Member { index, name: name.into_owned() });
            }
            if members.len() > MAX_FILES {
                return Err(messages::many_files(MAX_FILES).into());
            }
        }
        Ok(members)
    }
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
