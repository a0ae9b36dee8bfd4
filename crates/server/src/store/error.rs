//! Errors of the store.

use std::fmt;
use std::path::Path;

use deskledger::{InvalidDateTime, Locale};
use deskledger_records::Message;

use crate::sqlite::MigrationError;

/// An operation of the store failed.
#[derive(Debug)]
pub struct StoreError {
    is_invalid_record: bool,
    context: Message,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// The failed operation, in English and in Chinese, and its cause.
    pub(crate) fn new(
        [english, chinese]: [impl Into<String>; 2],
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { is_invalid_record: false, context: Message::translated(english, chinese), source: Some(source.into()) }
    }

    /// An error without a cause, in English and in Chinese.
    pub(crate) fn without_source([english, chinese]: [impl Into<String>; 2]) -> Self {
        Self { is_invalid_record: false, context: Message::translated(english, chinese), source: None }
    }

    /// A failed operation on a file: its verb in English and in Chinese.
    pub(crate) fn of_file(
        [english, chinese]: [&str; 2],
        path: &Path,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let path = path.display();
        Self::new([format!("{english} {path}"), format!("{chinese} {path} 失败")], source)
    }

    pub(super) fn migration(path: &Path, error: MigrationError) -> Self {
        match error {
            MigrationError::Sqlite(error) => Self::of_file(["preparing", "准备"], path, error),
            MigrationError::Incompatible(message) => Self::without_source(message),
        }
    }

    pub(super) fn invalid_record(field: &str, source: InvalidDateTime) -> Self {
        let context = Message::translated(format!("field {field}"), format!("字段 {field}"));
        Self { is_invalid_record: true, context, source: Some(source.into()) }
    }

    /// The failed operation and its cause in a language. The message of the operating system or SQLite is not translated.
    pub fn localized(&self, language: Locale) -> String {
        let context = self.context.localized(language);
        let separator = if language == Locale::Chinese { "：" } else { ": " };
        match &self.source {
            Some(source) => format!("{context}{separator}{source}"),
            None => context,
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
