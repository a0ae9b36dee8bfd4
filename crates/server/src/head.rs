//! Bounds of the head of a request, refused with words and an id where the layer below would close without them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::http_error::HttpError;
use crate::request_id::RequestId;
use crate::state::Server;

/// How many headers a request may have.
pub(crate) const MOST_HEADERS: usize = 100;

/// How many bytes the path and the query may have together. The longest request of the document has some ten thousand,
/// percent-encoded.
const MOST_TARGET: usize = 48 << 10;

/// Refuses what is too long before anything reads it.
pub(crate) async fn bound(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > MOST_TARGET {
        return Err(HttpError::target_too_long(&id));
    }
    let headers = request.headers();
    // Each with `: ` and the end of its line.
    let bytes = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>();
    if headers.len() > MOST_HEADERS || target + bytes > server.limits.head_bytes {
        return Err(HttpError::head_too_large(&id));
    }
    Ok(next.run(request).await)
}
