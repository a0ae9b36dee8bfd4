//! Headers of the pages of a Parquet file, checked before a page is expanded.
//!
//! A header states the size of its page, and the parquet crate allocates that much memory for it. Only that size is
//! read here, with the compact protocol of Thrift; everything else is left to the crate.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

use crate::message::Message;
use crate::messages;
use crate::read::limits::Limits;

/// Most values of a dictionary. They are held in memory; writers stop at a mebibyte of them.
const MAX_VALUES: u64 = 1 << 22;
/// Maximum nesting of the structures of a header.
const DEEPEST: usize = 4;

/// Field of a page header: size of its page when it is expanded.
const EXPANDED: i64 = 2;
/// Field of a page header: size of its page as it is in the file.
const COMPRESSED: i64 = 3;
/// Fields of a page header: the header of a dictionary, and in it the number of its values.
const DICTIONARY: (i64, i64) = (7, 1);
/// Fields of a page header: how many bytes of the page stand in front of what is compressed.
const LEVELS: [(i64, i64); 2] = [(8, 5), (8, 6)];
/// Stands for a structure in a structure of a page header.
const DEEPER: i64 = -1;

/// Maximum expansion of a compressed byte.
const MAX_TIMES_GZIP: u64 = 1032;
const MAX_TIMES_LZ4: u64 = 255;
/// Magic numbers of LZ4 frames. The crate decodes a frame regardless of the size in the header.
const FRAMES: [(u32, u32); 3] = [(0x184d_2204, !0), (0x184c_2102, !0), (0x184d_2a50, !15)];

/// A file whose page headers are looked at.
pub(super) struct Pages {
    file: File,
    limits: Limits,
    watch: Watch,
}

/// State of the next page.
#[derive(Clone, Default)]
pub(super) struct Watch(Arc<Watched>);

#[derive(Default)]
struct Watched {
    /// Reads before it are of the end of the file, which has no pages.
    is_begun: AtomicBool,
    is_gzip: AtomicBool,
    is_lz4: AtomicBool,
    /// Number of bytes before the compressed ones.
    levels: AtomicU64,
    /// Bytes of the pages that the columns hold.
    held: AtomicU64,
}

impl Watch {
    /// From here on every header and every page is looked at.
    pub(super) fn begin(&self) {
        self.0.is_begun.store(true, Ordering::Relaxed);
    }

    /// Compression of the page.
    pub(super) fn set_codec(&self, codec: Compression) {
        self.0.is_gzip.store(matches!(codec, Compression::GZIP(_)), Ordering::Relaxed);
        self.0.is_lz4.store(matches!(codec, Compression::LZ4), Ordering::Relaxed);
    }

    /// A column holds so many bytes in place of those before; returns what all columns hold.
    pub(super) fn hold(&self, before: u64, now: u64) -> u64 {
        // No other thread reads this file.
        let held = self.0.held.load(Ordering::Relaxed).saturating_sub(before).saturating_add(now);
        self.0.held.store(held, Ordering::Relaxed);
        held
    }

    /// Refuses a page that becomes larger than may be held in memory. The crate takes the size of its header for all that
    /// gzip and frames of LZ4 expand to, and looks at it afterwards.
    fn check(&self, page: &[u8], most: u64) -> std::result::Result<(), Message> {
        let levels = usize::try_from(self.0.levels.load(Ordering::Relaxed)).unwrap_or(usize::MAX);
        let compressed = page.get(levels..).ok_or_else(messages::page_header)?;
        let length = compressed.len() as u64;
        let is_more = if self.0.is_gzip.load(Ordering::Relaxed) && length.saturating_mul(MAX_TIMES_GZIP) > most {
            let (mut expanded, mut piece, mut count) = (MultiGzDecoder::new(compressed), [0; 1 << 14], 0);
            // Where it breaks off, the crate breaks off.
            while count <= most
                && let Ok(more @ 1..) = expanded.read(&mut piece)
            {
                count += more as u64;
            }
            count > most
        } else {
            let begin = compressed.first_chunk().map_or(0, |begin| u32::from_le_bytes(*begin));
            let is_frame = FRAMES.iter().any(|(frame, mask)| begin & mask == *frame);
            self.0.is_lz4.load(Ordering::Relaxed) && is_frame && length.saturating_mul(MAX_TIMES_LZ4) > most
        };
        if is_more { Err(messages::page_expands_too_far(most, length)) } else { Ok(()) }
    }
}

