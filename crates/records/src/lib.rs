//! Files of connection records, read and written row by row in constant memory.

pub mod read;
pub mod write;
