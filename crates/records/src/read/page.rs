//! Headers of the pages of a Parquet file, looked at before a page is unpacked.
//!
//! A header says how large its page becomes, and the parquet crate makes that much room for it. Only what is said there is
//! read here, with the compact protocol of Thrift; everything else is left to the crate.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

use super::limits::Limits;
use crate::message::{Message, catalogue};

/// Most values of a dictionary. They are held in memory; writers stop at a mebibyte of them.
const MOST_VALUES: u64 = 1 << 22;
/// How deep the structures of a header are nested at most.
const DEEPEST: usize = 4;

/// Field of a page header: size of its page when it is unpacked.
const UNPACKED: i64 = 2;
/// Field of a page header: size of its page as it is in the file.
const PACKED: i64 = 3;
/// Field of a page header: what is said of a dictionary, and in it the number of its values.
const DICTIONARY: (i64, i64) = (7, 1);

/// A file whose page headers are looked at.
pub(super) struct Pages {
    file: File,
    limits: Limits,
    /// What is read before is the end of the file, which has no pages.
    is_begun: Arc<AtomicBool>,
}

impl Pages {
    /// Looks at every header from the moment on when the switch is set.
    pub(super) fn of(file: File, limits: Limits) -> (Self, Arc<AtomicBool>) {
        let is_begun = Arc::new(AtomicBool::new(false));
        (Self { file, limits, is_begun: is_begun.clone() }, is_begun)
    }
}

impl Length for Pages {
    fn len(&self) -> u64 {
        Length::len(&self.file)
    }
}

impl ChunkReader for Pages {
    type T = BufReader<File>;

    /// The crate reads headers here, one each time, and pages below.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        if self.is_begun.load(Ordering::Relaxed) {
            check(&mut self.file.get_read(start)?, &self.limits)?;
        }
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.file.get_bytes(start, length)
    }
}

fn check(header: &mut dyn Read, limits: &Limits) -> io::Result<()> {
    let (mut unpacked, mut packed, mut values) = (0, u64::MAX, 0);
    // A field that stands twice counts as its worse one.
    structure(header, 0, DEEPEST, &mut |parent, field, value| match (parent, field) {
        (0, UNPACKED) => unpacked = unpacked.max(value),
        (0, PACKED) => packed = packed.min(value),
        DICTIONARY => values = values.max(value),
        _ => {}
    })?;
    let most = limits.unpacked(packed).min(limits.most_shared as u64);
    if unpacked > most {
        return Err(catalogue::UNPACKED_PAGE.with([most.into(), packed.into(), unpacked.into()]).into());
    }
    let most = MOST_VALUES.min(unpacked);
    if values > most {
        return Err(catalogue::MANY_VALUES.with([most.into(), values.into()]).into());
    }
    Ok(())
}

/// Goes through the fields of a structure, and tells each whole number with the field that its structure stands in.
fn structure(
    reader: &mut dyn Read,
    parent: i64,
    deepest: usize,
    tell: &mut dyn FnMut(i64, i64, u64),
) -> io::Result<()> {
    let mut field = 0_i64;
    loop {
        let head = byte(reader)?;
        if head == 0 {
            return Ok(());
        }
        field = match head >> 4 {
            0 => signed(varint(reader)?),
            more => field.saturating_add(more.into()),
        };
        match head & 0x0f {
            // True and false stand in the head.
            1 | 2 => {}
            3 => drop(byte(reader)?),
            // A size below zero is one that no page has.
            4..=6 => tell(parent, field, u64::try_from(signed(varint(reader)?)).unwrap_or(u64::MAX)),
            7 => skip(reader, 8)?,
            8 => {
                let length = varint(reader)?;
                skip(reader, length)?;
            }
            12 if deepest > 0 => structure(reader, field, deepest - 1, tell)?,
            _ => return Err(broken()),
        }
    }
}

fn byte(reader: &mut dyn Read) -> io::Result<u8> {
    let mut byte = [0];
    reader.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn varint(reader: &mut dyn Read) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = byte(reader)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(broken())
}

/// A whole number with its sign in the last bit.
fn signed(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn skip(reader: &mut dyn Read, length: u64) -> io::Result<()> {
    let skipped = io::copy(&mut reader.take(length), &mut io::sink())?;
    if skipped == length { Ok(()) } else { Err(broken()) }
}

fn broken() -> io::Error {
    Message::from(&catalogue::PAGE_HEADER).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with sizes as they are written: twice the value, because the last bit is the sign.
    fn header(unpacked: &[u8], packed: &[u8], values: &[u8]) -> Vec<u8> {
        [&[0x15, 4, 0x15], unpacked, &[0x15], packed, &[0x4c, 0x15], values, &[0x15, 0, 0x11, 0, 0]].concat()
    }

    fn told(header: &[u8]) -> String {
        check(&mut &*header, &Limits::default()).unwrap_err().to_string()
    }

    #[test]
    fn a_page_header_that_lies_about_its_size_is_refused_before_room_is_made() {
        let most = [0xfe, 0xff, 0xff, 0xff, 0x0f];
        assert!(check(&mut &*header(&[100], &[40], &[2]), &Limits::default()).is_ok());
        let message = told(&header(&most, &[40], &[2]));
        assert!(message.contains("at most 67108864 bytes") && message.contains("2147483647"), "{message}");
        // Large pages that are well packed are held to what is held in memory at all.
        assert!(told(&header(&most, &most, &[2])).contains("at most 268435456 bytes"));
        assert!(told(&header(&[1], &[40], &[2])).contains("18446744073709551615"));
        assert!(told(&header(&[100], &[40], &most)).contains("at most 50 values"));
    }

    #[test]
    fn a_size_that_stands_twice_or_in_another_order_is_not_overlooked() {
        let twice = [0x15, 4, 0x15, 100, 0x15, 40, 0x05, 4, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0];
        assert!(told(&twice).contains("2147483647"));
    }

    #[test]
    fn a_header_that_is_cut_or_nested_without_end_is_refused() {
        let whole = header(&[100], &[40], &[2]);
        for length in 0..whole.len() {
            told(&whole[..length]);
        }
        assert!(told(&[0x1c; 100]).contains("the file is broken"));
    }
}
