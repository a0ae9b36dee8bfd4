use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use deskledger_runtime::Violations;
use http_body_util::LengthLimitError;

use crate::accept::Accept;
use crate::endpoint::Endpoint;

/// A service whose requests are read whole and decoded. Authentication is a layer of the router, or the first line of a method.
pub trait Service: Send + Sync + 'static {
    /// Maximum size of a body. Default: 2 MiB.
    fn max_body_bytes(&self) -> usize {
        2 << 20
    }

    /// Maximum time until a body has arrived. Default: 30 seconds.
    fn body_timeout(&self) -> Duration {
        Duration::from_secs(30)
    }

    /// The response to an invalid request. Default: 400 with all violations as `application/problem+json` (RFC 9457).
    fn invalid(&self, violations: &Violations) -> Response {
        problem(StatusCode::BAD_REQUEST, &violations.to_string(), Some(violations))
    }
}

/// A request as it was received.
#[derive(Debug)]
pub struct Incoming {
    /// Method, address, headers, and what layers of the router have added.
    pub parts: Parts,
    /// The body.
    pub body: Bytes,
}

impl<S: Service> Accept for S {
    type Context = Incoming;
    type Error = Response;

    async fn accept<C: Send>(&self, endpoint: Endpoint<C>, request: Request) -> Result<(Incoming, C), Response> {
        let (parts, body) = request.into_parts();
        if let Some(expected) = endpoint.media_type.filter(|_| !endpoint.accepts_media_type(&parts.headers)) {
            let detail = format!("expected a body of the media type {expected}");
            return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, &detail, None));
        }
        let max = self.max_body_bytes();
        let late = |_| problem(StatusCode::REQUEST_TIMEOUT, "expected the body sooner", None);
        let body = tokio::time::timeout(self.body_timeout(), to_bytes(body, max)).await.map_err(late)?;
        let unread = |error: axum::Error| match error.into_inner().is::<LengthLimitError>() {
            true => {
                let detail = format!("expected a body of at most {max} bytes");
                problem(StatusCode::PAYLOAD_TOO_LARGE, &detail, None)
            }
            false => problem(StatusCode::BAD_REQUEST, "expected a whole body", None),
        };
        let body = body.map_err(unread)?;
        let call = endpoint.decode(&parts, &body).map_err(|violations| self.invalid(&violations))?;
        Ok((Incoming { parts, body }, call))
    }
}

fn problem(status: StatusCode, detail: &str, violations: Option<&Violations>) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let mut body = serde_json::json!({ "title": title, "status": status.as_u16(), "detail": detail });
    if let Some(violations) = violations {
        body["violations"] = violations.iter().map(|one| serde_json::to_value(one).unwrap_or_default()).collect();
    }
    let media_type = HeaderValue::from_static("application/problem+json");
    (status, [(header::CONTENT_TYPE, media_type)], body.to_string()).into_response()
}
