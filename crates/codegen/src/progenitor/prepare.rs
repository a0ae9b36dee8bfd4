//! The document as progenitor sees it: requests and successful responses, without anything that it cannot process.
//!
//! Removed, because progenitor fails on it or misreads it: every response but the file, constraints (the runtime checks
//! them), descriptions (a code block in one becomes a failing test), a version that is not ASCII (it is sent in a header).

use serde_json::{Value, json};

use crate::model::{Document, Operation, Parameter, ParameterIn, Role, Shape};
use crate::names;

/// Methods that the generated client has already.
const TAKEN_METHODS: [&str; 9] =
    ["new", "new_with_client", "api_version", "baseurl", "client", "inner", "pre", "post", "exec"];

/// The prepared document.
pub(crate) fn prepare(document: &Document) -> Value {
    let mut paths = serde_json::Map::new();
    for operation in document.operations.iter().filter(|operation| is_supported(operation)) {
        let path = paths.entry(&operation.path).or_insert_with(|| json!({}));
        path[operation.method.to_lowercase()] = prepared(operation);
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": plain(&document.title), "version": plain(&document.version) },
        "paths": paths,
    })
}

/// Whether progenitor can generate the call: a file, with parameters in the usual styles.
fn is_supported(operation: &Operation) -> bool {
    let is_usual = |one: &Parameter| {
        !matches!(one.schema.shape, Shape::Json(_) | Shape::Parts(_) | Shape::Raw)
            && one.field == names::snake(&one.name)
    };
    operation.is_download()
        && operation.parameters.iter().all(is_usual)
        && operation.name == operation.id
        && !TAKEN_METHODS.contains(&names::snake(&operation.id).as_str())
}

fn prepared(operation: &Operation) -> Value {
    let file = json!({ "type": "string", "format": "binary" });
    json!({
        "operationId": operation.id,
        "parameters": operation.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": {
            "200": { "description": "", "content": { "application/octet-stream": { "schema": file } } },
        },
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let place = match parameter.place {
        ParameterIn::Path => "path",
        ParameterIn::Query => "query",
        ParameterIn::Header | ParameterIn::Cookie | ParameterIn::Body => "header",
    };
    json!({
        "name": parameter.name,
        "in": place,
        "required": parameter.required || parameter.place == ParameterIn::Path || matches!(parameter.role, Role::Fixed(_)),
        "schema": schema(&parameter.schema.shape),
    })
}

fn schema(shape: &Shape) -> Value {
    match shape {
        Shape::Text(_) => json!({ "type": "string" }),
        Shape::Int(_) => json!({ "type": "integer", "format": "int64" }),
        Shape::Number(_) => json!({ "type": "number", "format": "double" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::List(list) => json!({ "type": "array", "items": schema(&list.item) }),
        // Not in an operation that is prepared.
        Shape::Json(_) | Shape::Parts(_) | Shape::Raw => json!({}),
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || " .-+_".contains(*c)).collect()
}
