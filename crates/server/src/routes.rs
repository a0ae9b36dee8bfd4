//! The routes of the server.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, TRANSFER_ENCODING, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, options, post};
use axum::{Extension, Router, middleware};
use deskledger::iam::CREATE_TOKEN;
use deskledger::{EXPORT_CONNECTION_RECORDS, Operation};

use crate::docs::Asset;
use crate::docs::site::{ASSETS, Site, site};
use crate::faults::{self, Chaos, Injector};
use crate::generated::{
    ADD_CONNECTION_RECORDS, LIST_CONNECTION_RECORDS, LIST_PROJECTS, LIST_ROLES, SET_ROLE, SUMMARIZE_RECORDS, services,
};
use crate::handlers::api::{Api, Identity};
use crate::handlers::console_export;
use crate::http::error::{HttpError, IdentityError};
use crate::http::header_limits;
use crate::http::peer;
use crate::http::request_id::{self, RequestId};
use crate::ops::metrics;
use crate::state::Server;
use crate::strangers::RETRY_AFTER;

/// The supported methods.
const METHODS: [Method; 6] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS];

/// The methods of most paths, and of those that receive data.
const GET: &str = "GET,HEAD,OPTIONS";
const POST: &str = "POST,OPTIONS";

/// An operation of each path, and the methods of the path.
const OPTIONS: [(&Operation, &str); 8] = [
    (&EXPORT_CONNECTION_RECORDS, GET),
    (&LIST_CONNECTION_RECORDS, GET),
    (&ADD_CONNECTION_RECORDS, POST),
    (&SUMMARIZE_RECORDS, GET),
    (&LIST_PROJECTS, GET),
    (&LIST_ROLES, GET),
    (&SET_ROLE, "PUT,DELETE,OPTIONS"),
    (&CREATE_TOKEN, POST),
];

/// All routes and middleware.
pub(crate) fn router(server: Arc<Server>, chaos: Option<Chaos>) -> Router {
    let api = Arc::new(Api(server.clone()));
    let operations = services::export::connection(api.clone())
        .merge(services::ledger::connection(api.clone()))
        .merge(services::ledger::ledger(api))
        .merge(services::iam::token(Arc::new(Identity(server.clone()))));
    let calls = OPTIONS
        .iter()
        .fold(operations.with_state(()), |calls, (operation, methods)| calls.route(operation.path, allow(methods)))
        .route("/openapi.json", page(get(|headers| send(headers, |site| Some(&site.document)))))
        .route("/docs", page(get(|headers| send(headers, |site| Some(&site.reference)))))
        .route("/", page(get(|headers| send(headers, |site| Some(&site.console)))))
        .route(ASSETS, page(get(asset)))
        .route(console_export::PATH, post(console_export::export_form).merge(allow(POST)))
        .route("/healthz", page(get(|| async { "ok\n" })))
        .route("/readyz", page(get(ready)))
        .route("/metrics", page(get(metrics_text)))
        .fallback(|Extension(id): Extension<RequestId>| async move { HttpError::unknown_path(&id) })
        .method_not_allowed_fallback(method_not_allowed);
    // Inside metrics and logging: an injected fault is a response like any other.
    let calls = match chaos.map(|chaos| Arc::new(Injector::new(chaos, server.metrics.clone()))) {
        Some(injector) => calls.layer(middleware::from_fn_with_state(injector, faults::inject)),
        None => calls,
    };
    calls
        .layer(middleware::from_fn(check_host))
        .layer(middleware::from_fn_with_state(server.live.limits().max_header_bytes, header_limits::check))
        .layer(middleware::from_fn_with_state(server.clone(), count))
        .layer(middleware::from_fn_with_state(server.live.clone(), peer::resolve))
        .layer(middleware::from_fn(protect))
        .layer(middleware::from_fn(request_id::assign))
        .with_state(server)
}

fn page(route: MethodRouter<Arc<Server>>) -> MethodRouter<Arc<Server>> {
    route.merge(allow(GET))
}

/// The response to OPTIONS.
fn allow(methods: &'static str) -> MethodRouter<Arc<Server>> {
    options(move || async move { (StatusCode::NO_CONTENT, [(ALLOW, methods)]) })
}

/// The path does not support the method; in the format of the service that the path belongs to.
async fn method_not_allowed(uri: Uri) -> Response {
    match uri.path() == CREATE_TOKEN.path {
        true => IdentityError::new(StatusCode::METHOD_NOT_ALLOWED).into_response(),
        false => HttpError::declared(StatusCode::METHOD_NOT_ALLOWED).into_response(),
    }
}

