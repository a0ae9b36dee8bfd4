//! Imports: one transaction each.

use crate::messages;
use std::fmt;
use std::sync::Arc;

use deskledger::{ConnectionRecord, Value};
use rusqlite::{Connection, params};

use super::connection::Store;
use super::error::StoreError;
use super::identity::{self, Key, Stored};
use super::line::Layouts;
use super::record::{Outcome, WIDTH};
use super::statements::{INSERT, SELECT, UPDATE, read_row, run};

/// An import into one project. Without [`Import::commit`] nothing is stored.
pub struct Import {
    connection: Connection,
    project: i64,
    layouts: Arc<Layouts>,
    has_changed: bool,
}

impl Store {
    /// Begins an import. Meanwhile exports read the previous state; another import waits.
    ///
    /// # Errors
    /// The store cannot be written, or another import runs for more than a minute.
    pub fn import(&self, project_id: &str) -> Result<Import, StoreError> {
        let connection = self.connect()?;
        let begin = || {
            connection.pragma_update(None, "cache_size", -65_536)?;
            // Acknowledged records survive a power failure.
            connection.pragma_update(None, "synchronous", "full")?;
            connection.execute_batch("BEGIN IMMEDIATE")?;
            connection.execute("INSERT OR IGNORE INTO project (project_id) VALUES (?1)", [project_id])?;
            connection.query_row("SELECT number FROM project WHERE project_id = ?1", [project_id], |row| row.get(0))
        };
        let project = begin().map_err(|error| self.failed(messages::beginning_an_import_into(), error))?;
        Ok(Import { connection, project, layouts: self.layouts.clone(), has_changed: false })
    }
}

impl Import {
    /// Adds a record, or updates an existing one with its new values. An absent or empty value erases nothing.
    ///
    /// Two records of a project are the same if their transaction ids are; without one, if user, desktop, terminal
    /// (address, MAC address, name), start and failure are.
    ///
    /// # Errors
    /// A point in time is invalid ([`StoreError::is_invalid_record`]; the import can continue), or the store fails.
    pub fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        let values = identity::normalize(record)?;
        let key = identity::key(record, &values);
        let outcome =
            self.add_values(&values, &key).map_err(|error| StoreError::new(messages::adding_a_record(), error))?;
        self.has_changed |= outcome != Outcome::Unchanged;
        Ok(outcome)
    }

    fn add_values(&self, values: &[Stored<'_>; WIDTH], key: &Key<'_>) -> rusqlite::Result<Outcome> {
        let mut values: [Value<'_>; WIDTH] = std::array::from_fn(|index| values[index].value());
        let mut insert = self.connection.prepare_cached(INSERT)?;
        if run(&mut insert, self.project, key, &values, self.layouts.current)? == 1 {
            return Ok(Outcome::Added);
        }
        let mut select = self.connection.prepare_cached(SELECT)?;
        let mut rows = select.query(params![self.project, key])?;
        let old = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let old = read_row(&self.layouts, old)?;
        let old = old.values();
        let mut has_new_values = false;
        for (new, old) in values.iter_mut().zip(old) {
            match *new {
                Value::Absent => *new = old,
                new => has_new_values |= new != old,
            }
        }
        if !has_new_values {
            return Ok(Outcome::Unchanged);
        }
        let mut update = self.connection.prepare_cached(UPDATE)?;
        run(&mut update, self.project, key, &values, self.layouts.current)?;
        Ok(Outcome::Updated)
    }

    /// Commits all added records.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been added.
    pub fn commit(self) -> Result<(), StoreError> {
        let commit = || {
            if self.has_changed {
                let sql = "UPDATE project SET revision = randomblob(16) WHERE number = ?1";
                self.connection.execute(sql, [self.project])?;
            }
            self.connection.execute_batch("COMMIT")
        };
        commit().map_err(|error| StoreError::new(messages::committing_an_import(), error))
    }
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").finish_non_exhaustive()
    }
}
