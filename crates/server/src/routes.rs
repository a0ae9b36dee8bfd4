//! The paths that the server knows.

use std::io;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{Method, StatusCode, Uri, Version};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get, post, put};
use axum::{Extension, Router, middleware};
use deskledger::EXPORT_CONNECTION_RECORDS;
use deskledger::iam::CREATE_TOKEN;

use crate::chaos::{self, Chaos, Dice};
use crate::http_error::{HttpError, IdentityError};
use crate::ledger::{ADD_CONNECTION_RECORDS, LIST_CONNECTION_RECORDS, LIST_PROJECTS, LIST_ROLES, SET_ROLE};
use crate::request_id::{self, RequestId};
use crate::state::Server;
use crate::{call, console, head, metrics, openapi, reference};

/// The methods of all calls.
const KNOWN: [Method; 6] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS];

/// Everything that the server answers.
pub(crate) fn router(server: Arc<Server>, chaos: Option<Chaos>) -> Router {
    let calls = Router::new()
        .route(EXPORT_CONNECTION_RECORDS.path, page(get(call::export::answer)))
        .route(LIST_CONNECTION_RECORDS.path, page(get(call::list::answer)))
        .route(ADD_CONNECTION_RECORDS.path, post(call::records::answer).options(taking))
        .route(LIST_PROJECTS.path, page(get(call::projects::answer)))
        .route(LIST_ROLES.path, page(get(call::roles::list)))
        .route(SET_ROLE.path, put(call::roles::set).delete(call::roles::remove).options(changing))
        .route(CREATE_TOKEN.path, post(call::token::answer).options(taking))
        .route("/openapi.json", page(get(openapi)))
        .route("/docs", page(get(docs)))
        .route("/", page(get(|| async { html(console::page()) })))
        .route(console::download::PATH, post(console::download::answer).options(taking))
        .route("/healthz", page(get(|| async { "ok\n" })))
        .route("/readyz", page(get(ready)))
        .route("/metrics", page(get(counted)))
        .fallback(|Extension(id): Extension<RequestId>| async move { HttpError::unknown_path(&id) })
        .method_not_allowed_fallback(another_method);
    // Inside of what counts and logs: a fault is an answer as any other.
    let calls = match chaos.map(|chaos| Arc::new(Dice::new(chaos, server.metrics.clone()))) {
        Some(dice) => calls.layer(middleware::from_fn_with_state(dice, chaos::misbehave)),
        None => calls,
    };
    calls
        .layer(middleware::from_fn(addressed))
        .layer(middleware::from_fn_with_state(server.clone(), head::bound))
        .layer(middleware::from_fn_with_state(server.clone(), count))
        .layer(middleware::from_fn(request_id::assign))
        .with_state(server)
}

fn page(route: MethodRouter<Arc<Server>>) -> MethodRouter<Arc<Server>> {
    route.options(options)
}

/// Which methods there are. Most paths know the same ones.
async fn options() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(ALLOW, "GET,HEAD,OPTIONS")])
}

/// The path does not know the method, in the shape of the service that the path belongs to.
async fn another_method(uri: Uri) -> Response {
    match uri.path() == CREATE_TOKEN.path {
        true => IdentityError::of(StatusCode::METHOD_NOT_ALLOWED).into_response(),
        false => HttpError::method_not_allowed().into_response(),
    }
}

async fn changing() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(ALLOW, "PUT,DELETE,OPTIONS")])
}

async fn taking() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(ALLOW, "POST,OPTIONS")])
}

/// Counts what is answered, by the route and not by the path: paths are without number.
async fn count(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let is_known_method = KNOWN.contains(request.method());
    let response = next.run(request).await;
    let route = route.filter(|_| is_known_method).unwrap_or_else(|| "other".to_owned());
    server.metrics.request(&route, response.status().as_u16());
    response
}

/// Refuses a request of HTTP/1.1 that does not name one host: proxies on the way may each take it for another's (RFC 9112,
/// section 3.2).
async fn addressed(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(HOST).iter().count();
    match request.version() == Version::HTTP_11 && hosts != 1 {
        true => HttpError::no_host(hosts).into_response(),
        false => next.run(request).await,
    }
}

/// Whether requests can be answered: the store can be read.
async fn ready(State(server): State<Arc<Server>>) -> Result<&'static str, HttpError> {
    let answer = server.readiness.ask().await;
    answer.map(|()| "ready\n").map_err(|error| HttpError::unavailable(&io::Error::other(error)))
}

async fn counted(State(server): State<Arc<Server>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, metrics::MEDIA_TYPE)], server.metrics.text(server.running()))
}

async fn openapi() -> Result<Response, HttpError> {
    let document = openapi::json().map_err(|error| HttpError::internal(&error))?;
    Ok(([(CONTENT_TYPE, "application/json")], document).into_response())
}

async fn docs() -> Result<Response, HttpError> {
    let page = reference::own_page().map_err(|error| HttpError::internal(&error))?;
    Ok(html(page))
}

fn html(page: &'static str) -> Response {
    ([(CONTENT_SECURITY_POLICY, "frame-ancestors 'none'")], Html(page)).into_response()
}
