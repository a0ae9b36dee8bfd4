//! A ZIP archive (APPNOTE 6.3) that is written as a stream. Each part is compressed in blocks by several threads, every
//! block with the end of the one before as its dictionary; the bytes do not depend on the number of threads.

use std::io::{self, Write};

use flate2::{Compress, Compression, Crc, FlushCompress};

use crate::write::threads::Threads;

/// Bytes that are compressed at a time.
const BLOCK: usize = 1 << 17;

/// Maximum number of compressing threads: more would be faster than the rows come.
const MAX_THREADS: usize = 4;

/// Maximum distance that the compression refers back.
const WINDOW: usize = 1 << 15;

/// The first level with codes of their own for each block: a fifth smaller than the one before.
const LEVEL: Compression = Compression::new(2);

/// The first number that a field of 32 bits does not hold.
const FAR: u64 = u32::MAX as u64;

/// Blocks for each thread that wait for it or for being written.
const WAITING: usize = 2;

pub(super) struct Archive<W> {
    out: W,
    offset: u64,
    parts: Vec<Part>,
    crc: Crc,
    /// The block that is being filled, behind its dictionary.
    block: Vec<u8>,
    dictionary: usize,
    threads: Threads<Job, io::Result<Vec<u8>>>,
}

struct Part {
    path: String,
    offset: u64,
    crc: u32,
    compressed: u64,
    bytes: u64,
}

impl Part {
    /// The fields that both headers have: version, flags (sizes behind the content, names in UTF-8), method, time, and
    /// what is known of the content. Without a time, so that the same records give the same bytes.
    fn fields(&self) -> Vec<u8> {
        let start = [45, 0x0808, 8, 0, 0x21].map(u16::to_le_bytes).concat();
        let numbers = [self.crc, narrow(self.compressed), narrow(self.bytes)].map(u32::to_le_bytes).concat();
        [start, numbers, (self.path.len() as u16).to_le_bytes().to_vec()].concat()
    }
}

/// A block behind its dictionary, whose length this is.
struct Job(Vec<u8>, usize, FlushCompress);

