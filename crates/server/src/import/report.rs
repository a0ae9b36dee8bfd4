//! Result of an import.

use std::path::Path;

use deskledger::{Locale, Violations};
use deskledger_records::Message;
use deskledger_records::read::{self, Position, ReadError, shown};
use schemars::JsonSchema;
use serde::Serialize;

use crate::messages;
use crate::store::{Outcome, StoreError};

/// Maximum number of invalid rows in a report; further ones are counted.
pub const MAX_BAD_ROWS: usize = 100;

/// Maximum number of unknown columns in a report; further ones are counted.
pub const MAX_IGNORED_KEYS: usize = 32;

/// Result of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Report {
    /// New records.
    pub added: u64,
    /// Existing records without new values.
    pub unchanged: u64,
    /// Existing records whose absent values were filled in.
    pub updated: u64,
    /// Existing records whose values were replaced.
    pub corrected: u64,
    /// The first 100 skipped rows.
    pub bad: Vec<BadRow>,
    /// Number of further skipped rows.
    pub more_bad: u64,
    /// The first 32 unknown keys or columns.
    pub ignored: Vec<IgnoredKey>,
    /// Number of occurrences of further unknown keys.
    pub more_ignored: u64,
    /// Properties of the files that were detected or assumed: encodings, delimiters, time zones, skipped rows.
    #[serde(skip)]
    pub notes: Vec<Message>,
}

/// An invalid row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct BadRow {
    /// The file.
    pub file: String,
    /// The sheet of a workbook or the file in an archive, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The first line of the row, or the row of a sheet, counted from 1.
    pub line: u64,
    /// Index of the record in a JSON array, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The message; in JSON in English.
    #[schemars(with = "String")]
    pub message: Message,
    /// The full location, for the message.
    #[serde(skip)]
    place: Position,
}

/// An unknown key or column. Its values have been ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct IgnoredKey {
    /// The key, escaped and shortened.
    pub name: String,
    /// Number of occurrences.
    pub count: u64,
}

impl Report {
    pub(super) fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Corrected => self.corrected += 1,
        }
    }

    pub(super) fn add_bad(&mut self, bad: BadRow) {
        if self.bad.len() < MAX_BAD_ROWS {
            self.bad.push(bad);
        } else {
            self.more_bad += 1;
        }
    }

    pub(super) fn add_ignored(&mut self, key: &str) {
        let name = shown(key);
        if let Some(ignored) = self.ignored.iter_mut().find(|ignored| ignored.name == name) {
            ignored.count += 1;
        } else if self.ignored.len() < MAX_IGNORED_KEYS {
            self.ignored.push(IgnoredKey { name, count: 1 });
        } else {
            self.more_ignored += 1;
        }
    }
}

impl BadRow {
    pub(super) fn new(file: &Path, place: &Position, message: Message) -> Self {
        let part = place.part.as_deref().map(shown);
        let (file, line, record) = (file.display().to_string(), place.line, place.record);
        Self { file, part, line, record, message, place: place.clone() }
    }

    /// The file, the location and the message.
    pub fn to_message(&self) -> Message {
        let row = read::BadRow::new(&self.place, self.message.clone());
        messages::row_of_file(&self.file, row.to_message())
    }

    /// The same in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }
}

deskledger::runtime::display_in_english!(BadRow);

/// A failed import. Nothing has been imported.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportError {
    /// The project id is invalid.
    ProjectId(Violations),
    /// A file cannot be opened or read.
    Unreadable {
        /// The file.
        file: String,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// A file has an unknown format, or invalid headings.
    Unrecognised {
        /// The file.
        file: String,
        /// The message.
        message: Message,
    },
    /// A row is invalid, and the import aborts.
    BadRow(Box<BadRow>),
    /// A row has other values than the stored record, and the import aborts.
    Conflict(Box<BadRow>),
    /// The store failed.
    Store(StoreError),
}

impl ImportError {
    pub(super) fn reading(file: &Path, broken: ReadError) -> Self {
        let file = file.display().to_string();
        match broken {
            ReadError::Io(source) => Self::Unreadable { file, source },
            ReadError::Refused(message) => Self::Unrecognised { file, message },
            // A reader that stops has reported its own failure; this is the fallback.
            other => Self::Unrecognised { file, message: other.to_message() },
        }
    }

    pub(super) fn of_conflict(self) -> Self {
        match self {
            Self::BadRow(bad) => Self::Conflict(bad),
            other => other,
        }
    }

    /// The message in a language, followed by the message of the operating system or the store.
    pub fn localized(&self, language: Locale) -> String {
        match self {
            Self::ProjectId(violations) => violations.localized(language),
            Self::Unreadable { file, source } => messages::unreadable(file, source).localized(language),
            Self::Unrecognised { file, message } => messages::within(file, message.clone()).localized(language),
            Self::BadRow(bad) | Self::Conflict(bad) => bad.localized(language),
            Self::Store(error) => error.localized(language),
        }
    }
}

deskledger::runtime::display_in_english!(ImportError);

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::Store(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Violations> for ImportError {
    fn from(violations: Violations) -> Self {
        Self::ProjectId(violations)
    }
}
