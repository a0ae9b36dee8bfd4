use std::fmt;

use serde_json::Value;

use crate::message::{Locale, Message};

/// The expectation of a rule, as a message that follows the word `expected`, and the limit of the rule as data.
///
/// ```
/// use deskledger_runtime::{Field, Int, List, Locale, Location, ParameterIn, Rule, SourceLines, Violations};
/// let rule = Int { max: Some(255), ..Int::default() };
/// let mut violations = Violations::new();
/// rule.collect(Location { place: ParameterIn::Query, name: "offset", line: 1 }, &256, &mut violations);
/// let expected = violations.iter().next().map(|violation| &violation.expected);
/// assert_eq!(expected.map(ToString::to_string).as_deref(), Some("a number of at most 255"));
/// assert_eq!(expected.map(|one| one.localized(Locale::Chinese)).as_deref(), Some("不大于 255 的数"));
/// assert_eq!(expected.and_then(|one| one.get_limit()), Some(&serde_json::json!(255)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    message: Message,
    limit: Option<Value>,
}

impl Expected {
    /// With the limit of the rule, as the document states it, where the message has it in other words.
    #[must_use]
    pub fn limit(mut self, limit: impl Into<Value>) -> Self {
        self.limit = Some(limit.into());
        self
    }

    /// The limit of the rule: a number, a text or a list, as the document states it.
    pub fn get_limit(&self) -> Option<&Value> {
        self.limit.as_ref().or_else(|| self.message.data("limit"))
    }

    /// The message.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// The message in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.message.localized(language)
    }
}

/// The argument `limit` of the message is the limit of the rule.
impl From<Message> for Expected {
    fn from(message: Message) -> Self {
        Self { message, limit: None }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

/// As the English message.
impl serde::Serialize for Expected {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{list, messages};

    #[test]
    fn a_list_of_a_thousand_values_does_not_flood_the_terminal() {
        let expected = Expected::from(messages::one_of(list::names(&Vec::from_iter(0..1000_u32))));
        assert!(expected.to_string().ends_with(", 22, 23, 976 more"), "{expected}");
        assert!(expected.localized(Locale::Chinese).ends_with("、22、23、另有 976 个"));
    }

    #[test]
    fn one_character_is_no_characters() {
        let text = |limit: usize| messages::at_least_characters(limit).to_string();
        assert_eq!([text(1), text(2)], ["at least 1 character", "at least 2 characters"]);
    }

    #[test]
    fn a_name_with_braces_is_not_taken_for_a_place() {
        assert_eq!(messages::matches("^[a-z]{s}{2}$").to_string(), "text that matches ^[a-z]{s}{2}$");
    }

    #[test]
    fn a_fraction_of_zero_is_not_shown() {
        let text = |limit: f64| messages::at_least(limit).to_string();
        assert_eq!([text(0.0), text(0.5)], ["a number of at least 0", "a number of at least 0.5"]);
    }
}
