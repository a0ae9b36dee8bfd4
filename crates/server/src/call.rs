//! The calls of the server, one room each, and what more than one of them needs.

pub(crate) mod conditional;
mod disposition;
pub(crate) mod encoding;
mod entity;
pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod range;
pub(crate) mod records;
pub(crate) mod roles;
pub(crate) mod token;

use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use deskledger::runtime::{At, Role, Rule, Shape};
use deskledger::{Operation, Violations, Wire};

/// Hands a request, as it came, to the generated rules of a call with this path.
pub(crate) fn on_wire<T>(template: &str, request: &Parts, read: impl FnOnce(&Wire<'_>) -> T) -> T {
    with_body(template, request, &[], read)
}

/// As [`on_wire`], with the body.
fn with_body<T>(template: &str, request: &Parts, body: &[u8], read: impl FnOnce(&Wire<'_>) -> T) -> T {
    let Parts { uri, headers, .. } = request;
    read(&Wire {
        path: &path_parameters(template, uri.path()),
        query: uri.query().unwrap_or_default(),
        headers: &|name| headers.get_all(name).iter().map(HeaderValue::as_bytes).collect(),
        body,
    })
}

/// The media type of the body of a request, without its parameters.
fn media_type(request: &Parts) -> &str {
    let value = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

/// Checks the headers that no caller fills in: what the client sends by itself keeps the rules of the document as well.
pub(crate) fn check_headers(call: &Operation, request: &Parts, out: &mut Violations) {
    for parameter in call.parameters.iter().filter(|parameter| !matches!(parameter.role, Role::Input)) {
        let Shape::Text(rule) = parameter.shape else { continue };
        let at = At { place: parameter.place, name: parameter.name, line: parameter.line };
        let values = request.headers.get_all(parameter.name).iter();
        values.filter_map(|value| value.to_str().ok()).for_each(|value| rule.gather(at, value, out));
    }
}

/// The parameters of a path that a template of the document matches, as they came.
fn path_parameters<'r>(template: &'r str, path: &'r str) -> Vec<(&'r str, &'r str)> {
    let name = |segment: &'r str| segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
    let pairs = template.split('/').zip(path.split('/'));
    pairs.filter_map(|(segment, value)| name(segment).map(|name| (name, value))).collect()
}
