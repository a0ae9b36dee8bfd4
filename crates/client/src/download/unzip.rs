//! Streaming extraction of the only file of a ZIP archive in constant memory, without waiting for the central directory
//! at the end.

use bytes::{Buf, Bytes, BytesMut};
use flate2::{Crc, Decompress, Status};
use memchr::memmem;

use super::gunzip::{PIECE, inflate, is_no_bomb};
use super::name;
use crate::error::{Error, Remedy};
use crate::messages;

/// Length of a local file header without name and extra field.
const HEADER: usize = 30;
/// Maximum length of a data descriptor, plus the next signature.
const DESCRIPTOR: usize = 24 + 4;
/// Maximum number of hidden system files in an archive.
const MAX_HIDDEN: u32 = 1000;

const A_FILE: &[u8] = b"PK\x03\x04";
const DIRECTORY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const DESCRIBED: &[u8] = b"PK\x07\x08";

/// Extracts an archive incrementally.
pub(super) struct Unzip {
    held: BytesMut,
    state: State,
    inflate: Decompress,
    crc: Crc,
    entry: Entry,
    has_file: bool,
    hidden: u32,
    /// Name of the file, sanitized.
    pub(super) file_name: Option<String>,
    compressed: u64,
    length: u64,
    piece: Vec<u8>,
    /// Whether the archive is valid, but cannot be extracted as a stream.
    pub(super) is_not_streamable: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    crc: u32,
    is_described: bool,
    is_hidden: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A local header, or the central directory.
    Header,
    /// Remaining stored bytes.
    Stored(u64),
    Deflated,
    /// The data descriptor.
    Behind,
    Directory,
    Done,
}

impl Default for Unzip {
    fn default() -> Self {
        Self {
            held: BytesMut::new(),
            state: State::Header,
            inflate: Decompress::new(false),
            crc: Crc::new(),
            entry: Entry::default(),
            has_file: false,
            hidden: 0,
            file_name: None,
            compressed: 0,
            length: 0,
            piece: Vec::new(),
            is_not_streamable: false,
        }
    }
}

impl Unzip {
    /// Adds bytes of the archive, once [`Unzip::next`] has returned `None`.
    pub(super) fn push(&mut self, bytes: Bytes) {
        self.compressed += bytes.len() as u64;
        self.held.extend_from_slice(&bytes);
    }

