//! What the embedded store does: snapshots, reads, deletion of expired records, and removal.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskledger::{ConnectionRecord, DateTime, Message};
use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params, params_from_iter};

use super::connection::{BUSY_TIMEOUT, Embedded, Snapshot};
use super::error::StoreError;
use super::filter::{Filter, Page};
use super::interface::{EachRow, Importing, IsNeeded, Records};
use super::record::{Added, Conflicts, Expired, Expiring};
use super::statements::{NEWEST_FIRST, OLDEST_FIRST, query, read_row};
use crate::messages;
use crate::sqlite::{check, truncate_log};
use crate::sync::lock;

/// Number of SQLite steps between two calls of `is_needed`; some hundred records.
const STEPS: i32 = 10_000;

/// Numbers of records that expire and of all records, per project.
const EXPIRING: &str = "
    SELECT project_id,
        (SELECT count(*) FROM record WHERE project = number AND start < ?1),
        (SELECT count(*) FROM record WHERE project = number)
    FROM project ORDER BY project_id
";

/// A project with records from before a time. By the index on starts this reads one row of each.
const FIND_EXPIRED: &str = "
    SELECT number, project_id FROM project
    WHERE EXISTS (SELECT 1 FROM record WHERE project = number AND start < ?1) LIMIT 1
";

const DELETE_EXPIRED: &str = "
    DELETE FROM record WHERE id IN (
        SELECT id FROM record INDEXED BY record_by_start
        WHERE project = ?1 AND start < ?2 ORDER BY start, key LIMIT ?3
    )
";

/// Deletes the logged corrections of records that no longer exist.
const DELETE_CORRECTIONS: &str = "
    DELETE FROM correction WHERE NOT EXISTS
        (SELECT 1 FROM record WHERE record.project = correction.project AND record.key = correction.key)
";