impl<W: Write> Archive<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            offset: 0,
            parts: Vec::new(),
            crc: Crc::new(),
            block: Vec::new(),
            dictionary: 0,
            threads: Threads::new(MAX_THREADS),
        }
    }

    /// Begins a part. Its length must be below 4 GiB.
    pub(super) fn begin(&mut self, path: String) -> io::Result<()> {
        let part = Part { path, offset: self.offset, crc: 0, compressed: 0, bytes: 0 };
        let mut header = 0x0403_4b50_u32.to_le_bytes().to_vec();
        header.extend(part.fields());
        header.extend([0; 2]);
        header.extend(part.path.as_bytes());
        self.parts.push(part);
        self.put(&header)
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.crc.update(bytes);
        while !bytes.is_empty() {
            if self.block.len() == self.dictionary + BLOCK {
                self.compress(FlushCompress::Sync)?;
            }
            let (now, rest) = bytes.split_at(bytes.len().min(self.dictionary + BLOCK - self.block.len()));
            self.block.extend_from_slice(now);
            bytes = rest;
        }
        Ok(())
    }

    pub(super) fn end(&mut self) -> io::Result<()> {
        self.compress(FlushCompress::Finish)?;
        while self.threads.pending() > 0 {
            self.receive()?;
        }
        let Some(part) = self.parts.last_mut() else { return Ok(()) };
        (part.crc, part.bytes) = (self.crc.sum(), u64::from(self.crc.amount()));
        let numbers = [0x0807_4b50, part.crc, narrow(part.compressed), narrow(part.bytes)];
        self.crc.reset();
        self.block.clear();
        self.dictionary = 0;
        self.put(&numbers.map(u32::to_le_bytes).concat())
    }

    /// Ends the archive and returns the output.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let (start, mut end) = (self.offset, Vec::new());
        for part in &self.parts {
            let is_far = part.offset >= FAR;
            end.extend(0x0201_4b50_u32.to_le_bytes());
            end.extend(45_u16.to_le_bytes());
            end.extend(part.fields());
            // Length of the extra field, then comment, disk and attributes.
            end.extend([if is_far { 12 } else { 0 }, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            end.extend(narrow(part.offset).to_le_bytes());
            end.extend(part.path.as_bytes());
            if is_far {
                end.extend([1, 0, 8, 0]);
                end.extend(part.offset.to_le_bytes());
            }
        }
        let (count, length) = (self.parts.len() as u64, end.len() as u64);
        if start >= FAR {
            end.extend(0x0606_4b50_u32.to_le_bytes());
            end.extend([44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            end.extend([count, count, length, start].map(u64::to_le_bytes).concat());
            end.extend([0x0706_4b50_u32, 0].map(u32::to_le_bytes).concat());
            end.extend((start + length).to_le_bytes());
            end.extend(1_u32.to_le_bytes());
        }
        end.extend([0x0605_4b50_u32, 0].map(u32::to_le_bytes).concat());
        end.extend([count as u16; 2].map(u16::to_le_bytes).concat());
        end.extend([narrow(length), narrow(start)].map(u32::to_le_bytes).concat());
        end.extend([0; 2]);
        self.put(&end)?;
        Ok(self.out)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.offset += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Compresses the block: here if it is the only one of its part, otherwise in a thread.
    fn compress(&mut self, flush: FlushCompress) -> io::Result<()> {
        let tail = self.block.get(self.block.len().saturating_sub(WINDOW)..).unwrap_or_default();
        let mut next = Vec::with_capacity(WINDOW + BLOCK);
        next.extend_from_slice(tail);
        let (dictionary, next_dictionary) = (self.dictionary, next.len());
        let job = Job(std::mem::replace(&mut self.block, next), dictionary, flush);
        self.dictionary = next_dictionary;
        if dictionary == 0 && matches!(job.2, FlushCompress::Finish) {
            let block = deflate(&job)?;
            return self.put_block(&block);
        }
        if self.threads.pending() == self.threads.count * WAITING {
            self.receive()?;
        }
        self.threads.send(job, || |job| deflate(&job))
    }

    /// Writes the next block.
    fn receive(&mut self) -> io::Result<()> {
        match self.threads.receive()? {
            Some(block) => self.put_block(&block?),
            None => Ok(()),
        }
    }

    fn put_block(&mut self, block: &[u8]) -> io::Result<()> {
        if let Some(part) = self.parts.last_mut() {
            part.compressed += block.len() as u64;
        }
        self.put(block)
    }
}

/// The compressed block. Its compressor is new: one that was reset hashes the last bytes of a dictionary together with
/// what an earlier block left behind them, and the bytes would depend on which thread compressed which blocks.
fn deflate(Job(block, dictionary, flush): &Job) -> io::Result<Vec<u8>> {
    let mut compress = Compress::new(LEVEL, false);
    let (dictionary, block) = block.split_at(*dictionary);
    if !dictionary.is_empty() {
        compress.set_dictionary(dictionary).map_err(io::Error::other)?;
    }
    let mut out = Vec::with_capacity(block.len() / 4 + 64);
    loop {
        let done = usize::try_from(compress.total_in()).map_err(io::Error::other)?;
        let status = compress.compress_vec(block.get(done..).unwrap_or_default(), &mut out, *flush);
        let status = status.map_err(io::Error::other)?;
        let is_all = compress.total_in() == block.len() as u64;
        // Room that is left means that everything was flushed.
        if status == flate2::Status::StreamEnd
            || (is_all && out.len() < out.capacity() && !matches!(flush, FlushCompress::Finish))
        {
            return Ok(out);
        }
        out.reserve(out.capacity());
    }
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek};

    use super::*;

    /// Text that is hard to compress and in which everything returns.
    fn text(length: usize) -> Vec<u8> {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let word: Vec<u8> = (0..WINDOW / 2).map(|_| next()).collect();
        word.into_iter().cycle().take(length).collect()
    }

    #[test]
    fn parts_of_every_length_come_out_as_they_went_in() {
        let lengths = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 9 * BLOCK + 12_345, 3];
        let write = || {
            let mut archive = Archive::new(Vec::new());
            for (number, length) in lengths.into_iter().enumerate() {
                archive.begin(format!("part {number}")).unwrap();
                text(length).chunks(99_991).for_each(|piece| archive.write(piece).unwrap());
                archive.end().unwrap();
            }
            archive.finish().unwrap()
        };
        let file = write();
        assert!(file == write());
        // The dictionary of a block is used: without it each would hold half a window of its own.
        assert!(file.len() < 7 * WINDOW, "{}", file.len());
        let mut archive = zip::ZipArchive::new(io::Cursor::new(file)).unwrap();
        for (number, length) in lengths.into_iter().enumerate() {
            let mut found = Vec::new();
            archive.by_name(&format!("part {number}")).unwrap().read_to_end(&mut found).unwrap();
            assert!(found == text(length), "{length}");
        }
    }

    #[test]
    fn a_block_does_not_depend_on_what_its_thread_compressed_before() {
        let line = |number: u64| format!("{number:x} {:x} ", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let text: String = (0..300_000).map(line).collect();
        let write = |threads| {
            let mut archive = Archive::new(Vec::new());
            archive.threads = Threads::new(threads);
            archive.begin("part".to_owned()).unwrap();
            archive.write(text.as_bytes()).unwrap();
            archive.end().unwrap();
            archive.finish().unwrap()
        };
        let expected = write(1);
        assert!((0..8).all(|_| write(MAX_THREADS) == expected));
    }

    #[test]
    fn a_part_beyond_four_gigabytes_is_found() {
        let (mut file, far) = (tempfile::tempfile().unwrap(), 5 << 30);
        let mut archive = Archive::new(&mut file);
        archive.begin("near".into()).unwrap();
        archive.write(b"1").unwrap();
        archive.end().unwrap();
        // A hole in the place of parts.
        archive.out.seek(io::SeekFrom::Start(far)).unwrap();
        archive.offset = far;
        archive.begin("far".into()).unwrap();
        archive.write(b"2").unwrap();
        archive.end().unwrap();
        archive.finish().unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        for (name, expected) in [("near", "1"), ("far", "2")] {
            let mut found = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut found).unwrap();
            assert_eq!(found, expected);
        }
    }
}
