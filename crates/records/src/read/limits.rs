//! Limits of size while a file is read.

use std::io::{self, Read};

use crate::message::{Message, Part, of_io};
use crate::messages;

/// Maximum number of bytes of a row.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// Maximum number of columns of a row.
pub(super) const MAX_COLUMNS: usize = 1024;

/// Limits beyond which a file is rejected: a small file that expands to a very large one is an attack or a mistake.
///
/// A compressed file of `n` bytes may expand to `n * max_ratio` bytes, or to `ratio_threshold` where that is more, and never to
/// more than `max_bytes`. Apart from these, a row has at most 1 MiB and 1024 columns, regardless of the limits.
///
/// ```
/// use deskledger_records::Message;
/// use deskledger_records::read::{Limits, Position, Row, Source, read};
/// # use std::io::Write;
/// # use std::ops::ControlFlow;
/// let mut limits = Limits::default();
/// assert_eq!((limits.max_bytes, limits.max_ratio, limits.ratio_threshold), (256 << 30, 500, 64 << 20));
/// (limits.max_ratio, limits.ratio_threshold) = (5, 1000);
/// let text = "connection_start_time\n".to_owned() + &"\n".repeat(10_000);
/// # let mut compressed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
/// # compressed.write_all(text.as_bytes())?;
/// # let compressed = compressed.finish()?;
/// // `compressed` is the text in gzip.
/// let rows = &mut |_: &Position, _: Result<Row, Message>| ControlFlow::Continue(());
/// let error = read(Source::stream(&*compressed), &limits.into(), rows).unwrap_err();
/// assert!(error.to_string().starts_with("expected a gzip file that expands to at most 1000 bytes"), "{error}");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Maximum size of a compressed file after expansion, and of a stream that is copied to a temporary file.
    pub max_bytes: u64,
    /// Maximum ratio of the expanded to the compressed size.
    pub max_ratio: u64,
    /// Expanded size up to which the ratio does not matter.
    pub ratio_threshold: u64,
    /// Maximum size of the texts that the cells of a workbook share, and of an expanded page of Parquet. Both are held
    /// in memory; all columns of Parquet together hold four times as much at most.
    pub max_shared: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 256 << 30, max_ratio: 500, ratio_threshold: 64 << 20, max_shared: 256 << 20 }
    }
}

impl Limits {
    /// Most bytes that so many compressed ones expand to.
    pub(super) fn expanded(&self, compressed: u64) -> u64 {
        compressed.saturating_mul(self.max_ratio).max(self.ratio_threshold).min(self.max_bytes)
    }
}

/// Bytes as they are expanded, up to a limit; `compressed` says how many compressed ones have been taken so far.
pub(super) struct Expanded<R, P> {
    reader: R,
    compressed: P,
    count: u64,
    limits: Limits,
    what: Part,
}

impl<R: Read, P: Fn() -> u64> Expanded<R, P> {
    pub(super) fn new(reader: R, compressed: P, limits: Limits, what: Part) -> Self {
        Self { reader, compressed, count: 0, limits, what }
    }
}

impl<R: Read, P: Fn() -> u64> Read for Expanded<R, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer).map_err(|error| broken(error, self.what))?;
        self.count += count as u64;
        let (most, compressed) = (self.limits.expanded((self.compressed)()), (self.compressed)());
        if self.count > most {
            let message = messages::expands_too_far(self.what, most, compressed);
            return Err(message.into());
        }
        Ok(count)
    }
}

/// The problem of a compressed file, with a remedy.
fn broken(error: io::Error, what: Part) -> io::Error {
    let message = match error.kind() {
        io::ErrorKind::UnexpectedEof => messages::cut_compressed(what),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            messages::broken_compressed(what, of_io(&error, Message::of))
        }
        io::ErrorKind::Unsupported => messages::unsupported_archive(what, error.to_string()),
        _ => return error,
    };
    message.into()
}
