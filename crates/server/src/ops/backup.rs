//! Backups: a copy of all data, made while the server runs.
//!
//! A backup is a data directory: a server can be started on it, and restoring it means copying it back.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::auth;
use crate::messages;
use crate::sqlite::{create_directory, create_file, open, parent, sync_directory};
use crate::store::{self, StoreError};

/// Name of the file with the server tokens.
pub const TOKENS: &str = "tokens";

/// Maximum time to wait for a lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(60);

/// Number of SQLite steps between two looks at whether the backup is cancelled.
const STEPS: i32 = 10_000;

/// Summary of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Number of records.
    pub records: u64,
    /// Number of users.
    pub users: u64,
    /// Size of all files, in bytes.
    pub bytes: u64,
}

/// A temporary directory, removed unless it is renamed to its target.
struct Partial {
    path: PathBuf,
    /// Locked as long as this process writes to the directory.
    _lock: File,
    is_finished: bool,
}

/// Copies records, users and tokens of a data directory to a new directory.
///
/// Servers keep running: the copy of each database is a snapshot. Each file is checked before the directory gets its
/// final name, so that a backup is complete or does not exist.
///
/// ```
/// use deskledger_server::{Store, back_up};
/// # let directory = tempfile::tempdir()?;
/// let (data, copy) = (directory.path().join("data"), directory.path().join("copy"));
/// Store::open(&data)?.import("p1")?.commit()?;
/// assert_eq!(back_up(&data, &copy)?.records, 0);
/// assert!(Store::open(&copy).is_ok() && back_up(&data, &copy).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The directory contains no store, the target exists, a file cannot be read or written, or a copy fails its check.
pub fn back_up(directory: &Path, target: &Path) -> Result<Backup, StoreError> {
    back_up_unless(directory, target, &Arc::default())
}

/// As [`back_up`]. It fails, and leaves nothing behind, soon after `is_cancelled` becomes true.
///
/// # Errors
/// Those of [`back_up`], or it was cancelled.
pub fn back_up_unless(directory: &Path, target: &Path, is_cancelled: &Arc<AtomicBool>) -> Result<Backup, StoreError> {
    if fs::symlink_metadata(target).is_ok() {
        let target = target.display();
        return Err(StoreError::without_source(messages::expected_a_name_that_is_free(target)));
    }
    let partial = Partial::create(target).map_err(|error| StoreError::new(messages::creating_the_copy(), error))?;
    let copy = |name| {
        let to = partial.path.join(name);
        create_file(&to).map_err(|error| StoreError::of_file(messages::creating_2(), &to, error))?;
        copy_database(&directory.join(name), &to, is_cancelled)
    };
    let records = count(&copy(store::FILE_NAME)?, "record")?;
    let users = match directory.join(auth::FILE_NAME).exists() {
        true => count(&copy(auth::FILE_NAME)?, "user")?,
        false => 0,
    };
    let finish = || {
        if directory.join(TOKENS).exists() {
            fs::copy(directory.join(TOKENS), partial.path.join(TOKENS))?;
        }
        partial.finish(target)
    };
    let bytes = finish().map_err(|error| StoreError::of_file(messages::writing(), target, error))?;
    Ok(Backup { records, users, bytes })
}

/// Copies a snapshot of a database, and checks the copy.
fn copy_database(from: &Path, to: &Path, is_cancelled: &Arc<AtomicBool>) -> Result<PathBuf, StoreError> {
    let failed = |error: rusqlite::Error| StoreError::of_file(messages::copying(), from, error);
    let copy = || {
        // One read transaction. The backup API of SQLite would restart whenever a record is written.
        let mut original = open(from, BUSY_TIMEOUT)?;
        let cancelled = || {
            let is_cancelled = is_cancelled.clone();
            Some(move || is_cancelled.load(Ordering::Relaxed))
        };
        original.progress_handler(STEPS, cancelled())?;
        original.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        let mut copy = open(to, BUSY_TIMEOUT)?;
        copy.progress_handler(STEPS, cancelled())?;
        copy.pragma_update(None, "journal_mode", "wal")?;
        copy.query_row("PRAGMA integrity_check", (), |row| row.get::<_, String>(0))
    };
    match copy().map_err(failed)?.as_str() {
        "ok" => Ok(to.to_owned()),
        problem => {
            let from = from.display();
            let message = messages::the_copy_of_is_damaged(from, problem);
            Err(StoreError::without_source(message))
        }
    }
}

fn count(path: &Path, table: &str) -> Result<u64, StoreError> {
    let count = || {
        open(path, BUSY_TIMEOUT)?.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get::<_, i64>(0))
    };
    let count = count().map_err(|error: rusqlite::Error| StoreError::of_file(messages::counting(), path, error))?;
    Ok(count.unsigned_abs())
}

impl Partial {
    /// A directory beside the target, accessible to its owner only.
    fn create(target: &Path) -> io::Result<Self> {
        let prefix = format!("{}.part-", target.file_name().unwrap_or_default().to_string_lossy());
        remove_abandoned(parent(target), &prefix)?;
        let path = target.with_file_name(format!("{prefix}{:016x}", rand::random::<u64>()));
        create_directory(&path)?;
        let lock = File::open(&path)?;
        lock.lock()?;
        Ok(Self { path, _lock: lock, is_finished: false })
    }

    /// Syncs all files to disk, renames the directory, and returns the total size.
    fn finish(mut self, target: &Path) -> io::Result<u64> {
        let mut bytes = 0;
        for entry in fs::read_dir(&self.path)? {
            let file = File::open(entry?.path())?;
            file.sync_all()?;
            bytes += file.metadata()?.len();
        }
        sync_directory(&self.path)?;
        fs::rename(&self.path, target)?;
        self.is_finished = true;
        sync_directory(parent(target))?;
        Ok(bytes)
    }
}

/// Removes what a killed process left behind: directories with this prefix that no process has locked.
fn remove_abandoned(directory: &Path, prefix: &str) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(prefix) && File::open(entry.path())?.try_lock().is_ok() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_finished {
            // The original failure is reported; a leftover keeps its temporary name.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
