//! The file of the users: who asks it shares connections, who writes to it waits for a turn.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, ffi};

use crate::connections::Connections;
use crate::state::locked;

/// How much each connection keeps of the file in memory, in KiB.
const CACHE: i64 = 512;

#[derive(Debug)]
pub(super) struct Database {
    connections: Connections,
    is_written: Mutex<bool>,
    is_free: Condvar,
}

/// The turn of one writer, given back when it is dropped.
struct Turn<'d>(&'d Database);

impl Database {
    pub(super) fn to(path: PathBuf) -> Self {
        Self { connections: Connections::of(path), is_written: Mutex::default(), is_free: Condvar::new() }
    }

    pub(super) fn path(&self) -> &Path {
        self.connections.path()
    }

    /// Asks, and waits so long while somebody else holds the file. A connection on which a question failed is not used
    /// again.
    pub(super) fn with<T>(
        &self,
        wait: Duration,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let file = self.connections.file();
        let mut connection = self.connections.take(file).map_or_else(|| self.connect(), Ok)?;
        connection.busy_timeout(wait)?;
        let done = work(&mut connection)?;
        self.connections.give_back(connection, file);
        Ok(done)
    }

    /// As [`Database::with`], one after the other: writers of this process wait for each other here, where they are woken
    /// at once. SQLite would let them sleep, and longer each time.
    pub(super) fn write<T>(
        &self,
        wait: Duration,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let is_written = locked(&self.is_written);
        let waited = self.is_free.wait_timeout_while(is_written, wait, |is_written| *is_written);
        let (mut is_written, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None));
        }
        *is_written = true;
        drop(is_written);
        let _turn = Turn(self);
        self.with(wait, work)
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        // The file was made at the start. Where it has been taken away since, another one would hide that.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.path(), flags)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        Ok(connection)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *locked(&self.0.is_written) = false;
        self.0.is_free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_fails_gives_its_turn_to_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, "").unwrap();
        let database = Database::to(path);
        let wait = Duration::from_millis(20);
        let second = database.write(wait, |_| {
            let refused = database.write(wait, |_| Ok(()));
            assert_eq!(refused.unwrap_err().sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
            Err::<(), _>(rusqlite::Error::InvalidQuery)
        });
        assert!(second.is_err() && database.connections.idle() == 0, "a connection that failed is used again");
        assert!(database.write(wait, |_| Ok(())).is_ok());
        assert_eq!(database.connections.idle(), 1);
    }

    #[test]
    fn a_file_that_takes_the_place_of_another_is_asked_from_then_on() {
        let dir = tempfile::tempdir().unwrap();
        let (path, other) = (dir.path().join("a"), dir.path().join("b"));
        let make = |path: &Path, value: i64| {
            let connection = Connection::open(path).unwrap();
            connection.execute_batch(&format!("CREATE TABLE t (x); INSERT INTO t VALUES ({value})")).unwrap();
        };
        make(&path, 1);
        make(&other, 2);
        let database = Database::to(path.clone());
        let ask = || {
            let sql = "SELECT x FROM t";
            database.with(Duration::ZERO, |connection| connection.query_row(sql, (), |row| row.get::<_, i64>(0)))
        };
        assert_eq!((ask().unwrap(), ask().unwrap()), (1, 1));
        std::fs::rename(&other, &path).unwrap();
        assert_eq!(ask().unwrap(), 2);
    }
}
