//! A file as the readers of the formats see it, and what they hand over.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;

use deskledger::ConnectionRecord;

/// Most bytes of one record.
pub(super) const MOST_BYTES: usize = 1 << 20;

/// Bytes at the beginning of a file by which its format is recognised.
const HEAD: usize = 1 << 16;

/// How many characters of a name or text in a file are shown.
const SHOWN: usize = 64;

/// Where a row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Line, counted from 1.
    pub(super) line: u64,
    /// Index in a JSON array, counted from 0.
    pub(super) record: Option<u64>,
}

impl Place {
    pub(super) fn line(line: u64) -> Self {
        Self { line, record: None }
    }
}

/// Takes what a reader finds.
pub(super) trait Rows {
    /// A row: a record, or what is wrong with it. Reading stops where this breaks.
    fn row(&mut self, place: Place, row: Result<ConnectionRecord, String>) -> ControlFlow<()>;

    /// A key that the document does not know.
    fn ignored(&mut self, key: &str);
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub(super) enum Broken {
    /// The operating system refused.
    Io(io::Error),
    /// It is not a file of records.
    Refused(String),
    /// The rows were not wanted any more.
    Stopped,
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Hands over a row, and tells the reader whether to go on.
pub(super) fn hand_over(
    rows: &mut dyn Rows,
    place: Place,
    row: Result<ConnectionRecord, String>,
) -> Result<(), Broken> {
    match rows.row(place, row) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Broken::Stopped),
    }
}

/// A file whose bytes are counted as they are read.
#[derive(Debug)]
pub(super) struct Counted<'c> {
    file: File,
    bytes: &'c Cell<u64>,
}

pub(super) fn open<'c>(path: &Path, bytes: &'c Cell<u64>) -> Result<Counted<'c>, Broken> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(Broken::Refused("expected a file, found a directory: name the files in it".to_owned()));
    }
    Ok(Counted { file, bytes })
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

/// The first bytes of a file.
pub(super) fn head(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The file from its beginning, without the first `skip` bytes. A pipe cannot be rewound: so the head is put in front.
pub(super) fn resume<R: Read>(head: Vec<u8>, skip: usize, rest: R) -> Chain<Cursor<Vec<u8>>, BufReader<R>> {
    let mut head = Cursor::new(head);
    head.set_position(skip as u64);
    head.chain(BufReader::with_capacity(HEAD, rest))
}

/// A name or text of a file for a message: escaped, and cut where it is long.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push_str("...");
    }
    shown
}

/// Skips what a reader holds up to and with the next line feed.
pub(super) fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let held = reader.fill_buf()?;
        let (count, is_over) = match held.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (held.len(), held.is_empty()),
        };
        reader.consume(count);
        if is_over {
            return Ok(());
        }
    }
}
