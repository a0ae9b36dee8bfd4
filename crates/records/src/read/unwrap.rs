//! What a file is by its bytes: the reader of its form, out of whatever it is wrapped into.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use deskledger::FileFormat;
use deskledger::runtime::boundary;
use flate2::bufread::MultiGzDecoder;

use super::csv::Dialect;
use super::limits::Unpacked;
use super::place::{ReadError, Sink};
use super::recognise::{Format, no_records, recognise};
use super::source::{Source, head};
use super::text::Decoded;
use super::wrapper::Wrapped;
use super::{archive, csv, json, ndjson, parquet, xlsx};
use crate::message::{Phrase, catalogue};

/// How many wrappers a file may have: an archive in gzip in a multipart wrapper has three.
const MOST_WRAPPERS: usize = 3;

/// Reads a file that stands in so many wrappers.
pub(super) fn read(mut source: Source<'_>, sink: &mut Sink<'_>, wrappers: usize) -> Result<(), ReadError> {
    let head = source.head()?;
    let inner = |what: &'static Phrase<0>| match wrappers {
        MOST_WRAPPERS.. => Err(catalogue::MANY_WRAPPERS.with([MOST_WRAPPERS.into(), what.into()])),
        _ => Ok(wrappers + 1),
    };
    match FileFormat::by_signature(&head) {
        Some(FileFormat::Gzip) => {
            let wrappers = inner(&catalogue::GZIP)?;
            read(Source::stream(unzipped(source.resume(head), sink)), sink, wrappers)
        }
        Some(FileFormat::Xlsx | FileFormat::Zip) => {
            let file = source.whole(&head, &sink.limits)?;
            let mut archive = archive::open(file)?;
            if xlsx::is_workbook(&archive) {
                xlsx::read(&mut archive, sink)
            } else {
                archive::read(&mut archive, sink, inner(&catalogue::ARCHIVE)?)
            }
        }
        Some(FileFormat::Parquet) => parquet::read(source.whole(&head, &sink.limits)?, sink),
        _ => match boundary(&head) {
            Some(boundary) => {
                let boundary = boundary.to_owned();
                let wrappers = inner(&catalogue::WRAPPER)?;
                read(Source::stream(Wrapped::new(source.resume(head), &boundary)), sink, wrappers)
            }
            None => text(source.resume(head), sink),
        },
    }
}

/// What a gzip file holds, all of its members.
fn unzipped<'s>(packed: impl BufRead + 's, sink: &Sink<'_>) -> impl Read + 's {
    let count = Rc::new(Cell::new(0));
    let counted = count.clone();
    let packed = Source::stream(packed).counted(move |bytes| counted.set(counted.get() + bytes as u64));
    let packed = BufReader::with_capacity(1 << 16, packed.into_reader());
    Unpacked::new(MultiGzDecoder::new(packed), move || count.get(), sink.limits, &catalogue::GZIP_FILE)
}

fn text(reader: impl BufRead, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut text = Decoded::new(reader)?;
    let head = head(&mut text)?;
    let (format, skip) = recognise(&head)?;
    let dialect = Dialect::of(head.get(skip..).unwrap_or_default(), skip > 0);
    let mut front = Cursor::new(head);
    front.set_position(skip as u64);
    let reader = front.chain(text);
    match format {
        Format::Csv => csv::read(reader, dialect, sink),
        Format::Ndjson => ndjson::read(reader, sink),
        Format::Json => json::read(reader, sink),
        Format::Xlsx | Format::Parquet => Err(no_records(&catalogue::CUT_FILE).into()),
    }
}
