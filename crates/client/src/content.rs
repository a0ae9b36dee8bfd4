//! What the bytes of a file are, and whether they are what was requested.

mod check;
pub(crate) mod format;
mod table;

pub use check::ContentCheck;
pub use format::{FileFormat, UnexpectedContent};
