//! An entry of the catalogue, and the values that stand in it.

use std::io;

use deskledger::Locale;

use super::{Message, Told};
use crate::read::shown;

/// How many names a message tells.
const NAMED: usize = 8;

/// A text in English and in Chinese.
pub(super) type Texts = [&'static str; 2];

/// An entry of the catalogue with places for `N` values.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Phrase<const N: usize> {
    texts: Texts,
}

impl<const N: usize> Phrase<N> {
    pub(super) const fn of(texts: Texts) -> Self {
        Self { texts }
    }

    /// The words in English.
    pub(crate) fn english(&'static self) -> &'static str {
        self.texts[0]
    }

    pub(super) fn texts(&'static self) -> &'static Texts {
        &self.texts
    }

    /// The sentence with its values.
    pub(crate) fn with(&'static self, values: [Word; N]) -> Message {
        Message(Box::new(Told::Phrase(&self.texts, values.into())))
    }
}

/// How many values an entry has places for: `{a}`, `{b}`, ... as far as they go.
///
/// Run by the compiler, which refuses an entry whose languages differ in this.
pub(super) const fn values(english: &str, chinese: &str) -> usize {
    let count = places(english);
    assert!(count == places(chinese), "both languages must have the same places for values");
    count
}

const fn places(text: &str) -> usize {
    let (bytes, mut at, mut count) = (text.as_bytes(), 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            count += 1;
        }
        at += 1;
    }
    count
}

/// A value in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// The same in every language: a number, a name, what another library says.
    Plain(Box<str>),
    /// Words of the catalogue.
    Phrase(&'static Texts),
    /// Sentences, one after another.
    Messages(Box<[Message]>),
    /// Names in quotes, and how many more there are.
    Names(Box<[String]>, usize),
}

impl Word {
    /// Names of columns, the first few of them, escaped and shortened.
    pub(crate) fn names(names: &[&str]) -> Self {
        let named = names.iter().take(NAMED).map(|name| shown(name));
        Self::Names(named.collect(), names.len().saturating_sub(NAMED))
    }

    /// What an error says; one that carries a message, in the language of the reader.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        match Message::inside(error) {
            Some(message) => message.into(),
            None => error.to_string().into(),
        }
    }

    pub(super) fn localized(&self, language: Locale) -> String {
        match self {
            Self::Plain(text) => printable(text),
            Self::Phrase(texts) => choose(language, **texts).to_owned(),
            Self::Messages(messages) => joined(messages, language),
            Self::Names(names, more) => {
                let [open, close, between] = choose(language, [["\"", "\"", ", "], ["“", "”", "、"]]);
                let mut names: Vec<_> = names.iter().map(|name| format!("{open}{name}{close}")).collect();
                if *more > 0 {
                    names.push(super::catalogue::AND_MORE.with([(*more).into()]).localized(language));
                }
                names.join(between)
            }
        }
    }
}

/// What stands in a file, or in what another library says of it, moves no cursor and begins no line.
fn printable(text: &str) -> String {
    let (mut printable, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(char::is_control) {
        let (before, from) = rest.split_at(at);
        printable.push_str(before);
        let mut chars = from.chars();
        printable.extend(chars.by_ref().take(1).flat_map(char::escape_debug));
        rest = chars.as_str();
    }
    printable + rest
}

/// Sentences of which each tells one thing.
pub(super) fn joined(messages: &[Message], language: Locale) -> String {
    let told: Vec<_> = messages.iter().map(|message| message.localized(language)).collect();
    told.join(choose(language, ["; ", "；"]))
}

/// The one in this language, out of English and Chinese.
pub(super) fn choose<T>(language: Locale, [english, chinese]: [T; 2]) -> T {
    match language {
        Locale::Chinese => chinese,
        _ => english,
    }
}

/// A phrase with its values in their places.
pub(super) fn filled(texts: &Texts, values: &[Word], language: Locale) -> String {
    let (mut text, mut rest) = (String::new(), choose(language, *texts));
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        let index = place.bytes().next().map(|letter| usize::from(letter.wrapping_sub(b'a')));
        if let Some(value) = index.and_then(|index| values.get(index)) {
            text.push_str(&value.localized(language));
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self::Plain(text.into())
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self::Plain(text.into())
    }
}

impl From<u64> for Word {
    fn from(number: u64) -> Self {
        number.to_string().into()
    }
}

impl From<usize> for Word {
    fn from(number: usize) -> Self {
        number.to_string().into()
    }
}

impl From<&'static Phrase<0>> for Word {
    fn from(phrase: &'static Phrase<0>) -> Self {
        Self::Phrase(&phrase.texts)
    }
}

impl From<Message> for Word {
    fn from(message: Message) -> Self {
        Self::Messages([message].into())
    }
}
