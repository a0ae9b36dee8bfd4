//! Fields of ZIP headers.

/// Whether an entry is a directory or a hidden system file.
pub(super) fn is_hidden(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    last.is_empty() || last.starts_with(b".") || name.starts_with(b"__MACOSX/")
}

/// The compressed length in the ZIP64 extra field.
pub(super) fn wide(mut extra: &[u8], has_plain: bool) -> Option<u64> {
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

pub(super) fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

pub(super) fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}
