//! Errors of the access file.

use std::path::Path;

use deskledger::Locale;
use deskledger_records::Message;
use rusqlite::ErrorCode;

use crate::messages;
use crate::sqlite::MigrationError;
use crate::store::StoreError;

/// The access file cannot be read or written, or a request for a change is invalid.
#[derive(Debug)]
pub struct AccessError {
    message: Message,
    code: Option<ErrorCode>,
    is_invalid: bool,
}

impl AccessError {
    /// An error with its message.
    pub(crate) fn new(message: Message) -> Self {
        Self { message, code: None, is_invalid: false }
    }

    /// The request for a change is invalid: nothing of the file is wrong.
    pub(super) fn invalid(message: Message) -> Self {
        Self { is_invalid: true, ..Self::new(message) }
    }

    /// As [`AccessError::new`], where a retry may succeed.
    pub(super) fn busy(message: Message) -> Self {
        Self { code: Some(ErrorCode::DatabaseBusy), ..Self::new(message) }
    }

    /// An error of the shared log.
    pub(super) fn store(error: &StoreError) -> Self {
        let code = match (error.is_busy(), error.is_full()) {
            (true, _) => Some(ErrorCode::DatabaseBusy),
            (_, true) => Some(ErrorCode::DiskFull),
            _ => None,
        };
        let message = Message::translated(error.localized(Locale::English), error.localized(Locale::Chinese));
        Self { code, ..Self::new(message) }
    }

    /// Whether the shared log is away.
    pub(super) fn is_away(error: &rusqlite::Error) -> bool {
        of_store(error).is_some_and(StoreError::is_busy)
    }

    pub(super) fn sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        if let Some(error) = of_store(error) {
            return Self::store(error);
        }
        let message = messages::within(path.display(), error.to_string());
        Self { code: error.sqlite_error_code(), ..Self::new(message) }
    }

    pub(super) fn migration(path: &Path, error: MigrationError) -> Self {
        match error {
            MigrationError::Sqlite(error) => Self::sqlite(path, &error),
            MigrationError::Incompatible(message) => Self::new(message),
        }
    }

    /// The message in a language, followed by the message of the operating system or SQLite.
    pub fn localized(&self, language: Locale) -> String {
        self.message.localized(language)
    }

    /// Whether the request for a change is invalid, such as a name that is too long.
    pub fn is_invalid(&self) -> bool {
        self.is_invalid
    }

    /// Whether another process held a lock for too long: a retry may succeed.
    pub fn is_busy(&self) -> bool {
        self.code == Some(ErrorCode::DatabaseBusy)
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        self.code == Some(ErrorCode::DiskFull)
    }
}

fn of_store(error: &rusqlite::Error) -> Option<&StoreError> {
    match error {
        rusqlite::Error::ToSqlConversionFailure(source) => source.downcast_ref(),
        _ => None,
    }
}

deskledger::runtime::display_in_english!(AccessError);

impl std::error::Error for AccessError {}
