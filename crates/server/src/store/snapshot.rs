//! A read transaction that many reads share.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use crate::sqlite::{FileId, Pool};

/// A connection inside a read transaction; it is returned to the pool on drop.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) connection: Mutex<Option<Connection>>,
    pub(super) file: FileId,
    pub(super) readers: Arc<Pool>,
    pub(super) rows: AtomicU64,
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        // A connection whose reader panicked is not reused.
        if let Some(connection) = self.connection.get_mut().ok().and_then(Option::take) {
            self.readers.put(connection, self.file);
        }
    }
}
