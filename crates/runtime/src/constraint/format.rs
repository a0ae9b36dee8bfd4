//! Formats of texts that need more than a pattern. Each function reads the text once.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::civil::Date;

use crate::message::Message;
use crate::messages;

/// A format with the function that knows it.
#[derive(Clone, Copy)]
pub struct Format {
    /// Name of the format in the document.
    pub name: &'static str,
    /// The expected value, for a person: `a minute in UTC such as 2016-08-20T21:11Z`.
    pub expected: fn() -> Message,
    /// Whether a text has the format.
    pub is_valid: fn(&str) -> bool,
    /// A pattern that every text of the format has, so that nothing is read twice where the document asks for both.
    pub pattern: Option<&'static str>,
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.name).finish()
    }
}

const fn format(name: &'static str, expected: fn() -> Message, is_valid: fn(&str) -> bool) -> Format {
    Format { name, expected, is_valid, pattern: None }
}

/// A day, as RFC 3339 has it.
pub const DATE: Format = format("date", messages::date, is_date);
/// A time of day with its offset, as RFC 3339 has it.
pub const TIME: Format = format("time", messages::time, is_time);
/// A duration, as appendix A of RFC 3339 has it.
pub const DURATION: Format = format("duration", messages::duration, is_duration);
/// A mailbox with a plain name, as RFC 5321 has it.
pub const EMAIL: Format = format("email", messages::email, is_email);
/// A host name, as RFC 1123 has it.
pub const HOSTNAME: Format = format("hostname", messages::hostname, is_hostname);
/// An IPv4 address.
pub const IPV4: Format = format("ipv4", messages::ipv4, |text| text.parse::<Ipv4Addr>().is_ok());
/// An IPv6 address.
pub const IPV6: Format = format("ipv6", messages::ipv6, |text| text.parse::<Ipv6Addr>().is_ok());
/// An absolute URI, as RFC 3986 has it.
pub const URI: Format = format("uri", messages::uri, is_uri);
/// A UUID, in either case.
pub const UUID: Format = format("uuid", messages::uuid, is_uuid);
/// Base64 with its padding, as RFC 4648 has it.
pub const BYTE: Format = format("byte", messages::byte, is_base64);

/// A number of exactly so many digits at the start of a text, and the rest.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits.parse().ok().filter(|_| is_number)?, rest))
}

fn is_date(text: &str) -> bool {
    let read = || {
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        rest.is_empty().then_some(())
    };
    read().is_some()
}

fn is_time(text: &str) -> bool {
    let read = || {
        let (hour, rest) = digits(text, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (second, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == fraction.len() {
                return None;
            }
        }
        let offset = match rest.as_bytes() {
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), ..] => {
                let (hours, rest) = digits(&rest[1..], 2)?;
                let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
                if hours > 23 || minutes > 59 || !rest.is_empty() {
                    return None;
                }
                let minutes = i64::from(hours * 60 + minutes);
                if *sign == b'+' { minutes } else { -minutes }
            }
            _ => return None,
        };
        // A leap second ends a day of UTC.
        let utc = (i64::from(hour * 60 + minute) - offset).rem_euclid(24 * 60);
        let is_second = second < 60 || (second == 60 && utc == 24 * 60 - 1);
        (hour < 24 && minute < 60 && is_second).then_some(())
    };
    read().is_some()
}

fn is_duration(text: &str) -> bool {
    /// Whether a text is made of numbers with these units, in this order, without a gap between two of them.
    fn are_units(mut text: &str, units: &str) -> bool {
        let mut last = None;
        while !text.is_empty() {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let (true, Some(unit)) = (rest.len() < text.len(), rest.chars().next()) else { return false };
            let Some(place) = units.find(unit) else { return false };
            if last.is_some_and(|last| place != last + 1) {
                return false;
            }
            last = Some(place);
            text = &rest[unit.len_utf8()..];
        }
        last.is_some()
    }
    let Some(text) = text.strip_prefix('P') else { return false };
    match text.split_once('T') {
        None => are_units(text, "W") || are_units(text, "YMD"),
        Some((date, time)) => (date.is_empty() || are_units(date, "YMD")) && are_units(time, "HMS"),
    }
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii())
    };
    let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    let is_name = match quoted {
        Some(quoted) => !quoted.contains(['"', '\\']) && !quoted.contains(char::is_control),
        None => name.split('.').all(is_atom),
    };
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match literal {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => address.parse::<Ipv6Addr>().is_ok(),
            None => literal.parse::<Ipv4Addr>().is_ok(),
        },
        None => is_hostname(host),
    };
    is_name && is_host
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let mut bytes = rest.bytes();
    let mut fragments = 0;
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'%' => {
                let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
                is_hex(bytes.next()) && is_hex(bytes.next())
            }
            b'#' => {
                fragments += 1;
                fragments == 1
            }
            byte => byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=".contains(&byte),
        };
        if !is_fine {
            return false;
        }
    }
    is_scheme && are_brackets_of_a_host(rest)
}

