//! Negotiation of the language of messages (RFC 9110, section 12.5.4).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use deskledger::MessageLanguage;

use super::quality::preferences;

/// The language with the highest quality; the first of equal ones, and English by default.
pub(crate) fn accepted(headers: &HeaderMap) -> MessageLanguage {
    let mut best = (MessageLanguage::English, 0);
    for preference in preferences(headers, &ACCEPT_LANGUAGE) {
        if let Some(language) = language(preference.value).filter(|_| preference.quality > best.1) {
            best = (language, preference.quality);
        }
    }
    best.0
}

/// A supported language.
fn language(tag: &str) -> Option<MessageLanguage> {
    match tag.split('-').next().unwrap_or_default() {
        primary if primary.eq_ignore_ascii_case("zh") => Some(MessageLanguage::Chinese),
        primary if primary.eq_ignore_ascii_case("en") || primary == "*" => Some(MessageLanguage::English),
        _ => None,
    }
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
            assert_eq!(accepted(&headers), expected, "{header}");
        }
        assert_eq!(accepted(&HeaderMap::new()), MessageLanguage::English);
    }
}
