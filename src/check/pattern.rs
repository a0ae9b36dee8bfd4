mod walk;

use std::fmt;

/// A pattern of the document, turned into a table at generation: one step a byte, never back.
///
/// State 0 refuses and state 1 accepts whatever follows; every other state says at the end of the text whether it accepts.
#[derive(Clone, Copy)]
pub struct Pattern {
    /// The pattern as the document has it.
    pub source: &'static str,
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
    /// Whether the pattern is found in `text`, with the meaning of ECMA-262.
    pub fn is_match(&self, text: &str) -> bool {
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