impl Records for Embedded {
    fn snapshot(&self) -> Result<Arc<dyn Records>, StoreError> {
        let file = self.readers.file_id();
        let connection = self.readers.take(file).map_or_else(|| self.connect(), Ok)?;
        // The transaction begins with its first read.
        let begin = || {
            connection.prepare_cached("BEGIN")?.execute(())?;
            connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM project)")?.query_row((), |_| Ok(()))
        };
        begin().map_err(|error| self.failed(messages::reading(), error))?;
        let (connection, readers) = (Mutex::new(Some(connection)), self.readers.clone());
        let snapshot = Snapshot { connection, file, readers, rows: AtomicU64::new(0) };
        Ok(Arc::new(Self { snapshot: Some(Arc::new(snapshot)), ..self.clone() }))
    }

    fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT revision FROM project WHERE project_id = ?1";
        let revision = self.read(messages::reading(), |connection| {
            let mut select = connection.prepare_cached(sql)?;
            select.query_row([project_id], |row| row.get::<_, Option<Vec<u8>>>(0)).optional()
        });
        Ok(revision?.flatten().unwrap_or_default())
    }

    fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM project WHERE project_id = ?1";
        self.read(messages::reading(), |connection| connection.query_row(sql, [project_id], |row| row.get(0)))
    }

    fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT project_id FROM project ORDER BY project_id LIMIT ?1";
        self.read(messages::reading(), |connection| {
            connection.prepare_cached(sql)?.query_map([limit], |row| row.get(0))?.collect()
        })
    }

    fn rows_read(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.rows.load(Ordering::Relaxed))
    }

    fn select(
        &self,
        filter: &Filter,
        page: Option<Page>,
        is_needed: IsNeeded,
        row: EachRow<'_>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let has_texts = filter.has_texts();
        let read = |connection: &mut Connection| {
            let order = if page.is_some_and(|page| page.is_newest_first) { NEWEST_FIRST } else { OLDEST_FIRST };
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
            let mut rows = statement.query(params_from_iter(values))?;
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
                if let Some(snapshot) = &self.snapshot {
                    snapshot.rows.fetch_add(1, Ordering::Relaxed);
                }
                if row(&found).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        };
        self.read_while(messages::reading(), is_needed, read).map(|read| read.unwrap_or(ControlFlow::Break(())))
    }

    fn count(&self, filter: &Filter, is_needed: IsNeeded) -> Result<Option<u64>, StoreError> {
        if filter.has_texts() {
            let mut count = 0;
            let read = self.select(filter, None, is_needed, &mut |_| {
                count += 1;
                ControlFlow::Continue(())
            })?;
            return Ok(read.is_continue().then_some(count));
        }
        let (sql, values) = query("count(*)", filter, "");
        let count = self.read_while(messages::counting(), is_needed, |connection| {
            connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get::<_, i64>(0))
        })?;
        Ok(count.map(i64::unsigned_abs))
    }

    fn import(&self, project_id: &str) -> Result<Box<dyn Importing>, StoreError> {
        let turn = self.imports.wait(BUSY_TIMEOUT).map_err(|error| self.not_begun(error))?;
        let mut import = self.begin(Arc::new(turn), BUSY_TIMEOUT)?;
        import.enter(project_id)?;
        Ok(import)
    }

    fn add(&self, project_id: &str, records: Vec<ConnectionRecord>) -> Result<Result<Added, Conflicts>, StoreError> {
        self.add_batch(project_id, records)
    }

    fn expiring(&self, before: DateTime) -> Result<Vec<Expiring>, StoreError> {
        let number = |row: &rusqlite::Row<'_>, index| row.get::<_, i64>(index).map(i64::unsigned_abs);
        let row = |row: &rusqlite::Row<'_>| {
            Ok(Expiring { project_id: row.get(0)?, expired: number(row, 1)?, total: number(row, 2)? })
        };
        self.read(messages::counting(), |connection| {
            connection.prepare(EXPIRING)?.query_map([before.unix_seconds()], row)?.collect()
        })
    }

    fn expire(&self, before: DateTime, limit: u32) -> Result<Option<Expired>, StoreError> {
        let before = before.unix_seconds();
        // Reading first does not block writers if there is nothing to delete.
        let found = self.read(messages::removing_old_records(), |connection| {
            connection.query_row(FIND_EXPIRED, [before], |row| row.try_into()).optional()
        });
        let Some((number, project_id)): Option<(i64, String)> = found? else { return Ok(None) };
        let records = self.delete(messages::removing_old_records(), |connection| {
            connection.execute("UPDATE project SET revision = randomblob(16) WHERE number = ?1", [number])?;
            connection.execute(DELETE_EXPIRED, params![number, before, limit])
        })?;
        Ok(Some(Expired { project_id, records: records as u64 }))
    }

    /// Freed pages are overwritten.
    fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
        let (select, values) = query("layout, line, id", filter, "");
        self.delete(messages::removing_records_from(), |connection| {
            let mut matching: Vec<i64> = Vec::new();
            let mut select = connection.prepare(&select)?;
            let mut rows = select.query(params_from_iter(&values))?;
            while let Some(row) = rows.next()? {
                if read_row(&self.layouts, row)?.matches(filter) {
                    matching.push(row.get(2)?);
                }
                if matching.len() >= limit as usize {
                    break;
                }
            }
            let mut delete = connection.prepare("DELETE FROM record WHERE id = ?1")?;
            for id in &matching {
                delete.execute([id])?;
            }
            let sql = "UPDATE project SET revision = randomblob(16) WHERE project_id = ?1";
            connection.execute(sql, [&filter.project_id])?;
            Ok(matching.len() as u64)
        })
    }

    fn remove_project(&self, project_id: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM project WHERE project_id = ?1";
        self.delete(messages::removing_records_from(), |connection| Ok(connection.execute(sql, [project_id])? > 0))
    }

    /// Moves all changes from the write-ahead log into the file and empties the log.
    fn truncate_log(&self) -> Result<bool, StoreError> {
        truncate_log(&self.connect()?).map_err(|error| self.failed(messages::writing(), error))
    }

    fn check(&self, limit: Option<Duration>) -> Result<Option<String>, StoreError> {
        let checked = check(&mut self.connect()?, limit).map_err(|error| self.failed(messages::reading(), error))?;
        if checked.is_some() {
            self.readers.mark_damaged();
        }
        Ok(checked)
    }

    fn is_damaged(&self) -> bool {
        self.readers.is_damaged()
    }
}

impl Embedded {
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
        is_needed: IsNeeded,
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
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(None),
                found => found.map(Some),
            }
        })
    }

    /// One write of bounded size, so that other writers are not blocked.
    fn delete<T>(
        &self,
        operation: Message,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connect()?;
        let delete = || {
            // SQLite itself would look for a gap between imports that follow one another.
            let _turn = self.imports.wait(BUSY_TIMEOUT)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.execute(DELETE_CORRECTIONS, ())?;
            transaction.commit()?;
            Ok(result)
        };
        delete().map_err(|error| self.failed(operation, error))
    }
}
