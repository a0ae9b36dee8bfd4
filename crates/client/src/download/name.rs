//! File names suggested by the service: untrusted, and sanitized before use.

mod encoded_word;

use encoded_word::UNREADABLE;

/// Maximum length in bytes: most filesystems allow 255, including suffixes such as `.part`.
const LONGEST: usize = 150;

/// The sanitized name in a `Content-Disposition` header. `filename*` takes precedence over `filename`, whose value may
/// contain encoded words. `None` if no part of the name is readable.
pub(crate) fn suggested(content_disposition: &[u8]) -> Option<String> {
    let parameters = parameters(&readable(content_disposition));
    let of = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let plain = || telling(&encoded_word::decoded(of("filename")?)?);
    of("filename*").and_then(extended).and_then(|name| safe(&name)).or_else(plain)
}

/// Decodes UTF-8. Of any other encoding only ASCII is kept; each two-byte character, as in GBK, becomes one
/// placeholder, because its second byte may look like the backslash of a quoted string.
fn readable(bytes: &[u8]) -> String {
    if let Ok(text) = str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut text = String::new();
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte.is_ascii() {
            text.push(char::from(byte));
        } else {
            let _ = rest.next_if(|next| !next.is_ascii() || (0x40..=0x7e).contains(next));
            text.push(UNREADABLE);
        }
    }
    text
}

/// The sanitized name, unless no character of it was readable.
fn telling(name: &str) -> Option<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if name.contains(UNREADABLE)
        && stem.chars().all(|character| character == UNREADABLE || !character.is_alphanumeric())
    {
        return None;
    }
    safe(&name.replace(UNREADABLE, "_"))
}

/// The sanitized name of an archive entry.
pub(crate) fn of_bytes(bytes: &[u8]) -> Option<String> {
    telling(&readable(bytes))
}

/// Sanitizes a name for use in any directory; `None` if nothing is left.
///
/// ```
/// use deskledger_client::safe_file_name;
/// assert_eq!(safe_file_name("../../etc/passwd").as_deref(), Some("passwd"));
/// assert_eq!(safe_file_name("C:\\temp\\CON.csv").as_deref(), Some("_CON.csv"));
/// assert_eq!(safe_file_name("-rf").as_deref(), Some("_-rf"));
/// assert_eq!(safe_file_name(".."), None);
/// ```
pub fn safe(name: &str) -> Option<String> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base
        .chars()
        .filter(|character| !character.is_control() && !is_direction(*character))
        .map(|character| if "<>:\"|?*".contains(character) { '_' } else { character })
        .collect();
    let kept = kept.trim_matches(is_edge);
    let stem = kept.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    // Commands would parse a leading hyphen as an option.
    let kept = if is_reserved(&stem) || kept.starts_with('-') { format!("_{kept}") } else { kept.to_owned() };
    (!kept.is_empty()).then(|| shortened(&kept))
}

/// Characters to trim: leading dots hide a file, Windows drops trailing dots, and spaces hide the dots.
fn is_edge(character: char) -> bool {
    character == '.' || character.is_whitespace()
}

/// Bidirectional and invisible characters: they can make `xlsx.exe` look like `exe.xlsx`.
fn is_direction(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{061c}')
}

/// Device names on Windows, with any extension.
fn is_reserved(stem: &str) -> bool {
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered
            .is_some_and(|digit| matches!(digit, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
}

/// Shortens the stem and keeps a short extension.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 16 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    format!("{}{extension}", beginning(stem, LONGEST - extension.len()).trim_end_matches(is_edge))
}

/// The first characters of a text, at most so many bytes.
pub(super) fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// Parameters of a header value: names in lower case, values unquoted.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, tail) = after.strip_prefix('"').map(unquoted).unwrap_or_else(|| {
            let (value, tail) = after.split_once(';').unwrap_or((after, ""));
            (value.trim().to_owned(), tail)
        });
        found.push((name.trim().trim_start_matches(';').trim().to_ascii_lowercase(), value));
        rest = tail;
    }
    found
}

/// A quoted string up to its closing quote, and the rest of the text.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            // Only a quote or backslash can be escaped. Any other backslash is part of a Windows path.
            '\\' => match text[at + 1..].chars().next() {
                Some(escaped @ ('"' | '\\')) => {
                    characters.next();
                    value.push(escaped);
                }
                _ => value.push('\\'),
            },
            character => value.push(character),
        }
    }
    (value, "")
}

