//! Streaming gzip decompression in constant memory, of bodies that a gateway compressed unasked and of gzip files.

use bytes::{Buf, Bytes};
use deskledger_runtime::message::Message;
use flate2::{Decompress, DecompressError, FlushDecompress, Status};

use crate::error::Error;
use crate::messages;

/// Output chunk size.
pub(super) const PIECE: usize = 64 * 1024;
/// Maximum compression ratio. Text records reach about 10; gzip allows 1,000.
const MAX_TIMES: u64 = 250;
/// Length in bytes below which the ratio is not limited.
const HARMLESS: u64 = 16 << 20;

/// # Errors
/// The ratio indicates a decompression bomb, which `reported` describes by the greatest ratio and both lengths.
pub(super) fn is_no_bomb(length: u64, compressed: u64, reported: fn(u64, u64, u64) -> Message) -> Result<(), Error> {
    if length > HARMLESS && length / MAX_TIMES > compressed {
        return Err(Error::unexpected_content(reported(MAX_TIMES, length, compressed), None));
    }
    Ok(())
}

/// Decompresses a piece of the input. Returns how many bytes were taken of it, how many were made of them, and whether they
/// are the last ones.
pub(super) fn inflate(
    inflate: &mut Decompress,
    input: &mut impl Buf,
    piece: &mut [u8],
) -> Result<(usize, usize, Status), DecompressError> {
    let (came, went) = (inflate.total_in(), inflate.total_out());
    let status = inflate.decompress(input.chunk(), piece, FlushDecompress::None)?;
    let came = usize::try_from(inflate.total_in() - came).unwrap_or(usize::MAX).min(input.remaining());
    input.advance(came);
    let length = usize::try_from(inflate.total_out() - went).unwrap_or(usize::MAX).min(piece.len());
    Ok((came, length, status))
}

/// Decompresses a body or a file incrementally.
pub(super) struct Gunzip {
    inflate: Decompress,
    /// Compressed input that is not decompressed yet.
    compressed: Bytes,
    compressed_length: u64,
    length: u64,
    /// Between two members, or after the last one.
    is_whole: bool,
    /// Whether it is a Content-Encoding, and not a gzip file.
    is_body: bool,
}

impl Gunzip {
    /// For a body with `Content-Encoding: gzip`.
    pub(super) fn of_body() -> Self {
        Self {
            inflate: Decompress::new_gzip(15),
            compressed: Bytes::new(),
            compressed_length: 0,
            length: 0,
            is_whole: false,
            is_body: true,
        }
    }

    /// For a gzip file.
    pub(super) fn of_file() -> Self {
        Self { is_body: false, ..Self::of_body() }
    }

    /// Adds compressed input, once [`Gunzip::next`] has returned `None`.
    pub(super) fn push(&mut self, compressed: Bytes) {
        self.compressed_length += compressed.len() as u64;
        self.compressed = compressed;
    }

