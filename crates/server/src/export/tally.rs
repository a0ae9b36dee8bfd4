//! Size and digest of written bytes.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

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
        (self.bytes, self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
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