/// Brackets stand around an address of the host only.
fn are_brackets_of_a_host(rest: &str) -> bool {
    let authority = rest.strip_prefix("//").unwrap_or_default();
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let outside = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((address, port)) if address.parse::<Ipv6Addr>().is_ok() || address.starts_with('v') => {
            rest.matches(['[', ']']).count() - 2 + port.matches(['[', ']']).count()
        }
        Some(_) => return false,
        None => rest.matches(['[', ']']).count(),
    };
    let port = host.rsplit_once(':').filter(|_| !host.ends_with(']')).map_or("", |(_, port)| port);
    outside == 0 && (host.starts_with('[') || port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A format, texts that have it, and texts that nearly have it.
    const CASES: [(Format, &[&str], &[&str]); 10] = [
        (
            DATE,
            &["2020-02-29", "0001-12-31"],
            &["2021-02-29", "2020-13-01", "2020-04-31", "2020-4-1", "2020-04-１1", ""],
        ),
        (
            TIME,
            &["23:59:60Z", "01:29:60+01:30", "08:30:06.283185Z", "08:30:06z", "08:30:06+23:59"],
            &[
                "24:00:00Z", "22:59:60Z", "08:30:06", "08:30:06.Z", "08:30:06+24:00", "08:30:06+01:60", "08:60:06Z",
                "08:30:06+0100", "8:30:06Z",
            ],
        ),
        (
            DURATION,
            &["P4DT12H30M5S", "P4Y", "PT0S", "P2W", "P1Y2M3D", "PT36H"],
            &["P", "PT", "P1D2H", "P2D1Y", "P1YT", "P1Y2W", "4DT12H", "P1", "PD", "P٢Y", "P1Y2D"],
        ),
        (
            EMAIL,
            &["joe.bloggs@example.com", "te~st@example.com", "\"joe bloggs\"@example.com", "joe@[127.0.0.1]", "张@a.b"],
            &[
                "2962", ".test@example.com", "te..st@example.com", "joe@-example.com", "joe@[127.0.0.300]", "@a.b",
                "a b@a.b", "\"a\"b\"@a.b", "\"a\u{1}\"@a.b",
            ],
        ),
        (
            HOSTNAME,
            &["www.example.com", "a", "xn--4gbwdl.xn--wgbh1c", "1host"],
            &["-a.com", "a-.com", "not_valid", "a..b", "", "a.b."],
        ),
        (IPV4, &["192.168.0.1"], &["127.0.0.0.1", "256.1.1.1", "087.10.0.1", "1.2.3", "0x7f000001", "1.2.3.4/24"]),
        (
            IPV6,
            &["::1", "::ffff:192.168.0.1", "1:2:3:4:5:6:7:8"],
            &["12345::", "1:2:3:4:5:6:7", "fe80::a%eth1", "::1/64"],
        ),
        (
            URI,
            &[
                "http://foo.bar/?baz=qux#quux",
                "urn:oasis:names",
                "ldap://[2001:db8::7]/c=GB?one",
                "mailto:a@b.c",
                "x:%20",
            ],
            &[
                "//foo.bar", "/abc", "\\\\a", "abc", "http:// x", ":// fail", "http://a/[b]", "x:%2", "http://x:y1z/",
                "x:#a#b", "1a:b", "a_b:c", "http://[x]/", "http://[::1][80]/",
            ],
        ),
        (
            UUID,
            &["2EB8AA08-aa98-11ea-b4aa-73b441d16380"],
            &[
                "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
                "2eb8aa08aa9811eab4aa73b441d16380",
                "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
            ],
        ),
        (BYTE, &["", "aGVsbG8=", "aGVsbG9v", "ab+/"], &["aGVsbG8", "aGVs bG8=", "====", "aGVsbG8-", "a==="]),
    ];

    #[test]
    fn a_text_that_nearly_has_a_format_is_rejected() {
        for (format, valid, invalid) in CASES {
            for text in valid {
                assert!((format.is_valid)(text), "{} {text:?}", format.name);
            }
            for text in invalid {
                assert!(!(format.is_valid)(text), "{} {text:?}", format.name);
            }
        }
    }
}
