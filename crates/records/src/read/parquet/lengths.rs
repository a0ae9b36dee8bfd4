//! Lengths of texts in a page of Parquet, checked before memory is allocated for the texts.
//!
//! Two encodings store the lengths of all texts of a page first, as differences, and one of them shares prefixes between
//! texts. A small page can thus claim any number of texts, each as long as the page. The parquet crate allocates memory for
//! all of them, so their total is computed first.

use std::io;

use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::Result;

use super::page::{Watch, signed, varint};
use crate::message::Message;
use crate::messages;

/// Bytes that the crate holds for each text: two lengths of four.
const BYTES_A_TEXT: u64 = 8;

/// Memory of all columns together, in pages of maximum size.
const MAX_PAGES: u64 = 4;

/// The pages of a column, each looked at when it has been expanded.
pub(super) struct Checked {
    pub(super) pages: Box<dyn PageReader>,
    pub(super) codec: Compression,
    pub(super) watch: Watch,
    /// Whether a value may be absent: levels stand in front of the values.
    pub(super) is_optional: bool,
    /// Most bytes that the texts of a page come to.
    pub(super) most: u64,
    /// Bytes of the dictionary and of the page that are held.
    pub(super) held: [u64; 2],
}

impl Checked {
    /// Counts a page in place of the one before.
    fn hold(&mut self, page: &Page, bytes: u64) -> std::result::Result<(), Message> {
        let [dictionary, data] = &mut self.held;
        let held = if page.is_dictionary_page() { dictionary } else { data };
        let most = self.most.saturating_mul(MAX_PAGES);
        if self.watch.hold(std::mem::replace(held, bytes), bytes) > most {
            return Err(messages::large_pages(most));
        }
        Ok(())
    }
}

impl Drop for Checked {
    fn drop(&mut self) {
        self.watch.hold(self.held.iter().sum(), 0);
    }
}

impl Iterator for Checked {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.watch.set_codec(self.codec);
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            let bytes = check(page, self.is_optional, self.most).map_err(io::Error::from)?;
            self.hold(page, bytes).map_err(io::Error::from)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

/// Checks a page; returns the size of it and its texts.
fn check(page: &Page, is_optional: bool, most: u64) -> std::result::Result<u64, Message> {
    let size = page.buffer().len() as u64;
    let (encoding, values, bytes) = match page {
        Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
            let levels = if is_optional { levels(buf, *num_values, *def_level_encoding) } else { Some(0) };
            (*encoding, *num_values, levels.and_then(|levels| buf.get(levels..)))
        }
        Page::DataPageV2 { buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
            let levels = u64::from(*def_levels_byte_len) + u64::from(*rep_levels_byte_len);
            (*encoding, *num_values, usize::try_from(levels).ok().and_then(|levels| buf.get(levels..)))
        }
        Page::DictionaryPage { .. } => return Ok(size),
    };
    let is_delta_encoded = matches!(encoding, Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY);
    if !is_delta_encoded {
        return Ok(size);
    }
    let mut bytes = bytes.ok_or_else(messages::lengths)?;
    let most_texts = u64::from(values).min(most / BYTES_A_TEXT);
    let mut total = 0;
    if encoding == Encoding::DELTA_BYTE_ARRAY {
        total = bytes.len() as u64;
        deltas(&mut bytes, most_texts, &mut |length| total += u64::try_from(length).unwrap_or_default())?;
        if total > most {
            return Err(messages::large_texts(most));
        }
    }
    Deltas::begin(&mut bytes, most_texts)?;
    Ok(size.saturating_add(total))
}

/// How many bytes the levels of a page take, of which each is 0 or 1.
fn levels(page: &[u8], values: u32, encoding: Encoding) -> Option<usize> {
    match encoding {
        Encoding::RLE => {
            let length = page.first_chunk().map(|length| u32::from_le_bytes(*length))?;
            usize::try_from(length).ok()?.checked_add(4)
        }
        _ => usize::try_from(values.div_ceil(8)).ok(),
    }
}

/// Header of delta-encoded integers.
struct Deltas {
    /// Numbers of a piece that is packed with one width, and how many pieces a block has.
    piece: usize,
    pieces: usize,
    count: u64,
    first: i32,
}

