//! Entries of the catalogue, the values in them, and the messages made of both.

use std::error::Error;
use std::fmt;
use std::io;

use deskledger::{MessageLanguage, Violation};

use super::escape::printable;

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

    #[cfg(test)]
    pub(super) fn texts(&'static self) -> &'static Texts {
        &self.texts
    }

    /// The sentence with its values.
    pub(crate) fn with(&'static self, values: [Word; N]) -> Message {
        Message(Box::new(Content::Phrase(&self.texts, values.into())))
    }
}

/// How many values an entry has places for: `{a}`, `{b}`, ... as far as they go.
///
/// Run by the compiler, which rejects an entry whose languages differ in this.
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
    /// The same in every language: a number, a name, an error of another library.
    Plain(Box<str>),
    /// An entry of the catalogue.
    Phrase(&'static Texts),
    /// Sentences, one after another.
    Messages(Box<[Message]>),
    /// Names in quotes, and a sentence about those that were left out.
    Names(Box<[String]>, Option<Message>),
}

impl Word {
    /// The text of an error; of one that carries a message, in the language of the reader.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        match Message::inside(error) {
            Some(message) => message.into(),
            None => error.to_string().into(),
        }
    }

    fn in_language(&self, language: MessageLanguage) -> String {
        match self {
            Self::Plain(text) => printable(text),
            Self::Phrase(texts) => choose(language, **texts).to_owned(),
            Self::Messages(messages) => joined(messages, language),
            Self::Names(names, more) => {
                let [open, close, between] = choose(language, [["\"", "\"", ", "], ["“", "”", "、"]]);
                let names = names.iter().map(|name| format!("{open}{name}{close}"));
                let more = more.iter().map(|more| more.in_language(language));
                names.chain(more).collect::<Vec<_>>().join(between)
            }
        }
    }
}

/// What is wrong with a file or a row: what was expected, what was found, and what to do. It is available in every
/// [`MessageLanguage`]; as text, and as JSON, it is the English sentence.
///
/// ```
/// use deskledger::MessageLanguage;
/// use deskledger_records::Message;
/// use deskledger_records::read::{Options, Position, Row, Source, read};
/// # use std::ops::ControlFlow;
/// let mut reported = Vec::new();
/// read(Source::stream("user_name,connection_start_time\na\n".as_bytes()), &Options::default(), &mut |_: &Position, row: Result<Row, Message>| {
///     reported.extend(row.err());
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(reported[0].to_string(), "expected 2 columns as in the headings, found 1");
/// assert_eq!(reported[0].in_language(MessageLanguage::Chinese), "应有与标题行相同的 2 列，实际有 1 列");
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(Box<Content>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    /// An entry of the catalogue.
    Phrase(&'static Texts, Box<[Word]>),
    /// A broken rule of the document. What was found may be a message.
    Violation(Violation, Option<Message>),
    /// Several sentences.
    Several(Box<[Message]>),
    /// A sentence of a caller, in English and in Chinese.
    Both([Box<str>; 2]),
}

impl Message {
    /// A sentence that is not in the catalogue of this library, in English and in Chinese; for a caller that rejects a file or
    /// a row.
    ///
    /// ```
    /// use deskledger::MessageLanguage;
    /// use deskledger_records::Message;
    /// let message = Message::new("expected csv, found xlsx", "应为 csv，实际为 xlsx");
    /// assert_eq!(message.to_string(), "expected csv, found xlsx");
    /// assert_eq!(message.in_language(MessageLanguage::Chinese), "应为 csv，实际为 xlsx");
    /// ```
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self(Box::new(Content::Both([english.into().into(), chinese.into().into()])))
    }

    /// The sentence in a language.
    pub fn in_language(&self, language: MessageLanguage) -> String {
        match &*self.0 {
            Content::Phrase(texts, values) => filled(texts, values, language),
            Content::Violation(violation, None) => violation.message_in(language),
            Content::Violation(violation, Some(found)) => {
                let mut violation = violation.clone();
                violation.found = Some(found.in_language(language));
                violation.message_in(language)
            }
            Content::Several(messages) => joined(messages, language),
            Content::Both(texts) => choose(language, texts.each_ref()).to_string(),
        }
    }

    /// The message that an error carries, or that of an error of the client library, which has both languages too.
    ///
    /// ```
    /// use deskledger::MessageLanguage;
    /// use deskledger_records::Message;
    /// use deskledger_records::read::Source;
    /// let error = Source::file(std::fs::File::open(".")?).err().ok_or("a directory is not a file")?;
    /// let message = Message::inside(&error).map(|message| message.in_language(MessageLanguage::Chinese));
    /// assert_eq!(message.as_deref(), Some("应为文件，实际为目录：请指定其中的文件"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inside(error: &io::Error) -> Option<Self> {
        let inner = error.get_ref()?;
        inner.downcast_ref().cloned().or_else(|| inner.downcast_ref().map(Self::of_client))
    }

    /// An error of the client library about a download or a file.
    pub(crate) fn of_client(error: &deskledger::Error) -> Self {
        Self::new(error.to_string(), error.in_language(MessageLanguage::Chinese))
    }

    /// The text of an error, behind a sentence of ours where the language is not English.
    pub(crate) fn of_io(error: &io::Error, behind: &'static Phrase<1>) -> Self {
        Self::inside(error).unwrap_or_else(|| behind.with([error.to_string().into()]))
    }

    /// A broken rule of the document; `found` replaces the value found.
    pub(crate) fn of_violation(violation: Violation, found: Option<Message>) -> Self {
        Self(Box::new(Content::Violation(violation, found)))
    }

    pub(super) fn several(messages: Vec<Self>) -> Self {
        Self(Box::new(Content::Several(messages.into())))
    }
}

/// Sentences one after another.
fn joined(messages: &[Message], language: MessageLanguage) -> String {
    let sentences: Vec<_> = messages.iter().map(|message| message.in_language(language)).collect();
    sentences.join(choose(language, ["; ", "；"]))
}

/// The text in this language, out of English and Chinese.
fn choose<T>(language: MessageLanguage, [english, chinese]: [T; 2]) -> T {
    match language {
        MessageLanguage::Chinese => chinese,
        _ => english,
    }
}

/// A phrase with its values in their places.
fn filled(texts: &Texts, values: &[Word], language: MessageLanguage) -> String {
    let (mut text, mut rest) = (String::new(), choose(language, *texts));
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        let index = place.bytes().next().map(|letter| usize::from(letter.wrapping_sub(b'a')));
        if let Some(value) = index.and_then(|index| values.get(index)) {
            text.push_str(&value.in_language(language));
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

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(MessageLanguage::English))
    }
}

impl Error for Message {}

impl From<&'static Phrase<0>> for Message {
    fn from(phrase: &'static Phrase<0>) -> Self {
        phrase.with([])
    }
}

/// As invalid data.
impl From<Message> for io::Error {
    fn from(message: Message) -> Self {
        Self::new(io::ErrorKind::InvalidData, message)
    }
}

/// As the English sentence.
impl serde::Serialize for Message {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
