//! Errors of the store.

use std::fmt;
use std::path::Path;

use deskledger::{InvalidDateTime, Locale};
use deskledger_records::Message;

use crate::messages;
use crate::sqlite::MigrationError;

/// An operation of the store failed.
#[derive(Debug)]
pub struct StoreError {
    is_invalid_record: bool,
    context: Message,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// The failed operation and its cause.
    pub(crate) fn new(context: Message, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { is_invalid_record: false, context, source: Some(source.into()) }
    }

    /// An error without a cause.
    pub(crate) fn without_source(context: Message) -> Self {
        Self { is_invalid_record: false, context, source: None }
    }

    /// A failed operation on a file.
    pub(crate) fn of_file(
        operation: Message,
        path: &Path,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::new(messages::operation_on_file(operation, path.display()), source)
    }

    pub(super) fn migration(path: &Path, error: MigrationError) -> Self {
        match error {
            MigrationError::Sqlite(error) => Self::of_file(messages::preparing(), path, error),
            MigrationError::Incompatible(message) => Self::without_source(message),
        }
    }

    pub(super) fn invalid_record(field: &str, source: InvalidDateTime) -> Self {
        let context = messages::field(field);
        Self { is_invalid_record: true, context, source: Some(source.into()) }
    }

    /// The failed operation and its cause in a language. The message of the operating system or SQLite is not translated.
    pub fn localized(&self, language: Locale) -> String {
        let context = self.context.clone();
        match &self.source {
            Some(source) => messages::within(context, source.to_string()).localized(language),
            None => context.localized(language),
        }
    }

    /// Whether another process held a lock for too long: a retry may succeed.
    pub fn is_busy(&self) -> bool {
        let source = self.source.as_deref().and_then(|source| source.downcast_ref::<rusqlite::Error>());
        source.and_then(rusqlite::Error::sqlite_error_code) == Some(rusqlite::ErrorCode::DatabaseBusy)
    }

    /// Whether the record is invalid. The store works.
    pub fn is_invalid_record(&self) -> bool {
        self.is_invalid_record
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