impl Deltas {
    fn begin(bytes: &mut &[u8], most: u64) -> std::result::Result<Self, Message> {
        let mut next = || varint(bytes).map_err(|_| messages::lengths());
        let (block, pieces, count) = (next()?, next()?, next()?);
        if count > most {
            return Err(messages::many_lengths(most, count));
        }
        let first = i32::try_from(signed(next()?)).map_err(|_| messages::lengths())?;
        let piece = block.checked_div(pieces).filter(|piece| *piece > 0 && piece.is_multiple_of(32));
        match (piece.map(usize::try_from), usize::try_from(pieces)) {
            (Some(Ok(piece)), Ok(pieces)) => Ok(Self { piece, pieces, count, first }),
            _ => Err(messages::lengths()),
        }
    }
}

/// Reports each of the numbers that are encoded as differences, at most so many.
fn deltas(bytes: &mut &[u8], most: u64, tell: &mut dyn FnMut(i32)) -> std::result::Result<(), Message> {
    let Deltas { piece, pieces, count, first } = Deltas::begin(bytes, most)?;
    let (mut number, mut left) = (first, count);
    if left > 0 {
        tell(number);
        left -= 1;
    }
    while left > 0 {
        let least = varint(bytes).map(signed).map_err(|_| messages::lengths())?;
        let least = i32::try_from(least).map_err(|_| messages::lengths())?;
        for width in taken(bytes, pieces)? {
            // Blocks after the last number have a width, but no bytes.
            if left == 0 {
                break;
            }
            let size = piece.checked_mul(usize::from(*width)).filter(|_| *width <= 32).ok_or_else(messages::lengths)?;
            let packed = taken(bytes, size / 8)?;
            for index in 0..piece.min(usize::try_from(left).unwrap_or(usize::MAX)) {
                number = number.wrapping_add(least).wrapping_add(bits(packed, index, (*width).into()));
                tell(number);
                left -= 1;
            }
        }
    }
    Ok(())
}

fn taken<'b>(bytes: &mut &'b [u8], count: usize) -> std::result::Result<&'b [u8], Message> {
    let (taken, rest) = bytes.split_at_checked(count).ok_or_else(messages::lengths)?;
    *bytes = rest;
    Ok(taken)
}

/// The number at an index among those that are packed with so many bits, the lowest first.
fn bits(packed: &[u8], index: usize, width: usize) -> i32 {
    let (first, shift) = (index * width / 8, index * width % 8);
    let held = packed.iter().skip(first).take(5).rev().fold(0_u64, |held, byte| held << 8 | u64::from(*byte));
    let mask = (1_u64 << width) - 1;
    ((held >> shift & mask) as u32).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: &[u8], most: u64) -> std::result::Result<(Vec<i32>, usize), String> {
        let (mut numbers, mut rest) = (Vec::new(), bytes);
        deltas(&mut rest, most, &mut |number| numbers.push(number)).map_err(|message| message.to_string())?;
        Ok((numbers, rest.len()))
    }

    #[test]
    fn packed_numbers_are_read_as_the_format_says() {
        // The example of the specification: 7, 5, 3, 1, 2, 3, 4, 5, with widths for three pieces that have no numbers.
        let packed = [0x80, 0x01, 4, 8, 14, 3, 2, 9, 9, 9, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0, 0xff];
        assert_eq!(numbers(&packed, 8), Ok((vec![7, 5, 3, 1, 2, 3, 4, 5], 1)));
        assert!(
            numbers(&packed, 7)
                .is_err_and(|reported| reported.contains("at most 7 lengths in a Parquet page, found 8"))
        );
        assert_eq!(numbers(&[0x80, 0x01, 4, 1, 14], 8), Ok((vec![7], 0)));
        assert_eq!(numbers(&[0x80, 0x01, 4, 0, 0], 8), Ok((Vec::new(), 0)));
        for length in 0..18 {
            numbers(&packed[..length], 8).unwrap_err();
        }
    }

    #[test]
    fn a_width_or_a_block_that_no_writer_makes_is_rejected_and_not_gone_through_without_end() {
        for broken in [
            [0x80, 0x01, 4, 8, 14, 3, 33, 0, 0, 0].as_slice(),
            &[0x80, 0x01, 0, 8, 14],
            &[0, 4, 8, 14, 3, 0, 0, 0, 0],
            &[0x80, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f, 8, 14],
            &[0xff; 40],
        ] {
            assert!(numbers(broken, u64::MAX).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn numbers_that_stand_across_bytes_are_whole() {
        let packed = [0b1010_0101, 0b1100_0011, 0xff, 0x01, 0x80, 0x7f];
        assert_eq!([0, 1, 2].map(|index| bits(&packed, index, 13)), [0x3a5, 0xffe, 0]);
        assert_eq!(bits(&packed, 0, 32), 0x01ff_c3a5);
        assert_eq!(bits(&packed, 5, 0), 0);
    }
}
