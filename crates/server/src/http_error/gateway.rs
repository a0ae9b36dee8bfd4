//! Refusals of the gateway, which stands before the service: it looks at paths, credentials, sizes and how much is asked,
//! and repeats the id of the request in the body.
//!
//! Codes and statuses are the vendor's; so are the words about credentials, the path and the throttling. The other words
//! are ours.

use axum::http::StatusCode;

use super::{ErrorBody, HttpError};
use crate::request_id::RequestId;

/// What the gateway says before the reason why a credential is refused.
const AUTHENTICATION: &str = "Incorrect IAM authentication information";

impl HttpError {
    /// The request carries neither a token nor a signature.
    pub(crate) fn no_token(id: &RequestId) -> Self {
        Self::unauthenticated("x-auth-token not found", id)
    }

    /// The token is none that the server has given. So is one that stands twice: which of the two would be meant?
    pub(crate) fn wrong_token(id: &RequestId) -> Self {
        Self::unauthenticated("decrypt token fail", id)
    }

    /// The token was a good one once.
    pub(crate) fn expired_token(id: &RequestId) -> Self {
        Self::unauthenticated("token expires", id)
    }

    /// The signature does not prove anything. Which part is wrong is not told.
    pub(crate) fn wrong_signature(id: &RequestId) -> Self {
        Self::unauthenticated("verify aksk signature fail", id)
    }

    fn unauthenticated(why: &str, id: &RequestId) -> Self {
        Self::of_gateway(StatusCode::UNAUTHORIZED, "APIGW.0301", &format!("{AUTHENTICATION}: {why}"), id)
    }

    /// No call has this path; the document does not know its answer.
    pub(crate) fn unknown_path(id: &RequestId) -> Self {
        let message = "The API does not exist or has not been published in the environment.";
        Self::of_gateway(StatusCode::NOT_FOUND, "APIGW.0101", message, id)
    }

    /// The body is larger than any batch may be.
    pub(crate) fn too_large(id: &RequestId) -> Self {
        Self::of_transport(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large.", id)
    }

    /// The body did not come in its time.
    pub(crate) fn too_slow(id: &RequestId) -> Self {
        Self::of_transport(StatusCode::REQUEST_TIMEOUT, "The request body took too long.", id)
    }

    /// The path and the query are longer than any call needs.
    pub(crate) fn target_too_long(id: &RequestId) -> Self {
        Self::of_transport(StatusCode::URI_TOO_LONG, "The request URI is too long.", id)
    }

    /// The headers are larger, or more, than any call needs.
    pub(crate) fn head_too_large(id: &RequestId) -> Self {
        Self::of_transport(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "The request headers are too large.", id)
    }

    /// Too much is running; `retry_after` is in seconds.
    pub(crate) fn too_many(id: &RequestId, retry_after: u32) -> Self {
        Self::of_status(StatusCode::TOO_MANY_REQUESTS, id).after(Some(retry_after))
    }

    /// What the cloud answers with a status: the service where its document declares one, else the gateway.
    pub(crate) fn of_status(status: StatusCode, id: &RequestId) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => return Self::wrong_token(id),
            StatusCode::REQUEST_TIMEOUT => return Self::too_slow(id),
            StatusCode::PAYLOAD_TOO_LARGE => return Self::too_large(id),
            StatusCode::URI_TOO_LONG => return Self::target_too_long(id),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => return Self::head_too_large(id),
            _ => {}
        }
        let mut error = Self::declared(status);
        match status {
            StatusCode::TOO_MANY_REQUESTS => error.body.request_id = Some(id.to_string()),
            StatusCode::BAD_GATEWAY => return Self::of_transport(status, "The backend is unavailable.", id),
            StatusCode::GATEWAY_TIMEOUT => {
                return Self::of_transport(status, "The backend did not answer in time.", id);
            }
            _ if error.body.error_code.is_none() => {
                let reason = status.canonical_reason().unwrap_or("The request failed");
                return Self::of_transport(status, &format!("{reason}."), id);
            }
            _ => {}
        }
        error
    }

    /// The same, with the seconds to wait where there are some.
    pub(crate) fn after(self, retry_after: Option<u32>) -> Self {
        Self { retry_after, ..self }
    }

    /// The code that the gateway has for what is wrong with a request or its way to the service, whatever the status.
    fn of_transport(status: StatusCode, message: &str, id: &RequestId) -> Self {
        Self::of_gateway(status, "APIGW.0201", message, id)
    }

    fn of_gateway(status: StatusCode, code: &str, message: &str, id: &RequestId) -> Self {
        let body = Box::new(ErrorBody {
            error_code: Some(code.to_owned()),
            error_msg: Some(message.to_owned()),
            request_id: Some(id.to_string()),
            ..ErrorBody::default()
        });
        Self { status, body, retry_after: None, length: None, accepted: None }
    }
}
