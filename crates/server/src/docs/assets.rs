//! Files of the pages, compressed once.

use std::io::{self, Write};
use std::sync::OnceLock;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, REFERRER_POLICY, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use deskledger_client::hex;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::http::conditional::is_not_modified;
use crate::http::negotiation::Coding;

/// A higher level of zstd takes seconds for the script of Swagger UI and saves some percent.
const ZSTD_LEVEL: i32 = 12;

/// A file, or a page with its content security policy.
pub(crate) struct Asset {
    pub(super) name: &'static str,
    media_type: &'static str,
    policy: Option<&'static str>,
    /// Whether a digest of the content is part of the path, so that browsers cache the file.
    is_versioned: bool,
    pub(super) content: Bytes,
    digest: String,
    gzip: OnceLock<Bytes>,
    zstd: OnceLock<Bytes>,
}

impl Asset {
    /// A file at a path that contains a digest of its content.
    pub(super) fn file(name: &'static str, media_type: &'static str, content: impl Into<Bytes>) -> Self {
        Self { is_versioned: true, ..Self::document(name, media_type, content) }
    }

    /// A file that browsers revalidate.
    pub(super) fn document(name: &'static str, media_type: &'static str, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        let digest = digest([&content]);
        let (gzip, zstd) = (OnceLock::new(), OnceLock::new());
        Self { name, media_type, policy: None, is_versioned: false, content, digest, gzip, zstd }
    }

    /// A page, which browsers revalidate.
    pub(super) fn page(policy: &'static str, content: impl Into<Bytes>) -> Self {
        Self { policy: Some(policy), ..Self::document("", "text/html; charset=utf-8", content) }
    }

    /// The response to a request with these headers. Compression, at the first one, takes up to a second.
    pub(crate) fn respond(&self, request: &HeaderMap) -> io::Result<Response> {
        let coding = Coding::accepted(request);
        let tag = format!("\"{}{}\"", self.digest, coding.name().map(|name| format!("-{name}")).unwrap_or_default());
        let is_not_modified = is_not_modified(request, &tag);
        let caching = if self.is_versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
        if is_not_modified {
            return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.extend(coding.name().map(|name| (CONTENT_ENCODING, HeaderValue::from_static(name))));
        if let Some(policy) = self.policy {
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
            headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        }
        Ok((headers, self.encoded(coding)?).into_response())
    }

    fn encoded(&self, coding: Coding) -> io::Result<Bytes> {
        let encode = |cell: &OnceLock<Bytes>, encode: fn(&[u8]) -> io::Result<Vec<u8>>| match cell.get() {
            Some(encoded) => Ok(encoded.clone()),
            None => encode(&self.content).map(|encoded| cell.get_or_init(|| encoded.into()).clone()),
        };
        match coding {
            Coding::Identity => Ok(self.content.clone()),
            Coding::Gzip => encode(&self.gzip, |content| {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(content)?;
                encoder.finish()
            }),
            Coding::Zstd => encode(&self.zstd, |content| zstd::encode_all(content, ZSTD_LEVEL)),
        }
    }
}

/// The first digits of the digest of several contents.
pub(super) fn digest<'c>(contents: impl IntoIterator<Item = &'c Bytes>) -> String {
    let mut all = Sha256::new();
    contents.into_iter().for_each(|content| all.update(Sha256::digest(content)));
    hex(&all.finalize()[..16])
}
