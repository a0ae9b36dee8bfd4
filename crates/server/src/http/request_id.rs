//! The id of a request: in a response header, in the bodies of gateway errors, and in the log.

use std::fmt;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Maximum length of a logged path: an unauthenticated client may send a long one.
const MAX_CHARACTERS: usize = 512;

/// 32 random hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RequestId(u128);

impl RequestId {
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Assigns an id to each request; every log line of the request contains it, at any level. The query is not logged: it
/// contains personal data.
pub(crate) async fn assign(mut request: Request, next: Next) -> Response {
    let id = RequestId::random();
    request.extensions_mut().insert(id);
    let path: String = request.uri().path().chars().take(MAX_CHARACTERS).collect();
    let span = tracing::error_span!("request", %id, method = %request.method(), path);
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), "responded"));
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}
