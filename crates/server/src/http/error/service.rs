//! Errors of the service.

use std::error::Error;

use axum::Json;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_RANGE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use deskledger::{Locale, ParameterIn, Violations};
use serde::Serialize;
use serde_json::Value;

/// Status, error code and message of the service. A test compares them with the examples of the document.
const CODES: [(StatusCode, &str, &str); 10] = [
    (StatusCode::BAD_REQUEST, INVALID, "The parameter is invalid."),
    (StatusCode::FORBIDDEN, "WKS.00081102", "User does not have permission to access this resource."),
    (StatusCode::NOT_FOUND, "WKS.00211902", "The application does not exist"),
    (
        StatusCode::METHOD_NOT_ALLOWED,
        "WKS.00000405",
        "The method specified in the request is not allowed for this resource.",
    ),
    (StatusCode::CONFLICT, "WKS.00000409", "A record differs from the one stored under its identity."),
    (StatusCode::RANGE_NOT_SATISFIABLE, INVALID, "The file has no such part."),
    (StatusCode::TOO_MANY_REQUESTS, "APIGW.0308", "The throttling threshold has been reached."),
    (StatusCode::INTERNAL_SERVER_ERROR, "WKS.00211401", "The requested operation failed. Please try again later."),
    (StatusCode::SERVICE_UNAVAILABLE, "WKS.00050902", "The service is now unavailable to process the request."),
    (StatusCode::INSUFFICIENT_STORAGE, "WKS.00000507", "The storage of the service is full."),
];

/// Code of an invalid request.
const INVALID: &str = "WKS.00211102";

/// An error response. Its internal cause, if any, has been logged.
#[derive(Debug)]
pub(crate) struct HttpError {
    pub(super) status: StatusCode,
    pub(super) body: Box<ErrorBody>,
    pub(super) retry_after: Option<u32>,
    /// The length of the file, or the accepted content codings.
    header: Option<(HeaderName, HeaderValue)>,
}

impl HttpError {
    pub(super) fn new(status: StatusCode, body: ErrorBody) -> Self {
        Self { status, body: Box::new(body), retry_after: None, header: None }
    }

    /// An error with its code and message of the document, if it declares the status.
    pub(crate) fn declared(status: StatusCode) -> Self {
        let declared = CODES.iter().find(|(declared, ..)| *declared == status);
        Self::new(status, declared.map(|(_, code, message)| ErrorBody::of(code, *message)).unwrap_or_default())
    }

    /// An invalid request with a message of its own.
    fn bad_request(status: StatusCode, message: String) -> Self {
        Self::new(status, ErrorBody::of(INVALID, message))
    }

    /// The request violates rules of the document.
    pub(crate) fn invalid(violations: &Violations, language: Locale) -> Self {
        let violations = violations.iter().map(|violation| Violation::new(violation, language));
        Self::violations(StatusCode::BAD_REQUEST, violations.collect())
    }

    /// The request violates rules, or records differ from those stored under the same identity.
    pub(crate) fn violations(status: StatusCode, violations: Vec<Violation>) -> Self {
        let mut error = Self::declared(status);
        error.body.violations = violations;
        error
    }

    /// The user does not exist.
    pub(crate) fn unknown_user() -> Self {
        let mut error = Self::declared(StatusCode::NOT_FOUND);
        error.body.error_msg = Some("The user does not exist.".into());
        error
    }

    /// The request has no header `Host`, or several.
    pub(crate) fn no_host(found: usize) -> Self {
        Self::bad_request(StatusCode::BAD_REQUEST, format!("Expected one header Host, found {found}."))
    }

    /// The header `Host` is not a host.
    pub(crate) fn invalid_host() -> Self {
        let message = "The header Host must be a host with an optional port.".to_owned();
        Self::bad_request(StatusCode::BAD_REQUEST, message)
    }

