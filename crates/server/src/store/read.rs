//! Reads: snapshots, records and counts.

use crate::messages;
use deskledger::Message;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::connection::Embedded;
use super::error::StoreError;
use super::filter::{Filter, Page};
use super::line::Row;
use super::snapshot::Snapshot;
use super::statements::{NEWEST_FIRST, OLDEST_FIRST, query, read_row};
use crate::sync::lock;

/// Number of SQLite steps between two calls of `is_needed`; some hundred records.
const STEPS: i32 = 10_000;

/// The operation in English and in Chinese.
const READING: fn() -> Message = messages::reading;

impl Embedded {
    /// A snapshot of the store: its content does not change during later imports.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn snapshot(&self) -> Result<Self, StoreError> {
        let file = self.readers.file_id();
        let connection = self.readers.take(file).map_or_else(|| self.connect(), Ok)?;
        // The transaction begins with its first read.
        let begin = || {
            connection.prepare_cached("BEGIN")?.execute(())?;
            connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM project)")?.query_row((), |_| Ok(()))
        };
        begin().map_err(|error| self.failed(READING(), error))?;
        let (connection, readers) = (Mutex::new(Some(connection)), self.readers.clone());
        let snapshot = Snapshot { connection, file, readers, rows: AtomicU64::new(0) };
        Ok(Self { snapshot: Some(Arc::new(snapshot)), ..self.clone() })
    }

    /// Identifier of the current records of a project: a new random value after every change; empty if the project never
    /// had a record.
    ///
    /// Equal values mean equal records, even if the store was restored to an earlier state and changed differently
    /// since: a counter would repeat, 128 random bits do not.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError> {
        let revision = self.read(READING(), |connection| {
            let sql = "SELECT revision FROM project WHERE project_id = ?1";
            let mut select = connection.prepare_cached(sql)?;
            select.query_row([project_id], |row| row.get::<_, Option<Vec<u8>>>(0)).optional()
        });
        Ok(revision?.flatten().unwrap_or_default())
    }

    /// Whether the project has, or had, records.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM project WHERE project_id = ?1";
        self.read(READING(), |connection| connection.query_row(sql, [project_id], |row| row.get(0)))
    }

    /// The first `limit` projects that have, or had, records, by id.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT project_id FROM project ORDER BY project_id LIMIT ?1";
        self.read(READING(), |connection| {
            connection.prepare_cached(sql)?.query_map([limit], |row| row.get(0))?.collect()
        })
    }

    /// Number of rows read from this [`Embedded::snapshot`]; 0 for a store that is not a snapshot.
    pub fn rows_read(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.rows.load(Ordering::Relaxed))
    }

    fn count_row(&self) {
        if let Some(snapshot) = &self.snapshot {
            snapshot.rows.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Reads through the connection of the snapshot, or through a new one.
    fn read<T>(
        &self,
        operation: Message,
        read: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let found = match &self.snapshot {
            // A failed read leaves the connection usable.
            Some(snapshot) => match &mut *lock(&snapshot.connection) {
                Some(connection) => read(connection),
                None => Err(rusqlite::Error::InvalidQuery),
            },
            None => read(&mut self.connect()?),
        };
        found.map_err(|error| self.failed(operation, error))
    }

    /// As [`Embedded::read`]; `None` as soon as `is_needed` returns false, which is called regularly.
    fn read_while<T>(
        &self,
        operation: Message,
        is_needed: impl Fn() -> bool + Send + 'static,
        read: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.read(operation, |connection| {
            if !is_needed() {
                return Ok(None);
            }
            connection.progress_handler(STEPS, Some(move || !is_needed()))?;
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

    /// Passes the records to `row` one by one, in constant memory.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn select(
        &self,
        filter: &Filter,
        page: Option<Page>,
        is_needed: impl Fn() -> bool + Send + 'static,
        mut row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let has_texts = filter.has_texts();
        let read = |connection: &mut Connection| {
            let order = match page {
                Some(Page { is_newest_first: true, .. }) => NEWEST_FIRST,
                _ => OLDEST_FIRST,
            };
            let (mut sql, values) = query("layout, line", filter, order);
            let (mut skip, mut left) = (0, u32::MAX);
            if let Some(Page { offset, limit, .. }) = page {
                // Texts are compared here, so that only here it is known which record is the next one.
                if has_texts {
                    (skip, left) = (offset, limit);
                } else {
                    sql.push_str(&format!(" LIMIT {limit} OFFSET {offset}"));
                }
            }
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            while left > 0
                && let Some(found) = rows.next()?
            {
                let found = read_row(&self.layouts, found)?;
                if has_texts && !found.matches(filter) {
                    continue;
                }
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                if page.is_some() {
                    left -= 1;
                }
                self.count_row();
                if row(&found).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        };
        self.read_while(READING(), is_needed, read).map(|read| read.unwrap_or(ControlFlow::Break(())))
    }

    /// Number of matching records; `None` as soon as `is_needed` returns false, which is called regularly.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn count_while(
        &self,
        filter: &Filter,
        is_needed: impl Fn() -> bool + Send + 'static,
    ) -> Result<Option<u64>, StoreError> {
        if filter.has_texts() {
            let mut count = 0;
            let read = self.select(filter, None, is_needed, |_| {
                count += 1;
                ControlFlow::Continue(())
            })?;
            return Ok(read.is_continue().then_some(count));
        }
        let (sql, values) = query("count(*)", filter, "");
        let count = self.read_while(messages::counting(), is_needed, |connection| {
            connection.prepare_cached(&sql)?.query_row(rusqlite::params_from_iter(values), |row| row.get::<_, i64>(0))
        })?;
        Ok(count.map(i64::unsigned_abs))
    }
}
