//! Reading the store as it is at one moment, whatever is imported meanwhile.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::{Sqlite, StoreError};
use crate::connections::{Connections, File};

/// How many steps of a query pass between two questions whether it is still wanted; some hundred records.
const STEPS: i32 = 10_000;

/// What is done while records are read, in English and in Chinese.
pub(super) const READING: [&str; 2] = ["reading", "读取"];

/// A connection inside a read transaction; it is given back when the moment has passed.
#[derive(Debug)]
pub(super) struct Moment {
    connection: Mutex<Option<Connection>>,
    file: File,
    readers: Arc<Connections>,
    rows: AtomicU64,
}

impl Drop for Moment {
    fn drop(&mut self) {
        // One whose reader ended badly is not used again.
        if let Some(connection) = self.connection.get_mut().ok().and_then(Option::take) {
            self.readers.give_back(connection, self.file);
        }
    }
}

impl Sqlite {
    /// The store at this moment.
    pub(in crate::store) fn moment(&self) -> Result<Self, StoreError> {
        let file = self.readers.file();
        let connection = self.readers.take(file).map_or_else(|| self.connect(), Ok)?;
        // The transaction begins with its first read.
        let begin = || {
            connection.execute_batch("BEGIN")?;
            connection.prepare_cached("SELECT count(*) FROM project")?.query_row((), |_| Ok(()))
        };
        begin().map_err(|error| self.failed(READING, error))?;
        let (connection, readers) = (Mutex::new(Some(connection)), self.readers.clone());
        let moment = Moment { connection, file, readers, rows: AtomicU64::new(0) };
        Ok(Self { moment: Some(Arc::new(moment)), ..self.clone() })
    }

    /// What a project was last changed by; nothing where it has no records.
    pub(in crate::store) fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError> {
        let revision = self.read(READING, |connection| {
            let sql = "SELECT revision FROM project WHERE project_id = ?1";
            let mut select = connection.prepare_cached(sql)?;
            select.query_row([project_id], |row| row.get::<_, Option<Vec<u8>>>(0)).optional()
        });
        Ok(revision?.flatten().unwrap_or_default())
    }

    /// Whether there is a row for the project.
    pub(in crate::store) fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM project WHERE project_id = ?1";
        self.read(READING, |connection| connection.query_row(sql, [project_id], |row| row.get(0)))
    }

    /// The first projects that there is a row for, by id.
    pub(in crate::store) fn projects(&self, most: u32) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT project_id FROM project ORDER BY project_id LIMIT ?1";
        self.read(READING, |connection| connection.prepare_cached(sql)?.query_map([most], |row| row.get(0))?.collect())
    }

    /// How many rows have been handed over at this moment.
    pub(in crate::store) fn rows_read(&self) -> u64 {
        self.moment.as_ref().map_or(0, |moment| moment.rows.load(Ordering::Relaxed))
    }

    pub(super) fn count_row(&self) {
        if let Some(moment) = &self.moment {
            moment.rows.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Reads through the connection of the moment, or through one of its own.
    pub(super) fn read<T>(
        &self,
        doing: [&str; 2],
        read: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let found = match &self.moment {
            // A reader that failed leaves the connection as usable as it was.
            Some(moment) => match &mut *moment.connection.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(connection) => read(connection),
                None => Err(rusqlite::Error::InvalidQuery),
            },
            None => read(&mut self.connect()?),
        };
        found.map_err(|error| self.failed(doing, error))
    }

    /// The same, for as long as it is wanted, which is asked every now and then; none where it was not.
    pub(super) fn read_while<T>(
        &self,
        doing: [&str; 2],
        is_wanted: impl Fn() -> bool + Send + 'static,
        read: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.read(doing, |connection| {
            if !is_wanted() {
                return Ok(None);
            }
            connection.progress_handler(STEPS, Some(move || !is_wanted()))?;
            let found = read(connection);
            connection.progress_handler(0, None::<fn() -> bool>)?;
            match found {
                Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == ErrorCode::OperationInterrupted => {
                    Ok(None)
                }
                found => found.map(Some),
            }
        })
    }
}
