use std::borrow::Cow;
use std::fmt;

use super::At;

/// How many violations of one request are told; the rest is counted only.
pub const MOST_VIOLATIONS: usize = 32;

/// How many characters of a wrong value are shown.
const SHOWN: usize = 64;

/// Part of a request in which a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
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

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::Path => "path parameter",
            Place::Query => "query parameter",
            Place::Header => "header",
            Place::Cookie => "cookie",
            Place::Body => "field",
        })
    }
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// Part of the request.
    pub place: Place,
    /// Name of the parameter or field, as on the wire.
    pub name: Cow<'static, str>,
    /// Name of the rule, as in the document: `maxLength`, `pattern`, `time_range`, ...
    pub rule: &'static str,
    /// What the rule asks for.
    pub expected: Cow<'static, str>,
    /// The value, escaped and shortened; absent where there is none, or where it is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Line of the document on which the rule stands; 0 where the rule is not written there.
    pub line: u32,
}

impl Violation {
    /// A violation whose value may be shown.
    pub fn new(at: At, rule: &'static str, expected: impl Into<Cow<'static, str>>, found: &str) -> Self {
        Self { found: Some(shown(found)), ..Self::hidden(at, rule, expected) }
    }

    /// A violation without a value: there is none, or it is secret.
    pub fn hidden(at: At, rule: &'static str, expected: impl Into<Cow<'static, str>>) -> Self {
        Self {
            place: at.place,
            name: Cow::Borrowed(at.name),
            rule,
            expected: expected.into(),
            found: None,
            line: at.line,
        }
    }

    /// A violation by a name that the document does not know.
    pub fn unnamed(place: Place, name: &str, rule: &'static str, expected: impl Into<Cow<'static, str>>) -> Self {
        let at = At { place, name: "", line: 0 };
        Self { name: Cow::Owned(shown(name)), ..Self::hidden(at, rule, expected) }
    }

    /// A violation somewhere inside a value: `pointer` is a JSON pointer, empty for the whole of it.
    pub(crate) fn inside(at: At, pointer: &str, rule: &'static str, expected: String, line: u32) -> Self {
        let name =
            if pointer.is_empty() { Cow::Borrowed(at.name) } else { format!("{}{}", at.name, shown(pointer)).into() };
        Self { name, line, ..Self::hidden(at, rule, expected) }
    }

    /// The sentence for a person, without the place: `expected X, found Y`.
    pub fn message(&self) -> String {
        match &self.found {
            Some(found) => format!("expected {}, found \"{found}\"", self.expected),
            None => format!("expected {}", self.expected),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.place, self.name, self.message())
    }
}

/// Every violation of one request, up to [`MOST_VIOLATIONS`].
///
/// ```
/// let request = deskledger::ExportConnectionRecords {
///     project_id: "8dc9c40a06574a598941b254d4b63b43".into(),
///     start_time: Some("2020-04-13".into()),
///     language: Some("fr_FR".into()),
///     ..Default::default()
/// };
/// let violations = request.check().unwrap_err();
/// let broken: Vec<_> = violations.iter().map(|violation| (&*violation.name, violation.rule)).collect();
/// assert_eq!(broken, [("start_time", "pattern"), ("language", "enum"), ("end_time", "time_range")]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Violations {
    list: Vec<Violation>,
    more: usize,
}

impl Violations {
    /// None so far.
    pub const fn new() -> Self {
        Self { list: Vec::new(), more: 0 }
    }

    /// Adds one, or only counts it when the list is full.
    pub fn push(&mut self, violation: Violation) {
        if self.list.len() < MOST_VIOLATIONS {
            self.list.push(violation);
        } else {
            self.more += 1;
        }
    }

    /// Whether every rule is kept.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The violations that are told.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// How many more there are than are told.
    pub fn more(&self) -> usize {
        self.more
    }

    /// Whether a violation of this parameter or field has been gathered.
    pub fn names(&self, name: &str) -> bool {
        self.list.iter().any(|violation| violation.name == name)
    }

    /// Whether something is told of the value at this place already.
    pub(crate) fn tell_of(&self, at: At) -> bool {
        self.list.iter().any(|violation| violation.place == at.place && violation.name == at.name)
    }

    /// `value` if every rule is kept, the violations otherwise.
    ///
    /// # Errors
    /// The violations, if there is at least one.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{violation}")?;
        }
        if self.more > 0 {
            write!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// Escapes control characters and quotes, and cuts what is long.
fn shown(value: &str) -> String {
    let mut text: String = value.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    let length = value.chars().count();
    if length > SHOWN {
        text.push_str(&format!("... ({length} characters)"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_a_megabyte_does_not_flood_the_terminal() {
        let at = At { place: Place::Query, name: "user_name", line: 1 };
        let violation = Violation::new(at, "maxLength", "at most 255 characters", &"a".repeat(1 << 20));
        assert!(violation.to_string().len() < 200, "{violation}");
        assert!(violation.to_string().ends_with("(1048576 characters)\""));
    }

    #[test]
    fn a_value_cannot_forge_lines_or_terminal_codes() {
        let at = At { place: Place::Query, name: "user_name", line: 1 };
        let violation = Violation::new(at, "pattern", "letters", "a\nexit 0\x1b[2J\"");
        assert_eq!(violation.found.as_deref(), Some("a\\nexit 0\\u{1b}[2J\\\""));
    }

    #[test]
    fn a_thousand_violations_do_not_grow_without_bound() {
        let at = At { place: Place::Query, name: "user_name", line: 1 };
        let mut all = Violations::new();
        (0..1000).for_each(|_| all.push(Violation::hidden(at, "pattern", "letters")));
        assert_eq!((all.iter().count(), all.more()), (MOST_VIOLATIONS, 1000 - MOST_VIOLATIONS));
        assert!(all.to_string().ends_with("\nand 968 more"));
    }
}
