//! Errors of the gateway in front of the service: it checks paths, credentials, sizes and rates, and repeats the request id
//! in the body.
//!
//! Codes and statuses are the vendor's, as are the messages about credentials, the path and throttling.

use axum::http::StatusCode;

use super::service::{ErrorBody, HttpError};
use crate::http::request_id::RequestId;

/// Prefix of the messages about credentials.
const AUTHENTICATION: &str = "Incorrect IAM authentication information";

/// Messages about the transport of a request.
const TRANSPORT: [(StatusCode, &str); 6] = [
    (StatusCode::REQUEST_TIMEOUT, "The request body took too long."),
    (StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large."),
    (StatusCode::URI_TOO_LONG, "The request URI is too long."),
    (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "The request headers are too large."),
    (StatusCode::BAD_GATEWAY, "The backend is unavailable."),
    (StatusCode::GATEWAY_TIMEOUT, "The backend did not answer in time."),
];

impl HttpError {
    /// The request carries neither a token nor a signature.
    pub(crate) fn no_token(id: &RequestId) -> Self {
        Self::unauthenticated("x-auth-token not found", id)
    }

    /// The token is unknown, or the request carries several.
    pub(crate) fn wrong_token(id: &RequestId) -> Self {
        Self::unauthenticated("decrypt token fail", id)
    }

    /// The token has expired.
    pub(crate) fn expired_token(id: &RequestId) -> Self {
        Self::unauthenticated("token expires", id)
    }

    /// The signature is invalid. The reason is not reported.
    pub(crate) fn wrong_signature(id: &RequestId) -> Self {
        Self::unauthenticated("verify aksk signature fail", id)
    }

    fn unauthenticated(why: &str, id: &RequestId) -> Self {
        Self::of_gateway(StatusCode::UNAUTHORIZED, "APIGW.0301", &format!("{AUTHENTICATION}: {why}"), id)
    }

    /// The path does not exist.
    pub(crate) fn unknown_path(id: &RequestId) -> Self {
        let message = "The API does not exist or has not been published in the environment.";
        Self::of_gateway(StatusCode::NOT_FOUND, "APIGW.0101", message, id)
    }

    /// The body cannot be read: it is too large, or its transfer coding is broken.
    pub(crate) fn unreadable_body(error: &axum::Error, id: &RequestId) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(error) = cause {
            if error.is::<http_body_util::LengthLimitError>() {
                return Self::of_status(StatusCode::PAYLOAD_TOO_LARGE, id);
            }
            cause = error.source();
        }
        Self::of_transport(StatusCode::BAD_REQUEST, "The request body is broken.", id)
    }

    /// The transfer coding of the body is not supported.
    pub(crate) fn unknown_transfer_coding(id: &RequestId) -> Self {
        Self::of_transport(StatusCode::NOT_IMPLEMENTED, "The transfer coding of the request is not supported.", id)
    }

    /// Too many concurrent requests; `retry_after` is in seconds.
    pub(crate) fn too_many(id: &RequestId, retry_after: u32) -> Self {
        Self::of_status(StatusCode::TOO_MANY_REQUESTS, id).with_retry_after(Some(retry_after))
    }

    /// The error that the cloud returns with a status: of the service if its document declares one, else of the gateway.
    pub(crate) fn of_status(status: StatusCode, id: &RequestId) -> Self {
        if let Some((_, message)) = TRANSPORT.iter().find(|(known, _)| *known == status) {
            return Self::of_transport(status, message, id);
        }
        let mut error = Self::declared(status);
        match status {
            StatusCode::UNAUTHORIZED => Self::wrong_token(id),
            StatusCode::TOO_MANY_REQUESTS => {
                error.body.request_id = Some(id.to_string());
                error
            }
            _ if error.body.error_code.is_none() => {
                let reason = status.canonical_reason().unwrap_or("The request failed");
                Self::of_transport(status, &format!("{reason}."), id)
            }
            _ => error,
        }
    }

    /// The gateway has one code for invalid requests and transport errors, regardless of the status.
    fn of_transport(status: StatusCode, message: &str, id: &RequestId) -> Self {
        Self::of_gateway(status, "APIGW.0201", message, id)
    }

    fn of_gateway(status: StatusCode, code: &str, message: &str, id: &RequestId) -> Self {
        Self::new(status, ErrorBody { request_id: Some(id.to_string()), ..ErrorBody::of(code, message) })
    }
}

