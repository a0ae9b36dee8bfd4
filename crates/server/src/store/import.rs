//! Imports: one transaction each.

use crate::messages;
use std::fmt;

use deskledger::{ConnectionRecord, Value};
use rusqlite::{Connection, Statement, params};

use super::connection::Store;
use super::error::StoreError;
use super::identity::{self, Key, Stored};
use super::record::{Outcome, WIDTH};
use super::schema::KEY;
use super::statements::{SQL, read_row};

/// An import into one project. Without [`Import::commit`] nothing is stored.
pub struct Import {
    connection: Connection,
    project: i64,
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
        Ok(Import { connection, project, has_changed: false })
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
        let mut insert = self.connection.prepare_cached(&SQL.insert)?;
        if self.run(&mut insert, values, key)? == 1 {
            return Ok(Outcome::Added);
        }
        let mut select = self.connection.prepare_cached(&SQL.select)?;
        let has_new_values = select.query_row(params![self.project, key], |old| {
            let old = read_row(old)?;
            Ok(values.iter().zip(old.values).any(|(new, old)| new.value() != Value::Absent && new.value() != old))
        })?;
        if !has_new_values {
            return Ok(Outcome::Unchanged);
        }
        let mut update = self.connection.prepare_cached(&SQL.update)?;
        self.run(&mut update, values, key)?;
        Ok(Outcome::Updated)
    }

    /// Binds the project, the key and the values of all other columns, and runs the statement.
    fn run(
        &self,
        statement: &mut Statement<'_>,
        values: &[Stored<'_>; WIDTH],
        key: &Key<'_>,
    ) -> rusqlite::Result<usize> {
        statement.raw_bind_parameter(1, self.project)?;
        statement.raw_bind_parameter(2, key)?;
        let plain = values.iter().zip(ConnectionRecord::COLUMNS).filter(|(_, column)| column.name != KEY);
        for (index, (value, _)) in plain.enumerate() {
            statement.raw_bind_parameter(index + 3, value)?;
        }
        statement.raw_execute()
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
