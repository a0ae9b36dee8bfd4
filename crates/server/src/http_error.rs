//! What a caller is told of a failure. What only the operator may know goes to the log and nowhere else.

mod gateway;
mod identity;

use std::error::Error;

use axum::Json;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_RANGE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use deskledger::{EXPORT_CONNECTION_RECORDS, Locale, Violations};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::AccessError;
use crate::export::ExportError;
use crate::import::batch::BadLine;
use crate::store::StoreError;

pub(crate) use identity::IdentityError;

/// An error of the service, or of the gateway in front of it. Answers are read leniently: other lengths and further
/// keys are accepted.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    /// Error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    error_code: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    error_msg: Option<String>,
    /// Request id; the gateway repeats it in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    request_id: Option<String>,
    /// Encoded reason of a refusal, on later versions of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    encoded_authorization_message: Option<String>,
    /// Every rule that the request breaks. Ours; the cloud service does not send it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    violations: Vec<Violation>,
}

/// One broken rule.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Violation {
    #[schema(inline)]
    place: ParameterIn,
    /// Name of the parameter or field.
    name: String,
    /// Name of the broken rule, for example `maxLength`.
    rule: String,
    /// What was expected and what was found, for a person; in Chinese where Accept-Language asks for it.
    message: String,
}

/// Where the value stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ParameterIn {
    Path,
    Query,
    Header,
    Body,
}

/// A failure with what is told outside; what happened inside has been logged when it was made.
#[derive(Debug)]
pub(crate) struct HttpError {
    status: StatusCode,
    body: Box<ErrorBody>,
    retry_after: Option<u32>,
    /// Length of the file that has no such part.
    length: Option<u64>,
    /// Encodings of a body that are taken.
    accepted: Option<&'static str>,
}

impl HttpError {
    /// The error that the document declares for a status, with its example as the body.
    fn declared(status: StatusCode) -> Self {
        let responses = EXPORT_CONNECTION_RECORDS.responses.iter();
        let examples = responses.filter(|response| response.status == status.as_u16());
        let example = examples.flat_map(|response| response.media_types).find_map(|media_type| media_type.example);
        let body = example.and_then(|example| serde_json::from_str(example).ok()).unwrap_or_default();
        Self { status, body, retry_after: None, length: None, accepted: None }
    }

    /// The request breaks rules: every one that was gathered is told.
    pub(crate) fn invalid(violations: &Violations, language: Locale) -> Self {
        let mut error = Self::declared(StatusCode::BAD_REQUEST);
        error.body.violations = violations.iter().map(|violation| Violation::of(violation, language)).collect();
        error
    }

    /// The server knows no such project.
    pub(crate) fn unknown_project() -> Self {
        Self::declared(StatusCode::NOT_FOUND)
    }

    /// The server knows no such user.
    pub(crate) fn unknown_user() -> Self {
        let mut error = Self::declared(StatusCode::NOT_FOUND);
        error.body.error_msg = Some("The user does not exist.".into());
        error
    }

    /// The caller is known and may not do this.
    pub(crate) fn forbidden() -> Self {
        Self::declared(StatusCode::FORBIDDEN)
    }

    /// The path does not know the method.
    pub(crate) fn method_not_allowed() -> Self {
        Self::declared(StatusCode::METHOD_NOT_ALLOWED)
    }

    /// The request does not say, or says more than once, which host it is for.
    pub(crate) fn no_host(found: usize) -> Self {
        let mut error = Self::declared(StatusCode::BAD_REQUEST);
        error.body.error_msg = Some(format!("Expected one header Host, found {found}."));
        error
    }

    /// The file, which has this length, has no such part.
    pub(crate) fn no_such_part(length: u64) -> Self {
        Self { length: Some(length), ..Self::declared(StatusCode::RANGE_NOT_SATISFIABLE) }
    }

    /// The body is not of the media type of the call.
    pub(crate) fn unknown_media_type(expected: &str) -> Self {
        let mut error = Self::declared(StatusCode::BAD_REQUEST);
        error.status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        error.body.error_msg = Some(format!("The media type of the body must be {expected}."));
        error
    }

    /// The body comes in an encoding that is not taken.
    pub(crate) fn unknown_encoding(accepted: &'static str) -> Self {
        let mut error = Self::declared(StatusCode::BAD_REQUEST);
        error.status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        error.body.error_msg = Some(format!("The content encoding of the body must be one of {accepted}, or none."));
        error.accepted = Some(accepted);
        error
    }

