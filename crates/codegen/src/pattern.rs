//! Patterns of the document, with the meaning of ECMA-262, as tables that one step a byte reads.

mod automaton;
mod byte_pattern;
mod compile;
mod literals;
mod minimise;
mod table;
mod translate;

pub(crate) use automaton::MAX_ENTRIES;
pub use byte_pattern::BytePattern;
pub use compile::{Matcher, Pattern};
pub use table::{InvalidPattern, Table};
