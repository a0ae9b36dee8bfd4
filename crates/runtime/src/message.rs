//! Sentences in every language, made of message files at build time.
//!
//! The build script of a crate compiles its files in `messages` to functions that return a [`Message`]. A sentence is put
//! together only when it is shown: one without arguments allocates nothing until then.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::io;
use std::path;

pub use crate::locale::Locale;

/// An entry of the message files in every language.
#[derive(Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name in the files.
    pub key: &'static str,
    /// The names of its placeholders, in the order of the arguments.
    pub placeholders: &'static [&'static str],
    /// Its texts, in the order of [`Locale`].
    pub texts: [&'static [Piece]; Locale::COUNT],
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(&'static str),
    /// The argument with this index.
    Argument(usize),
    /// One of two texts.
    Plural {
        /// Index of the argument that is a number.
        argument: usize,
        /// The text for the number 1.
        one: &'static [Piece],
        /// The text for every other number.
        other: &'static [Piece],
    },
}

/// A sentence, or a part of one, in every language. As text, and as JSON, it is in English.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    template: &'static Template,
    arguments: Vec<Argument>,
}

/// Argument of a placeholder.
#[derive(Clone, PartialEq, Eq)]
pub enum Argument {
    /// A text that is the same in every language: a path, a name, what other software reports.
    Text(Cow<'static, str>),
    /// A value as data.
    Data(serde_json::Value),
    /// Another message.
    Message(Message),
    /// Several messages with a separator between them.
    List(Vec<Message>, Box<Message>),
    /// A text of a caller, in English and in Chinese.
    Translated(Box<[String; Locale::COUNT]>),
}

static ARGUMENT: Template =
    Template { key: "", placeholders: &["argument"], texts: [&[Piece::Argument(0)], &[Piece::Argument(0)]] };

impl Message {
    /// A message without arguments.
    pub const fn fixed(template: &'static Template) -> Self {
        Self { template, arguments: Vec::new() }
    }

    /// A message with its arguments, in the order of the placeholders.
    pub fn new(template: &'static Template, arguments: Vec<Argument>) -> Self {
        Self { template, arguments }
    }

    /// A message that consists of a value.
    pub fn of(argument: impl Into<Argument>) -> Self {
        Self::new(&ARGUMENT, vec![argument.into()])
    }

    /// A message that no message file has, in English and in Chinese.
    ///
    /// ```
    /// use deskledger_runtime::message::{Locale, Message};
    /// let message = Message::translated("expected csv, found xlsx", "应为 csv，实际为 xlsx");
    /// assert_eq!(message.to_string(), "expected csv, found xlsx");
    /// assert_eq!(message.localized(Locale::Chinese), "应为 csv，实际为 xlsx");
    /// ```
    pub fn translated(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self::of(Argument::Translated(Box::new([english.into(), chinese.into()])))
    }

    /// Messages with a separator between them.
    pub fn list(messages: Vec<Self>, separator: Self) -> Self {
        Self::of(Argument::List(messages, Box::new(separator)))
    }

    /// Messages, one a line.
    pub fn lines(messages: Vec<Self>) -> Self {
        static LINE_BREAK: Template =
            Template { key: "", placeholders: &[], texts: [&[Piece::Text("\n")], &[Piece::Text("\n")]] };
        Self::list(messages, Self::fixed(&LINE_BREAK))
    }

    /// The argument of a placeholder, where it is data.
    pub fn data(&self, placeholder: &str) -> Option<&serde_json::Value> {
        let at = self.template.placeholders.iter().position(|name| *name == placeholder)?;
        match self.arguments.get(at)? {
            Argument::Data(value) => Some(value),
            _ => None,
        }
    }

    /// The message in a language.
    pub fn localized(&self, locale: Locale) -> String {
        let mut text = String::new();
        self.write(locale.of::<&[Piece]>(&self.template.texts), locale, &mut text);
        text
    }

    fn write(&self, pieces: &[Piece], locale: Locale, text: &mut String) {
        for piece in pieces {
            match *piece {
                Piece::Text(piece) => append(piece, locale, text),
                Piece::Argument(at) => {
                    if let Some(argument) = self.arguments.get(at) {
                        append(&argument.localized(locale), locale, text);
                    }
                }
                Piece::Plural { argument, one, other } => {
                    let is_one = self.arguments.get(argument).is_some_and(Argument::is_one);
                    self.write(if is_one { one } else { other }, locale, text);
                }
            }
        }
    }
}

/// In Chinese, a space stands between an ideograph and a Latin letter or digit.
fn append(piece: &str, locale: Locale, text: &mut String) {
    let (last, first) = (text.chars().next_back(), piece.chars().next());
    if let (Locale::Chinese, Some(last), Some(first)) = (locale, last, first) {
        let is_ideograph = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let is_latin = |c: char| c.is_ascii_alphanumeric();
        if is_ideograph(last) && is_latin(first) || is_latin(last) && is_ideograph(first) {
            text.push(' ');
        }
    }
    text.push_str(piece);
}

impl Argument {
    /// Nothing, or a message.
    pub fn optional(message: Option<Message>) -> Self {
        message.map_or(Self::Text(Cow::Borrowed("")), Self::Message)
    }

