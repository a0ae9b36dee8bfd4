//! Errors of the token call, in the format of the identity service.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::service::HttpError;

/// Messages by status. A test compares them with the examples of the document.
const MESSAGES: [(StatusCode, &str); 11] = [
    (StatusCode::BAD_REQUEST, "The request body is invalid"),
    (StatusCode::UNAUTHORIZED, "The username or password is wrong."),
    (StatusCode::FORBIDDEN, "You are not authorized to perform the requested action."),
    (StatusCode::NOT_FOUND, "Could not find the project."),
    (StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed for this resource."),
    (StatusCode::REQUEST_TIMEOUT, "The request body took too long."),
    (StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large."),
    (StatusCode::TOO_MANY_REQUESTS, "Too many requests."),
    (StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error prevented the server from fulfilling the request."),
    (StatusCode::SERVICE_UNAVAILABLE, "The service is unavailable."),
    (StatusCode::INSUFFICIENT_STORAGE, "The storage of the service is full."),
];

/// An error response of the identity service.
#[derive(Debug)]
pub(crate) struct IdentityError {
    status: StatusCode,
    message: String,
    retry_after: Option<u32>,
}

impl IdentityError {
    /// An error with its message of the document.
    pub(crate) fn new(status: StatusCode) -> Self {
        let declared = MESSAGES.iter().find(|(declared, _)| *declared == status).map(|(_, message)| *message);
        let message = declared.or(status.canonical_reason()).unwrap_or_default().to_owned();
        Self { status, message, retry_after: None }
    }

    /// The same, with a reason.
    fn because(mut self, reason: &str) -> Self {
        self.message = format!("{}: {reason}", self.message);
        self
    }

    /// Too many concurrent password checks; `retry_after` is in seconds.
    pub(crate) fn too_many(retry_after: u32) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS).with_retry_after(Some(retry_after))
    }

    /// The same, with the delay until a retry in seconds.
    pub(crate) fn with_retry_after(self, retry_after: Option<u32>) -> Self {
        Self { retry_after, ..self }
    }
}

impl From<HttpError> for IdentityError {
    /// All violations are reported; none contains a secret value. An internal cause has been logged.
    fn from(error: HttpError) -> Self {
        let HttpError { status, body, retry_after, .. } = error;
        let message = body.error_msg.unwrap_or_default();
        let violations: Vec<String> =
            body.violations.iter().map(|found| format!("{}: {}", found.name, found.message)).collect();
        let identity = match status {
            // The document of the identity service declares no 415.
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(StatusCode::BAD_REQUEST).because(&message),
            StatusCode::BAD_REQUEST if violations.is_empty() => Self::new(status).because(&message),
            StatusCode::BAD_REQUEST => Self::new(status).because(&violations.join("; ")),
            _ => Self::new(status),
        };
        Self { retry_after, ..identity }
    }
}

impl IntoResponse for IdentityError {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or_default();
        let error = json!({ "code": self.status.as_u16(), "message": self.message, "title": title });
        let mut response = (self.status, Json(json!({ "error": error }))).into_response();
        response.headers_mut().extend(self.retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        response
    }
}

#[cfg(test)]
mod tests {
    use deskledger::iam::CREATE_TOKEN;
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_declared_error_has_the_message_of_the_document() {
        let examples = CREATE_TOKEN.responses.iter().filter(|response| response.status >= 400).map(|response| {
            let example = response.media_types.iter().find_map(|media_type| media_type.example);
            (response.status, serde_json::from_str::<Value>(example.unwrap()).unwrap())
        });
        let declared: Vec<(u16, String)> =
            examples.map(|(status, body)| (status, body["error"]["message"].as_str().unwrap().to_owned())).collect();
        let known = MESSAGES.map(|(status, message)| (status.as_u16(), message.to_owned()));
        assert_eq!(declared, known);
    }
}
