use std::fmt;

use crate::message::Message;
use crate::messages;

/// Part of a request in which a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterIn {
    /// A segment of the path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body, or a record of a file.
    Body,
}

impl fmt::Display for ParameterIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_message().fmt(f)
    }
}

impl ParameterIn {
    /// The name of the part.
    pub(super) fn to_message(self) -> Message {
        match self {
            Self::Path => messages::path_parameter(),
            Self::Query => messages::query_parameter(),
            Self::Header => messages::header(),
            Self::Cookie => messages::cookie(),
            Self::Body => messages::field(),
        }
    }
}

/// Location of a value: its parameter or field, and the line of its rule in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// Part of the request.
    pub place: ParameterIn,
    /// Name of the parameter or field, as on the wire.
    pub name: &'static str,
    /// Line of the document, counted from 1.
    pub line: u32,
}

/// Lines of the document that the keywords of a rule stand on, by keyword; looked at only where a rule is broken.
#[derive(Clone, Copy, Debug, Default)]
pub struct SourceLines(pub &'static [(&'static str, u32)]);

impl SourceLines {
    /// Line of the keyword, or of the whole rule where it is not known.
    pub(crate) fn of(self, keyword: &str, at: Location) -> Location {
        let line = self.0.iter().find(|(name, _)| *name == keyword).map_or(at.line, |(_, line)| *line);
        Location { line, ..at }
    }
}