    /// A value as its text.
    pub fn display(value: impl fmt::Display) -> Self {
        Self::Text(value.to_string().into())
    }

    fn is_one(&self) -> bool {
        matches!(self, Self::Data(value) if value.as_u64() == Some(1))
    }

    /// The argument in a language.
    pub fn localized(&self, locale: Locale) -> String {
        match self {
            Self::Text(text) => printable(text),
            Self::Data(serde_json::Value::String(text)) => printable(text),
            Self::Data(value) => value.to_string(),
            Self::Message(message) => message.localized(locale),
            Self::List(messages, separator) => {
                let texts: Vec<_> = messages.iter().map(|message| message.localized(locale)).collect();
                texts.join(&separator.localized(locale))
            }
            Self::Translated(texts) => locale.of(texts).clone(),
        }
    }
}

/// A text from outside, which moves no cursor and begins no line.
fn printable(text: &str) -> String {
    let escaped = |c: char| if c.is_control() { c.escape_debug().collect() } else { String::from(c) };
    match text.contains(char::is_control) {
        true => text.chars().map(escaped).collect(),
        false => text.to_owned(),
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.localized(Locale::English).fmt(f)
    }
}

impl fmt::Debug for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.localized(Locale::English).fmt(f)
    }
}

impl Error for Message {}

/// As invalid data.
impl From<Message> for io::Error {
    fn from(message: Message) -> Self {
        Self::new(io::ErrorKind::InvalidData, message)
    }
}

impl serde::Serialize for Message {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<fn() -> Message> for Argument {
    fn from(message: fn() -> Message) -> Self {
        Self::Message(message())
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned().into())
    }
}

/// Without its fraction where that is zero.
impl From<f64> for Argument {
    fn from(number: f64) -> Self {
        let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
        Self::Data(if is_whole { (number as i64).into() } else { number.into() })
    }
}

macro_rules! arguments {
    ($($data:ty),*; $($text:ty),*; $($shown:ty),*) => {
        $(impl From<$data> for Argument {
            fn from(value: $data) -> Self {
                Self::Data(value.into())
            }
        })*
        $(impl From<$text> for Argument {
            fn from(text: $text) -> Self {
                Self::Text(text.into())
            }
        })*
        $(impl From<$shown> for Argument {
            fn from(value: $shown) -> Self {
                Self::display(value)
            }
        })*
    };
}

arguments! {
    u8, u16, u32, u64, usize, i32, i64, serde_json::Value;
    String, Cow<'static, str>;
    char, &String, &io::Error, fmt::Arguments<'_>, path::Display<'_>
}

#[cfg(test)]
mod tests {
    use super::*;

    static FOUND: Template = Template {
        key: "found",
        placeholders: &["limit", "found"],
        texts: [
            &[Piece::Text("at least "), Piece::Argument(0), Piece::Text(", found "), Piece::Argument(1)],
            &[Piece::Text("至少"), Piece::Argument(0), Piece::Text("个，实际为"), Piece::Argument(1)],
        ],
    };

    #[test]
    fn an_argument_with_braces_is_not_taken_for_a_placeholder() {
        let message = Message::new(&FOUND, vec![1.into(), "{ $limit }".into()]);
        assert_eq!(message.to_string(), "at least 1, found { $limit }");
    }

    #[test]
    fn a_text_from_outside_cannot_forge_lines_or_terminal_codes() {
        let message = Message::of("</a\nleft out\u{1b}[2J\u{85}> 张三");
        assert_eq!(message.to_string(), "</a\\nleft out\\u{1b}[2J\\u{85}> 张三");
    }

    #[test]
    fn a_space_stands_between_ideographs_and_latin_letters_only() {
        let chinese = |found: &str| Message::new(&FOUND, vec![1.into(), found.into()]).localized(Locale::Chinese);
        assert_eq!(chinese("csv"), "至少 1 个，实际为 csv");
        assert_eq!(chinese("“csv”"), "至少 1 个，实际为“csv”");
        assert_eq!(chinese("文件"), "至少 1 个，实际为文件");
    }

    #[test]
    fn a_fraction_of_zero_is_not_shown() {
        let shown = |limit: f64| Message::of(limit).to_string();
        assert_eq!([shown(0.0), shown(0.5)], ["0", "0.5"]);
    }
}
