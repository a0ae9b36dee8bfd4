//! The interface of stores of records. Both stores pass one conformance suite, `crates/server/tests/suite`.

use std::any::Any;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use deskledger::{ConnectionRecord, DateTime};

use super::error::StoreError;
use super::filter::{Filter, Page};
use super::line::Row;
use super::month::{Month, Sealed};
use super::record::{Added, Conflicts, Expired, Expiring, Outcome, count};
use crate::messages;

/// Whether the result of a read is still needed; called regularly.
pub type IsNeeded = Box<dyn Fn() -> bool + Send>;

/// Callback for the records of a read.
pub type EachRow<'r> = &'r mut dyn FnMut(&Row<'_>) -> ControlFlow<()>;

/// A slot that is released on drop.
pub type Slot = Box<dyn Any + Send>;

/// A store of records. Every method fails if the store cannot be read or written; [`StoreError::is_busy`] if a retry may
/// succeed.
#[allow(clippy::missing_errors_doc, reason = "stated above for all methods")]
pub trait Records: fmt::Debug + Send + Sync {
    /// A view whose content does not change during later imports.
    fn snapshot(&self) -> Result<Arc<dyn Records>, StoreError>;

    /// Identifier of the current records of a project: a new random value after every change; empty if the project never
    /// had a record.
    ///
    /// Equal values mean equal records, even if the store was restored to an earlier state and changed differently
    /// since: a counter would repeat, 128 random bits do not.
    fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError>;

    /// Whether the project has, or had, records.
    fn has_project(&self, project_id: &str) -> Result<bool, StoreError>;

    /// The first `limit` projects that have, or had, records, by id.
    fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError>;

    /// Number of rows read from this [`Records::snapshot`]; 0 for a store that is not a snapshot.
    fn rows_read(&self) -> u64;

    /// Passes records to `row`, as [`Store::export`](super::Store::export) describes. Less than all of them is an error.
    fn select(
        &self,
        filter: &Filter,
        page: Option<Page>,
        is_needed: IsNeeded,
        row: EachRow<'_>,
    ) -> Result<ControlFlow<()>, StoreError>;

    /// Number of matching records; `None` as soon as it is no longer needed.
    fn count(&self, filter: &Filter, is_needed: IsNeeded) -> Result<Option<u64>, StoreError>;

    /// Begins an import; another one into the same project waits.
    fn import(&self, project_id: &str) -> Result<Box<dyn Importing>, StoreError>;

    /// Adds all records of a batch, or none if any differs from the stored one. Batches that wait at the same time may be
    /// stored in one transaction; one that fails does not affect the others. A point in time that is invalid is an error.
    fn add(&self, project_id: &str, records: Vec<ConnectionRecord>) -> Result<Result<Added, Conflicts>, StoreError> {
        let mut import = self.import(project_id)?;
        import.prepare(&mut records.iter())?;
        let added = count(records.iter().map(|record| import.add(record)))?;
        if added.is_ok() {
            import.commit()?;
        }
        Ok(added)
    }

    /// The records whose connections started before a point in time, per project.
    fn expiring(&self, before: DateTime) -> Result<Vec<Expiring>, StoreError>;

    /// Deletes up to about `limit` records of one project whose connections started before a point in time; `None` if
    /// there are no more. It changes the revision of the project. After an error nothing has been deleted.
    fn expire(&self, before: DateTime, limit: u32) -> Result<Option<Expired>, StoreError>;

    /// Removes up to about `limit` matching records and their logged corrections, and returns their number. After an error
    /// nothing has been removed. [`Records::truncate_log`] removes what is left of them in files.
    fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError>;

    /// Removes a project; false if it does not exist. One that has records is an error.
    fn remove_project(&self, project_id: &str) -> Result<bool, StoreError>;

    /// Moves a month that is over from every project to files on object storage. Exports read it there, with the same bytes;
    /// records of it can neither be added nor changed. Calls `each` after each project; after an interruption, the same call
    /// continues.
    ///
    /// It is an error if the store has no cold tier, the month is not over, or a file cannot be written or differs when it is
    /// read back.
    fn seal(&self, month: &Month, to: &str, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
        let _ = (month, to, each);
        Err(StoreError::rejected(messages::no_cold_tier()))
    }

    /// Moves a month of every project back to the store, and removes its files.
    ///
    /// It is an error if the store has no cold tier, or a file is missing or damaged: its month stays sealed.
    fn unseal(&self, month: &Month, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
        let _ = (month, each);
        Err(StoreError::rejected(messages::no_cold_tier()))
    }

    /// Removes what deleted records leave in files; false if readers prevent it.
    fn truncate_log(&self) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// The first damage; `None` if there is none, or none was found within the limit.
    fn check(&self, limit: Option<Duration>) -> Result<Option<String>, StoreError>;

    /// Whether any access has found damage.
    fn is_damaged(&self) -> bool {
        false
    }

    /// A slot of an export of a project, of which all servers together have `max`; `None` if all are in use.
    fn export_slot(&self, project_id: &str, max: usize) -> Result<Option<Slot>, StoreError> {
        let _ = (project_id, max);
        Ok(Some(Box::new(())))
    }

    /// The log of users, keys and tokens, if servers share it; otherwise these are in the directory only.
    fn accounts(&self) -> Result<Option<Arc<dyn Accounts>>, StoreError> {
        Ok(None)
    }

    /// Succeeds if the store can be read.
    fn probe(&self) -> Result<(), StoreError> {
        self.snapshot().map(drop)
    }
}

/// An import into one project. Without a commit nothing is stored.
#[allow(clippy::missing_errors_doc, reason = "Import describes them")]
pub trait Importing: Send {
    /// From now on conflicting values replace the stored ones; both are logged.
    fn correct(&mut self);

    /// Announces the next records, so that a store on other machines looks for all of them at once.
    fn prepare(&mut self, records: &mut dyn Iterator<Item = &ConnectionRecord>) -> Result<(), StoreError> {
        let _ = records;
        Ok(())
    }

    /// Adds a record, as [`Import::add`](super::Import::add) describes.
    fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError>;

    /// Commits all added records.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// A change of the accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// Consecutive numbers from 1.
    pub number: u64,
    /// Whether the statements replace all former ones.
    pub is_whole: bool,
    /// SQL statements for the access file.
    pub sql: String,
}

/// A log of changes that several servers read and append to.
///
/// Every method fails if the log cannot be read or written; [`StoreError::is_busy`] if a retry may succeed.
#[allow(clippy::missing_errors_doc, reason = "stated above for all methods")]
pub trait Accounts: fmt::Debug + Send + Sync {
    /// Identifies the log.
    fn id(&self) -> Result<String, StoreError>;

    /// The changes after a number, by number. Those before a whole one may be missing.
    fn since(&self, number: u64) -> Result<Vec<AccountChange>, StoreError>;

    /// Excludes other writers until the result is dropped.
    fn begin(&self) -> Result<Box<dyn AppendAccounts + '_>, StoreError>;
}

/// The only writer of the log.
#[allow(clippy::missing_errors_doc, reason = "stated at Accounts")]
pub trait AppendAccounts {
    /// Stores changes, all or none.
    fn append(&mut self, changes: &[AccountChange]) -> Result<(), StoreError>;
}
