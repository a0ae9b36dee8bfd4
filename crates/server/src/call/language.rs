//! The language in which a caller wants to be told what is wrong with a request (RFC 9110, section 12.5.4).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use deskledger::MessageLanguage;

/// How many wishes of one request are read.
const MOST: usize = 32;

/// The language with the highest quality, of the two that there are; the earlier one where two have the same, and English
/// where neither is wished for.
pub(super) fn wanted(headers: &HeaderMap) -> MessageLanguage {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut best = (MessageLanguage::English, 0.0);
    for (language, quality) in values.flat_map(|value| value.split(',')).take(MOST).filter_map(wish) {
        if quality > best.1 {
            best = (language, quality);
        }
    }
    best.0
}

/// A language that there is, and how much it is wished for, from 0 to 1.
fn wish(text: &str) -> Option<(MessageLanguage, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next()?;
    let language = match tag.split('-').next().unwrap_or_default() {
        primary if primary.eq_ignore_ascii_case("zh") => MessageLanguage::Chinese,
        primary if primary.eq_ignore_ascii_case("en") || primary == "*" => MessageLanguage::English,
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
            ("zh-CN,zh;q=0.9,en;q=0.8", MessageLanguage::Chinese),
            ("ZH", MessageLanguage::Chinese),
            ("de, zh-Hans;q=0.5", MessageLanguage::Chinese),
            ("en;q=0.3, zh;q=0.4", MessageLanguage::Chinese),
            ("en-US,en;q=0.9,zh;q=0.8", MessageLanguage::English),
            ("zh;q=0", MessageLanguage::English),
            ("zh;q=two", MessageLanguage::English),
            ("de", MessageLanguage::English),
            ("*, zh", MessageLanguage::English),
            ("", MessageLanguage::English),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, header.parse().unwrap())]);
            assert_eq!(wanted(&headers), expected, "{header}");
        }
        assert_eq!(wanted(&HeaderMap::new()), MessageLanguage::English);
    }
}
