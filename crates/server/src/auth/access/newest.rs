//! The clock of the access file, and the newest time that it has seen.

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use rusqlite::Connection;

use crate::clock::Clock;

/// The clock, and the newest time that has been stored, in milliseconds since 1970.
#[derive(Debug, Default)]
pub(super) struct Time {
    pub(super) clock: Clock,
    pub(super) newest: AtomicI64,
}

impl Time {
    /// Continues from the newest time stored in a file.
    pub(super) fn new(clock: Clock, connection: &Connection) -> rusqlite::Result<Self> {
        let newest = connection.query_row("SELECT newest FROM clock", (), |row| row.get(0))?;
        Ok(Self { clock, newest: AtomicI64::new(newest) })
    }
}

/// Milliseconds since 1970.
pub(super) fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
