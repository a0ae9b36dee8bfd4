use std::borrow::Cow;
use std::fmt;

use serde::Serializer;
use serde::ser::SerializeStruct;
use serde_json::Value;

use super::expected::Expected;
use super::location::{Location, ParameterIn};
use crate::message::{Locale, Message};
use crate::messages;

/// Maximum number of reported violations of one request; the rest are only counted.
pub const MAX_VIOLATIONS: usize = 32;

/// Maximum number of characters shown of a wrong value.
const SHOWN: usize = 64;

/// One broken rule.
///
/// As JSON it has its fields, the limit, and the message in English and in Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Part of the request.
    pub place: ParameterIn,
    /// Name of the parameter or field, as on the wire.
    pub name: Cow<'static, str>,
    /// Name of the rule, as in the document: `maxLength`, `pattern`, `time_range`, ...
    pub rule: &'static str,
    /// The expectation of the rule.
    pub expected: Expected,
    /// The value, escaped and shortened; absent where there is none, or where it is secret.
    pub found: Option<String>,
    /// Line of the document on which the rule stands; 0 where the rule is not written there.
    pub line: u32,
}

impl Violation {
    /// A violation whose value may be shown.
    pub fn new(at: Location, rule: &'static str, expected: impl Into<Expected>, found: &str) -> Self {
        Self { found: Some(shown(found)), ..Self::hidden(at, rule, expected) }
    }

    /// A violation without a value: there is none, or it is secret.
    pub fn hidden(at: Location, rule: &'static str, expected: impl Into<Expected>) -> Self {
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
    pub fn unnamed(place: ParameterIn, name: &str, rule: &'static str, expected: impl Into<Expected>) -> Self {
        Self { name: Cow::Owned(shown(name)), ..Self::hidden(Location { place, name: "", line: 0 }, rule, expected) }
    }

    /// A violation somewhere inside a value: `pointer` is a JSON pointer, empty for the whole of it.
    pub fn inside(at: Location, pointer: &str, rule: &'static str, expected: Expected, line: u32) -> Self {
        let name =
            if pointer.is_empty() { Cow::Borrowed(at.name) } else { format!("{}{}", at.name, shown(pointer)).into() };
        Self { name, line, ..Self::hidden(at, rule, expected) }
    }

    /// The sentence for a person, without the place: `expected X, found Y`.
    pub fn message(&self) -> String {
        self.message_in(Locale::English)
    }

    /// The sentence in a language, without the place.
    ///
    /// ```
    /// use deskledger_runtime::{Locale, Location, ParameterIn, Rule, Text, Violations};
    /// let at = Location { place: ParameterIn::Query, name: "language", line: 7 };
    /// let mut violations = Violations::new();
    /// Text { one_of: &["zh_CN", "en_US"], ..Text::default() }.collect(at, "fr_FR", &mut violations);
    /// let message = violations.iter().next().map(|one| one.message_in(Locale::Chinese));
    /// assert_eq!(message.as_deref(), Some("应为以下值之一：zh_CN、en_US，实际为“fr_FR”"));
    /// ```
    pub fn message_in(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }

    /// The sentence in every language, without the place.
    pub fn to_message(&self) -> Message {
        match &self.found {
            Some(found) => self.to_message_with(Message::of(&**found)),
            None => messages::expected(self.expected.message().clone()),
        }
    }

    /// The sentence in every language, without the place, with a message in place of the value found.
    pub fn to_message_with(&self, found: Message) -> Message {
        messages::expected_but_found(self.expected.message().clone(), found)
    }

    /// The sentence in every language, with the place.
    fn with_place(&self) -> Message {
        messages::violation(self.place.to_message(), &*self.name, self.to_message())
    }

    /// The limit of the rule as a value: a number, a text or a list, as the document has it.
    pub fn limit(&self) -> Option<&Value> {
        self.expected.get_limit()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_place().fmt(f)
    }
}

impl serde::Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Violation", 9)?;
        object.serialize_field("place", &self.place)?;
        object.serialize_field("name", &self.name)?;
        object.serialize_field("rule", self.rule)?;
        match self.limit() {
            Some(limit) => object.serialize_field("limit", limit)?,
            None => object.skip_field("limit")?,
        }
        object.serialize_field("expected", &self.expected)?;
        match &self.found {
            Some(found) => object.serialize_field("found", found)?,
            None => object.skip_field("found")?,
        }
        object.serialize_field("line", &self.line)?;
        object.serialize_field("message", &self.message())?;
        object.serialize_field("message_zh", &self.message_in(Locale::Chinese))?;
        object.end()
    }
}

