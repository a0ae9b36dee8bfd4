//! Negotiation of the file format (RFC 9110, section 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use deskledger::runtime::quality::{Preference, best, of_media_type};
use deskledger_records::write::Format;

use super::preferences::preferences;

/// The media type of the wrapper that the vendor's definition declares.
pub(crate) const WRAPPER: &str = "multipart/form-data";

/// The format with the highest quality, and whether to wrap it; the first of [`Format::ALL`] of equal ones. A workbook if
/// there is no preference, if everything is acceptable, and if nothing is: the contract has no response for that case.
/// The file is wrapped if the wrapper is named and no format has a higher quality.
pub(crate) fn choose(headers: &HeaderMap) -> (Format, bool) {
    let preferences: Vec<Preference<'_>> = preferences(headers, &ACCEPT).collect();
    let formats = Format::ALL.map(|format| (format, of_media_type(&preferences, format.media_type())));
    let (format, highest) = best(formats).unwrap_or((Format::Xlsx, 0));
    let wrapper = preferences.iter().find(|preference| preference.value.eq_ignore_ascii_case(WRAPPER));
    let wrapped = wrapper.map_or(0, |preference| preference.quality);
    (format, wrapped > 0 && wrapped >= highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose<'a>(accept: impl AsRef<[&'a str]>) -> (Format, bool) {
        super::choose(&accept.as_ref().iter().map(|value| (ACCEPT, value.parse().unwrap())).collect())
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
}
