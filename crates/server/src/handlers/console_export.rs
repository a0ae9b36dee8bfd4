//! The export of the console: a form whose response is that of the export call, so that the browser streams it to disk. The
//! file is not held in the memory of a tab, and the token does not appear in a URL, a history or a log.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use deskledger::{EXPORT_CONNECTION_RECORDS, ExportConnectionRecords};
use deskledger_axum::{Accept, Endpoint, TypedResponse};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::api::Api;
use crate::generated::services::export::Connection;
use crate::http::error::HttpError;
use crate::http::request_id::RequestId;
use crate::state::Server;

/// Path of the form.
pub(crate) const PATH: &str = "/console/export";

/// Maximum size of the form in bytes: a token has up to 40,000 characters.
const MAX_BYTES: usize = 64 << 10;

/// Handles the form as the equivalent call.
pub(crate) async fn export_form(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let (parts, body) = request.into_parts();
    let form = tokio::time::timeout(server.live.limits().body_timeout, to_bytes(body, MAX_BYTES)).await;
    let form = form
        .map_err(|_| HttpError::of_status(StatusCode::REQUEST_TIMEOUT, &id))?
        .map_err(|error| HttpError::unreadable_body(&error, &id))?;
    let mut call = call(&form, &id)?;
    *call.extensions_mut() = parts.extensions;
    let endpoint =
        Endpoint { operation: &EXPORT_CONNECTION_RECORDS, media_type: None, decode: ExportConnectionRecords::decode };
    let api = Api(server);
    let (extracted, call) = api.accept(endpoint, call).await?;
    Ok(TypedResponse::from(api.export_connection_records(extracted, call).await?).into_response())
}

/// The call that is equivalent to a form.
fn call(form: &[u8], id: &RequestId) -> Result<Request, HttpError> {
    let mut call = Request::new(Body::empty());
    let mut project_id = String::new();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(form) {
        match &*name {
            "token" => {
                let mut token = HeaderValue::try_from(&*value).map_err(|_| HttpError::wrong_token(id))?;
                token.set_sensitive(true);
                call.headers_mut().append("x-auth-token", token);
            }
            "accept" => {
                // An invalid value has no preference.
                let accept = HeaderValue::try_from(&*value).unwrap_or(HeaderValue::from_static("*/*"));
                call.headers_mut().append(ACCEPT, accept);
            }
            "project_id" => project_id = utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string(),
            _ => drop(query.append_pair(&name, &value)),
        }
    }
    let path = EXPORT_CONNECTION_RECORDS.path.replace("{project_id}", &project_id);
    *call.method_mut() = Method::GET;
    *call.uri_mut() = Uri::try_from(format!("{path}?{}", query.finish()))
        .map_err(|_| HttpError::of_status(StatusCode::URI_TOO_LONG, id))?;
    Ok(call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_the_call_and_its_token_stays_out_of_the_address() {
        let form = b"token=a%2Bb&project_id=..%2Fp&accept=text%2Fcsv&user_name=%E5%BC%A0+%26&language=zh_CN";
        let call = call(form, &RequestId::random()).unwrap();
        let expected = "/v2/%2E%2E%2Fp/connections/desktops/export?user_name=%E5%BC%A0+%26&language=zh_CN";
        assert_eq!((call.uri().to_string().as_str(), call.method()), (expected, &Method::GET));
        let header = |name: &str| call.headers()[name].as_bytes();
        assert_eq!((header("x-auth-token"), header("accept")), (&b"a+b"[..], &b"text/csv"[..]));
        assert!(!format!("{call:?}").contains("a+b"));
    }
}