#[cfg(test)]
mod tests {
    use deskledger::{EXPORT_CONNECTION_RECORDS, Locale, Operation, Violations};
    use serde_json::Value;

    use super::*;
    use crate::generated;

    /// All operations of the service; the identity service has error bodies of its own.
    const OPERATIONS: [&Operation; 8] = [
        &EXPORT_CONNECTION_RECORDS,
        &generated::LIST_CONNECTION_RECORDS,
        &generated::SUMMARIZE_RECORDS,
        &generated::ADD_CONNECTION_RECORDS,
        &generated::LIST_PROJECTS,
        &generated::LIST_ROLES,
        &generated::SET_ROLE,
        &generated::REMOVE_ROLE,
    ];

    #[test]
    fn no_operation_of_the_documents_is_missing_from_these_tests() {
        for id in [deskledger::DOCUMENT, generated::DOCUMENT].into_iter().flat_map(generated::operation_ids) {
            assert!(OPERATIONS.iter().any(|operation| operation.id == id), "{id}");
        }
    }

    #[test]
    fn every_error_that_is_sent_has_a_code_and_a_message() {
        let id = RequestId::random();
        let errors = [
            HttpError::invalid(&Violations::new(), Locale::English),
            HttpError::no_token(&id),
            HttpError::unknown_path(&id),
            HttpError::range_not_satisfiable(1),
            HttpError::declared(StatusCode::METHOD_NOT_ALLOWED),
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
    fn every_declared_error_has_the_code_and_the_message_of_the_document() {
        let id = RequestId::random();
        let mut count = 0;
        for response in OPERATIONS.iter().flat_map(|operation| operation.responses) {
            let mut examples = response.media_types.iter().filter_map(|media_type| media_type.example);
            let Some(example) = examples.next().and_then(|text| serde_json::from_str::<Value>(text).ok()) else {
                continue;
            };
            let status = StatusCode::from_u16(response.status).unwrap();
            let message = example["error_msg"].as_str();
            let error = match status {
                // The example of the document is the service's; the gateway rejects credentials before it.
                StatusCode::UNAUTHORIZED => continue,
                StatusCode::UNSUPPORTED_MEDIA_TYPE => HttpError::unknown_media_type(
                    message.and_then(|text| text.strip_suffix('.')?.split(' ').next_back()).unwrap(),
                ),
                status => HttpError::of_status(status, &id),
            };
            assert_eq!(error.body.error_code.as_deref(), example["error_code"].as_str(), "{status}");
            assert_eq!(error.body.error_msg.as_deref(), message, "{status}");
            count += 1;
        }
        assert!(count > 30, "{count}");
    }

    #[test]
    fn every_call_declares_the_errors_that_any_caller_of_it_can_get() {
        for operation in OPERATIONS.into_iter().chain([&deskledger::iam::CREATE_TOKEN]) {
            // Rejected, throttled, failed, busy, and a disk that is too full to record a signature.
            for status in [400, 401, 405, 429, 500, 503, 507] {
                let mut responses = operation.responses.iter();
                assert!(responses.any(|response| response.status == status), "{} {status}", operation.id);
            }
        }
    }

    #[test]
    fn a_body_that_is_too_slow_or_too_large_is_rejected_with_a_status_that_the_document_declares() {
        let id = RequestId::random();
        let statuses = [StatusCode::REQUEST_TIMEOUT, StatusCode::PAYLOAD_TOO_LARGE];
        let errors = statuses.map(|status| HttpError::of_status(status, &id));
        let operations = [&generated::ADD_CONNECTION_RECORDS, &generated::SET_ROLE, &deskledger::iam::CREATE_TOKEN];
        for operation in operations {
            for error in &errors {
                let mut responses = operation.responses.iter();
                assert!(responses.any(|response| response.status == error.status), "{}", error.status);
            }
        }
    }
}