/// Keeps responses of the calls out of caches, whoever runs them, and browsers from guessing a media type.
async fn protect(request: Request, next: Next) -> Response {
    let is_call = ["/v2/", "/v3/", "/ledger/", "/console/"].iter().any(|path| request.uri().path().starts_with(path));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_call {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let vary = HeaderValue::from_static("accept, accept-encoding, accept-language, x-auth-token, authorization");
        headers.insert(VARY, vary);
    }
    response
}

/// Counts responses by route: the number of paths is unbounded. An address that is rejected too often is throttled.
async fn count(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let is_known_method = METHODS.contains(request.method());
    let is_sign_in = request.uri().path() == CREATE_TOKEN.path;
    let (peer, id) = (peer::peer(request.extensions()), request.extensions().get::<RequestId>().copied());
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        if let (true, Some(id)) = (server.strangers.is_over(peer), id) {
            response = throttled(is_sign_in, &id);
        }
        server.strangers.reject(peer);
    }
    let route = route.filter(|_| is_known_method).unwrap_or_else(|| "other".to_owned());
    server.metrics.request(&route, response.status().as_u16());
    response
}

/// Too many rejected requests; in the format of the service that the path belongs to.
fn throttled(is_sign_in: bool, id: &RequestId) -> Response {
    match is_sign_in {
        true => IdentityError::too_many(RETRY_AFTER).into_response(),
        false => HttpError::too_many(id, RETRY_AFTER).into_response(),
    }
}

/// Rejects an HTTP/1.1 request without exactly one valid Host header, which proxies may interpret differently (RFC 9112,
/// section 3.2), and one with a transfer coding other than chunked (section 6.1).
async fn check_host(Extension(id): Extension<RequestId>, request: Request, next: Next) -> Response {
    let hosts: Vec<&HeaderValue> = request.headers().get_all(HOST).iter().collect();
    let mut codings = request.headers().get_all(TRANSFER_ENCODING).iter();
    if codings.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked")) {
        return HttpError::unknown_transfer_coding(&id).into_response();
    }
    match hosts.as_slice() {
        _ if request.version() != Version::HTTP_11 => next.run(request).await,
        [host] if is_host(host) => next.run(request).await,
        [_] => HttpError::invalid_host().into_response(),
        hosts => HttpError::no_host(hosts.len()).into_response(),
    }
}

/// Whether a header is a host with an optional port, or empty, as for a target without a host.
fn is_host(header: &HeaderValue) -> bool {
    let Ok(authority) = Authority::try_from(header.as_bytes()) else { return header.is_empty() };
    // A user has no place here.
    let is_port = |port: &str| port.bytes().all(|digit| digit.is_ascii_digit());
    let rest = authority.as_str().strip_prefix(authority.host());
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
}

/// Whether the data can be read and written. A log that loses lines is reported, and does not make the server unready.
async fn ready(State(server): State<Arc<Server>>) -> Result<String, HttpError> {
    server.readiness.check().await.map_err(|_| HttpError::not_ready())?;
    Ok(match server.log_losses.load(Ordering::Relaxed) {
        0 => "ready\n".to_owned(),
        lost => format!("ready\nlog lines lost: {lost}\n"),
    })
}

async fn metrics_text(State(server): State<Arc<Server>>) -> Result<Response, HttpError> {
    let status = server.readiness.check().await;
    let access = server.access.clone();
    let locks = tokio::task::spawn_blocking(move || access.count_locks()).await.ok().and_then(Result::ok);
    server.metrics.health(status.is_ok(), server.log_losses.load(Ordering::Relaxed), locks.unwrap_or_default());
    let text = server.metrics.text(server.exports.in_use()).map_err(|error| HttpError::internal(&error))?;
    Ok(([(CONTENT_TYPE, metrics::MEDIA_TYPE)], text).into_response())
}

async fn asset(
    Path((version, name)): Path<(String, String)>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let response = send(headers, move |site| site.file(&version, &name)).await?;
    Ok(if response.status() == StatusCode::NOT_FOUND { HttpError::unknown_path(&id).into_response() } else { response })
}

/// Sends a page or a file; the first time it is prepared and compressed.
async fn send(
    headers: HeaderMap,
    find: impl FnOnce(&'static Site) -> Option<&'static Asset> + Send + 'static,
) -> Result<Response, HttpError> {
    let respond = move || match find(site()?) {
        Some(asset) => asset.respond(&headers),
        None => Ok(StatusCode::NOT_FOUND.into_response()),
    };
    tokio::task::spawn_blocking(respond).await?.map_err(|error| HttpError::internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_throttled_sign_in_has_the_format_of_the_identity_service() {
        for (is_sign_in, field) in [(true, "error"), (false, "error_code")] {
            let response = throttled(is_sign_in, &RequestId::random());
            assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (429, &"60".parse().unwrap()));
            let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert!(body.get(field).is_some(), "{body}");
        }
    }
}
