//! Which form a request asks for.

use deskledger_records::write::Format;

/// How many wishes of one request are read.
const MOST: usize = 64;

/// The media type of the wrapper that the vendor's definition declares.
pub(crate) const WRAPPER: &str = "multipart/form-data";

/// The form with the highest quality, and whether it is wrapped; the earlier one of [`Format::ALL`] where two have the
/// same. A workbook where there is no such header, where it allows everything, and where it allows nothing that there is:
/// the contract knows no answer for that case. Wrapped is what names the wrapper, and no form with a higher quality.
pub(crate) fn choose<'h>(values: impl IntoIterator<Item = &'h str>) -> (Format, bool) {
    let wishes: Vec<Wish<'_>> =
        values.into_iter().flat_map(|value| value.split(',')).take(MOST).map(Wish::read).collect();
    let mut best = (0, Format::Xlsx);
    for format in Format::ALL {
        let quality = quality(&wishes, format.media_type());
        if quality > best.0 {
            best = (quality, format);
        }
    }
    let named = wishes.iter().find(|wish| wish.range.eq_ignore_ascii_case(WRAPPER)).map_or(0, |wish| wish.quality);
    (best.1, named > 0 && named >= best.0)
}

struct Wish<'h> {
    range: &'h str,
    /// In thousandths.
    quality: u32,
}

impl<'h> Wish<'h> {
    fn read(text: &'h str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let range = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = quality.map_or(Some(1.0), |quality| quality.parse::<f32>().ok());
        // A quality that does not read is a wish that cannot be understood: it counts as none.
        let quality = quality.filter(|quality| (0.0..=1.0).contains(quality)).unwrap_or(0.0);
        Self { range, quality: (quality * 1000.0).round() as u32 }
    }
}

/// The quality that the most specific of the wishes gives to a media type; 0 if none names it.
fn quality(wishes: &[Wish<'_>], media_type: &str) -> u32 {
    let (kind, _) = media_type.split_once('/').unwrap_or((media_type, ""));
    let specific = |range: &str| match range.split_once('/') {
        _ if range.eq_ignore_ascii_case(media_type) => 3,
        Some((wished, "*")) if wished.eq_ignore_ascii_case(kind) => 2,
        Some(("*", "*")) => 1,
        _ => 0,
    };
    let named = wishes.iter().map(|wish| (specific(wish.range), wish.quality)).filter(|(specific, _)| *specific > 0);
    named.max().map_or(0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;

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
