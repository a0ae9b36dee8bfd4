//! The byte range of a file: bytes before it are discarded, bytes after it are not produced. A whole file must have the
//! length that was announced. Size and digest of what is passed on.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deskledger_client::hex;
use sha2::{Digest, Sha256};

use crate::http::byte_range::Part;

/// A writer that passes a byte range on, and tallies it.
///
/// It never fails: bytes after the range, or after a failure, are discarded, and [`Window::done`] is set.
pub(super) struct Window<W> {
    out: W,
    skip: u64,
    /// Remaining bytes; unknown if absent.
    left: Option<u64>,
    /// Whether further bytes are expected after the remaining ones.
    is_part: bool,
    passed: Tally,
    broken: Option<io::Error>,
    done: Arc<AtomicBool>,
}

impl<W: Write> Window<W> {
    /// A range, or the whole file with its length if it was announced.
    pub(super) fn new(out: W, part: Option<Part>, length: Option<u64>) -> Self {
        let (skip, left) = part.map_or((0, length), |part| (part.first, Some(part.length)));
        let is_part = part.is_some();
        Self { out, skip, left, is_part, passed: Tally::default(), broken: None, done: Arc::default() }
    }

    /// Set as soon as no more bytes are needed.
    pub(super) fn done(&self) -> Arc<AtomicBool> {
        self.done.clone()
    }

    /// Whether the whole range has been passed on.
    pub(super) fn is_full(&self) -> bool {
        self.is_part && self.left == Some(0)
    }

    /// Whether passing on failed.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Ends the range.
    ///
    /// # Errors
    /// It is incomplete, the file is longer than announced, or passing on failed.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        match self.left {
            Some(left) if left > 0 => {
                Err(io::Error::other(format!("the file ended {left} bytes before its announced end")))
            }
            _ => Ok(()),
        }
    }

    /// The inner writer, the number of passed bytes, and their SHA-256 in hexadecimal.
    pub(super) fn sent(self) -> (W, u64, String) {
        let (bytes, digest) = self.passed.end();
        (self.out, bytes, digest)
    }
}

impl<W: Write> Write for Window<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = bytes.len();
        let skipped = self.skip.min(written as u64);
        self.skip -= skipped;
        let rest = bytes.get(skipped as usize..).unwrap_or_default();
        let count = self.left.map_or(rest.len(), |left| rest.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
        let passed = rest.get(..count).unwrap_or_default();
        if self.broken.is_some() || (passed.is_empty() && (self.is_part || rest.is_empty())) {
            return Ok(written);
        }
        // Nothing of what is too long is passed on, so that the receiver misses bytes instead of taking the file for whole.
        let passed_on = match count < rest.len() && !self.is_part {
            true => Err(io::Error::other("the file is longer than announced")),
            false => self.out.write_all(passed),
        };
        if let Err(error) = passed_on {
            self.broken = Some(error);
            self.done.store(true, Ordering::Relaxed);
            return Ok(written);
        }
        self.passed.add(passed);
        self.left = self.left.map(|left| left - count as u64);
        if self.is_full() {
            self.done.store(true, Ordering::Relaxed);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The number of bytes and their SHA-256.
#[derive(Debug, Default)]
pub(super) struct Tally {
    bytes: u64,
    digest: Sha256,
}

/// A writer that passes all bytes on and tallies them if requested.
pub(super) struct Tallied<'t, W> {
    pub(super) out: W,
    pub(super) tally: Option<&'t mut Tally>,
}

impl Tally {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.digest.update(bytes);
    }

    /// The number of bytes, and their SHA-256 in hexadecimal.
    pub(super) fn end(self) -> (u64, String) {
        (self.bytes, hex(&self.digest.finalize()))
    }
}

impl<W: Write> Write for Tallied<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        if let (Some(tally), Some(written)) = (&mut self.tally, bytes.get(..count)) {
            tally.add(written);
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(part: Option<Part>, pieces: &[&str]) -> (String, bool) {
        passed_of((part, None), pieces)
    }

    fn passed_of((part, length): (Option<Part>, Option<u64>), pieces: &[&str]) -> (String, bool) {
        let mut window = Window::new(Vec::new(), part, length);
        pieces.iter().for_each(|piece| window.write_all(piece.as_bytes()).unwrap());
        assert_eq!(window.done().load(Ordering::Relaxed), window.is_full() || window.is_broken());
        let is_whole = window.end().is_ok();
        (String::from_utf8(window.out).unwrap(), is_whole)
    }

    #[test]
    fn a_part_is_cut_out_wherever_the_pieces_begin_and_end() {
        let whole = "0123456789";
        for size in 1..=10 {
            let pieces: Vec<&str> = (0..10).step_by(size).map(|at| &whole[at..(at + size).min(10)]).collect();
            assert_eq!(passed(None, &pieces), (whole.into(), true));
            for first in 0..10 {
                for length in 1..=10 - first {
                    let part = Part { first: first as u64, length: length as u64 };
                    assert_eq!(passed(Some(part), &pieces), (whole[first..first + length].into(), true));
                }
            }
        }
    }

    #[test]
    fn a_file_that_is_shorter_than_its_part_does_not_end_well() {
        assert_eq!(passed(Some(Part { first: 8, length: 5 }), &["0123456789"]), ("89".into(), false));
        assert_eq!(passed(Some(Part { first: 12, length: 1 }), &["0123456789"]), (String::new(), false));
    }

    #[test]
    fn a_file_of_another_length_than_announced_does_not_end_well() {
        let pieces = ["0123", "456"];
        assert_eq!(passed_of((None, Some(7)), &pieces), ("0123456".into(), true));
        assert_eq!(passed_of((None, Some(8)), &pieces), ("0123456".into(), false));
        // Less than announced is passed on: the receiver sees that bytes are missing.
        assert_eq!(passed_of((None, Some(6)), &pieces), ("0123".into(), false));
        let (sent, is_whole) = passed_of((None, Some(4)), &pieces);
        assert!(!is_whole && sent == "0123", "the body keeps its last chunk until the end");
    }
}
