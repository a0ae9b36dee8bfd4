//! Negotiation of the file format, the language of messages and the content coding (RFC 9110, section 12.5).

use axum::http::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE};
use axum::http::{HeaderMap, HeaderName};
use deskledger::Locale;
use deskledger::runtime::quality::{self, Preference, best, of_media_type};
use deskledger_records::write::Format;

/// The media type of the wrapper that the vendor's definition declares.
pub(crate) const WRAPPER: &str = "multipart/form-data";

/// The format with the highest quality, and whether to wrap it; the first of [`Format::ALL`] of equal ones. A workbook if
/// there is no preference, if everything is acceptable, and if nothing is: the contract has no response for that case.
/// The file is wrapped if the wrapper is named and no format has a higher quality.
pub(crate) fn format(headers: &HeaderMap) -> (Format, bool) {
    let preferences: Vec<Preference<'_>> = preferences(headers, &ACCEPT).collect();
    let formats = Format::ALL.map(|format| (format, of_media_type(&preferences, format.media_type())));
    let (format, highest) = best(formats).unwrap_or((Format::Xlsx, 0));
    let wrapper = preferences.iter().find(|preference| preference.value.eq_ignore_ascii_case(WRAPPER));
    let wrapped = wrapper.map_or(0, |preference| preference.quality);
    (format, wrapped > 0 && wrapped >= highest)
}

/// The language with the highest quality; the first of equal ones, and English by default.
pub(crate) fn language(headers: &HeaderMap) -> Locale {
    let languages = preferences(headers, &ACCEPT_LANGUAGE);
    let languages = languages.filter_map(|preference| Some((supported(preference.value)?, preference.quality)));
    best(languages).map_or(Locale::English, |(language, _)| language)
}

/// A supported language.
fn supported(tag: &str) -> Option<Locale> {
    match tag.split('-').next().unwrap_or_default() {
        primary if primary.eq_ignore_ascii_case("zh") => Some(Locale::Chinese),
        primary if primary.eq_ignore_ascii_case("en") || primary == "*" => Some(Locale::English),
        _ => None,
    }
}

/// Content coding of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Coding {
    Identity,
    Gzip,
    Zstd,
}

impl Coding {
    /// The name on the wire; `None` for identity.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// The coding with the highest quality; of equal ones zstd before gzip before identity.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let named = |name: &str| {
            let mut preferences = preferences(headers, &ACCEPT_ENCODING);
            preferences.find(|preference| preference.value.eq_ignore_ascii_case(name)).map(|found| found.quality)
        };
        let quality = |name: &str| named(name).or_else(|| named("*")).unwrap_or(0);
        let all = [
            (Self::Zstd, quality("zstd")),
            (Self::Gzip, quality("gzip")),
            // Acceptable unless excluded, with the lowest quality.
            (Self::Identity, named("identity").unwrap_or(1)),
        ];
        best(all).map_or(Self::Identity, |(coding, _)| coding)
    }
}

/// The preferences of a header in their order, without parameters, which only media ranges may have.
fn preferences<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = Preference<'h>> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    quality::preferences(values, *name == ACCEPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose<'a>(accept: impl AsRef<[&'a str]>) -> (Format, bool) {
        super::format(&accept.as_ref().iter().map(|value| (ACCEPT, value.parse().unwrap())).collect())
    }

    #[test]
    fn a_browser_and_a_script_without_a_wish_get_a_workbook() {
        for accept in [
            vec![],
            vec![""],
            vec!["*/*"],
            vec!["application/*"],
            vec!["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
            vec!["application/json"],
            vec!["text/csv;q=0"],
            vec!["text/csv;q=two"],
        ] {
            assert_eq!(choose(accept.clone()), (Format::Xlsx, false), "{accept:?}");
        }
    }

    #[test]
    fn the_wish_with_the_highest_quality_wins_wherever_it_stands() {
        for (accept, format) in [
            ("text/csv", Format::Csv),
            ("TEXT/CSV; charset=utf-8", Format::Csv),
            ("text/*", Format::Csv),
            ("*/*;q=0.1, text/csv;q=0.2", Format::Csv),
            ("text/csv;q=0.2, application/x-ndjson;q=0.9", Format::Ndjson),
            ("application/*;q=0.5, application/x-ndjson", Format::Ndjson),
            ("application/vnd.apache.parquet", Format::Parquet),
            ("*/*, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0", Format::Csv),
        ] {
            assert_eq!(choose([accept]), (format, false), "{accept}");
        }
        assert_eq!(choose(["application/pdf", "text/csv"]), (Format::Csv, false));
    }

    #[test]
    fn a_wrapper_is_put_around_the_file_only_where_it_is_named() {
        for (accept, chosen) in [
            ("multipart/form-data", (Format::Xlsx, true)),
            ("Multipart/Form-Data; boundary=x, text/csv;q=0.9", (Format::Csv, true)),
            ("multipart/form-data;q=0.5, text/csv", (Format::Csv, false)),
            ("multipart/form-data;q=0", (Format::Xlsx, false)),
            ("multipart/*", (Format::Xlsx, false)),
        ] {
            assert_eq!(choose([accept]), chosen, "{accept}");
        }
    }

    #[test]
    fn a_header_of_a_thousand_wishes_is_not_read_to_its_end() {
        let long = "a/b,".repeat(1000) + "text/csv";
        assert_eq!(choose([long.as_str()]), (Format::Xlsx, false));
    }

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
            assert_eq!(language(&headers), expected, "{header}");
        }
        assert_eq!(language(&HeaderMap::new()), Locale::English);
    }

    #[test]
    fn nothing_is_encoded_for_a_caller_who_did_not_ask_for_it() {
        for (value, coding) in [
            ("", Coding::Identity),
            ("identity", Coding::Identity),
            ("br", Coding::Identity),
            ("gzip;q=0", Coding::Identity),
            ("gzip;q=x, zstd;level=3", Coding::Identity),
            ("*;q=0", Coding::Identity),
            ("gzip", Coding::Gzip),
            ("GZIP;Q=0.1", Coding::Gzip),
            ("gzip, deflate, br, zstd", Coding::Zstd),
            ("zstd;q=0.5, gzip;q=0.8", Coding::Gzip),
            ("*", Coding::Zstd),
            ("*, zstd;q=0", Coding::Gzip),
            ("gzip;q=0.5, identity", Coding::Identity),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, value.parse().unwrap())]);
            assert_eq!(Coding::accepted(&headers), coding, "{value}");
        }
        assert_eq!(Coding::accepted(&HeaderMap::new()), Coding::Identity);
    }
}
