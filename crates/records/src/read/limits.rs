//! How much a file may become on its way to its records.

use std::io::{self, Read};

use crate::message::{Phrase, Word, catalogue};

/// Most bytes of one row.
pub(super) const MOST_BYTES: usize = 1 << 20;

/// Most columns of a row.
pub(super) const MOST_COLUMNS: usize = 1024;

/// What is allowed before a file is refused: a small one that unpacks to a very large one is an attack or a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Most bytes that a compressed file unpacks to, and that a file is spooled to the disk for.
    pub most_bytes: u64,
    /// How many times its own size a compressed file unpacks to at most.
    pub most_times: u64,
    /// Bytes that a compressed file may unpack to, however small it is.
    pub free_bytes: u64,
    /// Most bytes of the texts that the cells of a workbook share. They are held in memory.
    pub most_shared: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most_bytes: 256 << 30, most_times: 500, free_bytes: 64 << 20, most_shared: 256 << 20 }
    }
}

impl Limits {
    /// Most bytes that so many packed ones unpack to.
    pub(super) fn unpacked(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.most_times).max(self.free_bytes).min(self.most_bytes)
    }
}

/// Bytes as they are unpacked, up to a limit; `packed` says how many packed ones have been taken so far.
pub(super) struct Unpacked<R, P> {
    reader: R,
    packed: P,
    count: u64,
    limits: Limits,
    what: &'static Phrase<0>,
}

impl<R: Read, P: Fn() -> u64> Unpacked<R, P> {
    pub(super) fn new(reader: R, packed: P, limits: Limits, what: &'static Phrase<0>) -> Self {
        Self { reader, packed, count: 0, limits, what }
    }
}

impl<R: Read, P: Fn() -> u64> Read for Unpacked<R, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer).map_err(|error| broken(error, self.what))?;
        self.count += count as u64;
        let (most, packed) = (self.limits.unpacked((self.packed)()), (self.packed)());
        if self.count > most {
            let message = catalogue::UNPACKS_TO_MORE.with([self.what.into(), most.into(), packed.into()]);
            return Err(message.into());
        }
        Ok(count)
    }
}

/// What is wrong with a packed file, in words that say what to do.
fn broken(error: io::Error, what: &'static Phrase<0>) -> io::Error {
    let message = match error.kind() {
        io::ErrorKind::UnexpectedEof => catalogue::CUT_PACKED.with([what.into()]),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            catalogue::BROKEN_PACKED.with([what.into(), Word::of_io(&error)])
        }
        _ => return error,
    };
    message.into()
}
