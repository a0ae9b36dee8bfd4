//! Failures of the token call, in the shape of the identity service.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use deskledger::iam::CREATE_TOKEN;
use serde_json::{Value, json};

use super::HttpError;

/// A failure with what is told outside.
#[derive(Debug)]
pub(crate) struct IdentityError {
    status: StatusCode,
    message: String,
    retry_after: Option<u32>,
}

impl IdentityError {
    /// The error that the document declares for a status, with the message of its example.
    pub(crate) fn of(status: StatusCode) -> Self {
        let responses = CREATE_TOKEN.responses.iter();
        let examples = responses.filter(|response| response.status == status.as_u16());
        let example = examples.flat_map(|response| response.media_types).find_map(|media_type| media_type.example);
        let example: Value = example.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let message = example["error"]["message"].as_str().or(status.canonical_reason()).unwrap_or_default();
        Self { status, message: message.to_owned(), retry_after: None }
    }

    /// The same, with what is wrong.
    fn because(mut self, why: &str) -> Self {
        self.message = format!("{}: {why}", self.message);
        self
    }

    /// Too many passwords are checked; `retry_after` is in seconds.
    pub(crate) fn too_many(retry_after: u32) -> Self {
        Self::of(StatusCode::TOO_MANY_REQUESTS).after(Some(retry_after))
    }

    /// The same, with the seconds to wait where there are some.
    pub(crate) fn after(self, retry_after: Option<u32>) -> Self {
        Self { retry_after, ..self }
    }
}

impl From<HttpError> for IdentityError {
    /// Every rule that was broken is told; none of them shows a value that may be secret. What failed inside has been
    /// logged, and only its status is told.
    fn from(error: HttpError) -> Self {
        let HttpError { status, body, retry_after, .. } = error;
        let told: Vec<String> =
            body.violations.iter().map(|found| format!("{}: {}", found.name, found.message)).collect();
        let identity = match status {
            // The document of the identity service knows no status of its own for it.
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::of(StatusCode::BAD_REQUEST).because(&body.error_msg.unwrap_or_default())
            }
            StatusCode::BAD_REQUEST if told.is_empty() => Self::of(status).because(&body.error_msg.unwrap_or_default()),
            StatusCode::BAD_REQUEST => Self::of(status).because(&told.join("; ")),
            _ => Self::of(status),
        };
        Self { retry_after, ..identity }
    }
}

impl IntoResponse for IdentityError {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or_default();
        let error = json!({ "code": self.status.as_u16(), "message": self.message, "title": title });
        let mut response = (self.status, Json(json!({ "error": error }))).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
