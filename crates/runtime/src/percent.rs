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

/// Encodes what may not stand in a path or a query as it is (RFC 3986, sections 3.3 and 3.4). What is encoded already and
/// names in braces stay.
///
/// ```
/// use deskledger_runtime::percent::encode_template;
/// assert_eq!(encode_template("/a b/{größe}/ü%20"), "/a%20b/{größe}/%C3%BC%20");
/// ```
pub fn encode_template(text: &str) -> Cow<'_, str> {
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
    if text.bytes().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_encoded = || rest.as_bytes().get(1..3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        let length = match first {
            '%' if is_encoded() => 3,
            '{' => rest.find('}').map_or(0, |end| end + 1),
            first if u8::try_from(first).is_ok_and(stays) => 1,
            _ => 0,
        };
        let end = if length == 0 { first.len_utf8() } else { length };
        let (piece, after) = rest.split_at(end);
        if length == 0 {
            out.push_str(&percent_encode(piece))
        } else {
            out.push_str(piece)
        }
        rest = after;
    }
    Cow::Owned(out)
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
    fn the_text_of_a_path_is_not_encoded_twice_and_nothing_is_left_that_a_url_must_escape() {
        for (text, wanted) in [
            ("/a-b_c.d~e/f!g$h&i'j(k)l*m+n,o;p=q:r@s", "/a-b_c.d~e/f!g$h&i'j(k)l*m+n,o;p=q:r@s"),
            ("/übersicht/{id}", "/%C3%BCbersicht/{id}"),
            ("/a b%20c%c3%bc", "/a%20b%20c%c3%bc"),
            ("/100%/%zz/%4", "/100%25/%25zz/%254"),
            ("/[\"<>\\^`|]}/{a b}{", "/%5B%22%3C%3E%5C%5E%60%7C%5D%7D/{a b}%7B"),
            ("a=ü&b=?/", "a=%C3%BC&b=?/"),
        ] {
            assert_eq!(encode_template(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_value_is_decoded_once_only() {
        assert_eq!(percent_decode("%252e", true).as_deref(), Some("%2e"));
    }
}
