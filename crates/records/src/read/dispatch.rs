//! What a file is by its bytes: the reader of its form, out of whatever it is wrapped into.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use deskledger::FileFormat;
use deskledger::runtime::boundary;
use flate2::bufread::MultiGzDecoder;

use super::archive::{Archive, Member};
use super::csv::Dialect;
use super::detect::{detect, not_records};
use super::encoding::Decoded;
use super::limits::Unpacked;
use super::multipart::Wrapped;
#[cfg(feature = "parquet")]
use super::parquet;
use super::sink::{ReadError, Sink};
use super::source::{Source, head};
#[cfg(feature = "xlsx")]
use super::xlsx;
use super::{csv, json, ndjson};
use crate::format::Format;
use crate::message::{Part, shown};
use crate::messages;

/// How many wrappers a file may have: an archive in gzip in a multipart wrapper has three.
const MAX_WRAPPERS: usize = 3;

/// Reads a file that stands in so many wrappers.
pub(super) fn read(mut source: Source<'_>, sink: &mut Sink<'_>, wrappers: usize) -> Result<(), ReadError> {
    let head = source.head()?;
    let inner = |what: Part| match wrappers {
        MAX_WRAPPERS.. => Err(messages::many_wrappers(MAX_WRAPPERS, what)),
        _ => Ok(wrappers + 1),
    };
    match FileFormat::by_signature(&head) {
        Some(FileFormat::Gzip) => {
            let wrappers = inner(messages::gzip)?;
            read(Source::stream(unzipped(source.resume(head), sink)), sink, wrappers)
        }
        Some(FileFormat::Xlsx | FileFormat::Zip) => {
            let file = source.whole(&head, &sink.limits)?;
            let mut archive = Archive::open(file, sink.limits)?;
            if archive.is_office() {
                if !cfg!(feature = "xlsx") {
                    return Err(not_records(messages::without_xlsx()).into());
                }
                #[cfg(feature = "xlsx")]
                xlsx::read(&mut archive, sink)?;
                Ok(())
            } else {
                read_archive(&mut archive, sink, inner(messages::archive)?)
            }
        }
        Some(FileFormat::Parquet) if !cfg!(feature = "parquet") => Err(not_records(messages::without_parquet()).into()),
        #[cfg(feature = "parquet")]
        Some(FileFormat::Parquet) => parquet::read(source.whole(&head, &sink.limits)?, sink),
        _ => match boundary(&head) {
            Some(boundary) => {
                let boundary = boundary.to_owned();
                let wrappers = inner(messages::wrapper)?;
                read(Source::stream(Wrapped::new(source.resume(head), &boundary)), sink, wrappers)
            }
            None => text(source.resume(head), sink),
        },
    }
}

/// Reads the files of an archive one after another.
fn read_archive(archive: &mut Archive, sink: &mut Sink<'_>, wrappers: usize) -> Result<(), ReadError> {
    let (files, outer) = (archive.records()?, sink.part());
    for Member { index, name } in &files {
        if files.len() > 1 {
            sink.set_part(Some(name.as_str().into()));
        }
        match read(Source::stream(archive.member(*index)?), sink, wrappers) {
            Err(ReadError::Refused(message)) => {
                return Err(messages::in_archive(shown(name), message).into());
            }
            outcome => outcome?,
        }
    }
    sink.set_part(outer);
    Ok(())
}

/// What a gzip file holds, all of its members.
fn unzipped<'s>(packed: impl BufRead + 's, sink: &Sink<'_>) -> impl Read + 's {
    let count = Rc::new(Cell::new(0));
    let counted = count.clone();
    let packed = Source::stream(packed).counted(move |bytes| counted.set(counted.get() + bytes as u64));
    let packed = BufReader::with_capacity(1 << 16, packed.into_reader());
    Unpacked::new(MultiGzDecoder::new(packed), move || count.get(), sink.limits, messages::gzip_file)
}

fn text(reader: impl BufRead, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut text = Decoded::new(reader)?;
    let head = head(&mut text)?;
    let (format, skip) = detect(&head)?;
    let dialect = Dialect::of(head.get(skip..).unwrap_or_default(), skip > 0);
    let mut front = Cursor::new(head);
    front.set_position(skip as u64);
    let reader = front.chain(text);
    match format {
        Format::Csv => csv::read(reader, dialect, sink),
        Format::Ndjson => ndjson::read(reader, sink),
        Format::Json => json::read(reader, sink),
        Format::Xlsx | Format::Parquet => Err(not_records(messages::cut_file()).into()),
    }
}