    /// The next decompressed bytes; `None` if more input is needed.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let mut piece = vec![0; PIECE];
        loop {
            if self.is_whole {
                // Zero bytes behind a member are padding.
                self.compressed.advance(self.compressed.iter().take_while(|byte| **byte == 0).count());
            }
            if self.is_whole && !self.compressed.is_empty() {
                // A gzip file may consist of several members.
                self.inflate.reset(true);
                self.is_whole = false;
            }
            if self.is_whole {
                return Ok(None);
            }
            let step = inflate(&mut self.inflate, &mut self.compressed, &mut piece);
            let (came, length, status) = step.map_err(|_| self.damaged())?;
            self.is_whole = status == Status::StreamEnd;
            if length > 0 {
                self.length += length as u64;
                let reported = if self.is_body { messages::gzip_bomb } else { messages::compression_bomb };
                is_no_bomb(self.length, self.compressed_length, reported)?;
                piece.truncate(length);
                return Ok(Some(piece.into()));
            }
            if !self.is_whole && (came == 0 || self.compressed.is_empty()) {
                return Ok(None);
            }
        }
    }

    /// Checks that the compressed data is complete at the end of the body. An empty body is an empty file.
    pub(super) fn finish(&self) -> Result<(), Error> {
        if self.is_whole || self.compressed_length == 0 {
            return Ok(());
        }
        let reported = if self.is_body { messages::gzip_without_end } else { messages::gzip_file_without_end };
        Err(Error::incomplete(reported(self.compressed_length)))
    }

    fn damaged(&self) -> Error {
        Error::incomplete(if self.is_body { messages::gzip_damaged() } else { messages::gzip_file_damaged() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut compressed = Vec::with_capacity(bytes.len() + 4096);
        Compress::new_gzip(Compression::best(), 15)
            .compress_vec(bytes, &mut compressed, FlushCompress::Finish)
            .unwrap();
        compressed
    }

    fn decompressed(compressed: &[u8], step: usize) -> Result<Vec<u8>, Error> {
        let (mut gunzip, mut out) = (Gunzip::of_body(), Vec::new());
        for piece in compressed.chunks(step) {
            gunzip.push(Bytes::copy_from_slice(piece));
            while let Some(bytes) = gunzip.next()? {
                assert!(!bytes.is_empty() && bytes.len() <= PIECE);
                out.extend_from_slice(&bytes);
            }
        }
        gunzip.finish().map(|()| out)
    }

    #[test]
    fn a_body_is_decompressed_in_whatever_pieces_it_comes() {
        let text = (0..40_000).flat_map(|n| format!("{n},user{}\n", n % 7).into_bytes()).collect::<Vec<u8>>();
        let compressed = gzip(&text);
        for step in [1, 7, 4096, compressed.len()] {
            assert!(decompressed(&compressed, step).unwrap() == text, "{step}");
        }
        let two = [gzip(b"a,b\n"), gzip(b""), gzip(b"1,2\n")].concat();
        for step in [1, 5, two.len()] {
            assert_eq!(decompressed(&two, step).unwrap(), b"a,b\n1,2\n");
        }
        assert_eq!(decompressed(b"", 1).unwrap(), b"");
    }

    #[test]
    fn zero_bytes_behind_a_member_are_padding() {
        let padded = [gzip(b"a,b\n"), vec![0; 600], gzip(b"1,2\n"), vec![0; 9]].concat();
        for step in [1, 5, padded.len()] {
            assert_eq!(decompressed(&padded, step).unwrap(), b"a,b\n1,2\n");
        }
    }

    #[test]
    fn a_body_that_is_cut_or_damaged_is_incomplete() {
        let compressed = gzip(&b"Connected User,Desktop Name\n".repeat(100));
        for length in 1..compressed.len() {
            assert!(decompressed(&compressed[..length], 9).unwrap_err().is_incomplete(), "{length}");
        }
        let mut wrong = compressed.clone();
        let end = wrong.len() - 6;
        wrong[end] ^= 1;
        assert!(decompressed(&wrong, 4096).unwrap_err().is_incomplete(), "a wrong checksum");
        for bytes in [&b"a,b\n1,2\n"[..], b"\x1f\x8b\x07", &[&compressed[..], b"rubbish"].concat()] {
            assert!(decompressed(bytes, 4096).unwrap_err().is_incomplete(), "{bytes:?}");
        }
    }

    #[test]
    fn a_body_made_to_fill_a_disk_is_given_up_early() {
        let mebibyte = gzip(&vec![b'a'; 1 << 20]);
        let error = decompressed(&mebibyte.repeat(32), 4096).unwrap_err();
        assert!(error.to_string().contains("built to fill a disk") && !error.is_retryable(), "{error}");
        assert_eq!(decompressed(&mebibyte.repeat(8), 4096).unwrap().len(), 8 << 20);
    }
}
