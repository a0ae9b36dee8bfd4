//! A queue of writers: SQLite would let them sleep for growing intervals.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::ffi;

use crate::sync::lock;

/// The turns of the writers of one file within this process.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    is_writing: Mutex<bool>,
    is_free: Condvar,
}

/// The turn of one writer, released on drop.
#[derive(Debug)]
pub(crate) struct Turn(Arc<Turns>);

impl Turns {
    /// Waits for the turn.
    ///
    /// # Errors
    /// Another writer has it for longer than `timeout`.
    pub(crate) fn wait(self: &Arc<Self>, timeout: Duration) -> rusqlite::Result<Turn> {
        let is_writing = lock(&self.is_writing);
        let waited = self.is_free.wait_timeout_while(is_writing, timeout, |is_writing| *is_writing);
        let (mut is_writing, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None));
        }
        *is_writing = true;
        Ok(Turn(self.clone()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *lock(&self.0.is_writing) = false;
        self.0.is_free.notify_one();
    }
}
