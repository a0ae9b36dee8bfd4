use std::sync::Arc;

use super::automaton::{self, MAX_ENTRIES};
use super::byte_pattern::BytePattern;
use super::table::{InvalidPattern, Table};
use super::{minimise, translate};

/// A pattern and its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern as the document has it.
    pub source: String,
    /// Its table.
    pub table: Arc<Table>,
    /// Its matcher.
    pub matcher: Arc<Matcher>,
}

/// Matcher of a pattern: the first of these that is equivalent to the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// Every byte has its place.
    BytePattern(BytePattern),
    /// A few words.
    Literals(Vec<String>),
    /// The table itself.
    Table,
}

impl Pattern {
    /// Turns a pattern into its table.
    #[cfg(test)]
    pub(crate) fn new(source: &str) -> Result<Self, InvalidPattern> {
        Self::counted(source, &mut 0)
    }

    /// Turns a pattern into its table, and adds to `work` what that took, in entries of a table.
    pub fn counted(source: &str, work: &mut usize) -> Result<Self, InvalidPattern> {
        let table = Table::counted(source, work)?;
        let form = table.byte_pattern().map(Matcher::BytePattern);
        let matcher = form.or_else(|| table.literals().map(Matcher::Literals)).unwrap_or(Matcher::Table);
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
        let raw = automaton::build(&translate::translate(source)?);
        *work += raw.as_ref().map_or(MAX_ENTRIES, |raw| raw.rows.len() * raw.rows[0].len());
        raw.and_then(minimise::minimise)
    }
}
