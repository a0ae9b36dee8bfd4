//! The interface of stores of records. Both stores pass one conformance suite, `crates/server/tests/suite`.

use std::any::Any;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use deskledger::{ConnectionRecord, DateTime};

use super::accounts::Accounts;
use super::connection::Embedded;
use super::error::StoreError;
use super::expire::Expiring;
use super::filter::{Filter, Page};
use super::import::EmbeddedImport;
use super::line::Row;
use super::month::{Month, Sealed};
use super::record::{Added, Conflicts, Expired, Outcome, count};
use crate::messages;

/// Whether the result of a read is still needed; called regularly.
pub type IsNeeded = Box<dyn Fn() -> bool + Send>;

/// Callback for the records of a read.
pub type EachRow<'r> = &'r mut dyn FnMut(&Row<'_>) -> ControlFlow<()>;

/// A slot that is released on drop.
pub type Slot = Box<dyn Any + Send>;

/// A store of records. [`Store`](super::Store) has the descriptions that callers need.
///
/// Every method fails if the store cannot be read or written; [`StoreError::is_busy`] if a retry may succeed.
#[allow(clippy::missing_errors_doc, reason = "stated above for all methods")]
pub trait Records: fmt::Debug + Send + Sync {
    /// A view whose content does not change during later imports.
    fn snapshot(&self) -> Result<Arc<dyn Records>, StoreError>;

    /// Identifier of the current records of a project: a new value after every change; empty if it never had any.
    fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError>;

    /// Whether the project has, or had, records.
    fn has_project(&self, project_id: &str) -> Result<bool, StoreError>;

    /// The first `limit` projects that have, or had, records, by id.
    fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError>;

    /// Number of rows read from this snapshot.
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

    /// Adds all records of a batch, or none if any differs from the stored one. Another batch is not affected.
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

    /// Deletes these records of one project, up to about `limit`; `None` if there are no more.
    fn expire(&self, before: DateTime, limit: u32) -> Result<Option<Expired>, StoreError>;

    /// Removes matching records, up to about `limit`, and returns their number.
    fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError>;

    /// Removes a project without records; false if it does not exist.
    fn remove_project(&self, project_id: &str) -> Result<bool, StoreError>;

    /// Moves a month of every project to object storage, as [`Store::seal`](super::Store::seal) describes.
    fn seal(&self, month: &Month, to: &str, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
        let _ = (month, to, each);
        Err(StoreError::rejected(messages::no_cold_tier()))
    }

    /// Moves a month of every project back.
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

impl Records for Embedded {
    fn snapshot(&self) -> Result<Arc<dyn Records>, StoreError> {
        Ok(Arc::new(Self::snapshot(self)?))
    }

    fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError> {
        Self::revision(self, project_id)
    }

    fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        Self::has_project(self, project_id)
    }

    fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        Self::projects(self, limit)
    }

    fn rows_read(&self) -> u64 {
        Self::rows_read(self)
    }

    fn select(
        &self,
        filter: &Filter,
        page: Option<Page>,
        is_needed: IsNeeded,
        row: EachRow<'_>,
    ) -> Result<ControlFlow<()>, StoreError> {
        Self::select(self, filter, page, is_needed, row)
    }

    fn count(&self, filter: &Filter, is_needed: IsNeeded) -> Result<Option<u64>, StoreError> {
        self.count_while(filter, is_needed)
    }

    fn import(&self, project_id: &str) -> Result<Box<dyn Importing>, StoreError> {
        Ok(Box::new(Self::import(self, project_id)?))
    }

    fn add(&self, project_id: &str, records: Vec<ConnectionRecord>) -> Result<Result<Added, Conflicts>, StoreError> {
        Self::add(self, project_id, records)
    }

    fn expiring(&self, before: DateTime) -> Result<Vec<Expiring>, StoreError> {
        Self::expiring(self, before)
    }

    fn expire(&self, before: DateTime, limit: u32) -> Result<Option<Expired>, StoreError> {
        Self::expire(self, before, limit)
    }

    fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
        Self::remove(self, filter, limit)
    }

    fn remove_project(&self, project_id: &str) -> Result<bool, StoreError> {
        Self::remove_project(self, project_id)
    }

    fn truncate_log(&self) -> Result<bool, StoreError> {
        Self::truncate_log(self)
    }

    fn check(&self, limit: Option<Duration>) -> Result<Option<String>, StoreError> {
        Self::check(self, limit)
    }

    fn is_damaged(&self) -> bool {
        Self::is_damaged(self)
    }
}

impl Importing for EmbeddedImport {
    fn correct(&mut self) {
        Self::correct(self);
    }

    fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        Self::add(self, record)
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Self::commit(*self)
    }
}
