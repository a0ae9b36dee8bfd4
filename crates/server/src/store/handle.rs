//! The store that callers have: a directory, and the records there or in a cluster.

use std::fmt;
use std::ops::{ControlFlow, Deref};
use std::path::Path;
use std::sync::Arc;

use deskledger::ConnectionRecord;

use super::connection::Embedded;
use super::error::StoreError;
use super::filter::{Filter, Page};
use super::interface::{Importing, Records};
use super::line::Row;
use super::record::Outcome;

/// The records of all projects: what all stores do has its description at [`Records`], which this dereferences to. Clones
/// share it.
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

    /// Whether other servers have the same records and accounts.
    pub(crate) fn is_shared(&self) -> bool {
        !matches!(self.records.accounts(), Ok(None))
    }
}

impl Deref for Store {
    type Target = dyn Records;

    fn deref(&self) -> &Self::Target {
        &*self.records
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
