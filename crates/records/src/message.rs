//! What a reader of a file is told of it, in the language of the reader.

pub(crate) mod catalogue;
mod phrase;

use std::error::Error;
use std::fmt;
use std::io;

use deskledger::{Locale, Violation, Violations};

use phrase::Texts;
pub(crate) use phrase::{Phrase, Word};

/// What is wrong with a file or a row: what was expected, what was found, and what to do. It can tell itself in every
/// [`Locale`]; as text, and as JSON, it is the English sentence.
///
/// ```
/// use deskledger::Locale;
/// use deskledger_records::Message;
/// use deskledger_records::read::{Limits, Place, Row, Source, read};
/// # use std::ops::ControlFlow;
/// let mut told = Vec::new();
/// read(Source::stream("user_name,connection_start_time\na\n".as_bytes()), &Limits::default(), &mut |_: &Place, row: Result<Row, Message>| {
///     told.extend(row.err());
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(told[0].to_string(), "expected 2 columns as in the headings, found 1");
/// assert_eq!(told[0].localized(Locale::Chinese), "应有与标题行相同的 2 列，实际有 1 列");
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(Box<Told>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    /// An entry of the catalogue.
    Phrase(&'static Texts, Box<[Word]>),
    /// Broken rules of the document. What was found in some fields is told in words of the catalogue.
    Broken(Violations, Vec<(&'static str, &'static Texts)>),
    /// A sentence of a caller, in English and in Chinese.
    Both([Box<str>; 2]),
}

impl Message {
    /// A sentence that this library does not know, in English and in Chinese; for whoever refuses a file or a row.
    ///
    /// ```
    /// use deskledger::Locale;
    /// use deskledger_records::Message;
    /// let message = Message::new("expected csv, found xlsx", "应为 csv，实际为 xlsx");
    /// assert_eq!(message.to_string(), "expected csv, found xlsx");
    /// assert_eq!(message.localized(Locale::Chinese), "应为 csv，实际为 xlsx");
    /// ```
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self(Box::new(Told::Both([english.into().into(), chinese.into().into()])))
    }

    /// The sentence in a language.
    pub fn localized(&self, language: Locale) -> String {
        match &*self.0 {
            Told::Phrase(texts, values) => phrase::filled(texts, values, language),
            Told::Broken(violations, words) => broken(violations, words, language),
            Told::Both(texts) => phrase::choose(language, texts.each_ref()).to_string(),
        }
    }

    /// What an error carries: a message of this library, or an error of the client library, which has both languages too.
    ///
    /// ```
    /// use deskledger::Locale;
    /// use deskledger_records::Message;
    /// use deskledger_records::read::Source;
    /// let error = Source::file(std::fs::File::open(".")?).err().ok_or("a directory is no file")?;
    /// let message = Message::inside(&error).map(|message| message.localized(Locale::Chinese));
    /// assert_eq!(message.as_deref(), Some("应为文件，实际为目录：请指定其中的文件"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inside(error: &io::Error) -> Option<Self> {
        let inner = error.get_ref()?;
        inner.downcast_ref().cloned().or_else(|| inner.downcast_ref().map(Self::of_client))
    }

    /// What the client library says of a download or a file.
    pub(crate) fn of_client(error: &deskledger::Error) -> Self {
        Self::new(error.to_string(), error.localized(Locale::Chinese))
    }

    /// What an error says, behind a sentence of ours where that is in another language than English.
    pub(crate) fn of_io(error: &io::Error, behind: &'static Phrase<1>) -> Self {
        Self::inside(error).unwrap_or_else(|| behind.with([error.to_string().into()]))
    }

    /// What is wrong with the values of a row.
    pub(crate) fn broken(violations: Violations, words: Vec<(&'static str, &'static Phrase<0>)>) -> Self {
        let words = words.into_iter().map(|(field, words)| (field, words.texts()));
        Self(Box::new(Told::Broken(violations, words.collect())))
    }
}

