use deskledger_runtime::message::Message;
use deskledger_runtime::walk;

/// A deterministic automaton over bytes. State 0 rejects every continuation, state 1 accepts every one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Class of each byte.
    pub classes: Box<[u8; 256]>,
    /// Number of classes: the width of a row of `next`.
    pub width: usize,
    /// Next state, by state and class.
    pub next: Vec<u16>,
    /// Whether a state accepts at the end of the text.
    pub accepts: Vec<bool>,
    /// State before the first byte.
    pub start: u16,
}

/// Why a text is not a pattern that can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPattern {
    /// The found text.
    pub found: Message,
    /// The remedy.
    pub hint: Message,
    /// Whether it is a pattern of ECMA-262 all the same, only one of its older grammar (without the flag `u`), or none that
    /// one pass in bounded memory can check.
    pub is_beyond: bool,
}

impl InvalidPattern {
    pub(super) fn new(found: Message, hint: Message) -> Self {
        Self { found, hint, is_beyond: false }
    }

    pub(super) fn beyond(found: Message, hint: Message) -> Self {
        Self { is_beyond: true, ..Self::new(found, hint) }
    }
}

impl Table {
    /// The classes for which a state stays, and for which it goes to the next one, as bits, from state 2 on; nothing where
    /// a state can go elsewhere. Most patterns of documents are such chains.
    pub(crate) fn chain(&self) -> Vec<(u64, u64)> {
        let states = self.accepts.len();
        let step = |state: usize| {
            let (mut stay, mut go) = (0_u64, 0_u64);
            for class in 0..self.width {
                match usize::from(self.next[state * self.width + class]) {
                    0 => {}
                    next if next == state => stay |= 1 << class,
                    next if next == state + 1 => go |= 1 << class,
                    _ => return None,
                }
            }
            Some((stay, go))
        };
        // A set of bits holds this number of classes.
        if self.start != 2 || self.width > 64 {
            return Vec::new();
        }
        (2..states).map(step).collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    /// Whether the pattern is found in `text`: by the same functions as the generated code.
    pub fn is_match(&self, text: &str) -> bool {
        let chain = self.chain();
        if !chain.is_empty() {
            return walk::follow(&chain, &self.classes, &self.accepts, text);
        }
        walk::walk(self.start, self.width, &self.classes, &self.next, &self.accepts, text)
    }
}