impl Pages {
    /// Looks at every header and page from the moment on when the watch has begun.
    pub(super) fn of(file: File, limits: Limits) -> (Self, Watch) {
        let watch = Watch::default();
        (Self { file, limits, watch: watch.clone() }, watch)
    }

    fn is_begun(&self) -> bool {
        self.watch.0.is_begun.load(Ordering::Relaxed)
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
        if self.is_begun() {
            let levels = check(&mut self.file.get_read(start)?, &self.limits)?;
            self.watch.0.levels.store(levels, Ordering::Relaxed);
        }
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // The crate first allocates memory for all of them.
        if start.checked_add(length as u64).is_none_or(|end| end > Length::len(&self.file)) {
            return Err(io::Error::from(messages::broken_parquet()).into());
        }
        if self.is_begun() && length > self.limits.max_shared {
            let message = messages::large_page(self.limits.max_shared, length);
            return Err(io::Error::from(message).into());
        }
        let bytes = self.file.get_bytes(start, length)?;
        if self.is_begun() {
            self.watch.check(&bytes, self.limits.max_shared as u64).map_err(io::Error::from)?;
        }
        Ok(bytes)
    }
}

/// Checks a header; returns how many bytes stand in front of the compressed ones.
fn check(header: &mut dyn Read, limits: &Limits) -> io::Result<u64> {
    let (mut expanded, mut compressed, mut values, mut levels) = (0, u64::MAX, 0, [0; 2]);
    // A field that stands twice counts as its worse one.
    structure(header, 0, DEEPEST, &mut |parent, field, value| match (parent, field) {
        (0, EXPANDED) => expanded = expanded.max(value),
        (0, COMPRESSED) => compressed = compressed.min(value),
        DICTIONARY => values = values.max(value),
        place => {
            // The last one counts, as in the crate.
            levels.iter_mut().zip(LEVELS).filter(|(_, known)| *known == place).for_each(|(levels, _)| *levels = value);
        }
    })?;
    let most = limits.expanded(compressed).min(limits.max_shared as u64);
    if expanded > most {
        return Err(messages::expanded_page(most, compressed, expanded).into());
    }
    let most = MAX_VALUES.min(expanded);
    if values > most {
        return Err(messages::many_values(most, values).into());
    }
    Ok(levels.iter().fold(0, |sum, levels| sum.saturating_add(*levels)))
}

/// Visits the fields of a structure, and reports each whole number with the field of its structure.
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
        // The crate would take such a number for another one.
        if i16::try_from(field).is_err() {
            return Err(broken());
        }
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
            12 if deepest > 0 => structure(reader, if parent == 0 { field } else { DEEPER }, deepest - 1, tell)?,
            _ => return Err(broken()),
        }
    }
}

fn byte(reader: &mut dyn Read) -> io::Result<u8> {
    let mut byte = [0];
    reader.read_exact(&mut byte)?;
    Ok(byte[0])
}

