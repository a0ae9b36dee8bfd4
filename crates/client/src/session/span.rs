//! The tracing span of a request: OpenTelemetry field names, no secrets.

use tracing::{Span, field};

use crate::endpoint::Endpoint;
use crate::error::Error;

/// Span of one request, with empty fields for later values. `resend` is the number of earlier attempts of the same
/// call.
pub(super) fn start(endpoint: &Endpoint, resend: u32) -> Span {
    tracing::info_span!(
        "http.request",
        otel.kind = "client",
        http.request.method = field::Empty,
        http.request.resend_count = resend,
        http.response.status_code = field::Empty,
        server.address = endpoint.host(),
        server.port = endpoint.port(),
        url.path = field::Empty,
        error.type = field::Empty,
    )
}

/// Records the request without its query, which contains names of people, and without headers.
pub(super) fn record_request(request: &reqwest::Request) {
    let span = Span::current();
    span.record("http.request.method", request.method().as_str());
    span.record("url.path", request.url().path());
}

/// Records the status of a response, or why there is none.
pub(super) fn record_outcome(span: &Span, outcome: Result<u16, &Error>) {
    if let Some(status) = outcome.map_or_else(Error::status, Some) {
        span.record("http.response.status_code", status);
    }
    if let Err(failure) = outcome {
        span.record("error.type", failure.error_type().as_ref());
    }
}
