//! Idle connections to a SQLite file: opening one costs more than reading a hundred records.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::sync::lock;

/// Maximum number of idle connections to one file.
const MAX_IDLE: usize = 4;

/// Opens an existing database; a statement waits up to `busy_timeout` for a lock.
///
/// # Errors
/// The file does not exist: it is created at startup, and creating it anew would hide its removal. Or it cannot be opened.
pub(crate) fn open(path: &Path, busy_timeout: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(busy_timeout)?;
    // With less, a power failure undoes acknowledged changes, and can damage a file that is being migrated.
    connection.pragma_update(None, "synchronous", "full")?;
    // Deleted records and secrets are overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

/// Moves all changes from the write-ahead log into the file and empties the log; false if readers prevent it, or the
/// empty log could not be synced.
pub(crate) fn truncate_log(connection: &Connection) -> rusqlite::Result<bool> {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get::<_, i64>(0))?;
    // SQLite does not sync the empty log: a power failure would bring back what it contained.
    let log = connection.path().map(|path| format!("{path}-wal"));
    Ok(busy == 0 && log.is_some_and(|log| File::open(log).and_then(|log| log.sync_all()).is_ok()))
}

/// The idle connections to one file.
#[derive(Debug)]
pub(crate) struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<(Connection, FileId)>>,
    is_damaged: AtomicBool,
}

/// Identity of the file at the path: if another file replaces it while the server runs, that one is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId(Option<(u64, u64)>);

impl Pool {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::default(), is_damaged: AtomicBool::new(false) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Remembers that the file is damaged.
    pub(crate) fn mark_damaged(&self) {
        self.is_damaged.store(true, Ordering::Relaxed);
    }

    /// Whether damage has been found.
    pub(crate) fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    /// Identity of the file that is at the path now.
    pub(crate) fn file_id(&self) -> FileId {
        #[cfg(unix)]
        let id = {
            use std::os::unix::fs::MetadataExt;
            std::fs::metadata(&self.path).ok().map(|file| (file.dev(), file.ino()))
        };
        #[cfg(not(unix))]
        let id = None;
        FileId(id)
    }

    /// An idle connection to this file, outside any transaction; `None` if there is none.
    pub(crate) fn take(&self, file: FileId) -> Option<Connection> {
        let mut idle = lock(&self.idle);
        idle.retain(|(_, other)| *other == file && file.0.is_some());
        idle.pop().map(|(connection, _)| connection)
    }

    /// Returns a connection to the pool and rolls back its transaction.
    pub(crate) fn put(&self, connection: Connection, file: FileId) {
        let is_clean = connection.is_autocommit() || roll_back(&connection).is_ok();
        let mut idle = lock(&self.idle);
        if is_clean && idle.len() < MAX_IDLE {
            idle.push((connection, file));
        }
    }
}

fn roll_back(connection: &Connection) -> rusqlite::Result<usize> {
    connection.prepare_cached("ROLLBACK")?.execute(())
}

#[cfg(test)]
impl Pool {
    /// Number of idle connections.
    pub(crate) fn idle(&self) -> usize {
        lock(&self.idle).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_reused_for_its_file_only_and_outside_its_transaction() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let connect = || Connection::open(&path).unwrap();
        connect().execute_batch("CREATE TABLE t (x)").unwrap();
        let pool = Pool::new(path.clone());
        let file = pool.file_id();
        assert!(pool.take(file).is_none());
        for _ in 0..MAX_IDLE + 3 {
            let connection = connect();
            connection.execute_batch("BEGIN; SELECT * FROM t").unwrap();
            pool.put(connection, file);
        }
        let taken: Vec<_> = std::iter::from_fn(|| pool.take(file)).collect();
        assert!(taken.len() == MAX_IDLE && taken.iter().all(Connection::is_autocommit));
        taken.into_iter().for_each(|connection| pool.put(connection, file));

        std::fs::write(dir.path().join("b"), "").unwrap();
        std::fs::rename(dir.path().join("b"), &path).unwrap();
        assert!(pool.file_id() != file && pool.take(pool.file_id()).is_none() && pool.take(file).is_none());
    }
}
