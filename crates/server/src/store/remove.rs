//! Removal of records and projects, so that nothing of them remains in the files.

use rusqlite::{Connection, TransactionBehavior, params_from_iter};

use super::connection::Store;
use super::error::StoreError;
use super::filter::Filter;
use super::statements::query;
use crate::messages;

/// Deletes the logged corrections of records that no longer exist.
const CORRECTIONS: &str = "
    DELETE FROM correction WHERE NOT EXISTS
        (SELECT 1 FROM record WHERE record.project = correction.project AND record.key = correction.key)
";

impl Store {
    /// Removes up to `limit` matching records and their logged corrections, and returns their number. It is one write of
    /// bounded size, so that other writers are not blocked. Freed pages are overwritten; [`Store::truncate_log`] removes
    /// the rest.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been removed.
    pub fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
        let (select, values) = query("project, connection_start_time, key", filter, &format!("LIMIT {limit}"));
        self.delete(|connection| {
            let sql = format!("DELETE FROM record WHERE (project, connection_start_time, key) IN ({select})");
            let removed = connection.execute(&sql, params_from_iter(&values))?;
            let sql = "UPDATE project SET revision = randomblob(16) WHERE project_id = ?1";
            connection.execute(sql, [&filter.project_id])?;
            Ok(removed as u64)
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
            connection.pragma_update(None, "synchronous", "full")?;
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
