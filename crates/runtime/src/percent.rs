//! Percent-encoding of URLs.

use std::borrow::Cow;
use std::fmt::Write;

/// Encodes everything but the unreserved characters of RFC 3986.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            // Writing to a text cannot fail.
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// Whether a text may be the name of a cookie or a header as it is.
fn is_token(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_sign)
}

/// The name of a cookie as it is sent, from its percent-encoded form: a name that may stand there is not encoded.
pub(crate) fn cookie_name(encoded: &str) -> Cow<'_, str> {
    percent_decode(encoded, false).filter(|name| is_token(name)).unwrap_or(Cow::Borrowed(encoded))
}

/// The name of a cookie that was sent so.
pub(crate) fn name_of_cookie(sent: &str) -> Cow<'_, str> {
    percent_decode(sent, false).filter(|name| !is_token(name)).unwrap_or(Cow::Borrowed(sent))
}

/// Decodes once. `None` where a `%` is not followed by two hexadecimal digits, or the result is not UTF-8 or has a NUL.
pub fn percent_decode(raw: &str, plus_is_space: bool) -> Option<Cow<'_, str>> {
    let Some(first) = raw.bytes().position(|byte| matches!(byte, b'%' | b'+' | 0)) else {
        return Some(Cow::Borrowed(raw));
    };
    // Decoded text is shorter, so it is decoded in place.
    let mut text = raw.as_bytes().to_vec();
    let (mut from, mut to) = (first, first);
    while let Some(byte) = text.get(from).copied() {
        let (decoded, length) = match byte {
            b'%' => (hex(*text.get(from + 1)?)? << 4 | hex(*text.get(from + 2)?)?, 3),
            b'+' if plus_is_space => (b' ', 1),
            byte => (byte, 1),
        };
        if decoded == 0 {
            return None;
        }
        text[to] = decoded;
        (from, to) = (from + length, to + 1);
    }
    text.truncate(to);
    String::from_utf8(text).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_percent_encoding_is_not_passed_on() {
        for raw in ["%", "%4", "%zz", "a%", "%ff", "%C0%80", "%00", "\0", "a%2", "%4%31", "张%"] {
            assert_eq!(percent_decode(raw, true), None, "{raw}");
        }
        assert_eq!(percent_decode("%e4%bd%a0+%2B", true).as_deref(), Some("你 +"));
        assert_eq!(percent_decode("a+b", false).as_deref(), Some("a+b"));
        assert_eq!(percent_decode("张+%4a三", false).as_deref(), Some("张+J三"));
    }

    #[test]
    fn a_value_is_decoded_once_only() {
        assert_eq!(percent_decode("%252e", true).as_deref(), Some("%2e"));
    }
}
