//! Detection and validation of file content.

mod check;
pub(crate) mod format;
pub(crate) mod record_count;
mod table;

pub use check::ContentCheck;
pub use format::{FileFormat, UnexpectedContent};
