//! The suggested file name (RFC 6266), in the language of the headings.

use std::fmt::Write;

/// The value of `Content-Disposition`. A non-ASCII name is added to an ASCII one, encoded according to RFC 8187.
pub(crate) fn attachment(language: &str, extension: &str) -> String {
    let mut value = format!("attachment; filename=\"connection-records.{extension}\"");
    if language == "zh_CN" {
        let name = format!("连接记录.{extension}");
        value.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => value.push(char::from(byte)),
                _ => drop(write!(value, "%{byte:02X}")),
            }
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_does_not_break_the_header() {
        assert_eq!(attachment("en_US", "csv"), "attachment; filename=\"connection-records.csv\"");
        assert_eq!(
            attachment("zh_CN", "csv"),
            "attachment; filename=\"connection-records.csv\"; filename*=UTF-8''%E8%BF%9E%E6%8E%A5%E8%AE%B0%E5%BD%95.csv"
        );
    }
}
