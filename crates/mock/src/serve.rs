//! The mock on a socket.

use std::future::Future;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT, ALLOW, AUTHORIZATION, CONTENT_TYPE, COOKIE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use deskledger_runtime::percent::percent_decode;
use deskledger_runtime::{ParameterIn, RawRequest, SecurityKind, SecurityRequirement, Violation, Violations};
use deskledger_server::{Chaos, InjectedError, with_faults};
use tokio::net::TcpListener;

use crate::api::{Api, Call};
use crate::examples::{operation, resolve};
use crate::request::Options;
use crate::response::{MockResponse, plain};
use crate::route::Matched;

/// Longest body of a request in bytes.
const MAX_BODY: usize = 16 << 20;

/// A server made from a document.
pub struct Server {
    /// The calls of the document.
    pub api: Api,
    /// Options of generated values.
    pub options: Options,
    /// Faults to inject.
    pub chaos: Option<Chaos>,
}

/// Serves on a socket until `shutdown` completes.
///
/// # Errors
/// The socket fails.
pub async fn serve(
    server: Server,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let Server { api, options, chaos } = server;
    let shared = Arc::new((api, options));
    let state = shared.clone();
    let router = Router::new().fallback(move |request: Request| {
        let state = state.clone();
        async move { respond(&state.0, &state.1, request).await }
    });
    let router = match chaos {
        Some(chaos) => with_faults(router, chaos, move |request, error| {
            let (status, retry_after) = match error {
                InjectedError::Status(status, retry_after) => (status, retry_after),
                InjectedError::ExpiredToken => (StatusCode::UNAUTHORIZED, None),
            };
            injected(&shared.0, &shared.1, request, status, retry_after)
        }),
        None => router,
    };
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

async fn respond(api: &Api, options: &Options, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return sent(plain(413, "expected a body of at most 16 MiB", &Violations::new()));
    };
    sent(handle(api, options, &parts, &body))
}

fn handle(api: &Api, options: &Options, parts: &Parts, body: &[u8]) -> MockResponse {
    let query = parts.uri.query().unwrap_or_default();
    let found = api.route(parts.uri.path(), query);
    if found.is_empty() {
        return plain(404, "expected a path of the document, found none of them", &Violations::new());
    }
    let method = parts.method.as_str();
    let Some(Matched { call, values }) = found.iter().find(|one| one.call.operation.method == method) else {
        let methods: Vec<&str> = found.iter().map(|one| one.call.operation.method).collect();
        let methods = methods.join(", ");
        let mut example =
            plain(405, &format!("expected one of the methods {methods}, found {method}"), &Violations::new());
        example.headers.push((ALLOW.to_string(), methods));
        return example;
    };
    let fails =
        |status, message: &str, violations: &Violations| call.failure(api, status, message, violations, options);
    let none = Violations::new();
    if !is_authorised(call, parts, query) {
        return fails(401, "expected a credential that the call accepts, found none", &none);
    }
    let headers = |name: &str| parts.headers.get_all(name).iter().map(HeaderValue::as_bytes).collect::<Vec<_>>();
    let media_type = header(parts, &CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let differs = !media_type.is_empty() && !is_same(&call.media_type, &media_type);
    let is_accepted = differs && accepts(api, call, &media_type);
    let is_other = is_accepted || differs && !body.is_empty();
    if is_other && !call.media_type.is_empty() && !is_accepted {
        let message = format!("expected a body of {}, found {media_type}", call.media_type);
        return fails(415, &message, &none);
    }
    let raw = RawRequest { path: values, query, headers: &headers, body };
    if let Err(violations) = call.check(&raw, !is_other).or_else(without_ignored) {
        return fails(400, &violations.to_string(), &violations);
    }
    call.response(api, header(parts, &ACCEPT), options).unwrap_or_else(|| {
        let message = "no value was found that the schema of the response accepts: add an example to the document";
        plain(501, message, &none)
    })
}

/// Accepts violations of header parameters that OpenAPI ignores, because other parts of a document decide on these headers.
fn without_ignored(found: Violations) -> Result<(), Violations> {
    let is_ignored = |one: &Violation| {
        let is_name = |name: &&str| one.name.eq_ignore_ascii_case(name);
        one.place == ParameterIn::Header && ["accept", "authorization", "content-type"].iter().any(is_name)
    };
    let mut violations = Violations::new();
    found.iter().filter(|one| !is_ignored(one)).for_each(|one| violations.push(one.clone()));
    violations.into_result(())
}

/// The response of an injected status.
fn injected(api: &Api, options: &Options, request: &Request, status: StatusCode, retry_after: Option<u32>) -> Response {
    let found = api.route(request.uri().path(), request.uri().query().unwrap_or_default());
    let call = found.iter().find(|one| one.call.operation.method == request.method().as_str());
    let (message, none) = ("a fault was injected", Violations::new());
    let example = match call {
        Some(one) => one.call.failure(api, status.as_u16(), message, &none, options),
        None => plain(status.as_u16(), message, &none),
    };
    let mut response = sent(MockResponse { status: status.as_u16(), ..example });
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn header<'p>(parts: &'p Parts, name: &HeaderName) -> &'p str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_same(wanted: &str, found: &str) -> bool {
    wanted.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(found)
}

/// Whether the document has a media type for the body, other than the one that generated code sends.
fn accepts(api: &Api, call: &Call, media_type: &str) -> bool {
    let body = operation(&api.document, call.operation).and_then(|node| node.get("requestBody"));
    let content = body.and_then(|body| resolve(&api.document, body).get("content")?.as_object());
    content.into_iter().flatten().any(|(name, _)| {
        let range = name.strip_suffix('*').map(|kind| kind.strip_prefix('*').unwrap_or(kind));
        is_same(name, media_type) || range.is_some_and(|kind| kind == "/" || media_type.starts_with(kind))
    })
}

/// Whether a request has every credential of one alternative. Any value is accepted.
fn is_authorised(call: &Call, parts: &Parts, query: &str) -> bool {
    let has = |one: &SecurityRequirement| match one.scheme.kind {
        SecurityKind::ApiKey(ParameterIn::Query, name) => {
            let mut names = query.split('&').filter_map(|pair| percent_decode(pair.split('=').next()?, true));
            names.any(|found| found == name)
        }
        SecurityKind::ApiKey(ParameterIn::Cookie, name) => {
            let pairs = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
            pairs.flat_map(|text| text.split(';')).any(|pair| pair.trim().split('=').next() == Some(name))
        }
        SecurityKind::ApiKey(_, name) => parts.headers.contains_key(name),
        // The connection is not encrypted: there is no client certificate to look at.
        SecurityKind::MutualTls => true,
        _ => parts.headers.contains_key(AUTHORIZATION),
    };
    let alternatives = call.operation.security;
    alternatives.is_empty() || alternatives.iter().any(|alternative| alternative.iter().all(has))
}

fn sent(example: MockResponse) -> Response {
    let mut response = Response::new(Body::from(example.body));
    *response.status_mut() = StatusCode::from_u16(example.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in example.headers.into_iter().chain([(CONTENT_TYPE.to_string(), example.media_type)]) {
        if let (Ok(name), Ok(text)) = (HeaderName::try_from(name), HeaderValue::try_from(&value))
            && !value.is_empty()
        {
            response.headers_mut().insert(name, text);
        }
    }
    response
}
