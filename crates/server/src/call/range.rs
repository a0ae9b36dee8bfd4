//! The header `Range` (RFC 9110, section 14): one part in bytes.

use axum::http::HeaderMap;
use axum::http::header::RANGE;

/// A part that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// From a byte on, to the end or to a last byte.
    From(u64, Option<u64>),
    /// So many bytes at the end.
    Last(u64),
}

/// A part that a file has: its first byte, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) first: u64,
    pub(crate) length: u64,
}

/// The part that a request asks for. Several parts at once, other units and what does not read are no wish: the whole
/// file is sent then, as section 14.2 allows.
pub(crate) fn wanted(headers: &HeaderMap) -> Option<Wanted> {
    let mut values = headers.get_all(RANGE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (unit, range) = value.to_str().ok()?.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    match range.trim().split_once('-')? {
        ("", last) => Some(Wanted::Last(number(last)?)),
        (first, "") => Some(Wanted::From(number(first)?, None)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Wanted::From(first, Some(last)))
        }
    }
}

/// Digits only; what is beyond every file counts as the largest number.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

impl Wanted {
    /// The part of a file of this length; `None` if it has none of it.
    pub(crate) fn of(self, length: u64) -> Option<Part> {
        let (first, end) = match self {
            Self::From(first, last) => (first, last.map_or(length, |last| last.saturating_add(1).min(length))),
            Self::Last(count) => (length.saturating_sub(count), length),
        };
        (first < end).then(|| Part { first, length: end - first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Option<Wanted> {
        wanted(&HeaderMap::from_iter([(RANGE, value.parse().unwrap())]))
    }

    #[test]
    fn what_is_no_single_part_gets_the_whole_file() {
        for value in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-",
            "bytes=1",
            "bytes=5-4",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=+1-",
            "bytes=1-2-3",
            "bytes=0x1-",
            "bytes=1 -2",
        ] {
            assert_eq!(of(value), None, "{value}");
        }
        let twice = HeaderMap::from_iter([(RANGE, "bytes=0-".parse().unwrap())]);
        let mut twice_over = twice.clone();
        twice_over.append(RANGE, "bytes=1-".parse().unwrap());
        assert!(wanted(&twice).is_some() && wanted(&twice_over).is_none());
    }

    #[test]
    fn a_part_never_leaves_its_file() {
        let part = |value: &str, length| of(value).unwrap().of(length).map(|part| (part.first, part.length));
        assert_eq!(part("bytes=0-", 10), Some((0, 10)));
        assert_eq!(part("bytes=9-", 10), Some((9, 1)));
        assert_eq!(part("bytes=10-", 10), None);
        assert_eq!(part("bytes=2-4", 10), Some((2, 3)));
        assert_eq!(part("Bytes = 2-400", 10), Some((2, 8)));
        assert_eq!(part("bytes=-3", 10), Some((7, 3)));
        assert_eq!(part("bytes=-30", 10), Some((0, 10)));
        assert_eq!(part("bytes=-0", 10), None);
        assert_eq!(part("bytes=0-", 0), None);
        assert_eq!(part("bytes=99999999999999999999999-", 10), None);
        assert_eq!(part("bytes=0-99999999999999999999999", 10), Some((0, 10)));
    }
}
