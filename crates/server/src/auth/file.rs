//! The access file.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Params, Row, TransactionBehavior};

use super::error::AccessError;
use super::schema::{FILE_NAME, SCHEMA};
use super::shared::{MAX_CHANGES, Shared};
use crate::clock::Clock;
use crate::messages;
use crate::sqlite::{Database, check, create_database, create_directories, migrate, truncate_log};
use crate::store::{Accounts, Store};

/// Default time to wait for a lock.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Maximum length of a name in characters.
const MAX_NAME: usize = 255;

/// Users, projects, roles, keys and tokens in the directory of a store.
///
/// ```
/// use deskledger_server::{Access, Role};
/// # let directory = tempfile::tempdir()?;
/// let access = Access::open(directory.path())?;
/// access.set_user("wang", "a password of length")?;
/// access.grant("wang", "p1", Role::Reader)?;
/// assert_eq!(access.role("wang", "p1")?, Some(Role::Reader));
/// assert_eq!(access.role("wang", "p2")?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Access {
    database: Arc<Database>,
    pub(super) time: Arc<Time>,
    shared: Option<Arc<Shared>>,
    /// Maximum time to wait for a lock.
    timeout: Duration,
}

/// The clock, and the newest time that has been stored, in milliseconds since 1970.
#[derive(Debug, Default)]
pub(super) struct Time {
    pub(super) clock: Clock,
    pub(super) newest: AtomicI64,
}

impl Time {
    /// Continues from the newest time stored in a file.
    pub(super) fn new(clock: Clock, connection: &Connection) -> rusqlite::Result<Self> {
        let newest = connection.query_row("SELECT newest FROM clock", (), |row| row.get(0))?;
        Ok(Self { clock, newest: AtomicI64::new(newest) })
    }
}

impl Access {
    /// Opens the file in the directory of a store, creates it if it does not exist, and migrates an older one.
    ///
    /// # Errors
    /// It cannot be created or read, or belongs to a newer version of this program.
    pub fn open(dir: &Path) -> Result<Self, AccessError> {
        let path = dir.join(FILE_NAME);
        create_directories(dir).and_then(|()| create_database(&path)).map_err(|error| {
            let path = path.display();
            AccessError::new(messages::creating(path, &error))
        })?;
        let database = Arc::new(Database::new(path));
        let access = Self { database, time: Arc::default(), shared: None, timeout: TIMEOUT };
        let migrated = access.read(|connection| Ok(migrate(connection, access.path(), &SCHEMA)))?;
        migrated.map_err(|error| AccessError::migration(access.path(), error))?;
        access.with_clock(Clock::default())
    }

    /// Opens the file in the directory of a store. If several servers share their accounts through the store, it is a
    /// replica of theirs; the first server contributes what its file contains.
    ///
    /// # Errors
    /// Those of [`Access::open`], the log is away, or the file has other accounts than the log.
    pub fn of(store: &Store) -> Result<Self, AccessError> {
        let access = Self::open(store.directory())?;
        match store.accounts().map_err(|error| AccessError::store(&error))? {
            Some(log) => access.replicating(log, MAX_CHANGES),
            None => Ok(access),
        }
    }

    pub(super) fn replicating(self, log: Arc<dyn Accounts>, max_changes: u64) -> Result<Self, AccessError> {
        let shared = Shared::new(log, max_changes);
        match self.write(|connection| shared.join(connection))? {
            true => Ok(Self { shared: Some(Arc::new(shared)), ..self }),
            false => Err(AccessError::new(messages::other_accounts(self.path().display()))),
        }
    }

    /// The same with another clock.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn with_clock(self, clock: Clock) -> Result<Self, AccessError> {
        let time = Arc::new(self.read(|connection| Time::new(clock, connection))?);
        Ok(Self { time, ..self })
    }

    /// The same, with another time to wait for a lock and for other writers.
    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    fn path(&self) -> &Path {
        self.database.path()
    }

    pub(super) fn read<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, AccessError> {
        let read = self.database.read(self.timeout, |connection| {
            if let Some(shared) = &self.shared {
                shared.refresh(connection)?;
            }
            work(connection)
        });
        read.map_err(|error| AccessError::sqlite(self.path(), &error))
    }

    /// As [`Access::read`], one writer of this process at a time.
    pub(super) fn write<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, AccessError> {
        self.database.write(self.timeout, work).map_err(|error| AccessError::sqlite(self.path(), &error))
    }

    /// The first row of a query, if any.
    pub(super) fn find<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, AccessError> {
        self.read(|connection| connection.prepare_cached(sql)?.query_row(parameters, row).optional())
    }

    /// Runs one statement in a transaction, and returns whether it changed any row.
    pub(super) fn execute(&self, sql: &str, parameters: impl Params) -> Result<bool, AccessError> {
        self.change(|connection| Ok(connection.execute(sql, parameters)? > 0))
    }

    /// Empties the write-ahead log, so that nothing of removed keys and tokens remains; false if readers prevent it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn truncate_log(&self) -> Result<bool, AccessError> {
        self.write(|connection| truncate_log(connection))
    }

    /// The first damage of the file; `None` if there is none, or none was found within the limit.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn check(&self, limit: Option<Duration>) -> Result<Option<String>, AccessError> {
        self.read(|connection| check(connection, limit))
    }

    /// Runs the work in one transaction.
    pub(super) fn change<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, AccessError> {
        self.change_with("full", work)
    }

    /// As [`Access::change`], with another level of `PRAGMA synchronous`.
    pub(super) fn change_with<T>(
        &self,
        synchronous: &str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, AccessError> {
        self.write(|connection| {
            connection.pragma_update(None, "synchronous", synchronous)?;
            let result = match &self.shared {
                Some(shared) => shared.change(connection, work)?,
                None => {
                    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                    let result = work(&transaction)?;
                    transaction.commit()?;
                    result
                }
            };
            connection.pragma_update(None, "synchronous", "full")?;
            Ok(result)
        })
    }

    /// Whether the user exists.
    pub(crate) fn has_user(&self, name: &str) -> Result<bool, AccessError> {
        Ok(self.find("SELECT 1 FROM user WHERE name = ?1", [name], |_| Ok(()))?.is_some())
    }

    /// Checks that the user exists.
    ///
    /// # Errors
    /// It does not, or the file cannot be read.
    pub fn expect_user(&self, name: &str) -> Result<(), AccessError> {
        match self.has_user(name)? {
            true => Ok(()),
            false => Err(AccessError::new(messages::expected_a_user_found_none(name))),
        }
    }
}

/// Checks the name of a user or a project.
pub(super) fn check_name(name: &str) -> Result<(), AccessError> {
    let count = name.chars().count();
    if name.chars().any(char::is_control) {
        return Err(AccessError::invalid(messages::expected_a_name_without_controls(format!("{name:?}"))));
    }
    match (1..=MAX_NAME).contains(&count) {
        true => Ok(()),
        false => Err(AccessError::invalid(messages::expected_a_name_of_1(MAX_NAME, count))),
    }
}

/// Milliseconds since 1970.
pub(super) fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
impl Access {
    /// A new file in a directory that is removed with the first value.
    pub(super) fn temporary() -> (tempfile::TempDir, Self) {
        let dir = tempfile::tempdir().unwrap();
        let access = Self::open(dir.path()).unwrap();
        (dir, access)
    }
}
