//! Selects the reader for a file by its content, through all wrappers.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use deskledger::FileFormat;
use deskledger::runtime::boundary;

use super::archive::{Archive, Content, Member};
use super::csv::Dialect;
use super::detect::{compound, detect, reject_others};
use super::encoding::Decoded;
use super::gzip::Members;
use super::limits::Expanded;
use super::multipart::Wrapped;
use super::options::{Delimiter, Options};
#[cfg(feature = "parquet")]
use super::parquet;
use super::sink::{ReadError, Sink};
use super::source::{Counted, Source, head};
#[cfg(feature = "xlsx")]
use super::xlsx;
use super::{csv, json, ndjson};
use crate::format::Format;
use crate::message::{Part, shown};
use crate::messages;

/// Maximum number of wrappers: an archive in gzip in a multipart wrapper has three.
const MAX_WRAPPERS: usize = 3;

/// Reads a file inside so many wrappers.
pub(super) fn read(
    mut source: Source<'_>,
    options: &Options,
    sink: &mut Sink<'_>,
    wrappers: usize,
) -> Result<(), ReadError> {
    let head = source.head()?;
    let inner = |what: Part| match wrappers {
        MAX_WRAPPERS.. => Err(messages::many_wrappers(MAX_WRAPPERS, what)),
        _ => Ok(wrappers + 1),
    };
    match FileFormat::by_signature(&head) {
        Some(FileFormat::Gzip) => {
            let wrappers = inner(messages::gzip)?;
            read(Source::stream(unzipped(source.resume(head), sink)), options, sink, wrappers)
        }
        Some(FileFormat::Xlsx | FileFormat::Zip) => {
            let file = source.whole(&head, &sink.limits)?;
            let mut archive = Archive::open(file, sink.limits)?;
            match archive.content() {
                Content::Office if !cfg!(feature = "xlsx") => {
                    Err(messages::no_records(messages::without_xlsx()).into())
                }
                #[cfg(feature = "xlsx")]
                Content::Office => xlsx::read(&mut archive, sink),
                Content::OpenDocument => Err(messages::no_records(messages::open_document()).into()),
                _ => read_archive(&mut archive, options, sink, inner(messages::archive)?),
            }
        }
        Some(FileFormat::Xls) => Err(messages::no_records(compound(source.resume(head))?()).into()),
        Some(FileFormat::Parquet) if !cfg!(feature = "parquet") => {
            Err(messages::no_records(messages::without_parquet()).into())
        }
        #[cfg(feature = "parquet")]
        Some(FileFormat::Parquet) => parquet::read(source.whole(&head, &sink.limits)?, sink),
        _ => match boundary(&head) {
            Some(boundary) => {
                let boundary = boundary.to_owned();
                let wrappers = inner(messages::wrapper)?;
                read(Source::stream(Wrapped::new(source.resume(head), &boundary)), options, sink, wrappers)
            }
            None => {
                // Before it is decoded: bytes may be letters of some encoding.
                reject_others(&head)?;
                text(source.resume(head), options, sink)
            }
        },
    }
}

/// Reads the files of an archive one after another.
fn read_archive(
    archive: &mut Archive,
    options: &Options,
    sink: &mut Sink<'_>,
    wrappers: usize,
) -> Result<(), ReadError> {
    let (files, outer) = (archive.records()?, sink.part());
    for Member { index, name } in &files {
        if files.len() > 1 {
            sink.set_part(Some(name.as_str().into()));
        }
        match read(Source::stream(archive.member(*index)?), options, sink, wrappers) {
            Err(ReadError::Refused(message)) => return Err(messages::in_archive(shown(name), message).into()),
            outcome => outcome?,
        }
    }
    sink.set_part(outer);
    Ok(())
}

/// The content of a gzip file.
fn unzipped<'s>(compressed: impl BufRead + 's, sink: &Sink<'_>) -> impl Read + 's {
    let count = Rc::new(Cell::new(0));
    let counted = count.clone();
    let compressed = Counted { reader: compressed, count: move |bytes| counted.set(counted.get() + bytes as u64) };
    let compressed = BufReader::with_capacity(1 << 16, compressed);
    Expanded::new(Members::new(compressed), move || count.get(), sink.limits, messages::gzip_file)
}

fn text(reader: impl BufRead, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut text = Decoded::new(reader, options.encoding)?;
    let head = head(&mut text)?;
    let (format, mark) = detect(&head)?;
    let dialect = Dialect::detect(head.get(mark..).unwrap_or_default(), mark > 0, options.delimiter);
    let skip = if format == Format::Csv { mark + dialect.skip } else { mark };
    let mut front = Cursor::new(head);
    front.set_position(skip as u64);
    let reader = front.chain(&mut text);
    let outcome = match format {
        Format::Csv => {
            if options.delimiter.is_none() && dialect.delimiter != Delimiter::DETECTED[0] {
                sink.note(messages::read_delimiter(dialect.delimiter.to_string()));
            }
            csv::read(reader, dialect, sink)
        }
        Format::Ndjson => ndjson::read(reader, sink),
        Format::Json => json::read(reader, sink),
        Format::Xlsx | Format::Parquet => Err(messages::no_records(messages::cut_file()).into()),
    };
    if let Some(encoding) = text.detected() {
        sink.note(messages::read_in_encoding(encoding.to_string()));
    }
    outcome
}
