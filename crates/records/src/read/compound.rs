//! Compound files of older Office programs, which also wrap workbooks with a password: what they are, by the names of their
//! streams.

use std::io::{self, BufRead, Read};

use crate::message::Part;
use crate::messages;

/// Maximum number of bytes searched for the names.
const MAX_BYTES: u64 = 256 << 20;

/// Names of streams, and what a file with them is. They stand in UTF-16, anywhere in the file.
static STREAMS: [(&str, Part); 4] = [
    ("EncryptedPackage", messages::password),
    ("Workbook", messages::old_workbook),
    ("WordDocument", messages::old_document),
    ("PowerPoint Document", messages::old_document),
];

/// Kind of a compound file.
pub(super) fn name(reader: impl BufRead) -> io::Result<Part> {
    let patterns = STREAMS.map(|(name, _)| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let longest = patterns.iter().map(Vec::len).max().unwrap_or_default();
    let (mut reader, mut held, mut found) = (reader.take(MAX_BYTES), Vec::new(), [false; STREAMS.len()]);
    loop {
        let kept = held.len().saturating_sub(longest);
        held.drain(..kept);
        let before = held.len();
        reader.by_ref().take(1 << 16).read_to_end(&mut held)?;
        if held.len() == before {
            break;
        }
        for (pattern, found) in patterns.iter().zip(&mut found) {
            *found |= held.windows(pattern.len()).any(|window| window == pattern);
        }
    }
    let first = STREAMS.iter().zip(found).find(|(_, found)| *found);
    Ok(first.map_or(messages::old_workbook, |((_, name), _)| *name))
}
