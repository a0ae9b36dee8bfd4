//! What an error says, before it is said in a language.

use std::fmt;

use deskledger_runtime::catalogue::Phrase;
use deskledger_runtime::{Locale, Violations};

/// An entry of the catalogue of errors: its phrase, and the names of its places in their order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(super) phrase: Phrase,
    pub(super) places: &'static [&'static str],
}

/// A sentence with the values that stand in it. Only the functions of the catalogue make one, so that no error has a text
/// without a translation, or a place without a value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Told {
    sentence: &'static Sentence,
    values: Vec<Value>,
}

/// What stands in a place of a sentence.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// The same in every language: a path, a number, what somebody else has said.
    Same(String),
    /// Another sentence.
    Told(Told),
    /// What a request breaks.
    Violations(Violations),
}

impl Told {
    pub(super) fn new(sentence: &'static Sentence, values: Vec<Value>) -> Self {
        Self { sentence, values }
    }

    /// The sentence in a language.
    pub(crate) fn localized(&self, language: Locale) -> String {
        self.sentence.phrase.filled(language, |place, text| {
            let at = self.sentence.places.iter().position(|name| *name == place);
            if let Some(value) = at.and_then(|at| self.values.get(at)) {
                text.push_str(&value.localized(language));
            }
        })
    }
}

impl Value {
    /// The sentence, or nothing in its place.
    pub(crate) fn or_nothing(told: Option<Told>) -> Self {
        told.map_or_else(|| Self::Same(String::new()), Self::Told)
    }

    pub(crate) fn localized(&self, language: Locale) -> String {
        match self {
            Self::Same(text) => text.clone(),
            Self::Told(told) => told.localized(language),
            Self::Violations(violations) => violations.localized(language),
        }
    }
}

impl<T: fmt::Display> From<T> for Value {
    fn from(value: T) -> Self {
        Self::Same(value.to_string())
    }
}

impl From<Told> for Value {
    fn from(told: Told) -> Self {
        Self::Told(told)
    }
}

/// In English.
impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.localized(Locale::English).fmt(f)
    }
}

/// In English.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.localized(Locale::English).fmt(f)
    }
}
