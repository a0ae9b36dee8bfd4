//! Patterns of the document, with the meaning of ECMA-262, as tables that one step a byte reads.

mod automaton;
mod form;
mod minimise;
mod translate;
// A link to the runtime's file, so that both evaluate a table alike; a package contains the file itself.
#[allow(unreachable_pub, reason = "public in the runtime")]
mod walk;
mod words;

use std::sync::Arc;

pub(crate) use automaton::MOST_ENTRIES;
pub(crate) use form::BytePattern;

/// A pattern and its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The pattern as the document has it.
    pub(crate) source: String,
    /// Its table.
    pub(crate) table: Arc<Table>,
    /// What reads a text.
    pub(crate) matcher: Arc<Matcher>,
}

/// What reads a text: the first of these that can say what the table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Matcher {
    /// Every byte has its place.
    BytePattern(BytePattern),
    /// A few words.
    Literals(Vec<String>),
    /// The table itself.
    Table,
}

/// A deterministic automaton over bytes. State 0 refuses for ever, state 1 accepts whatever follows.
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

/// Why a text is no pattern that can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPattern {
    /// What was found in place of a pattern.
    pub found: String,
    /// What to do.
    pub hint: String,
    /// Whether it is a pattern of ECMA-262 all the same, only none that one pass in bounded memory can check.
    pub is_beyond: bool,
}

impl InvalidPattern {
    fn new(found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { found: found.into(), hint: hint.into(), is_beyond: false }
    }

    fn beyond(found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { is_beyond: true, ..Self::new(found, hint) }
    }
}

impl Pattern {
    /// Turns a pattern into its table.
    #[cfg(test)]
    pub(crate) fn new(source: &str) -> Result<Self, InvalidPattern> {
        Self::counted(source, &mut 0)
    }

    /// Turns a pattern into its table, and adds to `work` what that took, in entries of a table.
    pub(crate) fn counted(source: &str, work: &mut usize) -> Result<Self, InvalidPattern> {
        let table = Table::counted(source, work)?;
        let form = table.form().map(Matcher::BytePattern);
        let matcher = form.or_else(|| table.words().map(Matcher::Literals)).unwrap_or(Matcher::Table);
        Ok(Self { source: source.to_owned(), table: Arc::new(table), matcher: Arc::new(matcher) })
    }
}

impl Table {
    /// Turns a pattern of ECMA-262 into a table.
    ///
    /// # Errors
    /// The pattern is not valid, needs backtracking (lookaround, back reference), or its table is too large.
    pub fn new(source: &str) -> Result<Self, InvalidPattern> {
        Self::counted(source, &mut 0)
    }

    fn counted(source: &str, work: &mut usize) -> Result<Self, InvalidPattern> {
        let translated = translate::translate(source)?;
        let raw = automaton::build(&translated);
        *work += raw.as_ref().map_or(MOST_ENTRIES, |raw| raw.rows.len() * raw.rows[0].len());
        raw.and_then(minimise::minimise)
    }

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
        // A set of bits has room for so many classes.
        if self.start != 2 || self.width > 64 {
            return Vec::new();
        }
        (2..states).map(step).collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    /// Whether the pattern is found in `text`: the same walk that the generated code takes.
    pub fn is_match(&self, text: &str) -> bool {
        let chain = self.chain();
        if !chain.is_empty() {
            return walk::follow(&chain, &self.classes, &self.accepts, text);
        }
        walk::walk(self.start, self.width, &self.classes, &self.next, &self.accepts, text)
    }
}
