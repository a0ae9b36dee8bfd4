//! Deletion of expired records in batches of bounded size.

use crate::messages;
use deskledger::DateTime;
use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::connection::{BUSY_TIMEOUT, Embedded};
use super::error::StoreError;
use super::record::Expired;
use super::remove::remove_corrections;

/// A project with records from before a time. By the index on starts this reads one row of each.
const FIND: &str = "
    SELECT number, project_id FROM project
    WHERE EXISTS (SELECT 1 FROM record WHERE project = number AND start < ?1) LIMIT 1
";

const DELETE: &str = "
    DELETE FROM record WHERE id IN (
        SELECT id FROM record INDEXED BY record_by_start
        WHERE project = ?1 AND start < ?2 ORDER BY start, key LIMIT ?3
    )
";

/// A project with records that expire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// The project.
    pub project_id: String,
    /// Number of records that expire.
    pub expired: u64,
    /// Number of all its records.
    pub total: u64,
}

const COUNT: &str = "
    SELECT project_id,
        (SELECT count(*) FROM record WHERE project = number AND start < ?1),
        (SELECT count(*) FROM record WHERE project = number)
    FROM project ORDER BY project_id
";

impl Embedded {
    /// The records whose connections started before a point in time, per project.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn expiring(&self, before: DateTime) -> Result<Vec<Expiring>, StoreError> {
        let connection = self.connect()?;
        let count = || -> rusqlite::Result<Vec<Expiring>> {
            let mut select = connection.prepare(COUNT)?;
            let number = |row: &rusqlite::Row<'_>, index| row.get::<_, i64>(index).map(i64::unsigned_abs);
            let row = |row: &rusqlite::Row<'_>| {
                Ok(Expiring { project_id: row.get(0)?, expired: number(row, 1)?, total: number(row, 2)? })
            };
            select.query_map([before.unix_seconds()], row)?.collect()
        };
        count().map_err(|error| self.failed(messages::counting(), error))
    }

    /// Deletes up to `limit` records of one project whose connections started before a point in time; `None` if there
    /// are no more.
    ///
    /// This is one write of bounded size, so that other writers are not blocked. It changes the revision of the project.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been deleted.
    pub fn expire(&self, before: DateTime, limit: u32) -> Result<Option<Expired>, StoreError> {
        let mut connection = self.connect()?;
        let before = before.unix_seconds();
        let mut expire = || {
            // Reading first does not block writers if there is nothing to delete.
            let find = |connection: &rusqlite::Connection| {
                connection.query_row(FIND, [before], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            };
            let Some((number, project_id)): Option<(i64, String)> = find(&connection)? else { return Ok(None) };
            let _turn = self.imports.wait(BUSY_TIMEOUT)?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let records = transaction.execute(DELETE, params![number, before, limit])?;
            remove_corrections(&transaction)?;
            transaction.execute("UPDATE project SET revision = randomblob(16) WHERE number = ?1", [number])?;
            transaction.commit()?;
            Ok(Some(Expired { project_id, records: records as u64 }))
        };
        expire().map_err(|error| self.failed(messages::removing_old_records(), error))
    }
}
