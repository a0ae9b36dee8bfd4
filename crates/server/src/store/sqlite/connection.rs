//! Connections to the file.

use deskledger::Message;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::schema::{FILE_NAME, SCHEMA};
use super::snapshot::Snapshot;
use crate::messages;
use crate::sqlite::{Pool, create_database, create_directories, migrate, open};
use crate::store::error::StoreError;

/// Maximum time an import waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub(in crate::store) struct Sqlite {
    pub(super) readers: Arc<Pool>,
    /// The snapshot that all reads go through, if any.
    pub(super) snapshot: Option<Arc<Snapshot>>,
}

impl Sqlite {
    pub(in crate::store) fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(FILE_NAME);
        create_directories(dir).map_err(|error| StoreError::of_file(messages::creating_the_directory(), dir, error))?;
        create_database(&path).map_err(|error| StoreError::of_file(messages::creating_2(), &path, error))?;
        let sqlite = Self { readers: Arc::new(Pool::new(path)), snapshot: None };
        migrate(&mut sqlite.connect()?, sqlite.path(), &SCHEMA)
            .map_err(|error| StoreError::migration(sqlite.path(), error))?;
        Ok(sqlite)
    }

    pub(in crate::store) fn directory(&self) -> &Path {
        self.path().parent().unwrap_or(self.path())
    }

    pub(super) fn path(&self) -> &Path {
        self.readers.path()
    }

    pub(super) fn connect(&self) -> Result<Connection, StoreError> {
        let open = || {
            let connection = open(self.path(), BUSY_TIMEOUT)?;
            connection.pragma_update(None, "synchronous", "normal")?;
            Ok(connection)
        };
        open().map_err(|error| self.failed(messages::opening(), error))
    }

    pub(super) fn failed(&self, operation: Message, error: rusqlite::Error) -> StoreError {
        StoreError::of_file(operation, self.path(), error)
    }
}
