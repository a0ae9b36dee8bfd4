//! ZIP archives: one file of records, or several of the same form, one after another.

use std::fs::File;
use std::io::{BufReader, Read};

use deskledger::FileFormat;
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::Unpacked;
use super::place::{ReadError, Sink, shown};
use super::source::{Source, head};
use super::unwrap;
use crate::message::{Message, Phrase, catalogue};

/// Most files in an archive.
const MOST_FILES: usize = 1000;

/// A file that can be read from any place, as an archive.
pub(super) type Archive = ZipArchive<BufReader<File>>;

pub(super) fn open(file: File) -> Result<Archive, ReadError> {
    ZipArchive::new(BufReader::with_capacity(1 << 16, file)).map_err(|error| broken(error, &catalogue::ARCHIVE))
}

/// One file of an archive, unpacked within the limits.
pub(super) fn member<'a>(archive: &'a mut Archive, index: usize, sink: &Sink<'_>) -> Result<impl Read + 'a, ReadError> {
    let file = archive.by_index(index).map_err(|error| broken(error, &catalogue::ARCHIVED))?;
    let packed = file.compressed_size();
    Ok(Unpacked::new(file, move || packed, sink.limits, &catalogue::ARCHIVED))
}

/// Reads all files of an archive. What systems add on their own is passed over.
pub(super) fn read(archive: &mut Archive, sink: &mut Sink<'_>, wrappers: usize) -> Result<(), ReadError> {
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let name = match archive.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            _ => return Err(Message::from(&catalogue::ARCHIVE_NAMES).into()),
        };
        let last = name.rsplit('/').next().unwrap_or_default();
        if !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX/") {
            files.push((index, name));
        }
        if files.len() > MOST_FILES {
            return Err(catalogue::MANY_FILES.with([MOST_FILES.into()]).into());
        }
    }
    let mut first: Option<(&str, &str)> = None;
    for (index, name) in &files {
        // Looked at before any of them is read: what cannot be joined gives nothing.
        let kind = kind(&head(member(archive, *index, sink)?)?);
        match first {
            Some((known, first)) if known != kind => {
                let values = [known.into(), shown(first).into(), kind.into(), shown(name).into()];
                return Err(catalogue::FORMS_IN_ARCHIVE.with(values).into());
            }
            Some(_) => {}
            None => first = Some((kind, name.as_str())),
        }
    }
    if first.is_none() {
        return Err(Message::from(&catalogue::NONE_IN_ARCHIVE).into());
    }
    let outer = sink.part();
    for (index, name) in &files {
        if files.len() > 1 {
            sink.set_part(Some(name.as_str().into()));
        }
        let outcome = unwrap::read(Source::stream(member(archive, *index, sink)?), sink, wrappers);
        match outcome {
            Err(ReadError::Refused(message)) => {
                return Err(catalogue::IN_ARCHIVE.with([shown(name).into(), message.into()]).into());
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
    match (FileFormat::by_signature(beginning), text.first()) {
        (Some(kind), _) => kind.extension(),
        (None, Some(b'{' | b'[')) => "json",
        (None, _) => "csv",
    }
}

pub(super) fn broken(error: ZipError, what: &'static Phrase<0>) -> ReadError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => error.into(),
        ZipError::UnsupportedArchive(why) => {
            catalogue::UNSUPPORTED_ARCHIVE.with([what.into(), why.to_string().into()]).into()
        }
        error => catalogue::BROKEN_ARCHIVE.with([what.into(), error.to_string().into()]).into(),
    }
}
