//! Errors of the store.

use std::path::Path;

use deskledger::{InvalidDateTime, Locale};
use deskledger_records::Message;
use rusqlite::{ErrorCode, ffi};

use crate::messages;
use crate::sqlite::MigrationError;

/// An operation of the store failed.
#[derive(Debug)]
pub struct StoreError {
    kind: Kind,
    context: Message,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Kind of an error, by its remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Failed,
    Unavailable,
    Full,
    InvalidRecord,
    Conflict,
    Rejected,
}

impl StoreError {
    /// The failed operation and its cause.
    pub fn new(context: Message, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: Kind::Failed, context, source: Some(source.into()) }
    }

    /// The store is away for now: a retry may succeed.
    pub fn unavailable(context: Message, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: Kind::Unavailable, ..Self::new(context, source) }
    }

    /// The disk is full.
    pub fn full(context: Message, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: Kind::Full, ..Self::new(context, source) }
    }

    /// An error without a cause.
    pub fn without_source(context: Message) -> Self {
        Self { kind: Kind::Failed, context, source: None }
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
        Self { kind: Kind::InvalidRecord, ..Self::new(messages::field(field), source) }
    }

    /// A record whose values differ from those stored under its identity, or that cannot be stored beside them.
    pub fn conflict(context: Message) -> Self {
        Self { kind: Kind::Conflict, ..Self::without_source(context) }
    }

    /// The request is not possible here, or malformed. Nothing was done.
    pub fn rejected(context: Message) -> Self {
        Self { kind: Kind::Rejected, ..Self::without_source(context) }
    }

    /// The failed operation and its cause. What the operating system, SQLite or a node reports is not translated.
    pub fn to_message(&self) -> Message {
        let context = self.context.clone();
        let Some(source) = &self.source else { return context };
        let cause = match (source.downcast_ref::<Message>(), source.downcast_ref::<InvalidDateTime>()) {
            (Some(message), _) => message.clone(),
            (_, Some(invalid)) => {
                Message::translated(invalid.localized(Locale::English), invalid.localized(Locale::Chinese))
            }
            _ => Message::of(source.to_string()),
        };
        if self.is_damage() { messages::damaged_file(context, cause) } else { messages::within(context, cause) }
    }

    /// The same in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }

    /// Whether the record differs from the one stored under its identity. Nothing of it has been stored, and the import
    /// can continue.
    pub fn is_conflict(&self) -> bool {
        self.kind == Kind::Conflict
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        self.sqlite().map_or(self.kind == Kind::Full, |error| {
            // The last two: a file beside the database cannot grow.
            error.code == ErrorCode::DiskFull
                || [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_SHMSIZE].contains(&error.extended_code)
        })
    }

    fn sqlite(&self) -> Option<&ffi::Error> {
        self.source.as_deref()?.downcast_ref::<rusqlite::Error>()?.sqlite_error()
    }

    /// Whether the file is damaged.
    pub(crate) fn is_damage(&self) -> bool {
        let code = self.sqlite().map(|error| error.code);
        matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
    }

    /// Whether another process held a lock for too long, or the store is away: a retry may succeed.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Unavailable || self.sqlite().is_some_and(|error| error.code == ErrorCode::DatabaseBusy)
    }

    /// Whether the caller has to ask for something else.
    pub fn is_rejected(&self) -> bool {
        self.kind == Kind::Rejected
    }

    /// Whether the record is invalid. The store works.
    pub fn is_invalid_record(&self) -> bool {
        self.kind == Kind::InvalidRecord
    }
}

deskledger::runtime::display_in_english!(StoreError);

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_in_the_language_of_its_reader() {
        let date = StoreError::invalid_record("connection_start_time", InvalidDateTime);
        let cause = StoreError::unavailable(Message::of("x"), Message::translated("away", "不可用"));
        for (error, english, chinese) in [
            (date, "expected a date and time", "应为日期和时间"),
            (cause, "x: away", "x：不可用"),
            (StoreError::new(Message::of("x"), "ENOENT"), "x: ENOENT", "x：ENOENT"),
        ] {
            assert!(error.to_string().contains(english), "{error}");
            assert!(error.localized(Locale::Chinese).contains(chinese), "{error:?}");
        }
    }
}
