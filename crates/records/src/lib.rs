//! Files of connection records, written row by row in constant memory.

pub mod write;
