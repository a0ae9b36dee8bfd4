//! Where the records are kept. What every store has to do stands here; how SQLite does it, in `sqlite`.

mod identity;
mod sqlite;

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

use deskledger::{ConnectionRecord, DateTime, ExportConnectionRecords, Locale, TimeRange, Value};
use deskledger_records::Message;

pub use sqlite::FILE_NAME;

/// How many columns a record has.
pub(crate) const WIDTH: usize = ConnectionRecord::COLUMNS.len();

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

/// An import into one project: all of it, or, when dropped without [`Import::commit`], nothing.
pub struct Import<'s> {
    sqlite: sqlite::Writer,
    _store: std::marker::PhantomData<&'s Store>,
}

/// What became of a record that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is new.
    Added,
    /// It was there, and says nothing new.
    Unchanged,
    /// It was there; the values that are new have been filled in, for example the end of a session that was open.
    Updated,
}

/// Records that were removed for their age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    /// Their project.
    pub project_id: String,
    /// How many.
    pub records: u64,
}

/// Which records are exported. Texts match exactly, with case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The project they belong to.
    pub project_id: String,
    /// When they were started: the start of the range belongs to it, the end does not. All if absent.
    pub time_range: Option<TimeRange>,
    /// User; all if absent.
    pub user_name: Option<String>,
    /// Computer name of the desktop; all if absent.
    pub computer_name: Option<String>,
    /// Operating system of the terminal; all if absent.
    pub terminal_type: Option<String>,
}

/// A record as it is read: its values in the order of [`ConnectionRecord::COLUMNS`].
#[derive(Debug)]
pub struct Row<'r> {
    values: [Value<'r>; WIDTH],
}

impl Store {
    /// Opens the store in a directory, and makes both if they are not there.
    ///
    /// # Errors
    /// The directory cannot be made or written, or its file is not one of this program or of a newer version of it.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Ok(Self { sqlite: sqlite::Sqlite::open(dir)? })
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        self.sqlite.directory()
    }

    /// Begins an import. While it runs, exports go on and read what was there before; another import waits.
    ///
    /// # Errors
    /// The store cannot be written, or another import has not ended for a minute.
    pub fn import(&self, project_id: &str) -> Result<Import<'_>, StoreError> {
        Ok(Import { sqlite: self.sqlite.import(project_id)?, _store: std::marker::PhantomData })
    }

    /// Hands over the records one by one, in constant memory, in the order of their start and then of their transaction
    /// id. Breaks off when `row` does, or when `is_wanted` says no, which is asked every now and then even while no
    /// record matches; says which of the two ends it came to.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn export(
        &self,
        filter: &Filter,
        is_wanted: impl Fn() -> bool + Send + 'static,
        row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.sqlite.export(filter, None, is_wanted, row)
    }

    /// As [`Store::export`], for `limit` records after the first `offset` ones.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn page(
        &self,
        filter: &Filter,
        (offset, limit): (u32, u32),
        is_wanted: impl Fn() -> bool + Send + 'static,
        row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.sqlite.export(filter, Some((offset, limit)), is_wanted, row)
    }

    /// The store as it is now: what is read through it does not change, whatever is imported meanwhile.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn moment(&self) -> Result<Self, StoreError> {
        Ok(Self { sqlite: self.sqlite.moment()? })
    }

    /// What names the records of a project as they are: another value after every change, drawn by lot. Empty where
    /// the project has never had a record.
    ///
    /// Two equal values mean equal records, even where the store was put back to an earlier state and changed in
    /// another way since: a counter would come to the same number again, 128 random bits do not.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError> {
        self.sqlite.revision(project_id)
    }

    /// Removes at most `most` records of one project whose connections started before a point in time. Says of which
    /// project and how many; none where there are no more.
    ///
    /// It is one write of bounded size: between two of them others have their turn. The revision of the project changes
    /// with it.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been removed then.
    pub fn expire(&self, before: DateTime, most: u32) -> Result<Option<Expired>, StoreError> {
        self.sqlite.expire(before, most)
    }

    /// Whether the project has, or had, records.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        self.sqlite.has_project(project_id)
    }

    /// The first projects that have, or had, records, by id.
    pub(crate) fn projects(&self, most: u32) -> Result<Vec<String>, StoreError> {
        self.sqlite.projects(most)
    }

    /// How many rows this [`Store::moment`] has handed over; 0 for a store that is not one.
    pub fn rows_read(&self) -> u64 {
        self.sqlite.rows_read()
    }

    /// How many records the filter lets through.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn count(&self, filter: impl Into<Filter>) -> Result<u64, StoreError> {
        self.sqlite.count(&filter.into())
    }

    /// The same, for as long as `is_wanted` says yes, which is asked every now and then; none where it said no.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn count_while(
        &self,
        filter: &Filter,
        is_wanted: impl Fn() -> bool + Send + 'static,
    ) -> Result<Option<u64>, StoreError> {
        self.sqlite.count_while(filter, is_wanted)
    }
}

