//! Negotiation of the content coding (RFC 9110, section 12.5.3).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;
use deskledger::runtime::quality::best;

use super::preferences::preferences;

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

#[cfg(test)]
mod tests {
    use super::*;

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
