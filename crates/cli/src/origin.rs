//! Origins of values: a flag, a variable of the environment, a line of a file.

use std::fmt;

use deskledger::{EXPORT_CONNECTION_RECORDS, Message};
use serde::{Deserialize, Serialize};

use crate::locale::{self, Locale};

/// The kinds of places in which a setting may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Flag,
    Environment,
    File,
}

/// Origin of a value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) enum Origin {
    /// A flag, without its hyphens.
    Flag(String),
    /// A variable of the environment.
    Variable(String),
    /// A key of a configuration file.
    File { path: String, line: usize, key: String },
    /// Discovered by the library.
    #[serde(skip)]
    Discovered(deskledger::Source),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "--{name}"),
            Self::Variable(name) => f.write_str(name),
            Self::File { path, line, key } => write!(f, "{path}:{line}: {key}"),
            Self::Discovered(source) => source.fmt(f),
        }
    }
}

impl Origin {
    pub(crate) fn localized(&self, locale: Locale) -> String {
        match self {
            Self::Discovered(source) => source.localized(locale),
            other => other.to_string(),
        }
    }

    /// The origin as a part of a message.
    pub(crate) fn message(&self) -> Message {
        locale::message(|locale| self.localized(locale))
    }

    /// The kind of place; nothing for what the library discovered.
    pub(crate) fn level(&self) -> Option<Level> {
        match self {
            Self::Flag(_) => Some(Level::Flag),
            Self::Variable(_) => Some(Level::Environment),
            Self::File { .. } => Some(Level::File),
            Self::Discovered(_) => None,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Sourced<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// The flag of a parameter of the call, as the user types it.
pub(crate) fn flag(name: &str) -> String {
    match EXPORT_CONNECTION_RECORDS.inputs().any(|parameter| parameter.name == name) {
        true => format!("--{}", name.replace('_', "-").to_ascii_lowercase()),
        false => name.to_owned(),
    }
}
