//! Negotiation of the language of messages (RFC 9110, section 12.5.4).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use deskledger::Locale;
use deskledger::runtime::quality::best;

use super::preferences::preferences;

/// The language with the highest quality; the first of equal ones, and English by default.
pub(crate) fn accepted(headers: &HeaderMap) -> Locale {
    let languages = preferences(headers, &ACCEPT_LANGUAGE);
    let supported = languages.filter_map(|preference| Some((language(preference.value)?, preference.quality)));
    best(supported).map_or(Locale::English, |(language, _)| language)
}

/// A supported language.
fn language(tag: &str) -> Option<Locale> {
    match tag.split('-').next().unwrap_or_default() {
        primary if primary.eq_ignore_ascii_case("zh") => Some(Locale::Chinese),
        primary if primary.eq_ignore_ascii_case("en") || primary == "*" => Some(Locale::English),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_in_chinese_is_served_in_chinese_and_everybody_else_in_english() {
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
            assert_eq!(accepted(&headers), expected, "{header}");
        }
        assert_eq!(accepted(&HeaderMap::new()), Locale::English);
    }
}