/// The value of `filename*`: `UTF-8''percent%20encoded`.
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes = encoded_word::unescaped(encoded, b'%')?;
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => String::from_utf8(bytes).ok(),
        "iso-8859-1" => Some(bytes.into_iter().map(char::from).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_the_directory() {
        for (name, expected) in [
            ("../../etc/passwd", Some("passwd")),
            ("..\\..\\boot.ini", Some("boot.ini")),
            ("/etc/cron.d/x", Some("x")),
            ("..", None),
            (".", None),
            ("", None),
            ("a/", None),
            ("a/..", None),
            (".bashrc", Some("bashrc")),
            ("a\0b\n.csv", Some("ab.csv")),
            ("C:x.csv", Some("C_x.csv")),
            ("gpj\u{202e}xslx.exe", Some("gpjxslx.exe")),
            ("nul", Some("_nul")),
            ("com1.txt", Some("_com1.txt")),
            ("com10.txt", Some("com10.txt")),
            ("x.csv. . ", Some("x.csv")),
            (" . .x.csv\u{3000}", Some("x.csv")),
            (". .", None),
            ("连接记录.xlsx", Some("连接记录.xlsx")),
        ] {
            assert_eq!(safe(name).as_deref(), expected, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_extension() {
        let name = safe(&format!("{}.xlsx", "连".repeat(200))).unwrap();
        assert!(name.len() <= LONGEST && name.ends_with("连.xlsx"), "{name}");
        assert_eq!(safe(&"a".repeat(1000)).unwrap().len(), LONGEST);
        // Shortening does not leave a trailing space either.
        let name = format!("{}\u{a0}{}", "a".repeat(LONGEST - 2), "b".repeat(20));
        assert_eq!(safe(&name), Some("a".repeat(LONGEST - 2)));
    }

    #[test]
    fn a_name_in_an_encoding_that_nobody_states_becomes_a_safe_one_or_none() {
        let gbk = b"\xc1\xac\xbd\xd3\xbc\xc7\xc2\xbc";
        let header = |name: &[u8]| [b"attachment; filename=\"", name, b"\""].concat();
        assert_eq!(suggested(&header(&[gbk, b".xlsx".as_slice()].concat())), None);
        assert_eq!(
            suggested(&header(&[b"2020-04 ", gbk.as_slice(), b".xlsx"].concat())).as_deref(),
            Some("2020-04 ____.xlsx")
        );
        // The second byte of a two-byte character may be a backslash.
        assert_eq!(suggested(&header(b"a\x95\x5c\x95\x22.csv")), Some("a__".to_owned()));
        assert_eq!(suggested(&header(b"a\x95\x5c.csv")).as_deref(), Some("a_.csv"));
    }

    #[test]
    fn every_way_to_write_a_name_is_read() {
        for (header, expected) in [
            ("attachment; filename=\"connections.xlsx\"", Some("connections.xlsx")),
            ("attachment;filename=connections.xlsx;size=1", Some("connections.xlsx")),
            ("attachment; FileName = \"a;b=c.csv\"", Some("a;b=c.csv")),
            ("attachment; filename=\"a\\\"b.csv\"", Some("a_b.csv")),
            ("attachment; filename=\"C:\\temp\\b.csv\"", Some("b.csv")),
            ("attachment; filename=\"x.csv\"; filename*=UTF-8''%E8%BF%9E.csv", Some("连.csv")),
            ("attachment; filename*=UTF-8''..%2F..%2Fx.csv", Some("x.csv")),
            ("attachment; filename*=UTF-8''%ff; filename=y.csv", Some("y.csv")),
            ("attachment; filename*=iso-8859-1'en'%A3.csv", Some("£.csv")),
            ("attachment; filename=\"=?UTF-8?B?6L+e5o6l6K6w5b2VLnhsc3g=?=\"", Some("连接记录.xlsx")),
            ("attachment; filename==?utf-8?q?=E8=BF=9E_=E6=8E=A5.csv?=", Some("连 接.csv")),
            ("attachment; filename=\"=?utf-8*zh?B?6L+e5o6l?= =?UTF-8?Q?.csv?=\"", Some("连接.csv")),
            // A character may be split across two words.
            ("attachment; filename=\"=?utf-8?B?6L8=?= =?utf-8?B?nuaOpQ==?=.csv\"", Some("连接.csv")),
            ("attachment; filename=\"=?utf-8?Q?..=2F..=2Fx.csv?=\"", Some("x.csv")),
            ("attachment; filename=\"=?iso-8859-1?Q?=A3.csv?=\"", Some("£.csv")),
            ("attachment; filename=\"=?GB2312?B?wazT0A==?=\"", None),
            ("attachment; filename=\"june =?GBK?B?wazT0A==?=.xlsx\"", Some("june _.xlsx")),
            ("attachment; filename=\"=?utf-8?X?abc?=.csv\"", Some("=_utf-8_X_abc_=.csv")),
            ("attachment; filename=\"-rf\"", Some("_-rf")),
            ("form-data; name=\"file\"; filename=\"z.csv\"", Some("z.csv")),
            ("attachment", None),
            ("attachment; filename=", None),
            ("attachment; filename=\"", None),
            ("=;=;\";\"=\"", None),
        ] {
            assert_eq!(suggested(header.as_bytes()).as_deref(), expected, "{header}");
        }
    }
}
