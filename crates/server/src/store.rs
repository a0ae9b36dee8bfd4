//! The record store: its contract here, its implementation for SQLite in `sqlite`.

mod error;
mod filter;
mod identity;
mod record;
mod sqlite;

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

use deskledger::{ConnectionRecord, DateTime};

pub use error::StoreError;
pub use filter::Filter;
pub use record::{Expired, Outcome, Row};
pub use sqlite::FILE_NAME;

/// The records of all projects, in one directory. Clones share it.
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
    sqlite: sqlite::Sqlite,
}

/// An import into one project. Without [`Import::commit`] nothing is stored.
pub struct Import<'s> {
    sqlite: sqlite::Writer,
    _store: std::marker::PhantomData<&'s Store>,
}

impl Store {
    /// Opens the store in a directory, and creates both if they do not exist.
    ///
    /// # Errors
    /// The directory cannot be created or written, or its file belongs to another program or a newer version.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Ok(Self { sqlite: sqlite::Sqlite::open(dir)? })
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        self.sqlite.directory()
    }

    /// Begins an import. Meanwhile exports read the previous state; another import waits.
    ///
    /// # Errors
    /// The store cannot be written, or another import runs for more than a minute.
    pub fn import(&self, project_id: &str) -> Result<Import<'_>, StoreError> {
        Ok(Import { sqlite: self.sqlite.import(project_id)?, _store: std::marker::PhantomData })
    }

    /// Passes the records to `row` one by one, in constant memory, ordered by start and then by transaction id. Stops
    /// when `row` breaks or `is_needed` returns false, which is called regularly even while no record matches.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn export(
        &self,
        filter: &Filter,
        is_needed: impl Fn() -> bool + Send + 'static,
        row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.sqlite.export(filter, None, is_needed, row)
    }

    /// As [`Store::export`], for `limit` records after the first `offset` ones.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn page(
        &self,
        filter: &Filter,
        (offset, limit): (u32, u32),
        is_needed: impl Fn() -> bool + Send + 'static,
        row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.sqlite.export(filter, Some((offset, limit)), is_needed, row)
    }

    /// A snapshot of the store: its content does not change during later imports.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn snapshot(&self) -> Result<Self, StoreError> {
        Ok(Self { sqlite: self.sqlite.snapshot()? })
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
        self.sqlite.revision(project_id)
    }

    /// Deletes up to `limit` records of one project whose connections started before a point in time; `None` if there
    /// are no more.
    ///
    /// This is one write of bounded size, so that other writers are not blocked. It changes the revision of the project.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been deleted.
    pub fn expire(&self, before: DateTime, limit: u32) -> Result<Option<Expired>, StoreError> {
        self.sqlite.expire(before, limit)
    }

    /// Whether the project has, or had, records.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        self.sqlite.has_project(project_id)
    }

    /// The first `limit` projects that have, or had, records, by id.
    pub(crate) fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        self.sqlite.projects(limit)
    }

    /// Number of rows read from this [`Store::snapshot`]; 0 for a store that is not a snapshot.
    pub fn rows_read(&self) -> u64 {
        self.sqlite.rows_read()
    }

    /// Number of matching records.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn count(&self, filter: impl Into<Filter>) -> Result<u64, StoreError> {
        self.sqlite.count(&filter.into())
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
        self.sqlite.count_while(filter, is_needed)
    }
}

impl Import<'_> {
    /// Adds a record, or updates an existing one with its new values. An absent or empty value erases nothing.
    ///
    /// Two records of a project are the same if their transaction ids are; without one, if user, desktop, terminal
    /// (address, MAC address, name), start and failure are.
    ///
    /// # Errors
    /// A point in time is invalid ([`StoreError::is_invalid_record`]; the import can continue), or the store fails.
    pub fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        self.sqlite.add(record)
    }

    /// Commits all added records.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been added.
    pub fn commit(self) -> Result<(), StoreError> {
        self.sqlite.commit()
    }
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").finish_non_exhaustive()
    }
}
