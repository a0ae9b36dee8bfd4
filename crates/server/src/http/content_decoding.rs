//! The content coding of a request body (RFC 9110, section 8.4).
//!
//! A decompression layer before the handler (tower-http) does not fit: a signature covers the encoded body, so that the
//! handler needs both.

use std::io::Read;

use axum::http::header::CONTENT_ENCODING;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use super::error::HttpError;
use super::request_id::RequestId;

/// The supported codings, as a header value.
const ACCEPTED: &str = "gzip, zstd";

/// Content coding of a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyCoding {
    Gzip,
    Zstd,
}

impl BodyCoding {
    /// The content coding of a request body; `None` for identity.
    ///
    /// # Errors
    /// It is not supported, or there are several.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<Self>, HttpError> {
        let mut values = headers.get_all(CONTENT_ENCODING).iter();
        let (value, more) = (values.next(), values.next());
        let name = value.map(|value| value.to_str().map(str::trim).unwrap_or("?")).unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            _ if more.is_some() => Err(HttpError::unknown_encoding(ACCEPTED)),
            "" | "identity" => Ok(None),
            "gzip" | "x-gzip" => Ok(Some(Self::Gzip)),
            "zstd" => Ok(Some(Self::Zstd)),
            _ => Err(HttpError::unknown_encoding(ACCEPTED)),
        }
    }

    /// The decoded body of at most `max_bytes`, so that a small body cannot fill the memory.
    ///
    /// # Errors
    /// It is larger, or not in this coding.
    pub(crate) fn decode(self, id: &RequestId, body: &[u8], max_bytes: usize) -> Result<Bytes, HttpError> {
        let mut plain = Vec::new();
        let limit = max_bytes as u64 + 1;
        let (name, read) = match self {
            Self::Gzip => ("gzip", MultiGzDecoder::new(body).take(limit).read_to_end(&mut plain)),
            Self::Zstd => {
                ("zstd", zstd::Decoder::new(body).and_then(|decoder| decoder.take(limit).read_to_end(&mut plain)))
            }
        };
        match read {
            _ if plain.len() > max_bytes => Err(HttpError::of_status(StatusCode::PAYLOAD_TOO_LARGE, id)),
            Err(_) => Err(HttpError::not_encoded(name)),
            Ok(_) => Ok(plain.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn few_bytes_that_become_many_do_not_fill_the_memory() {
        let id = RequestId::random();
        let plain = vec![b' '; 1_000_000];
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&plain).unwrap();
        let gzip = gzip.finish().unwrap();
        let zstd = zstd::encode_all(&*plain, 19).unwrap();
        for (coding, body) in [(BodyCoding::Gzip, gzip), (BodyCoding::Zstd, zstd)] {
            assert!(body.len() < 2000);
            assert_eq!(coding.decode(&id, &body, plain.len()).unwrap(), plain);
            assert!(coding.decode(&id, &body, plain.len() - 1).is_err());
            assert!(coding.decode(&id, &body[..body.len() - 1], plain.len()).is_err(), "half of a body was taken");
            assert!(coding.decode(&id, b"[]", 100).is_err());
        }
    }

    #[test]
    fn a_body_in_an_encoding_that_is_not_known_is_not_taken_for_a_plain_one() {
        let of = |values: &[&str]| {
            BodyCoding::of(&values.iter().map(|value| (CONTENT_ENCODING, value.parse().unwrap())).collect())
        };
        assert_eq!(of(&[]).unwrap(), None);
        assert_eq!(of(&["identity"]).unwrap(), None);
        assert_eq!(of(&[" GZip "]).unwrap(), Some(BodyCoding::Gzip));
        for other in [&["br"][..], &["gzip, zstd"], &["gzip", "gzip"], &["deflate"]] {
            assert!(of(other).is_err(), "{other:?}");
        }
    }
}
