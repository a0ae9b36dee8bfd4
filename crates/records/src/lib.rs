//! Files of connection records, read and written row by row in constant memory.

pub mod copy;
pub mod read;
mod stream;
mod words;
pub mod write;

pub use stream::{RecordError, RecordStream, Records};