    /// The next bytes of the file; `None` if more of the archive is needed.
    ///
    /// # Errors
    /// The archive does not have exactly one file, or cannot be extracted.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let is_enough = match self.state {
                State::Header => self.header()?,
                State::Stored(_) | State::Deflated => match self.content()? {
                    Some(bytes) if self.entry.is_hidden || bytes.is_empty() => true,
                    Some(bytes) => return Ok(Some(bytes)),
                    None => false,
                },
                State::Behind => self.behind()?,
                State::Directory => self.directory(),
                State::Done => {
                    self.held.clear();
                    false
                }
            };
            if !is_enough {
                return Ok(None);
            }
        }
    }

    /// Checks the end of the archive.
    ///
    /// # Errors
    /// The archive is truncated.
    pub(super) fn finish(&self) -> Result<(), Error> {
        match self.state {
            State::Done => Ok(()),
            _ => Err(Error::incomplete(messages::archive_without_end(self.compressed))),
        }
    }

    /// Parses a local file header; `false` if it is incomplete.
    fn header(&mut self) -> Result<bool, Error> {
        let Some(signature) = self.held.get(..4) else { return Ok(false) };
        if signature == DIRECTORY || signature == END {
            if !self.has_file {
                return Err(Error::unexpected_content(messages::empty_archive(), None));
            }
            self.state = State::Directory;
            return Ok(true);
        }
        if signature != A_FILE {
            return Err(damaged());
        }
        let Some(header) = self.held.get(..HEADER) else { return Ok(false) };
        let (flags, method) = (short(header, 6), short(header, 8));
        let (crc, compressed, plain) = (long(header, 14), long(header, 18), long(header, 22));
        let (name, extra) = (usize::from(short(header, 26)), usize::from(short(header, 28)));
        let Some(rest) = self.held.get(HEADER..HEADER + name + extra) else { return Ok(false) };
        let (name, extra) = rest.split_at(name);
        let is_described = flags & 8 != 0;
        let compressed =
            if compressed == u32::MAX { wide(extra, plain == u32::MAX) } else { Some(u64::from(compressed)) };
        let is_hidden = is_hidden(name);
        let state = match (flags & 1, method, compressed) {
            (0, 8, _) => State::Deflated,
            // Stored data whose length follows in the descriptor has no detectable end.
            (0, 0, Some(length)) if !is_described || length > 0 => State::Stored(length),
            (0, 0, _) if is_hidden => State::Stored(0),
            _ => {
                self.is_not_streamable = true;
                return Err(Error::unexpected_content(messages::archive_unsupported(), None).with_remedy(Remedy::Raw));
            }
        };
        self.hidden += u32::from(is_hidden);
        if (!is_hidden && self.has_file) || self.hidden > MAX_HIDDEN {
            self.is_not_streamable = true;
            return Err(Error::unexpected_content(messages::archive_of_several(), None).with_remedy(Remedy::Raw));
        }
        if !is_hidden {
            self.has_file = true;
            self.file_name = name::of_bytes(name);
        }
        self.entry = Entry { crc, is_described, is_hidden };
        let length = HEADER + rest.len();
        self.held.advance(length);
        self.inflate.reset(false);
        self.crc.reset();
        self.state = state;
        Ok(true)
    }

    /// Bytes of the file; `None` if more input is needed.
    fn content(&mut self) -> Result<Option<Bytes>, Error> {
        let bytes: Bytes = match self.state {
            State::Stored(0) => {
                self.state = State::Behind;
                Bytes::new()
            }
            State::Stored(left) => {
                let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.held.len());
                if length == 0 {
                    return Ok(None);
                }
                self.state = State::Stored(left - length as u64);
                self.held.split_to(length).freeze()
            }
            _ => {
                self.piece.resize(PIECE, 0);
                let step = inflate(&mut self.inflate, &mut self.held, &mut self.piece);
                let (came, length, status) = step.map_err(|_| damaged())?;
                if status == Status::StreamEnd {
                    self.state = State::Behind;
                } else if came == 0 && length == 0 {
                    return Ok(None);
                }
                Bytes::copy_from_slice(&self.piece[..length])
            }
        };
        self.crc.update(&bytes);
        self.length += bytes.len() as u64;
        is_no_bomb(self.length, self.compressed, messages::compression_bomb)?;
        Ok(Some(bytes))
    }

    /// Parses the optional data descriptor and verifies the checksum.
    fn behind(&mut self) -> Result<bool, Error> {
        let mut stated = self.entry.crc;
        if self.entry.is_described {
            // The signature is optional, and lengths have 4 or 8 bytes: the next signature decides.
            if self.held.len() < DESCRIPTOR {
                return Ok(false);
            }
            let follows = |at: usize| {
                let next = self.held.get(at..at + 4);
                next.is_some_and(|next| [A_FILE, DIRECTORY].contains(&next))
            };
            if follows(0) && self.crc.sum() == 0 {
                // A directory has no descriptor.
                self.state = State::Header;
                return Ok(true);
            }
            let skip = if self.held.starts_with(DESCRIBED) { 4 } else { 0 };
            let Some(length) = [skip + 12, skip + 20].into_iter().find(|length| follows(*length)) else {
                return Err(damaged());
            };
            stated = long(&self.held, skip);
            self.held.advance(length);
        }
        if stated != self.crc.sum() {
            return Err(damaged());
        }
        self.state = State::Header;
        Ok(true)
    }

    /// Searches for the end of the central directory.
    fn directory(&mut self) -> bool {
        let found = memmem::find(&self.held, END).is_some();
        self.held.advance(self.held.len().saturating_sub(END.len() - 1));
        if found {
            self.state = State::Done;
        }
        found
    }
}

fn damaged() -> Error {
    Error::incomplete(messages::archive_damaged())
}

/// Whether an entry is a directory or a hidden system file.
fn is_hidden(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    last.is_empty() || last.starts_with(b".") || name.starts_with(b"__MACOSX/")
}

