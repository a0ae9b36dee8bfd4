//! The language in which a caller wants to be told what is wrong with a request (RFC 9110, section 12.5.4).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use deskledger::Locale;

/// How many wishes of one request are read.
const MOST: usize = 32;

/// The language with the highest quality, of the two that there are; the earlier one where two have the same, and English
/// where neither is wished for.
pub(super) fn wanted(headers: &HeaderMap) -> Locale {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut best = (Locale::English, 0.0);
    for (language, quality) in values.flat_map(|value| value.split(',')).take(MOST).filter_map(wish) {
        if quality > best.1 {
            best = (language, quality);
        }
    }
    best.0
}

/// A language that there is, and how much it is wished for, from 0 to 1.
fn wish(text: &str) -> Option<(Locale, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next()?;
    let language = match tag.split('-').next().unwrap_or_default() {
        primary if primary.eq_ignore_ascii_case("zh") => Locale::Chinese,
        primary if primary.eq_ignore_ascii_case("en") || primary == "*" => Locale::English,
        _ => return None,
    };
    let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let quality = quality.map_or(Some(1.0), |quality| quality.parse::<f32>().ok());
    Some((language, quality.filter(|quality| (0.0..=1.0).contains(quality))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_in_chinese_is_told_in_chinese_and_everybody_else_in_english() {
        for (header, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Locale::Chinese),
            ("ZH", Locale::Chinese),
            ("de, zh-Hans;q=0.5", Locale::Chinese),
            ("en;q=0.3, zh;q=0.4", Locale::Chinese),
            ("en-US,en;q=0.9,zh;q=0.8", Locale::English),
            ("zh;q=0", Locale::English),
            ("zh;q=two", Locale::English),
            ("de", Locale::English),
            ("*, zh", Locale::English),
            ("", Locale::English),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, header.parse().unwrap())]);
            assert_eq!(wanted(&headers), expected, "{header}");
        }
        assert_eq!(wanted(&HeaderMap::new()), Locale::English);
    }
}
