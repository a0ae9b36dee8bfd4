//! Error codes and messages of the service by status. A test compares them with the examples of the document.

use axum::http::StatusCode;

/// Status, error code and message.
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
pub(super) const INVALID: &str = "WKS.00211102";

/// Code and message for a status that the document declares.
pub(super) fn of(status: StatusCode) -> Option<(&'static str, &'static str)> {
    CODES.iter().find(|(declared, ..)| *declared == status).map(|(_, code, message)| (*code, *message))
}