/// The compressed length in the ZIP64 extra field.
fn wide(mut extra: &[u8], has_plain: bool) -> Option<u64> {
    while extra.len() >= 4 {
        let (id, length) = (short(extra, 0), usize::from(short(extra, 2)));
        let field = extra.get(4..4 + length)?;
        if id == 1 {
            let at = if has_plain { 8 } else { 0 };
            return Some(u64::from_le_bytes(field.get(at..at + 8)?.try_into().ok()?));
        }
        extra = &extra[4 + length..];
    }
    None
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive entry, deflated or stored, with its lengths in the header or in the descriptor.
    fn file(name: &str, content: &[u8], is_deflated: bool, is_described: bool) -> Vec<u8> {
        let mut crc = Crc::new();
        crc.update(content);
        let mut compressed = Vec::with_capacity(content.len() + 1024);
        let mut deflate = flate2::Compress::new(flate2::Compression::default(), false);
        deflate.compress_vec(content, &mut compressed, flate2::FlushCompress::Finish).unwrap();
        let compressed = if is_deflated { compressed } else { content.to_vec() };
        let numbers = |signed: bool| {
            let lengths = [crc.sum(), compressed.len() as u32, content.len() as u32];
            [if signed { DESCRIBED.to_vec() } else { vec![] }, lengths.map(u32::to_le_bytes).concat()].concat()
        };
        let front = if is_described { vec![0; 12] } else { numbers(false) };
        let behind = if is_described { numbers(is_deflated) } else { vec![] };
        let (flags, method) = (if is_described { 8 } else { 0 }, if is_deflated { 8 } else { 0 });
        let names = [name.len() as u8, 0, 0, 0];
        [A_FILE, &[20, 0, flags, 0, method, 0, 0, 0, 0, 0], &front, &names, name.as_bytes(), &compressed, &behind]
            .concat()
    }

    fn archive(files: &[Vec<u8>]) -> Vec<u8> {
        let directory = [DIRECTORY, &[0; 42]].concat().repeat(files.len());
        [&files.concat(), &*directory, END, &[0; 18]].concat()
    }

    /// The file, or the text of the error.
    fn unzipped(unzip: &mut Unzip, archive: &[u8], step: usize) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        for piece in archive.chunks(step) {
            unzip.push(Bytes::copy_from_slice(piece));
            while let Some(bytes) = unzip.next().map_err(|error| error.to_string())? {
                assert!(!bytes.is_empty());
                out.extend_from_slice(&bytes);
            }
        }
        unzip.finish().map(|()| out).map_err(|error| error.to_string())
    }

    /// The text of the error of an archive of these files.
    fn rejected(files: &[Vec<u8>]) -> String {
        unzipped(&mut Unzip::default(), &archive(files), 9).unwrap_err()
    }

    #[test]
    fn the_only_file_is_decompressed_in_whatever_pieces_the_archive_comes() {
        let text = (0..1000).flat_map(|n| format!("{n},user{}\n", n % 7).into_bytes()).collect::<Vec<u8>>();
        for (is_deflated, is_described) in [(true, false), (true, true), (false, false)] {
            let whole = archive(&[
                file("out/", b"", false, is_described),
                file("__MACOSX/out/._a.csv", b"rubbish", true, true),
                file("out/../a.csv", &text, is_deflated, is_described),
                file("out/.DS_Store", b"rubbish", false, false),
            ]);
            for step in [1, 7, 4096, whole.len()] {
                let mut unzip = Unzip::default();
                assert!(unzipped(&mut unzip, &whole, step) == Ok(text.clone()), "{is_deflated} {is_described} {step}");
                assert_eq!(unzip.file_name.as_deref(), Some("a.csv"));
            }
            for length in (1..whole.len()).step_by(501) {
                let found = unzipped(&mut Unzip::default(), &whole[..length], 512);
                assert_eq!(found, Err(messages::archive_without_end(length).to_string()));
            }
        }
    }

    #[test]
    fn an_archive_without_one_file_is_reported_and_not_guessed_at() {
        let (one, two) = (file("a.csv", b"a,b\n", true, true), file("b.csv", b"a,b\n", false, false));
        assert_eq!(rejected(&[one.clone(), two.clone()]), messages::archive_of_several().to_string());
        assert_eq!(rejected(&[]), messages::empty_archive().to_string());
        assert_eq!(rejected(&[file("out/", b"", false, false)]), messages::empty_archive().to_string());
        let mut encrypted = one.clone();
        encrypted[6] |= 1;
        let mut unknown = two.clone();
        unknown[8] = 12;
        for file in [encrypted, unknown, file("a.csv", b"a,b\n", false, true)] {
            assert_eq!(rejected(&[file]), messages::archive_unsupported().to_string());
        }
        for at in [14, 35, one.len() - 14] {
            let mut wrong = one.clone();
            wrong[at] ^= 1;
            assert!(at == 14 || !rejected(&[wrong]).is_empty(), "{at}");
        }
        let mut wrong = two.clone();
        wrong[35] ^= 1;
        assert_eq!(rejected(&[wrong]), messages::archive_damaged().to_string());
    }

    #[test]
    fn an_archive_made_to_fill_a_disk_is_given_up_early() {
        let bomb = archive(&[file("a.csv", &vec![b'a'; 18 << 20], true, true)]);
        let mut unzip = Unzip::default();
        let found = unzipped(&mut unzip, &bomb, 4096).unwrap_err();
        assert!(unzip.length <= 17 << 20 && found.contains("built to fill a disk"), "{found}");
    }
}
