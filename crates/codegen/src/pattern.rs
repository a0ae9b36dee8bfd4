//! Patterns of the document, with the meaning of ECMA-262, as tables that one step a byte reads.

mod automaton;
mod compile;
mod form;
mod minimise;
mod table;
mod translate;
mod words;

pub(crate) use automaton::MAX_ENTRIES;
pub use compile::{Matcher, Pattern};
pub use form::BytePattern;
pub use table::{InvalidPattern, Table};
