//! Lists of preferences with a quality (RFC 9110, sections 12.4.2 and 12.5): `Accept`, `Accept-Encoding`,
//! `Accept-Language`.

/// Maximum number of preferences of a request that are read.
const MAX_PREFERENCES: usize = 64;

/// A value of a list, and its quality in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference<'h> {
    /// The value, without parameters.
    pub value: &'h str,
    /// Its quality; 0 is not acceptable.
    pub quality: u16,
}

/// The preferences of the values of a header in their order. Only media ranges may have parameters.
///
/// ```
/// use deskledger_runtime::quality::{of_media_type, preferences};
/// let accept: Vec<_> = preferences(["text/*;q=0.5, application/json;version=1"], true).collect();
/// assert_eq!((accept[0].value, accept[0].quality, accept[1].quality), ("text/*", 500, 1000));
/// assert_eq!((of_media_type(&accept, "text/csv"), of_media_type(&accept, "image/png")), (500, 0));
/// ```
pub fn preferences<'h>(
    values: impl IntoIterator<Item = &'h str>,
    has_parameters: bool,
) -> impl Iterator<Item = Preference<'h>> {
    let texts = values.into_iter().flat_map(|value| value.split(','));
    texts.take(MAX_PREFERENCES).map(move |text| parse(text, has_parameters))
}

/// A media type without its parameters.
///
/// ```
/// assert_eq!(deskledger_runtime::quality::essence("text/csv; charset=utf-8"), "text/csv");
/// ```
pub fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether bodies of a media type are JSON, whatever its parameters.
///
/// ```
/// use deskledger_runtime::quality::is_json;
/// assert!(is_json("Application/JSON; charset=utf-8") && is_json("application/problem+json"));
/// assert!(!is_json("application/x-ndjson") && !is_json("application/json-seq"));
/// ```
pub fn is_json(media_type: &str) -> bool {
    let name = essence(media_type).to_ascii_lowercase();
    matches!(name.as_str(), "application/json" | "text/json") || name.ends_with("+json")
}

/// The quality of a media type by the most specific preference; 0 if none matches.
pub fn of_media_type(preferences: &[Preference<'_>], media_type: &str) -> u16 {
    let media_type = essence(media_type);
    let (kind, _) = media_type.split_once('/').unwrap_or((media_type, ""));
    let specificity = |range: &str| match range.split_once('/') {
        _ if range.eq_ignore_ascii_case(media_type) => 3,
        Some((found, "*")) if found.eq_ignore_ascii_case(kind) => 2,
        Some(("*", "*")) => 1,
        _ => 0,
    };
    let matching = preferences.iter().map(|preference| (specificity(preference.value), preference.quality));
    matching.filter(|(specificity, _)| *specificity > 0).max().map_or(0, |(_, quality)| quality)
}

/// The value with the highest quality above 0, and that quality; the first of equal ones.
pub fn best<T>(values: impl IntoIterator<Item = (T, u16)>) -> Option<(T, u16)> {
    values
        .into_iter()
        .filter(|(_, quality)| *quality > 0)
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// A malformed quality or parameter counts as quality 0: the value is not acceptable. An absent quality counts as 1.
fn parse(text: &str, has_parameters: bool) -> Preference<'_> {
    let mut parts = text.split(';').map(str::trim);
    let value = parts.next().unwrap_or_default();
    let mut quality = 1000;
    for part in parts {
        match part.split_once('=').map(|(name, weight)| (name.trim(), weight.trim())) {
            Some(("q" | "Q", weight)) => return Preference { value, quality: quality.min(thousandths(weight)) },
            _ if has_parameters && !part.eq_ignore_ascii_case("q") => {}
            _ => quality = 0,
        }
    }
    Preference { value, quality }
}

/// Parses 0 to 1 with up to three decimals.
fn thousandths(text: &str) -> u16 {
    let (integer, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_valid =
        matches!(integer, "0" | "1") && decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let quality = format!("{integer}{decimals:0<3}").parse().ok().filter(|quality| is_valid && *quality <= 1000);
    quality.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_quality_is_not_acceptable() {
        for (text, quality) in [
            ("a", 1000),
            ("a;level=1", 1000),
            ("a;q=1", 1000),
            ("a; Q = 0.5", 500),
            ("a;level=1;q=0.125", 125),
            ("a;q=1.000", 1000),
            ("a;q=0.", 0),
            ("a;q=0", 0),
            ("a;q", 0),
            ("a;q=", 0),
            ("a;q=x", 0),
            ("a;q=2", 0),
            ("a;q=1.001", 0),
            ("a;q=0.1234", 0),
            ("a;q=-0.5", 0),
            ("a;q=+1", 0),
            ("a;q=1e-1", 0),
            ("a;q=inf", 0),
            ("a;q=.5", 0),
        ] {
            assert_eq!(parse(text, true), Preference { value: "a", quality }, "{text}");
        }
        assert_eq!(parse("gzip;level=1", false).quality, 0);
    }
}
