//! Messages about files and rows, in the language of the reader.

pub(crate) mod catalogue;
mod compose;
mod escape;
mod phrase;

pub use escape::shown;
pub use phrase::Message;
pub(crate) use phrase::{Phrase, Word};

#[cfg(test)]
mod tests {
    use std::io;

    use deskledger::{ConnectionRecord, Locale};

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
