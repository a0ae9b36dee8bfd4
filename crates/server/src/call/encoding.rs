//! The content encoding that a request asks for (RFC 9110, section 12.5.3), and the writer that makes it.

use std::io::{self, Write};

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;
use flate2::Compression;
use flate2::write::GzEncoder;

/// How many wishes of one request are read.
const MOST: usize = 32;

/// How the bytes of an answer are encoded on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Coding {
    Identity,
    Gzip,
    Zstd,
}

impl Coding {
    /// The name on the wire; none where nothing is encoded.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// The encoding with the highest quality; zstd before gzip, and any before none, where two have the same.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let wishes: Vec<(&str, u32)> = values.flat_map(|value| value.split(',')).take(MOST).map(wish).collect();
        let quality = |name: &str| {
            let named = |name: &str| wishes.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            named(name).or_else(|| named("*")).map_or(0, |(_, quality)| *quality)
        };
        let identity =
            if wishes.iter().any(|(name, _)| name.eq_ignore_ascii_case("identity")) { quality("identity") } else { 1 };
        let all = [(Self::Zstd, quality("zstd")), (Self::Gzip, quality("gzip")), (Self::Identity, identity)];
        let mut best = (Self::Identity, 0);
        for (coding, quality) in all {
            if quality > best.1 {
                best = (coding, quality);
            }
        }
        best.0
    }
}

/// A name and its quality in thousandths; one that does not read counts as 0.
fn wish(text: &str) -> (&str, u32) {
    let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
    let quality = parameters.trim().strip_prefix(['q', 'Q']).and_then(|rest| rest.trim().strip_prefix('='));
    let quality = match (parameters.trim(), quality) {
        ("", _) => 1.0,
        (_, Some(quality)) => quality.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q)).unwrap_or(0.0),
        _ => 0.0,
    };
    (name.trim(), (quality * 1000.0).round() as u32)
}

/// Encodes what is written. The same bytes in give the same bytes out: neither form holds a time.
pub(crate) enum Encoder<W: Write> {
    Identity(W),
    Gzip(Box<GzEncoder<W>>),
    Zstd(Box<zstd::Encoder<'static, W>>),
}

impl<W: Write> Encoder<W> {
    /// Fast levels: the network is rarely slower than they are.
    pub(crate) fn new(coding: Coding, out: W) -> io::Result<Self> {
        Ok(match coding {
            Coding::Identity => Self::Identity(out),
            Coding::Gzip => Self::Gzip(Box::new(GzEncoder::new(out, Compression::fast()))),
            Coding::Zstd => Self::Zstd(Box::new(zstd::Encoder::new(out, 1)?)),
        })
    }

    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::Identity(out) => Ok(out),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Identity(out) => out.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Identity(out) => out.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
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