/// Every violation of one request, up to [`MAX_VIOLATIONS`].
///
/// ```
/// use deskledger_runtime::{Location, ParameterIn, Rule, Text, Violations};
/// let at = |name| Location { place: ParameterIn::Query, name, line: 7 };
/// let mut violations = Violations::new();
/// Text { max: Some(2), ..Text::default() }.collect(at("user_name"), "abc", &mut violations);
/// Text { one_of: &["zh_CN", "en_US"], ..Text::default() }.collect(at("language"), "fr_FR", &mut violations);
/// let broken: Vec<_> = violations.iter().map(|violation| (&*violation.name, violation.rule)).collect();
/// assert_eq!(broken, [("user_name", "maxLength"), ("language", "enum")]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Violations {
    list: Vec<Violation>,
    more: usize,
    /// Whether the body was checked while it was read, and is valid.
    #[serde(skip)]
    has_valid_body: bool,
}

impl Violations {
    /// None so far.
    pub const fn new() -> Self {
        Self { list: Vec::new(), more: 0, has_valid_body: false }
    }

    /// Adds one, or only counts it when the list is full.
    pub fn push(&mut self, violation: Violation) {
        if self.list.len() < MAX_VIOLATIONS {
            self.list.push(violation);
        } else {
            self.more += 1;
        }
    }

    /// Whether there are no violations.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The violations that are reported.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// The body need not be checked again.
    pub(crate) fn body_is_valid(&mut self) {
        self.has_valid_body = true;
    }

    /// Whether the body need not be checked again; the violations alone are left.
    pub(super) fn take_valid_body(&mut self) -> bool {
        std::mem::take(&mut self.has_valid_body)
    }

    /// The sentences, one a line, in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }

    /// The sentences, one a line, in every language.
    pub fn to_message(&self) -> Message {
        let mut lines: Vec<_> = self.list.iter().map(Violation::with_place).collect();
        if self.more > 0 {
            lines.push(messages::and_more(self.more));
        }
        Message::lines(lines)
    }

    /// Number of further violations that are not reported.
    pub fn more(&self) -> usize {
        self.more
    }

    /// Whether a violation of this parameter or field is reported.
    pub fn names(&self, name: &str) -> bool {
        self.list.iter().any(|violation| violation.name == name)
    }

    /// Whether a violation of the value at this place, or of a part of it, is reported already.
    pub(crate) fn contains(&self, at: Location) -> bool {
        let is_at =
            |name: &str| name.strip_prefix(at.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.list.iter().any(|violation| violation.place == at.place && is_at(&violation.name))
    }

    /// `value` if there are no violations, else the violations.
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

display_in_english!(Violations);

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
        let at = Location { place: ParameterIn::Query, name: "user_name", line: 1 };
        let violation = Violation::new(at, "maxLength", messages::at_most_characters(255), &"a".repeat(1 << 20));
        assert!(violation.to_string().len() < 200, "{violation}");
        assert!(violation.to_string().ends_with("(1048576 characters)\""));
        let longest = "a".repeat(SHOWN);
        let violation = Violation::new(at, "maxLength", messages::at_most_characters(255), &longest);
        assert_eq!((violation.found.as_ref(), violation.limit()), (Some(&longest), Some(&255.into())));
    }

    #[test]
    fn a_value_cannot_forge_lines_or_terminal_codes() {
        let at = Location { place: ParameterIn::Query, name: "user_name", line: 1 };
        let violation = Violation::new(at, "pattern", messages::text(), "a\nexit 0\x1b[2J\"");
        assert_eq!(violation.found.as_deref(), Some("a\\nexit 0\\u{1b}[2J\\\""));
    }

    #[test]
    fn a_thousand_violations_do_not_grow_without_bound() {
        let at = Location { place: ParameterIn::Query, name: "user_name", line: 1 };
        let mut all = Violations::new();
        (0..1000).for_each(|_| all.push(Violation::hidden(at, "pattern", messages::text())));
        assert_eq!((all.iter().count(), all.more()), (MAX_VIOLATIONS, 1000 - MAX_VIOLATIONS));
        assert_eq!((&all).into_iter().count(), MAX_VIOLATIONS);
        assert!(all.names("user_name") && !all.names("name") && all.contains(at));
        assert!(
            !all.contains(Location { place: ParameterIn::Path, ..at })
                && !all.contains(Location { name: "name", ..at })
        );
        assert!(all.to_string().ends_with("\nand 968 more"));
    }
}
