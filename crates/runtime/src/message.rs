//! A sentence with its values, before it is written in a language.

use std::fmt;

use crate::validate::catalogue::Phrase;
use crate::validate::{Locale, Violations};

/// An entry of a catalogue: its phrase, and the names of its placeholders in their order.
#[derive(Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The text in every language.
    pub phrase: Phrase,
    /// Names of the placeholders.
    pub places: &'static [&'static str],
}

/// A sentence with the values of its placeholders. Only the functions of a catalogue make one, so that no message lacks a
/// translation or a value.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    sentence: &'static Sentence,
    values: Vec<Value>,
}

/// The value of a placeholder.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// The same in every language: a path, a number, text of other software.
    Same(String),
    /// Another sentence.
    Message(Message),
    /// The violations of a request.
    Violations(Violations),
}

impl Message {
    /// A sentence with its values, in the order of its placeholders. Called by catalogues only.
    pub fn new(sentence: &'static Sentence, values: Vec<Value>) -> Self {
        Self { sentence, values }
    }

    /// The text in a language.
    pub fn localized(&self, locale: Locale) -> String {
        self.sentence.phrase.filled(locale, |place, text| {
            let at = self.sentence.places.iter().position(|name| *name == place);
            if let Some(value) = at.and_then(|at| self.values.get(at)) {
                text.push_str(&value.localized(locale));
            }
        })
    }
}

impl Value {
    /// The message, or empty text.
    pub fn or_nothing(message: Option<Message>) -> Self {
        message.map_or_else(|| Self::Same(String::new()), Self::Message)
    }

    /// The text in a language.
    pub fn localized(&self, locale: Locale) -> String {
        match self {
            Self::Same(text) => text.clone(),
            Self::Message(message) => message.localized(locale),
            Self::Violations(violations) => violations.localized(locale),
        }
    }
}

impl<T: fmt::Display> From<T> for Value {
    fn from(value: T) -> Self {
        Self::Same(value.to_string())
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// In English.
impl fmt::Debug for Message {
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

/// A catalogue of sentences: a function of its placeholders for each entry, and `ALL` for tests.
#[macro_export]
macro_rules! messages {
    ($($(#[$condition:meta])? $name:ident($($place:ident),*): $english:literal, $chinese:literal;)*) => {
        #[allow(non_upper_case_globals, reason = "an entry has the name of its function")]
        mod entries {
            $(
                $(#[$condition])?
                pub(super) static $name: $crate::message::Sentence = $crate::message::Sentence {
                    phrase: $crate::catalogue::Phrase { english: $english, chinese: $chinese },
                    places: &[$(stringify!($place)),*],
                };
            )*
        }
        $(
            $(#[$condition])?
            #[doc = concat!("`", $english, "`")]
            pub(crate) fn $name($($place: impl Into<$crate::message::Value>),*) -> $crate::message::Message {
                $crate::message::Message::new(&entries::$name, vec![$($place.into()),*])
            }
        )*
        /// All entries.
        #[cfg(test)]
        static ALL: &[&$crate::message::Sentence] = &[$($(#[$condition])? &entries::$name),*];
    };
}
