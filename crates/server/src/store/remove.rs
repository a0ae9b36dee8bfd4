//! Removal of records and projects, so that nothing of them remains in the files.

use rusqlite::{Connection, TransactionBehavior, params_from_iter};

use super::connection::{BUSY_TIMEOUT, Embedded};
use super::error::StoreError;
use super::filter::Filter;
use super::statements::{query, read_row};
use crate::messages;

/// Deletes the logged corrections of records that no longer exist.
const CORRECTIONS: &str = "
    DELETE FROM correction WHERE NOT EXISTS
        (SELECT 1 FROM record WHERE record.project = correction.project AND record.key = correction.key)
";

impl Embedded {
    /// Removes up to `limit` matching records and their logged corrections, and returns their number. It is one write of
    /// bounded size, so that other writers are not blocked. Freed pages are overwritten; [`Embedded::truncate_log`] removes
    /// the rest.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been removed.
    pub fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
        let (select, values) = query("layout, line, id", filter, "");
        self.delete(|connection| {
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

    /// Removes a project without records; false if it does not exist.
    ///
    /// # Errors
    /// It has records, or the store cannot be written.
    pub fn remove_project(&self, project_id: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM project WHERE project_id = ?1";
        self.delete(|connection| Ok(connection.execute(sql, [project_id])? > 0))
    }

    /// Moves all changes from the write-ahead log into the file and empties the log; false if readers prevent it.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn truncate_log(&self) -> Result<bool, StoreError> {
        let truncate = |connection: Connection| crate::sqlite::truncate_log(&connection);
        truncate(self.connect()?).map_err(|error| self.failed(messages::writing(), error))
    }

    fn delete<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let mut connection = self.connect()?;
        let delete = || {
            // SQLite itself would look for a gap between imports that follow one another.
            let _turn = self.imports.wait(BUSY_TIMEOUT)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            remove_corrections(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        delete().map_err(|error| self.failed(messages::removing_records_from(), error))
    }
}

/// Removes what the log of corrections holds of records that no longer exist.
pub(super) fn remove_corrections(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(CORRECTIONS, ()).map(drop)
}
