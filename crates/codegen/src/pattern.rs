//! Patterns of the document, with the meaning of ECMA-262, as tables that one step a byte reads.

mod automaton;
mod compile;
mod byte_pattern;
mod minimise;
mod table;
mod translate;
mod literals;

pub(crate) use automaton::MAX_ENTRIES;
pub use compile::{Matcher, Pattern};
pub use byte_pattern::BytePattern;
pub use table::{InvalidPattern, Table};
