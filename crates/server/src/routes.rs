//! The paths that the server knows.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router, middleware};
use deskledger::{EXPORT_CONNECTION_RECORDS, ExportConnectionRecords, Violations, Wire};
use tokio::sync::Semaphore;

use crate::auth::Tokens;
use crate::export::{self, Format};
use crate::http_error::HttpError;
use crate::request_id::{self, RequestId};
use crate::store::{Filter, Store};
use crate::{openapi, reference};

/// Seconds after which a caller may try again when too many exports run.
const RETRY_AFTER: u32 = 2;

struct Server {
    store: Store,
    tokens: Tokens,
    exports: Arc<Semaphore>,
}

/// Everything that the server answers, with at most `exports` exports at once.
pub(crate) fn router(store: Store, tokens: Tokens, exports: usize) -> Router {
    let exports = Arc::new(Semaphore::new(exports.min(Semaphore::MAX_PERMITS)));
    Router::new()
        .route(EXPORT_CONNECTION_RECORDS.path, get(export_connection_records))
        .route("/openapi.json", get(openapi))
        .route("/docs", get(docs))
        .route("/", get(|| async { Redirect::temporary("/docs") }))
        .route("/healthz", get(|| async { "ok\n" }))
        .fallback(|Extension(id): Extension<RequestId>| async move { HttpError::unknown_path(&id) })
        .method_not_allowed_fallback(|| async { HttpError::method_not_allowed() })
        .layer(middleware::from_fn(request_id::assign))
        .with_state(Arc::new(Server { store, tokens, exports }))
}

/// The export. The request is read by the generated rules from the raw path and the raw query.
async fn export_connection_records(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    if !server.tokens.allow(request.headers()) {
        return Err(HttpError::unauthorized());
    }
    let call = read(&request).map_err(|violations| HttpError::invalid(&violations))?;
    let format = Format::accepted(request.headers().get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()));
    if request.method() == Method::HEAD {
        return Ok(file(format, export::Body::unsent()));
    }
    let Ok(permit) = server.exports.clone().try_acquire_owned() else {
        return Err(HttpError::too_many(&id, RETRY_AFTER));
    };
    let (store, filter) = (server.store.clone(), Filter::from(&call));
    let start = export::Start { store, filter, format, language: call.language.unwrap_or_default(), permit };
    let body = export::start(start).await.map_err(|error| HttpError::internal(&error))?;
    Ok(file(format, body))
}

fn read(request: &Request) -> Result<ExportConnectionRecords, Violations> {
    let (uri, headers) = (request.uri(), request.headers());
    ExportConnectionRecords::from_wire(&Wire {
        path: &path_parameters(EXPORT_CONNECTION_RECORDS.path, uri.path()),
        query: uri.query().unwrap_or_default(),
        headers: &|name| headers.get_all(name).iter().map(HeaderValue::as_bytes).collect(),
    })
}

/// The parameters of a path that a template of the document matches, as they came.
fn path_parameters<'r>(template: &'r str, path: &'r str) -> Vec<(&'r str, &'r str)> {
    let name = |segment: &'r str| segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
    let pairs = template.split('/').zip(path.split('/'));
    pairs.filter_map(|(segment, value)| name(segment).map(|name| (name, value))).collect()
}

fn file(format: Format, body: export::Body) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("none"));
    let disposition = format!("attachment; filename=\"connection-records.{}\"", format.extension());
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    (headers, Body::new(body)).into_response()
}

async fn openapi() -> Result<Response, HttpError> {
    let document = openapi::json().map_err(|error| HttpError::internal(&error))?;
    Ok(([(CONTENT_TYPE, "application/json")], document).into_response())
}

async fn docs() -> Result<Response, HttpError> {
    let page = reference::own_page().map_err(|error| HttpError::internal(&error))?;
    Ok(([(CONTENT_SECURITY_POLICY, "frame-ancestors 'none'")], Html(page)).into_response())
}
