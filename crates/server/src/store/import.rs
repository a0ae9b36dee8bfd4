//! Imports: one transaction each.

use crate::messages;
use std::fmt;
use std::sync::Arc;

use deskledger::{ConnectionRecord, Message, Value, list};
use rusqlite::{Connection, params};

use deskledger_records::read::shown;

use super::connection::Embedded;
use super::error::StoreError;
use super::identity::{self, Key, Stored};
use super::line::Layouts;
use super::record::{Outcome, WIDTH};
use super::statements::{INSERT, SELECT, UPDATE, read_row, run};
use crate::sqlite::{FileId, Pool};

/// Page cache during an import, and of an idle connection (the default of SQLite), in KiB.
const CACHE: i64 = 65_536;
const IDLE_CACHE: i64 = 2_000;

/// An import into one project. Without [`EmbeddedImport::commit`] nothing is stored.
pub struct EmbeddedImport {
    connection: Connection,
    file: FileId,
    pool: Arc<Pool>,
    project: i64,
    layouts: Arc<Layouts>,
    has_changed: bool,
    is_correcting: bool,
}

/// Result of comparing a record with the stored one.
#[derive(Default)]
pub(super) struct Comparison {
    pub(super) fills: bool,
    /// Field, stored value and new value.
    pub(super) conflicts: Vec<(&'static str, String, String)>,
}

impl Embedded {
    /// Begins an import. Meanwhile exports read the previous state; another import waits.
    ///
    /// # Errors
    /// The store cannot be written, or another import runs for more than a minute.
    pub fn import(&self, project_id: &str) -> Result<EmbeddedImport, StoreError> {
        let (pool, file) = (self.readers.clone(), self.readers.file_id());
        let connection = pool.take(file).map_or_else(|| self.connect(), Ok)?;
        let begin = || {
            connection.pragma_update(None, "cache_size", -CACHE)?;
            connection.execute_batch("BEGIN IMMEDIATE")?;
            let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO project (project_id) VALUES (?1)")?;
            insert.execute([project_id])?;
            let mut select = connection.prepare_cached("SELECT number FROM project WHERE project_id = ?1")?;
            select.query_row([project_id], |row| row.get(0))
        };
        let project = begin().map_err(|error| self.failed(messages::beginning_an_import_into(), error))?;
        let layouts = self.layouts.clone();
        Ok(EmbeddedImport { connection, file, pool, project, layouts, has_changed: false, is_correcting: false })
    }
}

impl EmbeddedImport {
    /// From now on conflicting values replace the stored ones. The table `correction` keeps both.
    pub fn correct(&mut self) {
        self.is_correcting = true;
    }

    /// Adds a record, or fills in the absent values of an existing one. An absent or empty value erases nothing.
    ///
    /// Two records of a project are the same if their transaction ids are; without one, if user, desktop, terminal
    /// (address, MAC address, name), start and failure are.
    ///
    /// # Errors
    /// A point in time is invalid ([`StoreError::is_invalid_record`]) or a value differs from the stored one
    /// ([`StoreError::is_conflict`]): the import can continue. Or the store fails.
    pub fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        let values = identity::normalize(record)?;
        let key = identity::key(record, &values);
        let outcome =
            self.add_values(&values, &key).map_err(|error| StoreError::new(messages::adding_a_record(), error))?;
        let outcome = outcome.map_err(|fields| StoreError::conflict(conflict(record, &fields)))?;
        self.has_changed |= outcome != Outcome::Unchanged;
        Ok(outcome)
    }

    /// The outcome, or the fields that differ from the stored record.
    fn add_values(
        &self,
        values: &[Stored<'_>; WIDTH],
        key: &Key<'_>,
    ) -> rusqlite::Result<Result<Outcome, Vec<&'static str>>> {
        let mut values: [Value<'_>; WIDTH] = std::array::from_fn(|index| values[index].value());
        let mut insert = self.connection.prepare_cached(INSERT)?;
        if run(&mut insert, self.project, key, &values, self.layouts.current)? == 1 {
            return Ok(Ok(Outcome::Added));
        }
        let mut select = self.connection.prepare_cached(SELECT)?;
        let mut rows = select.query(params![self.project, key])?;
        let old = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let old = read_row(&self.layouts, old)?;
        let old = old.values();
        let Comparison { fills, conflicts } = compare(&values, &old);
        if !conflicts.is_empty() && !self.is_correcting {
            return Ok(Err(conflicts.into_iter().map(|(field, ..)| field).collect()));
        }
        if !fills && conflicts.is_empty() {
            return Ok(Ok(Outcome::Unchanged));
        }
        for (new, old) in values.iter_mut().zip(old).filter(|(new, _)| **new == Value::Absent) {
            *new = old;
        }
        let mut update = self.connection.prepare_cached(UPDATE)?;
        run(&mut update, self.project, key, &values, self.layouts.current)?;
        let sql = "INSERT INTO correction (project, key, field, old, new) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut log = self.connection.prepare_cached(sql)?;
        for (field, old, new) in &conflicts {
            log.execute(params![self.project, key, field, old, new])?;
        }
        Ok(Ok(if conflicts.is_empty() { Outcome::Updated } else { Outcome::Corrected }))
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
        commit().map_err(|error| StoreError::new(messages::committing_an_import(), error))?;
        // A connection that keeps the pages of its import is closed instead.
        if self.connection.pragma_update(None, "cache_size", -IDLE_CACHE).is_ok() {
            self.pool.put(self.connection, self.file);
        }
        Ok(())
    }
}

pub(super) fn compare(values: &[Value<'_>; WIDTH], stored: &[Value<'_>; WIDTH]) -> Comparison {
    let mut comparison = Comparison::default();
    for ((new, old), column) in values.iter().zip(stored).zip(ConnectionRecord::COLUMNS) {
        match (*new, *old) {
            (Value::Absent, _) => {}
            (_, Value::Absent) => comparison.fills = true,
            (new, old) if new != old => comparison.conflicts.push((column.name, text(&old), text(&new))),
            _ => {}
        }
    }
    comparison
}

/// A value as text, for the log of corrections.
fn text(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => (*text).to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        _ => String::new(),
    }
}

/// The message for a record that differs from the stored one: what identifies it, and the fields.
pub(super) fn conflict(record: &ConnectionRecord, fields: &[&str]) -> Message {
    let id = record.transaction_id.as_deref().filter(|id| !id.is_empty());
    messages::conflict(shown(id.unwrap_or(&record.connection_start_time)), list::unquoted(fields, 0))
}

impl fmt::Debug for EmbeddedImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedImport").finish_non_exhaustive()
    }
}
