//! The embedded store, and connections to its file.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskledger::Message;
use rusqlite::{Connection, ErrorCode};

use super::error::StoreError;
use super::line::Layouts;
use super::move_records::move_records;
use super::queue::Batches;
use super::schema::{FILE_NAME, SCHEMA};
use crate::messages;
use crate::sqlite::{FileId, Pool, Turns, create_database, create_directories, migrate, open};

/// Name of the file with the users, beside the store.
const USERS: &str = "access.sqlite";

/// Page cache of a connection in KiB: the rows of one user among a million are on about 850 pages of 4 KiB.
pub(super) const CACHE: i64 = 8_000;

/// Maximum time an import waits for another one.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(60);

/// The records of all projects, in one directory. Clones share it.
#[derive(Clone, Debug)]
pub struct Embedded {
    pub(super) readers: Arc<Pool>,
    pub(super) imports: Arc<Turns>,
    pub(super) batches: Arc<Batches>,
    pub(super) layouts: Arc<Layouts>,
    /// The snapshot that all reads go through, if any.
    pub(super) snapshot: Option<Arc<Snapshot>>,
}

/// A connection inside a read transaction that many reads share; it is returned to the pool on drop.
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

impl Embedded {
    /// Opens the store in a directory, and creates both if they do not exist.
    ///
    /// # Errors
    /// The directory cannot be created or written, its file belongs to another program or a newer version, or it is missing
    /// or empty beside existing users.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(FILE_NAME);
        expect_store(dir, &path)?;
        create_directories(dir).map_err(|error| StoreError::of_file(messages::creating_the_directory(), dir, error))?;
        create_database(&path).map_err(|error| StoreError::of_file(messages::creating_2(), &path, error))?;
        let mut store = Self {
            readers: Arc::new(Pool::new(path)),
            imports: Arc::default(),
            batches: Arc::default(),
            layouts: Arc::default(),
            snapshot: None,
        };
        let mut connection = store.connect()?;
        migrate(&mut connection, store.path(), &SCHEMA).map_err(|error| StoreError::migration(store.path(), error))?;
        let mut prepare = || {
            let mut select = connection.prepare("SELECT number, fields FROM layout")?;
            let layouts = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            drop(select);
            let layouts = Layouts::new(layouts);
            move_records(&mut connection, layouts.current)?;
            Ok(layouts)
        };
        store.layouts = Arc::new(prepare().map_err(|error| store.failed(messages::preparing(), error))?);
        Ok(store)
    }

    pub(super) fn path(&self) -> &Path {
        self.readers.path()
    }

    pub(super) fn connect(&self) -> Result<Connection, StoreError> {
        let connection = open(self.path(), BUSY_TIMEOUT).and_then(|connection| {
            connection.pragma_update(None, "cache_size", -CACHE)?;
            Ok(connection)
        });
        connection.map_err(|error| self.failed(messages::opening(), error))
    }

    pub(super) fn failed(&self, operation: Message, error: rusqlite::Error) -> StoreError {
        if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) {
            self.readers.mark_damaged();
        }
        StoreError::of_file(operation, self.path(), error)
    }
}

/// A missing or empty file beside users is a loss: a new store would hide it.
fn expect_store(dir: &Path, path: &Path) -> Result<(), StoreError> {
    let is_empty = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
    match is_empty && has_users(&dir.join(USERS)) {
        true => Err(StoreError::without_source(messages::the_store_is_missing(path.display()))),
        false => Ok(()),
    }
}

/// Whether the file holds users; one that cannot be read may.
fn has_users(path: &Path) -> bool {
    if !std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
        return false;
    }
    let count = || {
        let connection = open(path, BUSY_TIMEOUT)?;
        connection.query_row("SELECT EXISTS (SELECT 1 FROM user)", (), |row| row.get::<_, bool>(0))
    };
    count().unwrap_or(true)
}
