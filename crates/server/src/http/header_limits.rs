//! Limits of the request line and the headers, reported with a body and a request id; hyper would close the connection.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use super::error::HttpError;
use super::request_id::RequestId;

/// Maximum number of headers of a request.
pub(crate) const MAX_HEADERS: usize = 100;

/// Maximum length of path and query in bytes. The longest valid request has some ten thousand, percent-encoded.
const MAX_TARGET: usize = 48 << 10;

/// Rejects a request whose path, query or headers exceed their limits.
pub(crate) async fn check(
    State(max_header_bytes): State<usize>,
    Extension(id): Extension<RequestId>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > MAX_TARGET {
        return Err(HttpError::of_status(StatusCode::URI_TOO_LONG, &id));
    }
    let headers = request.headers();
    // Each with `: ` and its line break.
    let bytes = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>();
    if headers.len() > MAX_HEADERS || target + bytes > max_header_bytes {
        return Err(HttpError::of_status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, &id));
    }
    Ok(next.run(request).await)
}
