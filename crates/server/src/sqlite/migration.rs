//! Migration of a SQLite file to the newest schema.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use deskledger::Message;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::messages;

/// Time between two attempts to give a file a write-ahead log.
const RETRY: Duration = Duration::from_millis(5);

/// The schema of a file: the statements that lead from each version to the next one.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) steps: &'static [&'static str],
    /// Marks the file as one of this program.
    pub(crate) application_id: Option<i32>,
    /// Further statements for what depends on the document, for example a column for a new field; empty if up to date.
    pub(crate) pending: fn(&Connection) -> rusqlite::Result<Vec<String>>,
}

/// A file that cannot be migrated.
#[derive(Debug)]
pub(crate) enum MigrationError {
    Sqlite(rusqlite::Error),
    /// The message in English and in Chinese.
    Incompatible(Message),
}

/// Migrates a file to the newest schema. A current file is only read, so that a running import does not block it.
///
/// # Errors
/// The file is a database of another program or of a newer version, or it cannot be read or written.
pub(crate) fn migrate(connection: &mut Connection, path: &Path, schema: &Schema) -> Result<(), MigrationError> {
    let newest = schema.steps.len();
    if version(connection, path, schema)? == newest && (schema.pending)(connection)?.is_empty() {
        return Ok(());
    }
    log_ahead(connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated the file in the meantime.
    for step in schema.steps.get(version(&transaction, path, schema)?..).unwrap_or_default() {
        transaction.execute_batch(step)?;
    }
    for statement in (schema.pending)(&transaction)? {
        transaction.execute_batch(&statement)?;
    }
    if let Some(id) = schema.application_id {
        transaction.pragma_update(None, "application_id", id)?;
    }
    transaction.pragma_update(None, "user_version", newest as i64)?;
    Ok(transaction.commit()?)
}

/// Gives the file a write-ahead log. SQLite does not wait if another connection does the same: each holds the lock that the
/// other one needs.
fn log_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let patience = connection.query_row("PRAGMA busy_timeout", (), |row| row.get::<_, u32>(0))?;
    let patience = Duration::from_millis(patience.into());
    let begun = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < patience => {
                sleep(RETRY);
            }
            done => return done,
        }
    }
}

/// Version of the schema of a file; 0 for a new file.
fn version(connection: &Connection, path: &Path, schema: &Schema) -> Result<usize, MigrationError> {
    let number = |sql: &str| connection.query_row(sql, (), |row| row.get::<_, i64>(0));
    if number("SELECT count(*) FROM sqlite_schema")? == 0 {
        return Ok(0);
    }
    let path = path.display();
    if let Some(id) = schema.application_id
        && number("PRAGMA application_id")? != i64::from(id)
    {
        return Err(MigrationError::Incompatible(messages::expected_a_database_of_this_program(path)));
    }
    let version = usize::try_from(number("PRAGMA user_version")?).unwrap_or(usize::MAX);
    let newest = schema.steps.len();
    if version > newest {
        return Err(MigrationError::Incompatible(messages::expected_of_version_or_older_found(path, newest, version)));
    }
    Ok(version)
}

impl From<rusqlite::Error> for MigrationError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}
