//! The store that callers have: a directory, and the records there or in a cluster.

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deskledger::{ConnectionRecord, DateTime};

use super::accounts::Accounts;
use super::connection::Embedded;
use super::error::StoreError;
use super::expire::Expiring;
use super::filter::{Filter, Page};
use super::interface::{Importing, Records, Slot};
use super::line::Row;
use super::month::{Month, Sealed};
use super::record::{Added, Conflicts, Expired, Outcome};

/// The records of all projects. Clones share it.
///
/// ```
/// use deskledger::ConnectionRecord;
/// use deskledger_server::{Filter, Outcome, Store};
/// # let directory = tempfile::tempdir()?;
/// let store = Store::open(directory.path())?;
/// let open = ConnectionRecord { connection_start_time: "2020-04-24T03:02:47Z".into(), ..Default::default() };
/// let ended = ConnectionRecord { connection_end_time: Some("2020-04-24T03:36:43Z".into()), ..open.clone() };
/// let mut import = store.import("p1")?;
/// assert_eq!(import.add(&open)?, Outcome::Added);
/// assert_eq!(import.add(&open)?, Outcome::Unchanged);
/// assert_eq!(import.add(&ended)?, Outcome::Updated);
/// import.commit()?;
/// assert_eq!(store.count(&Filter::project("p1"))?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Store {
    directory: Arc<Path>,
    records: Arc<dyn Records>,
}

/// An import into one project. Without [`Import::commit`] nothing is stored.
pub struct Import(Box<dyn Importing>);

