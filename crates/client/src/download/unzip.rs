//! Streaming extraction of the only file of a ZIP archive in constant memory, without waiting for the central directory
//! at the end.

mod fields;

use bytes::{Buf, Bytes, BytesMut};
use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::name;
use fields::{is_hidden, long, short, wide};

/// Output chunk size.
const PIECE: usize = 64 * 1024;
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

/// Why an archive has no usable file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BrokenArchive {
    /// It contains no file.
    Empty,
    /// It contains more than one file.
    AnotherFile,
    /// The file is encrypted, or compressed with a method that cannot be streamed.
    Unsupported,
    /// The compression ratio indicates a decompression bomb.
    Bomb {
        /// Bytes decompressed.
        length: u64,
        /// Bytes of compressed input.
        compressed: u64,
    },
    /// The checksum or length does not match.
    Damaged,
    /// The archive is truncated.
    Open {
        /// Bytes of compressed input.
        compressed: u64,
    },
}

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
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, BrokenArchive> {
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
    pub(super) fn finish(&self) -> Result<(), BrokenArchive> {
        match self.state {
            State::Done => Ok(()),
            _ => Err(BrokenArchive::Open { compressed: self.compressed }),
        }
    }

    /// Parses a local file header; `false` if it is incomplete.
    fn header(&mut self) -> Result<bool, BrokenArchive> {
        let Some(signature) = self.held.get(..4) else { return Ok(false) };
        if signature == DIRECTORY || signature == END {
            if !self.has_file {
                return Err(BrokenArchive::Empty);
            }
            self.state = State::Directory;
            return Ok(true);
        }
        if signature != A_FILE {
            return Err(BrokenArchive::Damaged);
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
                return Err(BrokenArchive::Unsupported);
            }
        };
        self.hidden += u32::from(is_hidden);
        if (!is_hidden && self.has_file) || self.hidden > MAX_HIDDEN {
            self.is_not_streamable = true;
            return Err(BrokenArchive::AnotherFile);
        }
        if !is_hidden {
            self.has_file = true;
            self.file_name = name::of_bytes(name);
        }
        self.entry = Entry { crc, is_described, is_hidden };
        let length = rest.len();
        self.held.advance(HEADER + length);
        self.inflate.reset(false);
        self.crc.reset();
        self.state = state;
        Ok(true)
    }

    /// Bytes of the file; `None` if more input is needed.
    fn content(&mut self) -> Result<Option<Bytes>, BrokenArchive> {
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
                let (came, went) = (self.inflate.total_in(), self.inflate.total_out());
                let status = self.inflate.decompress(&self.held, &mut self.piece, FlushDecompress::None);
                let status = status.map_err(|_| BrokenArchive::Damaged)?;
                let came = usize::try_from(self.inflate.total_in() - came).unwrap_or(usize::MAX);
                self.held.advance(came.min(self.held.len()));
                let length = usize::try_from(self.inflate.total_out() - went).unwrap_or(PIECE).min(PIECE);
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
        match super::gunzip::is_bomb(self.length, self.compressed) {
            true => Err(BrokenArchive::Bomb { length: self.length, compressed: self.compressed }),
            false => Ok(Some(bytes)),
        }
    }

    /// Parses the optional data descriptor and verifies the checksum.
    fn behind(&mut self) -> Result<bool, BrokenArchive> {
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
                return Err(BrokenArchive::Damaged);
            };
            stated = long(&self.held, skip);
            self.held.advance(length);
        }
        if stated != self.crc.sum() {
            return Err(BrokenArchive::Damaged);
        }
        self.state = State::Header;
        Ok(true)
    }

    /// Searches for the end of the central directory.
    fn directory(&mut self) -> bool {
        let found = self.held.windows(END.len()).any(|window| window == END);
        let kept = self.held.len().saturating_sub(END.len() - 1);
        self.held.advance(kept);
        if found {
            self.state = State::Done;
        }
        found
    }
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

    fn unzipped(archive: &[u8], step: usize) -> Result<(Vec<u8>, Option<String>), BrokenArchive> {
        let (mut unzip, mut out) = (Unzip::default(), Vec::new());
        for piece in archive.chunks(step) {
            unzip.push(Bytes::copy_from_slice(piece));
            while let Some(bytes) = unzip.next()? {
                assert!(!bytes.is_empty());
                out.extend_from_slice(&bytes);
            }
        }
        unzip.finish().map(|()| (out, unzip.file_name))
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
                let (content, name) = unzipped(&whole, step).unwrap();
                assert!(content == text, "{is_deflated} {is_described} {step}");
                assert_eq!(name.as_deref(), Some("a.csv"));
            }
            for length in (1..whole.len()).step_by(501) {
                assert!(matches!(unzipped(&whole[..length], 512), Err(BrokenArchive::Open { .. })), "{length}");
            }
        }
    }

    #[test]
    fn an_archive_without_one_file_is_reported_and_not_guessed_at() {
        let (one, two) = (file("a.csv", b"a,b\n", true, true), file("b.csv", b"a,b\n", false, false));
        assert_eq!(unzipped(&archive(&[one.clone(), two.clone()]), 9), Err(BrokenArchive::AnotherFile));
        assert_eq!(unzipped(&archive(&[]), 9), Err(BrokenArchive::Empty));
        assert_eq!(unzipped(&archive(&[file("out/", b"", false, false)]), 9), Err(BrokenArchive::Empty));
        let mut encrypted = one.clone();
        encrypted[6] |= 1;
        let mut unknown = two.clone();
        unknown[8] = 12;
        for file in [encrypted, unknown, file("a.csv", b"a,b\n", false, true)] {
            assert_eq!(unzipped(&archive(&[file]), 9), Err(BrokenArchive::Unsupported));
        }
        for at in [14, 35, one.len() - 14] {
            let mut wrong = one.clone();
            wrong[at] ^= 1;
            assert!(at == 14 || unzipped(&archive(&[wrong]), 9).is_err(), "{at}");
        }
        let mut wrong = two.clone();
        wrong[35] ^= 1;
        assert_eq!(unzipped(&archive(&[wrong]), 9), Err(BrokenArchive::Damaged));
    }

    #[test]
    fn an_archive_made_to_fill_a_disk_is_given_up_early() {
        let bomb = archive(&[file("a.csv", &vec![b'a'; 18 << 20], true, true)]);
        let found = unzipped(&bomb, 4096).map(|(bytes, _)| bytes.len());
        assert!(matches!(found, Err(BrokenArchive::Bomb { length, .. }) if length <= 17 << 20), "{found:?}");
    }
}
