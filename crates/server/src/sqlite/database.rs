//! A SQLite file that many threads read and one at a time writes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ffi};

use super::pool::{Pool, open};
use crate::sync::lock;

/// Page cache of each connection in KiB.
const CACHE: i64 = 512;

/// A pool of connections with foreign keys enforced, and a queue for writers.
#[derive(Debug)]
pub(crate) struct Database {
    pool: Pool,
    turns: Arc<Turns>,
}

impl Database {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { pool: Pool::new(path), turns: Arc::default() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.pool.path()
    }

    /// Runs a query and waits up to `timeout` for a lock. A connection on which it failed is not reused.
    pub(crate) fn read<T>(
        &self,
        timeout: Duration,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let file = self.pool.file_id();
        let mut connection = self.pool.take(file).map_or_else(|| self.connect(timeout), Ok)?;
        connection.busy_timeout(timeout)?;
        let result = work(&mut connection)?;
        self.pool.put(connection, file);
        Ok(result)
    }

    /// As [`Database::read`], one writer at a time: writers of this process wait here, where they are woken at once.
    ///
    /// # Errors
    /// Another writer holds the file for too long, or the work failed.
    pub(crate) fn write<T>(
        &self,
        timeout: Duration,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let _turn = self.turns.wait(timeout)?;
        self.read(timeout, work)
    }

    fn connect(&self, timeout: Duration) -> rusqlite::Result<Connection> {
        let connection = open(self.path(), timeout)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        Ok(connection)
    }
}

/// The turns of the writers of one file within this process: SQLite would let them sleep for growing intervals.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_fails_gives_its_turn_to_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, "").unwrap();
        let database = Database::new(path);
        let wait = Duration::from_millis(20);
        let second = database.write(wait, |_| {
            let refused = database.write(wait, |_| Ok(()));
            assert_eq!(refused.unwrap_err().sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
            Err::<(), _>(rusqlite::Error::InvalidQuery)
        });
        assert!(second.is_err() && database.pool.idle() == 0, "a connection that failed is used again");
        assert!(database.write(wait, |_| Ok(())).is_ok());
        assert_eq!(database.pool.idle(), 1);
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
        let database = Database::new(path.clone());
        let ask = || {
            let sql = "SELECT x FROM t";
            database.read(Duration::ZERO, |connection| connection.query_row(sql, (), |row| row.get::<_, i64>(0)))
        };
        assert_eq!((ask().unwrap(), ask().unwrap()), (1, 1));
        std::fs::rename(&other, &path).unwrap();
        assert_eq!(ask().unwrap(), 2);
    }
}