pub(super) fn varint(reader: &mut dyn Read) -> io::Result<u64> {
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
pub(super) fn signed(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn skip(reader: &mut dyn Read, length: u64) -> io::Result<()> {
    let skipped = io::copy(&mut reader.take(length), &mut io::sink())?;
    if skipped == length { Ok(()) } else { Err(broken()) }
}

fn broken() -> io::Error {
    messages::page_header().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with sizes as they are written: twice the value, because the last bit is the sign.
    fn header(expanded: &[u8], compressed: &[u8], values: &[u8]) -> Vec<u8> {
        [&[0x15, 4, 0x15], expanded, &[0x15], compressed, &[0x4c, 0x15], values, &[0x15, 0, 0x11, 0, 0]].concat()
    }

    fn reported(header: &[u8]) -> String {
        check(&mut &*header, &Limits::default()).unwrap_err().to_string()
    }

    #[test]
    fn a_page_header_with_a_false_size_is_rejected_before_memory_is_allocated() {
        let most = [0xfe, 0xff, 0xff, 0xff, 0x0f];
        assert!(check(&mut &*header(&[100], &[40], &[2]), &Limits::default()).is_ok());
        let message = reported(&header(&most, &[40], &[2]));
        assert!(message.contains("at most 67108864 bytes") && message.contains("2147483647"), "{message}");
        // Large pages that are well compressed are held to what is held in memory at all.
        assert!(reported(&header(&most, &most, &[2])).contains("at most 268435456 bytes"));
        assert!(reported(&header(&[1], &[40], &[2])).contains("18446744073709551615"));
        assert!(reported(&header(&[100], &[40], &most)).contains("at most 50 values"));
    }

    #[test]
    fn a_size_that_stands_twice_or_in_another_order_is_not_overlooked() {
        let twice = [0x15, 4, 0x15, 100, 0x15, 40, 0x05, 4, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0];
        assert!(reported(&twice).contains("2147483647"));
    }

    #[test]
    fn a_page_that_can_expand_to_more_than_is_held_is_rejected_before_it_is_expanded() {
        let watch = Watch::default();
        let reported = |page: &[u8]| watch.check(page, 255_000).map_err(|message| message.to_string());
        let page = |begin: u32| [begin.to_le_bytes().as_slice(), &[0; 997]].concat();
        for frame in [0x184d_2204, 0x184c_2102, 0x184d_2a5f] {
            watch.set_codec(Compression::LZ4_RAW);
            assert_eq!(reported(&page(frame)), Ok(()));
            watch.set_codec(Compression::LZ4);
            assert!(
                reported(&page(frame))
                    .is_err_and(|reported| reported.contains("found 1001 compressed bytes that expand to more"))
            );
            assert_eq!(reported(&page(frame)[..1000]), Ok(()));
            assert_eq!(reported(&page(frame + 0x100)), Ok(()));
        }
        watch.set_codec(Compression::GZIP(Default::default()));
        assert_eq!(reported(&page(0x184d_2204)), Ok(()));
        watch.0.levels.store(1002, Ordering::Relaxed);
        assert!(reported(&page(0)).is_err_and(|reported| reported.contains("the file is broken")));
    }

    /// Where the levels of the second version stand, the compressed bytes begin behind them.
    #[test]
    fn the_levels_in_front_of_a_page_are_known_from_its_header_and_from_nothing_inside_of_it() {
        // In the structure 8: fields 5 and 6, then in the structure 8 of it a field 5.
        let header: &[u8] = &[0x15, 6, 0x15, 100, 0x15, 40, 0x5c, 0x55, 14, 0x15, 4, 0x2c, 0x55, 98, 0, 0, 0];
        assert_eq!(check(&mut { header }, &Limits::default()).unwrap(), 9);
        // A number of a field beyond those of the crate, which would take it for the 8.
        let header = [0x15, 6, 0x15, 100, 0x15, 40, 0x0c, 0x90, 0x80, 0x08, 0x55, 14, 0, 0];
        assert!(reported(&header).contains("the file is broken"));
    }

    #[test]
    fn a_header_that_is_cut_or_nested_without_end_is_rejected() {
        let whole = header(&[100], &[40], &[2]);
        for length in 0..whole.len() {
            reported(&whole[..length]);
        }
        assert!(reported(&[0x1c; 100]).contains("the file is broken"));
    }
}