/// Each violation with the name of its field.
fn broken(violations: &Violations, words: &[(&str, &'static Texts)], language: Locale) -> String {
    let told = |violation: &Violation| {
        let found = words.iter().find(|(field, _)| *field == violation.name && violation.found.is_some());
        let message = match found {
            Some((_, texts)) => {
                let mut violation = violation.clone();
                violation.found = Some(phrase::choose(language, **texts).to_owned());
                violation.message_in(language)
            }
            None => violation.message_in(language),
        };
        let name: &str = &violation.name;
        catalogue::FIELD.with([name.into(), message.into()])
    };
    let mut lines: Vec<_> = violations.iter().map(told).collect();
    if violations.more() > 0 {
        lines.push(catalogue::AND_MORE.with([violations.more().into()]));
    }
    phrase::joined(&lines, language)
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl Error for Message {}

impl From<&'static Phrase<0>> for Message {
    fn from(phrase: &'static Phrase<0>) -> Self {
        phrase.with([])
    }
}

/// Several that are wrong at once; each is told.
impl From<Violations> for Message {
    fn from(violations: Violations) -> Self {
        Self::broken(violations, Vec::new())
    }
}

/// As bytes that are not what they should be.
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

#[cfg(test)]
mod tests {
    use deskledger::ConnectionRecord;

    use super::*;

    #[test]
    fn broken_rules_are_told_as_the_client_library_tells_them() {
        let mut record = ConnectionRecord { user_name: Some("x".repeat(300)), ..ConnectionRecord::default() };
        record.computer_name = Some("a\0b".to_owned());
        let violations = record.check().unwrap_err();
        assert!(violations.iter().count() > 1);
        let message = Message::from(violations.clone());
        assert_eq!(message.to_string(), violations.to_string().replace('\n', "; "));
        let chinese = violations.localized(Locale::Chinese).replace('\n', "；");
        assert_eq!(message.localized(Locale::Chinese), chinese);
    }

    #[test]
    fn a_value_with_braces_is_not_taken_for_a_place() {
        let message = catalogue::UNNAMED_COLUMN.with([3_usize.into(), "{a}{b}".into()]);
        assert_eq!(message.to_string(), "expected nothing in column 3, which has no heading, found \"{a}{b}\"");
    }

    #[test]
    fn a_file_cannot_forge_lines_or_terminal_codes() {
        let message = catalogue::XML_MISTAKE.with(["</a\nleft out\u{1b}[2J\u{85}> 张三".into()]);
        assert_eq!(message.to_string(), "a mistake: </a\\nleft out\\u{1b}[2J\\u{85}> 张三");
    }

    #[test]
    fn a_thousand_names_do_not_flood_the_terminal() {
        let names = vec!["连接\n用户"; 1000];
        let message = catalogue::REPEATED.with([Word::names(&names)]);
        let end = "\"连接\\n用户\", and 992 more";
        assert!(message.to_string().ends_with(end) && message.to_string().matches('"').count() == 16, "{message}");
        let chinese = message.localized(Locale::Chinese);
        assert!(chinese.starts_with("重复：“连接\\n用户”、“") && chinese.ends_with("”、另有 992 项"), "{chinese}");
    }

    #[test]
    fn an_error_that_carries_a_message_is_told_in_the_language_of_the_reader() {
        let inner = io::Error::from(Message::from(&catalogue::A_DIRECTORY));
        let message = catalogue::BROKEN_PACKED.with([(&catalogue::GZIP_FILE).into(), Word::of_io(&inner)]);
        assert_eq!(
            message.localized(Locale::Chinese),
            "gzip 文件应完整，实际已损坏（应为文件，实际为目录：请指定其中的文件）"
        );
        let other = io::Error::other("disk full");
        let told = Message::of_io(&other, &catalogue::NOT_WRITTEN);
        assert_eq!(told.to_string(), "disk full");
        assert_eq!(told.localized(Locale::Chinese), "无法写入：disk full");
        let client = deskledger::Client::builder().build().unwrap_err();
        let chinese = client.localized(Locale::Chinese);
        let told = Message::of_io(&io::Error::other(client), &catalogue::NOT_WRITTEN);
        assert_eq!(told.localized(Locale::Chinese), chinese);
    }
}