    /// The range is not satisfiable for a file of this length.
    pub(crate) fn range_not_satisfiable(length: u64) -> Self {
        let range = HeaderValue::try_from(format!("bytes */{length}")).ok();
        let header = range.map(|range| (CONTENT_RANGE, range));
        Self { header, ..Self::declared(StatusCode::RANGE_NOT_SATISFIABLE) }
    }

    /// The body has another media type than the call expects.
    pub(crate) fn unknown_media_type(expected: &str) -> Self {
        let message = format!("The media type of the body must be {expected}.");
        Self::bad_request(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
    }

    /// The content coding of the body is not supported.
    pub(crate) fn unknown_encoding(accepted: &'static str) -> Self {
        let message = format!("The content encoding of the body must be one of {accepted}, or none.");
        let header = Some((ACCEPT_ENCODING, HeaderValue::from_static(accepted)));
        Self { header, ..Self::bad_request(StatusCode::UNSUPPORTED_MEDIA_TYPE, message) }
    }

    /// The body does not have the content coding that its header declares.
    pub(crate) fn not_encoded(name: &str) -> Self {
        let message = format!("Expected a body in the content encoding {name}, found other bytes.");
        Self::bad_request(StatusCode::BAD_REQUEST, message)
    }

    /// The same, with the delay until a retry in seconds.
    pub(crate) fn with_retry_after(self, retry_after: Option<u32>) -> Self {
        Self { retry_after, ..self }
    }

    /// Whether the caller has no permission.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.status == StatusCode::FORBIDDEN
    }

    /// The service is temporarily unavailable. The cause is logged.
    pub(crate) fn unavailable(cause: &dyn Error) -> Self {
        tracing::error!(error = %cause, "not ready");
        Self::not_ready()
    }

    /// The same, whose cause has been logged.
    pub(crate) fn not_ready() -> Self {
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
        response.headers_mut().extend(self.header);
        response.headers_mut().extend(self.retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        response
    }
}

/// An error of the service, or of the gateway in front of it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct ErrorBody {
    /// Error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error_code: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error_msg: Option<String>,
    /// Request id; the gateway repeats it in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<String>,
    /// Every violation of the request. The cloud service does not send it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) violations: Vec<Violation>,
}

impl ErrorBody {
    pub(super) fn of(code: &str, message: impl Into<String>) -> Self {
        Self { error_code: Some(code.to_owned()), error_msg: Some(message.into()), ..Self::default() }
    }
}

/// A violated rule, as data and as a message.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Violation {
    /// Location of the value; a cookie is a header.
    place: ParameterIn,
    /// Name of the parameter or field.
    pub(super) name: String,
    /// Name of the rule, for example `maxLength`.
    rule: String,
    /// Limit of the rule, as in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Value>,
    /// The value, escaped and shortened; absent if there is none or it is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    /// Line of the rule in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// The message; in Chinese if Accept-Language prefers it.
    pub(super) message: String,
}

impl Violation {
    /// A violation of the document, with its message in a language.
    pub(crate) fn new(violation: &deskledger::Violation, language: Locale) -> Self {
        Self {
            place: violation.place,
            name: violation.name.clone().into_owned(),
            rule: violation.rule.to_owned(),
            limit: violation.limit().cloned(),
            found: violation.found.clone(),
            line: Some(violation.line).filter(|line| *line > 0),
            message: violation.message_in(language),
        }
    }

    /// An invalid parameter of the query.
    pub(crate) fn of_query(name: &str, rule: &str, found: String, message: String) -> Self {
        let (name, rule) = (name.to_owned(), rule.to_owned());
        Self { place: ParameterIn::Query, name, rule, limit: None, found: Some(found), line: None, message }
    }

    /// An invalid line of a batch; `limit` is the maximum number of lines if it is exceeded.
    pub(crate) fn of_line(number: u64, limit: Option<usize>, message: String) -> Self {
        let (name, rule) = (format!("line {number}"), "record".to_owned());
        Self { place: ParameterIn::Body, name, rule, limit: limit.map(Value::from), found: None, line: None, message }
    }
}
