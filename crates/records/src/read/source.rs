//! The bytes of a file as the readers see them: a stream, and where needed a file on the disk.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, Write};

use super::limits::Limits;
use super::sink::ReadError;
use crate::messages;
use crate::temporary_file::temporary_file;

/// Number of leading bytes of a file in which its format is detected.
const HEAD: usize = 1 << 16;

/// Bytes to be read: a file, or a stream of which nobody knows the end.
///
/// Workbooks, archives and Parquet are read from their end. A stream of these is first copied into a temporary file
/// without a name, which is gone when it is no longer needed.
///
/// ```
/// use deskledger_records::Message;
/// use deskledger_records::read::{Options, Position, Row, Source, read};
/// # use std::ops::ControlFlow;
/// let line = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n";
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("records.ndjson");
/// std::fs::write(&path, line)?;
/// let (mut rows, mut bytes) = (0, 0);
/// for source in [Source::file(std::fs::File::open(&path)?)?, Source::stream(line.as_bytes())] {
///     let source = source.counted(|count| bytes += count);
///     read(source, &Options::default(), &mut |_: &Position, row: Result<Row, Message>| {
///         rows += u32::from(row.is_ok());
///         ControlFlow::Continue(())
///     })?;
/// }
/// assert_eq!((rows, bytes), (2, 2 * line.len()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Source<'s> {
    reader: Box<dyn Read + 's>,
    file: Option<File>,
}

impl<'s> Source<'s> {
    /// A file from its start. A pipe or a device is read as a stream.
    ///
    /// # Errors
    /// It is a directory, or cannot be read.
    pub fn file(file: File) -> io::Result<Self> {
        let kind = file.metadata()?;
        if kind.is_dir() {
            return Err(messages::a_directory().into());
        }
        let whole = if kind.is_file() { Some(file.try_clone()?) } else { None };
        Ok(Self { reader: Box::new(file), file: whole })
    }

    /// A stream.
    pub fn stream(reader: impl Read + 's) -> Self {
        Self { reader: Box::new(reader), file: None }
    }

    /// Has `count` called with the number of bytes of every piece that is read as a stream. A file that is read from its
    /// end is not counted.
    #[must_use]
    pub fn counted(self, count: impl FnMut(usize) + 's) -> Self {
        Self { reader: Box::new(Counted { reader: self.reader, count }), file: self.file }
    }

    /// All bytes, at most so many, in a temporary file without a name.
    ///
    /// ```
    /// use std::io::Read as _;
    /// use deskledger_records::read::Source;
    /// let mut text = String::new();
    /// Source::stream("user_name\n".as_bytes()).spooled(10)?.read_to_string(&mut text)?;
    /// assert_eq!(text, "user_name\n");
    /// let error = Source::stream("user_name\n".as_bytes()).spooled(9).unwrap_err();
    /// assert_eq!(error.to_string(), "expected a file of at most 9 bytes, found a larger one");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// They cannot be read or stored, or are more.
    pub fn spooled(self, most: u64) -> io::Result<File> {
        spool(self.reader, &[], most)
    }

    /// The first bytes.
    pub(super) fn head(&mut self) -> io::Result<Vec<u8>> {
        head(&mut self.reader)
    }

    /// All bytes, the head in front.
    pub(super) fn resume(self, head: Vec<u8>) -> impl BufRead + 's {
        Cursor::new(head).chain(BufReader::with_capacity(HEAD, self.reader))
    }

    /// All bytes as a file that can be read from any place.
    pub(super) fn whole(self, head: &[u8], limits: &Limits) -> Result<File, ReadError> {
        if let Some(mut file) = self.file {
            file.rewind()?;
            return Ok(file);
        }
        Ok(spool(self.reader, head, limits.max_bytes)?)
    }
}

/// A file without a name that holds the head and the rest.
fn spool(mut rest: impl Read, head: &[u8], most: u64) -> io::Result<File> {
    let mut spool = temporary_file()?;
    spool.write_all(head)?;
    let left = most.saturating_sub(head.len() as u64);
    if io::copy(&mut rest.by_ref().take(left), &mut spool)? == left && rest.read(&mut [0])? > 0 {
        return Err(messages::larger_file(most).into());
    }
    spool.rewind()?;
    Ok(spool)
}

/// Has `count` called with the number of bytes of every piece.
pub(super) struct Counted<R, F> {
    pub(super) reader: R,
    pub(super) count: F,
}

impl<R: Read, F: FnMut(usize)> Read for Counted<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        (self.count)(count);
        Ok(count)
    }
}

/// The first bytes of a stream.
pub(super) fn head(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}
