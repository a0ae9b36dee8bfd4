//! ZIP archives: one file of records, or several of the same form, one after another.

use std::fs::File;
use std::io::{BufReader, Read};

use deskledger::FileKind;
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::Unpacked;
use super::place::{ReadError, Sink, shown};
use super::source::{Source, head};
use super::unwrap;

/// Most files in an archive.
const MOST_FILES: usize = 1000;

/// A file that can be read from any place, as an archive.
pub(super) type Archive = ZipArchive<BufReader<File>>;

pub(super) fn open(file: File) -> Result<Archive, ReadError> {
    ZipArchive::new(BufReader::with_capacity(1 << 16, file)).map_err(|error| broken(error, "a ZIP archive"))
}

/// One file of an archive, unpacked within the limits.
pub(super) fn member<'a>(archive: &'a mut Archive, index: usize, sink: &Sink<'_>) -> Result<impl Read + 'a, ReadError> {
    let file = archive.by_index(index).map_err(|error| broken(error, "a file in a ZIP archive"))?;
    let packed = file.compressed_size();
    Ok(Unpacked::new(file, move || packed, sink.limits, "a file in a ZIP archive"))
}

/// Reads all files of an archive. What systems add on their own is passed over.
pub(super) fn read(archive: &mut Archive, sink: &mut Sink<'_>, wrappers: usize) -> Result<(), ReadError> {
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let name = match archive.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            _ => return Err(ReadError::Refused("expected names of files in a ZIP archive, found a broken one".into())),
        };
        let last = name.rsplit('/').next().unwrap_or_default();
        if !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX/") {
            files.push((index, name));
        }
        if files.len() > MOST_FILES {
            return Err(ReadError::Refused(format!(
                "expected at most {MOST_FILES} files in a ZIP archive, found more"
            )));
        }
    }
    let mut first = None;
    for (index, name) in &files {
        // Looked at before any of them is read: what cannot be joined gives nothing.
        let kind = kind(&head(member(archive, *index, sink)?)?);
        match first {
            Some((known, first)) if known != kind => {
                return Err(ReadError::Refused(format!(
                    "expected one form of records in a ZIP archive, found {known} in {} and {kind} in {}: unpack it first",
                    shown(first),
                    shown(name)
                )));
            }
            Some(_) => {}
            None => first = Some((kind, name.as_str())),
        }
    }
    if first.is_none() {
        return Err(ReadError::Refused("expected a file of records in the ZIP archive, found none".to_owned()));
    }
    let outer = sink.part();
    for (index, name) in &files {
        if files.len() > 1 {
            sink.set_part(Some(name.as_str().into()));
        }
        let outcome = unwrap::read(Source::stream(member(archive, *index, sink)?), sink, wrappers);
        match outcome {
            Err(ReadError::Refused(message)) => {
                return Err(ReadError::Refused(format!("{}: {message}", shown(name))));
            }
            outcome => outcome?,
        }
    }
    sink.set_part(outer);
    Ok(())
}

/// What a file in an archive is, as far as it must agree with the others.
fn kind(beginning: &[u8]) -> &'static str {
    let text = beginning.strip_prefix("\u{feff}".as_bytes()).unwrap_or(beginning).trim_ascii_start();
    match (FileKind::by_signature(beginning), text.first()) {
        (Some(kind), _) => kind.extension(),
        (None, Some(b'{' | b'[')) => "json",
        (None, _) => "csv",
    }
}

pub(super) fn broken(error: ZipError, what: &str) -> ReadError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => error.into(),
        ZipError::UnsupportedArchive(why) => {
            ReadError::Refused(format!("expected {what} without a password, packed by deflate, found {why}"))
        }
        error => ReadError::Refused(format!(
            "expected {what} that is whole, found a broken one ({error}): it was perhaps cut off"
        )),
    }
}
