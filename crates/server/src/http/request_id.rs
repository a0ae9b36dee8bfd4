//! The id of a request: in a response header, in the bodies of gateway errors, and in the log.

use std::fmt;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Maximum lengths of a logged method and path: an unauthenticated client may send long ones.
const MAX_METHOD: usize = 16;
const MAX_PATH: usize = 512;

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
    let cut = |text: &str, max| text.chars().take(max).collect::<String>();
    let (method, path) = (cut(request.method().as_str(), MAX_METHOD), cut(request.uri().path(), MAX_PATH));
    let span = tracing::error_span!("request", %id, %method, path);
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), "responded"));
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}
