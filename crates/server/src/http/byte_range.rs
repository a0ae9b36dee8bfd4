//! The header `Range` (RFC 9110, section 14): a single byte range.

use axum::http::HeaderMap;
use axum::http::header::RANGE;
use http_range_header::{ParsedRanges, parse_range_header};

/// A requested byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requested(ParsedRanges);

/// A byte range of a file: its first byte and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) first: u64,
    pub(crate) length: u64,
}

/// The requested range. Several ranges, other units and malformed headers are ignored: the whole file is sent, as section
/// 14.2 allows.
pub(crate) fn requested(headers: &HeaderMap) -> Option<Requested> {
    let mut values = headers.get_all(RANGE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (unit, range) = value.to_str().ok()?.split_once('=')?;
    let ranges = parse_range_header(&format!("{}={range}", unit.trim())).ok()?;
    (ranges.len() == 1).then_some(Requested(ranges))
}

impl Requested {
    /// The range of a file of this length; `None` if it is not satisfiable.
    pub(crate) fn of(&self, length: u64) -> Option<Part> {
        let range = self.0.validate(length).ok()?.pop()?;
        Some(Part { first: *range.start(), length: range.end() - range.start() + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Option<Requested> {
        requested(&HeaderMap::from_iter([(RANGE, value.parse().unwrap())]))
    }

    #[test]
    fn what_is_no_single_part_gets_the_whole_file() {
        for value in [
            "", "bytes", "bytes=", "bytes=-", "bytes=a-", "bytes=1", "bytes=5-4", "bytes=0-1,3-4", "lines=0-1",
            "bytes=+1-", "bytes=1-2-3", "bytes=0x1-", "bytes=1 -2",
        ] {
            assert_eq!(of(value), None, "{value}");
        }
        let twice = HeaderMap::from_iter([(RANGE, "bytes=0-".parse().unwrap())]);
        let mut twice_over = twice.clone();
        twice_over.append(RANGE, "bytes=1-".parse().unwrap());
        assert!(requested(&twice).is_some() && requested(&twice_over).is_none());
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