impl Import<'_> {
    /// Adds a record, or fills in what is new of one that is there. A value that is absent or empty erases nothing.
    ///
    /// A record is the same as another of its project if their transaction ids are; without one, if user, desktop,
    /// terminal (address, MAC address, name), start and failure are.
    ///
    /// # Errors
    /// A point in time does not read ([`StoreError::is_invalid_record`]; the import can go on), or the store fails.
    pub fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        self.sqlite.add(record)
    }

    /// Makes everything that was added last.
    ///
    /// # Errors
    /// The store cannot be written; nothing has been added then.
    pub fn commit(self) -> Result<(), StoreError> {
        self.sqlite.commit()
    }
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").finish_non_exhaustive()
    }
}

impl Filter {
    /// Every record of a project.
    pub fn project(project_id: &str) -> Self {
        Self { project_id: project_id.to_owned(), ..Self::default() }
    }
}

impl From<&Filter> for Filter {
    fn from(filter: &Filter) -> Self {
        filter.clone()
    }
}

/// The two calls have the same filters, each with its own generated type.
macro_rules! filter_of {
    ($request:ty) => {
        impl From<&$request> for Filter {
            fn from(request: &$request) -> Self {
                let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
                Self {
                    project_id: request.project_id.clone(),
                    time_range: request.time_range(),
                    user_name: given(&request.user_name),
                    computer_name: given(&request.computer_name),
                    terminal_type: given(&request.terminal_type),
                }
            }
        }
    };
}

filter_of!(ExportConnectionRecords);
filter_of!(crate::ledger::ListConnectionRecords);

impl<'r> Row<'r> {
    /// The values in the order of [`ConnectionRecord::COLUMNS`].
    pub fn values(&self) -> &[Value<'r>] {
        &self.values
    }
}

/// The store failed.
#[derive(Debug)]
pub struct StoreError {
    kind: Kind,
    doing: Message,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Store,
    InvalidRecord,
}

impl StoreError {
    /// What was done, in English and in Chinese, and why it failed.
    pub(crate) fn new(
        [english, chinese]: [impl Into<String>; 2],
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind: Kind::Store, doing: Message::new(english, chinese), source: Some(source.into()) }
    }

    /// Why nothing is done, in English and in Chinese.
    pub(crate) fn refused([english, chinese]: [impl Into<String>; 2]) -> Self {
        Self { kind: Kind::Store, doing: Message::new(english, chinese), source: None }
    }

    /// What was done and why it failed, in a language. What the operating system or SQLite says follows as it is.
    pub fn localized(&self, language: Locale) -> String {
        let doing = self.doing.localized(language);
        let between = if language == Locale::Chinese { "：" } else { ": " };
        match &self.source {
            Some(source) => format!("{doing}{between}{source}"),
            None => doing,
        }
    }

    fn invalid_record(field: &str, source: deskledger::InvalidDateTime) -> Self {
        let doing = Message::new(format!("field {field}"), format!("字段 {field}"));
        Self { kind: Kind::InvalidRecord, doing, source: Some(source.into()) }
    }

    /// Whether another write held the store for longer than this one may wait: the same again may succeed.
    pub fn is_busy(&self) -> bool {
        let source = self.source.as_deref().and_then(|source| source.downcast_ref::<rusqlite::Error>());
        source.and_then(rusqlite::Error::sqlite_error_code) == Some(rusqlite::ErrorCode::DatabaseBusy)
    }

    /// Whether the record was at fault, not the store.
    pub fn is_invalid_record(&self) -> bool {
        self.kind == Kind::InvalidRecord
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
