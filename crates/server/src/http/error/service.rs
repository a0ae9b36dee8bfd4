//! Errors of the service.

use std::error::Error;

use axum::Json;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_RANGE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use deskledger::{Locale, Violations};

use super::body::{ErrorBody, Violation};
use super::codes;

/// An error response. Its internal cause, if any, has been logged.
#[derive(Debug)]
pub(crate) struct HttpError {
    pub(super) status: StatusCode,
    pub(super) body: Box<ErrorBody>,
    pub(super) retry_after: Option<u32>,
    /// Length of the file, if the range is not satisfiable.
    length: Option<u64>,
    /// Accepted content codings, if the one of the body is not supported.
    accepted: Option<&'static str>,
}

impl HttpError {
    pub(super) fn new(status: StatusCode, body: ErrorBody) -> Self {
        Self { status, body: Box::new(body), retry_after: None, length: None, accepted: None }
    }

    /// An error with its code and message of the document.
    pub(super) fn declared(status: StatusCode) -> Self {
        let (error_code, error_msg) = codes::of(status).unzip();
        let [error_code, error_msg] = [error_code, error_msg].map(|text| text.map(str::to_owned));
        Self::new(status, ErrorBody { error_code, error_msg, ..ErrorBody::default() })
    }

    /// An invalid request with a message of its own.
    fn bad_request(status: StatusCode, message: String) -> Self {
        let error_code = Some(codes::INVALID.to_owned());
        Self::new(status, ErrorBody { error_code, error_msg: Some(message), ..ErrorBody::default() })
    }

    /// The request violates rules of the document.
    pub(crate) fn invalid(violations: &Violations, language: Locale) -> Self {
        Self::violations(violations.iter().map(|violation| Violation::new(violation, language)).collect())
    }

    /// The request violates rules.
    pub(crate) fn violations(violations: Vec<Violation>) -> Self {
        let mut error = Self::declared(StatusCode::BAD_REQUEST);
        error.body.violations = violations;
        error
    }

    /// Records differ from those stored under the same identity.
    pub(crate) fn conflict(violations: Vec<Violation>) -> Self {
        let mut error = Self::declared(StatusCode::CONFLICT);
        error.body.violations = violations;
        error
    }

    /// The project does not exist.
    pub(crate) fn unknown_project() -> Self {
        Self::declared(StatusCode::NOT_FOUND)
    }

    /// The user does not exist.
    pub(crate) fn unknown_user() -> Self {
        let mut error = Self::declared(StatusCode::NOT_FOUND);
        error.body.error_msg = Some("The user does not exist.".into());
        error
    }

    /// The caller has no permission.
    pub(crate) fn forbidden() -> Self {
        Self::declared(StatusCode::FORBIDDEN)
    }

    /// The path does not support the method.
    pub(crate) fn method_not_allowed() -> Self {
        Self::declared(StatusCode::METHOD_NOT_ALLOWED)
    }

    /// The request has no header `Host`, or several.
    pub(crate) fn no_host(found: usize) -> Self {
        Self::bad_request(StatusCode::BAD_REQUEST, format!("Expected one header Host, found {found}."))
    }

    /// The range is not satisfiable for a file of this length.
    pub(crate) fn range_not_satisfiable(length: u64) -> Self {
        Self { length: Some(length), ..Self::declared(StatusCode::RANGE_NOT_SATISFIABLE) }
    }

    /// The body has another media type than the call expects.
    pub(crate) fn unknown_media_type(expected: &str) -> Self {
        let message = format!("The media type of the body must be {expected}.");
        Self::bad_request(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
    }

    /// The content coding of the body is not supported.
    pub(crate) fn unknown_encoding(accepted: &'static str) -> Self {
        let message = format!("The content encoding of the body must be one of {accepted}, or none.");
        Self { accepted: Some(accepted), ..Self::bad_request(StatusCode::UNSUPPORTED_MEDIA_TYPE, message) }
    }

    /// The body does not have the content coding that its header declares.
    pub(crate) fn not_encoded(name: &str) -> Self {
        let message = format!("Expected a body in the content encoding {name}, found other bytes.");
        Self::bad_request(StatusCode::BAD_REQUEST, message)
    }

    /// Whether the caller has no permission.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.status == StatusCode::FORBIDDEN
    }

    /// The service is temporarily unavailable. The cause is logged.
    pub(crate) fn unavailable(cause: &dyn Error) -> Self {
        tracing::error!(error = %cause, "not ready");
        Self { retry_after: Some(5), ..Self::declared(StatusCode::SERVICE_UNAVAILABLE) }
    }

    /// The disk is full: a retry does not help until the operator frees disk space. The cause is logged.
    pub(crate) fn full(cause: &dyn Error) -> Self {
        tracing::error!(error = %cause, "the disk is full");
        Self::declared(StatusCode::INSUFFICIENT_STORAGE)
    }

    /// An internal error. The cause is logged.
    pub(crate) fn internal(cause: &dyn Error) -> Self {
        tracing::error!(error = %cause, "a request failed");
        Self::declared(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let range = self.length.map(|length| HeaderValue::try_from(format!("bytes */{length}")));
        if let Some(Ok(range)) = range {
            response.headers_mut().insert(CONTENT_RANGE, range);
        }
        if let Some(accepted) = self.accepted {
            response.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
