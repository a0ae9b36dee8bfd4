//! Texts in which every byte has its place.

/// A pattern as sets of bytes: one set for each of the first bytes, one for all that follow, and how long the text may be.
///
/// The sets are bits of a byte, so that one look at a table and no jump decide about a byte of the text.
///
/// ```
/// use deskledger_runtime::BytePattern;
/// // ^[A-Z]{2}-[0-9]{1,4}$
/// static ARTICLE: BytePattern = BytePattern::new(&[b"AZ", b"--", b"09"], &[1, 1, 2], 4, 4, 7);
/// assert!(ARTICLE.is_match("AB-17"));
/// assert!(!ARTICLE.is_match("AB-") && !ARTICLE.is_match("AB-12345") && !ARTICLE.is_match("A1-17"));
/// ```
#[derive(Clone, Copy)]
pub struct BytePattern {
    /// For each byte the sets that it is in, as bits.
    sets: [u8; 256],
    /// For each of the first bytes the bit of its set.
    head: &'static [u8],
    /// The bit of the set of all bytes that follow.
    rest: u8,
    /// Fewest bytes.
    min: usize,
    /// Most bytes.
    max: usize,
}

impl BytePattern {
    /// In place of the set of the bytes that follow: any bytes.
    pub const ANY: u8 = u8::MAX;

    /// A pattern from its sets, seven at most. Each is written as the first and the last byte of its ranges, one after
    /// the other; the bit of the first set is 1, of the second 2, of the third 4.
    pub const fn new(ranges: &[&[u8]], head: &'static [u8], rest: u8, min: usize, max: usize) -> Self {
        let mut sets = [0; 256];
        let mut set = 0;
        while set < ranges.len() {
            let mut range = 0;
            while range + 1 < ranges[set].len() {
                let (mut byte, last) = (ranges[set][range] as usize, ranges[set][range + 1] as usize);
                while byte <= last {
                    sets[byte] |= 1 << set;
                    byte += 1;
                }
                range += 2;
            }
            set += 1;
        }
        Self { sets, head, rest, min, max }
    }

    /// Whether the text matches.
    #[inline(always)]
    pub fn is_match(&self, text: &str) -> bool {
        let text = text.as_bytes();
        if text.len() < self.min || text.len() > self.max {
            return false;
        }
        let (head, rest) = text.split_at(text.len().min(self.head.len()));
        let missed =
            head.iter().zip(self.head).fold(0, |missed, (byte, set)| missed | (set & !self.sets[usize::from(*byte)]));
        missed == 0
            && (self.rest == Self::ANY
                || rest.iter().fold(self.rest, |kept, byte| kept & self.sets[usize::from(*byte)]) == self.rest)
    }

    /// Whether no matching text contains the byte.
    #[inline(always)]
    pub(crate) fn is_without(&self, byte: u8) -> bool {
        self.rest != Self::ANY && self.sets[usize::from(byte)] == 0
    }
}
