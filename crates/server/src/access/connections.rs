//! Connections to the file of the users that stay open between two questions: opening one costs more than an answer.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, ffi};

use crate::state::locked;

/// How many connections stay open with nothing to do.
const MOST_IDLE: usize = 4;

/// How much each keeps of the file in memory, in KiB.
const CACHE: i64 = 512;

/// Which file stands at the path: another one may take its place while the server runs, and is to be asked then.
type File = Option<(u64, u64)>;

#[derive(Debug)]
pub(super) struct Connections {
    path: PathBuf,
    idle: Mutex<Vec<(Connection, File)>>,
    is_written: Mutex<bool>,
    is_free: Condvar,
}

/// The turn of one writer, given back when it is dropped.
struct Turn<'c>(&'c Connections);

impl Connections {
    pub(super) fn to(path: PathBuf) -> Self {
        Self { path, idle: Mutex::default(), is_written: Mutex::default(), is_free: Condvar::new() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Asks, and waits so long while somebody else holds the file. A connection on which a question failed is not used
    /// again.
    pub(super) fn with<T>(
        &self,
        wait: Duration,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let file = self.file();
        let kept = {
            let mut idle = locked(&self.idle);
            idle.retain(|(_, other)| *other == file && file.is_some());
            idle.pop()
        };
        let mut connection = kept.map_or_else(|| self.connect(), |(connection, _)| Ok(connection))?;
        connection.busy_timeout(wait)?;
        let done = work(&mut connection)?;
        let mut idle = locked(&self.idle);
        if idle.len() < MOST_IDLE {
            idle.push((connection, file));
        }
        Ok(done)
    }

    /// As [`Connections::with`], one after the other: writers of this process wait for each other here, where they are woken
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
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        Ok(connection)
    }

    fn file(&self) -> File {
        #[cfg(unix)]
        let found = {
            use std::os::unix::fs::MetadataExt;
            std::fs::metadata(&self.path).ok().map(|file| (file.dev(), file.ino()))
        };
        #[cfg(not(unix))]
        let found = None;
        found
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
        let connections = Connections::to(path);
        let wait = Duration::from_millis(20);
        let second = connections.write(wait, |_| {
            let refused = connections.write(wait, |_| Ok(()));
            assert_eq!(refused.unwrap_err().sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
            Err::<(), _>(rusqlite::Error::InvalidQuery)
        });
        assert!(second.is_err() && locked(&connections.idle).is_empty(), "a connection that failed is used again");
        assert!(connections.write(wait, |_| Ok(())).is_ok());
        assert_eq!(locked(&connections.idle).len(), 1);
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
        let connections = Connections::to(path.clone());
        let ask = || {
            let sql = "SELECT x FROM t";
            connections.with(Duration::ZERO, |connection| connection.query_row(sql, (), |row| row.get::<_, i64>(0)))
        };
        assert_eq!((ask().unwrap(), ask().unwrap()), (1, 1));
        std::fs::rename(&other, &path).unwrap();
        assert_eq!(ask().unwrap(), 2);
    }
}
