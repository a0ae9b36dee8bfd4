mod byte_pattern;
#[doc(hidden)]
pub mod walk;

use std::fmt;

pub use byte_pattern::BytePattern;

/// A pattern of the document, with the meaning of ECMA-262, turned at generation into what reads a text in one pass.
#[derive(Clone, Copy)]
pub struct Pattern {
    /// The pattern as the document has it.
    pub source: &'static str,
    /// Its matcher.
    pub matcher: Matcher,
}

/// Matcher of a pattern: the first of these that is equivalent to the pattern.
#[derive(Clone, Copy)]
pub enum Matcher {
    /// Every byte has its place.
    BytePattern(&'static BytePattern),
    /// A few words.
    Literals(&'static [&'static str]),
    /// One step a byte through a table.
    Table(&'static Table),
}

/// An automaton: one step a byte, never back.
///
/// State 0 rejects every continuation and state 1 accepts every one; every other state accepts or rejects at the end of the text.
#[derive(Clone, Copy)]
pub struct Table {
    /// Class of each byte.
    pub classes: &'static [u8; 256],
    /// Number of classes: the width of a row of `next`.
    pub width: usize,
    /// Next state, by state and class.
    pub next: &'static [u16],
    /// Whether a state accepts at the end of the text.
    pub accepts: &'static [bool],
    /// State before the first byte.
    pub start: u16,
    /// Where each state can only stay or go to the next one, from state 2 on: the classes for either, as bits. Empty where
    /// the pattern branches.
    pub chain: &'static [(u64, u64)],
}

impl Pattern {
    /// Whether the pattern is found in `text`.
    #[inline(always)]
    pub fn is_match(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::BytePattern(form) => form.is_match(text),
            Matcher::Literals(words) => words.contains(&text),
            Matcher::Table(table) => table.is_match(text),
        }
    }

    /// Whether no text with this pattern has one of the bytes in it, as far as that is known without a text.
    #[inline(always)]
    pub(crate) fn is_without(&self, bytes: &[u8]) -> bool {
        matches!(&self.matcher, Matcher::BytePattern(form) if bytes.iter().all(|byte| form.is_without(*byte)))
    }
}

impl Table {
    fn is_match(&self, text: &str) -> bool {
        if !self.chain.is_empty() {
            return walk::follow(self.chain, self.classes, self.accepts, text);
        }
        walk::walk(self.start, self.width, self.classes, self.next, self.accepts, text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Matcher, Pattern, Table};

    static CLASSES: [u8; 256] = {
        let mut classes = [0; 256];
        classes[b'a' as usize] = 1;
        classes
    };
    const TABLE: Table = Table {
        classes: &CLASSES,
        width: 2,
        next: &[0, 0, 1, 1, 0, 3, 0, 3],
        accepts: &[false, true, false, true],
        start: 2,
        chain: &[],
    };
    static BRANCHING: Table = TABLE;
    static CHAIN: Table = Table { chain: &[(0, 0b10), (0b10, 0)], ..TABLE };

    #[test]
    fn a_table_gives_the_same_verdict_with_a_chain_and_without_one() {
        for table in [&BRANCHING, &CHAIN] {
            let pattern = Pattern { source: "^a+$", matcher: Matcher::Table(table) };
            for (text, expected) in [("a", true), ("aa", true), ("", false), ("b", false), ("ab", false), ("ba", false)]
            {
                assert_eq!(pattern.is_match(text), expected, "{text:?}, {:?}", table.chain);
            }
        }
    }
}
