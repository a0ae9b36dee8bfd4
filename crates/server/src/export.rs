//! The exported file: its identity, its encoding, and its way from the store to the socket.

mod body;
pub(crate) mod entity_tag;
mod rows;
mod window;
mod wrapper;

pub(crate) use body::{Content, File, Head, Outcome, Report, Start, start};
pub use rows::{ExportError, write_records};
pub(crate) use wrapper::Wrapper;