impl Store {
    /// Opens the embedded store in a directory, and creates both if they do not exist.
    ///
    /// # Errors
    /// The directory cannot be created or written, its file belongs to another program or a newer version, or it is missing
    /// or empty beside existing users.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Ok(Self::new(dir, Arc::new(Embedded::open(dir)?)))
    }

    /// Other records with a directory for users, tokens and keys, or for the replica of those that servers share. It must exist.
    pub fn new(directory: &Path, records: Arc<dyn Records>) -> Self {
        Self { directory: directory.into(), records }
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// A snapshot of the store: its content does not change during later imports.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn snapshot(&self) -> Result<Self, StoreError> {
        Ok(Self { records: self.records.snapshot()?, ..self.clone() })
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
        self.records.revision(project_id)
    }

    /// Whether the project has, or had, records.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        self.records.has_project(project_id)
    }

    /// The first `limit` projects that have, or had, records, by id.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        self.records.projects(limit)
    }

    /// Number of rows read from this [`Store::snapshot`]; 0 for a store that is not a snapshot.
    pub fn rows_read(&self) -> u64 {
        self.records.rows_read()
    }

    /// Passes the records to `row` one by one, in constant memory, ordered by start and then by transaction id: texts
    /// first, then UUIDs, mixed with records without an id. Stops when `row` breaks or `is_needed` returns false, which
    /// is called regularly even while no record matches.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn export(
        &self,
        filter: &Filter,
        is_needed: impl Fn() -> bool + Send + 'static,
        mut row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.records.select(filter, None, Box::new(is_needed), &mut row)
    }

    /// As [`Store::export`], for the records of a page.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn page(
        &self,
        filter: &Filter,
        page: impl Into<Page>,
        is_needed: impl Fn() -> bool + Send + 'static,
        mut row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.records.select(filter, Some(page.into()), Box::new(is_needed), &mut row)
    }

    /// Number of matching records.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn count(&self, filter: impl Into<Filter>) -> Result<u64, StoreError> {
        self.count_while(&filter.into(), || true).map(Option::unwrap_or_default)
    }

    /// As [`Store::count`]; `None` as soon as `is_needed` returns false, which is called regularly.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn count_while(
        &self,
        filter: &Filter,
        is_needed: impl Fn() -> bool + Send + 'static,
    ) -> Result<Option<u64>, StoreError> {
        self.records.count(filter, Box::new(is_needed))
    }

    /// Begins an import. Meanwhile exports read the previous state; another import waits.
    ///
    /// # Errors
    /// The store cannot be written, or another import runs for more than a minute.
    pub fn import(&self, project_id: &str) -> Result<Import, StoreError> {
        self.records.import(project_id).map(Import)
    }

    /// Adds all records of a batch, or none if any differs from the stored one. Batches that wait at the same time may be
    /// stored in one transaction; one that fails does not affect the others.
    ///
    /// # Errors
    /// A point in time is invalid, the store cannot be written, or another import runs for more than a minute.
    pub fn add(
        &self,
        project_id: &str,
        records: Vec<ConnectionRecord>,
    ) -> Result<Result<Added, Conflicts>, StoreError> {
        self.records.add(project_id, records)
    }

    /// The records whose connections started before a point in time, per project.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn expiring(&self, before: DateTime) -> Result<Vec<Expiring>, StoreError> {
        self.records.expiring(before)
    }

    /// Deletes up to about `limit` records of one project whose connections started before a point in time; `None` if
    /// there are no more. It changes the revision of the project.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been deleted.
    pub fn expire(&self, before: DateTime, limit: u32) -> Result<Option<Expired>, StoreError> {
        self.records.expire(before, limit)
    }

    /// Removes up to about `limit` matching records and their logged corrections, and returns their number.
    /// [`Store::truncate_log`] removes what is left of them in files.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been removed.
    pub fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
        self.records.remove(filter, limit)
    }

    /// Removes a project without records; false if it does not exist.
    ///
    /// # Errors
    /// It has records, or the store cannot be written.
    pub fn remove_project(&self, project_id: &str) -> Result<bool, StoreError> {
        self.records.remove_project(project_id)
    }

    /// Moves a month that is over from every project to files on object storage. Exports read it there, with the same bytes;
    /// records of it can neither be added nor changed. Calls `each` after each project; after an interruption, the same call
    /// continues.
    ///
    /// # Errors
    /// The store has no cold tier, the month is not over, or a file cannot be written or differs when it is read back.
    pub fn seal(&self, month: &Month, to: &str, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
        self.records.seal(month, to, each)
    }

    /// Moves a month of every project back to the store, and removes its files.
    ///
    /// # Errors
    /// The store has no cold tier, or a file is missing or damaged: its month stays sealed.
    pub fn unseal(&self, month: &Month, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
        self.records.unseal(month, each)
    }

    /// Removes what deleted records leave in files; false if readers prevent it.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn truncate_log(&self) -> Result<bool, StoreError> {
        self.records.truncate_log()
    }

    /// The first damage; `None` if there is none, or none was found within the limit.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn check(&self, limit: Option<Duration>) -> Result<Option<String>, StoreError> {
        self.records.check(limit)
    }

    /// Whether other servers have the same records and accounts.
    pub(crate) fn is_shared(&self) -> bool {
        !matches!(self.records.accounts(), Ok(None))
    }

    /// As [`Records::export_slot`].
    pub(crate) fn export_slot(&self, project_id: &str, max: usize) -> Result<Option<Slot>, StoreError> {
        self.records.export_slot(project_id, max)
    }

    pub(crate) fn accounts(&self) -> Result<Option<Arc<dyn Accounts>>, StoreError> {
        self.records.accounts()
    }

    pub(crate) fn is_damaged(&self) -> bool {
        self.records.is_damaged()
    }

    /// Succeeds if the store can be read.
    pub(crate) fn probe(&self) -> Result<(), StoreError> {
        self.records.probe()
    }
}

impl Import {
    /// The same, where conflicting values replace the stored ones. Both are logged.
    #[must_use]
    pub fn correcting(mut self) -> Self {
        self.0.correct();
        self
    }

    /// Announces the next records, so that a store on other machines looks for all of them at once.
    ///
    /// # Errors
    /// The store fails.
    pub fn prepare<'r>(&mut self, records: impl IntoIterator<Item = &'r ConnectionRecord>) -> Result<(), StoreError> {
        self.0.prepare(&mut records.into_iter())
    }

    /// Adds a record, or fills in the absent values of an existing one. An absent or empty value erases nothing.
    ///
    /// Two records of a project are the same if their transaction ids are; without one, if user, desktop, terminal
    /// (address, MAC address, name), start and failure are. In a cluster their start must be the same as well.
    ///
    /// # Errors
    /// A point in time is invalid ([`StoreError::is_invalid_record`]) or a value differs from the stored one
    /// ([`StoreError::is_conflict`]): the import can continue. Or the store fails.
    pub fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        self.0.add(record)
    }

    /// Commits all added records.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been added.
    pub fn commit(self) -> Result<(), StoreError> {
        self.0.commit()
    }
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").finish_non_exhaustive()
    }
}
