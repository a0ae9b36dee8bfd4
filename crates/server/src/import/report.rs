//! What came of an import, for a person and for a machine.

use std::fmt;
use std::path::Path;

use deskledger::{Locale, Violations};
use deskledger_records::Message;
use deskledger_records::read::{self, Position, ReadError, shown};
use schemars::JsonSchema;
use serde::Serialize;

use crate::store::{Outcome, StoreError};

/// Most bad rows that a report tells; the rest is counted only.
pub const MOST_BAD_ROWS: usize = 100;

/// Most unknown keys that a report tells by name; the rest is counted only.
pub const MOST_IGNORED_KEYS: usize = 32;

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Report {
    /// Records that are new.
    pub added: u64,
    /// Records that were there and say nothing new.
    pub unchanged: u64,
    /// Records that were there and of which values have been filled in.
    pub updated: u64,
    /// The first hundred rows that have been left out.
    pub bad: Vec<BadRow>,
    /// How many more rows have been left out.
    pub more_bad: u64,
    /// The first 32 keys or columns that the document does not know.
    pub ignored: Vec<IgnoredKey>,
    /// How often keys of still other names were met.
    pub more_ignored: u64,
    /// What was detected or assumed while the files were read: encodings, delimiters, time zones, rows skipped.
    #[serde(skip)]
    pub notes: Vec<Message>,
}

/// A row that is no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct BadRow {
    /// The file.
    pub file: String,
    /// The sheet of a workbook, or the file in an archive, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The line on which the row begins, or the row of a sheet, counted from 1.
    pub line: u64,
    /// In a JSON array: which of its records this is, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// What is wrong; in JSON as the English sentence.
    #[schemars(with = "String")]
    pub message: Message,
    /// All of the place, for a sentence.
    #[serde(skip)]
    place: Position,
}

/// A key or column that the document does not know. Its values have been left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct IgnoredKey {
    /// The key, escaped and shortened.
    pub name: String,
    /// How often it was met.
    pub count: u64,
}

impl Report {
    pub(super) fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Updated => self.updated += 1,
        }
    }

    pub(super) fn tell_bad(&mut self, bad: BadRow) {
        if self.bad.len() < MOST_BAD_ROWS {
            self.bad.push(bad);
        } else {
            self.more_bad += 1;
        }
    }

    pub(super) fn tell_ignored(&mut self, key: &str) {
        let name = shown(key);
        if let Some(ignored) = self.ignored.iter_mut().find(|ignored| ignored.name == name) {
            ignored.count += 1;
        } else if self.ignored.len() < MOST_IGNORED_KEYS {
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

    /// The file, the place in it and what is wrong, in a language.
    pub fn localized(&self, language: Locale) -> String {
        let row = read::BadRow::new(&self.place, self.message.clone()).localized(language);
        let between = if language == Locale::Chinese { " " } else { ":" };
        format!("{}{between}{row}", self.file)
    }
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

/// Why nothing has been imported.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportError {
    /// No request may name this project id.
    ProjectId(Violations),
    /// A file cannot be opened or read.
    Unreadable {
        /// The file.
        file: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A file is none of the formats, or its headings are wrong.
    Unrecognised {
        /// The file.
        file: String,
        /// What was expected, what was found, and what to do.
        message: Message,
    },
    /// A row is no record, and the import was to stop there.
    BadRow(BadRow),
    /// The store failed.
    Store(StoreError),
}

impl ImportError {
    pub(super) fn of_file(file: &Path, broken: ReadError) -> Self {
        let file = file.display().to_string();
        match broken {
            ReadError::Io(source) => Self::Unreadable { file, source },
            ReadError::Refused(message) => Self::Unrecognised { file, message },
            // Whoever stops the reading says why; this stands for nobody having done so.
            other => {
                let message = Message::new(other.to_string(), other.localized(Locale::Chinese));
                Self::Unrecognised { file, message }
            }
        }
    }

    /// The reason in a language. What the operating system or the store says follows as it says it.
    pub fn localized(&self, language: Locale) -> String {
        let is_chinese = language == Locale::Chinese;
        match self {
            Self::ProjectId(violations) => violations.localized(language),
            Self::Unreadable { file, source } if is_chinese => format!("无法读取 {file}：{source}"),
            Self::Unreadable { file, source } => format!("{file}: {source}"),
            Self::Unrecognised { file, message } if is_chinese => format!("{file}：{}", message.localized(language)),
            Self::Unrecognised { file, message } => format!("{file}: {message}"),
            Self::BadRow(bad) => bad.localized(language),
            Self::Store(error) => error.localized(language),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

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