    /// The body is not in the encoding that its head names.
    pub(crate) fn not_encoded(name: &str) -> Self {
        let mut error = Self::declared(StatusCode::BAD_REQUEST);
        error.body.error_msg = Some(format!("Expected a body in the content encoding {name}, found other bytes."));
        error
    }

    /// Whether the caller is known and may not do this.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.status == StatusCode::FORBIDDEN
    }

    /// Lines of a batch are no records.
    pub(crate) fn bad_lines(lines: &[BadLine]) -> Self {
        let mut error = Self::declared(StatusCode::BAD_REQUEST);
        let violation = |bad: &BadLine| Violation {
            place: ParameterIn::Body,
            name: format!("line {}", bad.line),
            rule: "record".to_owned(),
            message: bad.message.clone(),
        };
        error.body.violations = lines.iter().map(violation).collect();
        error
    }

    /// The server cannot answer now.
    pub(crate) fn unavailable(inside: &dyn Error) -> Self {
        tracing::error!(error = %inside, "not ready");
        Self { retry_after: Some(5), ..Self::declared(StatusCode::SERVICE_UNAVAILABLE) }
    }

    /// The store failed. Where others hold it for too long, the caller may try again.
    pub(crate) fn of_store(inside: &StoreError) -> Self {
        if inside.is_busy() { Self::unavailable(inside) } else { Self::internal(inside) }
    }

    /// The same of a file that could not be made.
    pub(crate) fn of_export(inside: &ExportError) -> Self {
        match inside {
            ExportError::Store(inside) => Self::of_store(inside),
            ExportError::Write(_) => Self::internal(inside),
        }
    }

    /// The same of the file of the users.
    pub(crate) fn of_access(inside: &AccessError) -> Self {
        if inside.is_busy() { Self::unavailable(inside) } else { Self::internal(inside) }
    }

    /// Something failed that is no business of the caller: the log is told what, the caller only that.
    pub(crate) fn internal(inside: &dyn Error) -> Self {
        tracing::error!(error = %inside, "a request failed");
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

impl Violation {
    fn of(violation: &deskledger::Violation, language: Locale) -> Self {
        let place = match violation.place {
            deskledger::ParameterIn::Path => ParameterIn::Path,
            deskledger::ParameterIn::Query => ParameterIn::Query,
            deskledger::ParameterIn::Header | deskledger::ParameterIn::Cookie => ParameterIn::Header,
            deskledger::ParameterIn::Body => ParameterIn::Body,
        };
        let (name, rule) = (violation.name.clone().into_owned(), violation.rule.to_owned());
        Self { place, name, rule, message: violation.message_in(language) }
    }
}

#[cfg(test)]
mod tests {
    use deskledger::iam::CREATE_TOKEN;

    use super::*;
    use crate::ledger::{ADD_CONNECTION_RECORDS, SET_ROLE};
    use crate::request_id::RequestId;

    #[test]
    fn every_error_that_is_sent_has_a_code_and_a_message() {
        let id = RequestId::random();
        let errors = [
            HttpError::invalid(&Violations::new(), Locale::English),
            HttpError::no_token(&id),
            HttpError::unknown_path(&id),
            HttpError::no_such_part(1),
            HttpError::method_not_allowed(),
            HttpError::too_many(&id, 1),
            HttpError::internal(&std::io::Error::other("the secret of the disk")),
        ];
        for error in errors {
            let body = serde_json::to_string(&error.body).unwrap();
            assert!(error.body.error_code.is_some() && error.body.error_msg.is_some(), "{body}");
            assert!(!body.contains("secret"), "{body}");
        }
    }

    #[test]
    fn a_body_that_is_too_slow_or_too_large_is_refused_with_a_status_that_the_document_declares() {
        let id = RequestId::random();
        let errors = [HttpError::too_slow(&id), HttpError::too_large(&id)];
        for responses in [ADD_CONNECTION_RECORDS.responses, SET_ROLE.responses, CREATE_TOKEN.responses] {
            for error in &errors {
                assert!(responses.iter().any(|response| response.status == error.status), "{}", error.status);
            }
        }
    }

    #[test]
    fn whoever_writes_while_others_hold_the_store_is_told_to_come_again() {
        let error = |code| {
            let failure = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            HttpError::of_store(&StoreError::new(["writing", "写入失败"], failure))
        };
        let busy = error(rusqlite::ffi::SQLITE_BUSY);
        assert_eq!((busy.status, busy.retry_after), (StatusCode::SERVICE_UNAVAILABLE, Some(5)));
        let full = error(rusqlite::ffi::SQLITE_FULL);
        assert_eq!((full.status, full.retry_after), (StatusCode::INTERNAL_SERVER_ERROR, None));
    }
}
