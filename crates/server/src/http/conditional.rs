//! Conditional requests: `If-None-Match` and `If-Range` (RFC 9110, section 13).

use axum::http::HeaderMap;
use axum::http::header::{IF_NONE_MATCH, IF_RANGE};

/// Whether the client has this version already, by weak comparison (section 13.1.2).
pub(crate) fn is_not_modified(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(tags);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// Whether a range of this version may be sent, by strong comparison (section 13.1.5): a weak tag and a date never
/// match.
pub(crate) fn allows_range(headers: &HeaderMap, etag: &str) -> bool {
    let mut values = headers.get_all(IF_RANGE).iter();
    match (values.next(), values.next()) {
        (None, _) => true,
        (Some(value), None) => value.as_bytes() == etag.as_bytes(),
        _ => false,
    }
}

/// The tags of a list. A tag may contain a comma.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return None;
        }
        let opening = rest.find('"').filter(|at| matches!(rest.get(..*at), Some("" | "W/")));
        let end = match opening {
            Some(at) => rest.get(at + 1..).and_then(|rest| rest.find('"')).map_or(rest.len(), |end| at + end + 2),
            None => rest.find(',').unwrap_or(rest.len()),
        };
        let (tag, after) = rest.split_at(end);
        rest = after;
        Some(tag.trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: axum::http::HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_version_is_known_wherever_it_stands_in_the_list() {
        for value in ["\"a\"", "W/\"a\"", "*", "\"b\", \"a\"", " , W/\"b,\\\" ,\"a\"", "\"b,c\",\"a\" "] {
            assert!(is_not_modified(&headers(IF_NONE_MATCH, &[value]), "\"a\""), "{value}");
        }
        for value in ["", "a", "\"b\"", "\"A\"", "\"b,\"a\"", "\"a", "W/", "w/\"a\""] {
            assert!(!is_not_modified(&headers(IF_NONE_MATCH, &[value]), "\"a\""), "{value}");
        }
        assert!(is_not_modified(&headers(IF_NONE_MATCH, &["\"b\"", "\"a\""]), "\"a\""));
    }

    #[test]
    fn parts_of_two_versions_are_never_put_together() {
        assert!(allows_range(&HeaderMap::new(), "\"a\""));
        assert!(allows_range(&headers(IF_RANGE, &["\"a\""]), "\"a\""));
        for values in
            [&["W/\"a\""][..], &["\"b\""], &["Tue, 24 Nov 2026 02:00:00 GMT"], &[""], &["\"a\"", "\"a\""], &["*"]]
        {
            assert!(!allows_range(&headers(IF_RANGE, values), "\"a\""), "{values:?}");
        }
    }
}
