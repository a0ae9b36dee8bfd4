//! Building blocks of messages about files and rows: names, errors of other software, and violations of a row.

use std::io;

pub use deskledger::Message;
use deskledger::{Locale, list};

use crate::messages;

/// A part of a sentence, for tables and fields that hold one.
pub(crate) type Part = fn() -> Message;

/// Maximum number of names in a message.
const MAX_NAMES: usize = 8;

/// Maximum number of characters shown of a name or text in a file.
const MAX_SHOWN: usize = 64;

/// A name or text of a file for a message: escaped, and cut after 64 characters.
///
/// ```
/// use deskledger_records::read::shown;
/// assert_eq!(shown("a\nb"), "a\\nb");
/// assert_eq!(shown(&"x".repeat(65)), "x".repeat(64) + "...");
/// ```
pub fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push_str("...");
    }
    shown
}

/// Names of columns, the first few of them, escaped and shortened.
pub(crate) fn listed(names: &[impl AsRef<str>]) -> Message {
    let named: Vec<_> = names.iter().take(MAX_NAMES).map(|name| shown(name.as_ref())).collect();
    list::quoted(&named, names.len().saturating_sub(MAX_NAMES))
}

/// Problems of the fields of a row: a message for each with its name, and the number of further ones.
pub(crate) fn broken_fields<'n>(fields: impl IntoIterator<Item = (&'n str, Message)>, more: usize) -> Message {
    let sentence = |(name, message)| messages::field(name, message);
    list::sentences(fields.into_iter().map(sentence).collect(), more)
}

/// The message that an error carries, or that of an error of the client library.
///
/// ```
/// use deskledger::Locale;
/// use deskledger_records::carried_message;
/// use deskledger_records::read::Source;
/// let error = Source::file(std::fs::File::open(".")?).err().ok_or("a directory is not a file")?;
/// let message = carried_message(&error).map(|message| message.localized(Locale::Chinese));
/// assert_eq!(message.as_deref(), Some("应为文件，实际为目录：请指定其中的文件"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn carried_message(error: &io::Error) -> Option<Message> {
    let inner = error.get_ref()?;
    let of_client =
        |error: &deskledger::Error| Message::translated(error.to_string(), error.localized(Locale::Chinese));
    inner.downcast_ref().cloned().or_else(|| inner.downcast_ref().map(of_client))
}

/// The message that an error carries, or its text behind a sentence of ours where the language is not English.
pub(crate) fn of_io(error: &io::Error, behind: impl FnOnce(String) -> Message) -> Message {
    carried_message(error).unwrap_or_else(|| behind(error.to_string()))
}

#[cfg(test)]
mod tests {
    use deskledger::{ConnectionRecord, Locale};

    use super::*;

    #[test]
    fn broken_rules_are_reported_as_by_the_client_library() {
        let mut record = ConnectionRecord { user_name: Some("x".repeat(300)), ..ConnectionRecord::default() };
        record.computer_name = Some("a\0b".to_owned());
        let violations = record.check().unwrap_err();
        assert!(violations.iter().count() > 1);
        let messages = violations.iter().map(|one| (&*one.name, one.to_message()));
        let message = broken_fields(messages, violations.more());
        assert_eq!(message.to_string(), violations.to_string().replace('\n', "; "));
        let chinese = violations.localized(Locale::Chinese).replace('\n', "；");
        assert_eq!(message.localized(Locale::Chinese), chinese);
    }

    #[test]
    fn a_value_with_braces_is_not_taken_for_a_place() {
        let message = messages::unnamed_column(3, "{a}{b}");
        assert_eq!(message.to_string(), "expected nothing in column 3, which has no heading, found \"{a}{b}\"");
    }

    #[test]
    fn a_file_cannot_forge_lines_or_terminal_codes() {
        let message = messages::xml_mistake("</a\nleft out\u{1b}[2J\u{85}> 张三");
        assert_eq!(message.to_string(), "a syntax error: </a\\nleft out\\u{1b}[2J\\u{85}> 张三");
    }

    #[test]
    fn a_thousand_names_do_not_flood_the_terminal() {
        let message = messages::repeated(listed(&vec!["连接\n用户"; 1000]));
        let end = "\"连接\\n用户\", and 992 more";
        assert!(message.to_string().ends_with(end) && message.to_string().matches('"').count() == 16, "{message}");
        let chinese = message.localized(Locale::Chinese);
        assert!(chinese.starts_with("重复：“连接\\n用户”、“") && chinese.ends_with("”、另有 992 项"), "{chinese}");
    }

    #[test]
    fn an_error_that_carries_a_message_is_reported_in_the_language_of_the_reader() {
        let inner = io::Error::from(messages::a_directory());
        let message = messages::broken_compressed(messages::gzip_file(), of_io(&inner, Message::of));
        assert_eq!(
            message.localized(Locale::Chinese),
            "gzip 文件应完整，实际已损坏（应为文件，实际为目录：请指定其中的文件）"
        );
        let other = io::Error::other("disk full");
        let reported = of_io(&other, messages::not_written);
        assert_eq!(reported.to_string(), "disk full");
        assert_eq!(reported.localized(Locale::Chinese), "无法写入：disk full");
        let client = deskledger::Client::builder().build().unwrap_err();
        let chinese = client.localized(Locale::Chinese);
        let reported = of_io(&io::Error::other(client), messages::not_written);
        assert_eq!(reported.localized(Locale::Chinese), chinese);
    }
}
