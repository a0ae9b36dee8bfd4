//! The served document, derived: the call from the table of the generated code, the error bodies from the types that
//! are sent. What neither holds (info, servers, security, the record) is taken from the document as it is.
//!
//! It is spelled in OpenAPI 3.1, where openapi.yaml is 3.0.3; tests/openapi.rs lists what that changes.

mod operation;
mod schema;

use bytes::Bytes;
use deskledger::{DOCUMENT, EXPORT_CONNECTION_RECORDS, iam};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::HttpMethod;
use utoipa::{Modify, OpenApi as _};

use crate::http_error::{ErrorBody, Violation};
use crate::ledger;

/// The document with the types of the error bodies; the rest is added by [`Contract`].
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(ErrorBody, Violation)), modifiers(&Contract))]
struct Served;

struct Contract;

/// The document as JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub(crate) fn json() -> serde_json::Result<Bytes> {
    let mut served = serde_json::to_value(Served::openapi())?;
    add_others(&mut served)?;
    serde_json::to_vec(&served).map(Bytes::from)
}

/// Adds the calls of the other documents, with their tags; what two of them name is as the first one has it.
///
/// # Errors
/// One of them does not read.
pub(crate) fn add_others(served: &mut Value) -> serde_json::Result<()> {
    [ledger::DOCUMENT, iam::DOCUMENT].into_iter().try_for_each(|document| add(served, document))
}

fn add(served: &mut Value, document: &str) -> serde_json::Result<()> {
    let second: &Value = &serde_json::from_str(document)?;
    let parts = [&["paths"][..], &["components", "schemas"], &["components", "headers"]];
    for part in parts {
        let found = part.iter().try_fold(second, |value, name| value.get(name)).and_then(Value::as_object);
        let there = part.iter().fold(&mut *served, |value, name| &mut value[*name]);
        for (name, value) in found.into_iter().flatten() {
            if there.get(name).is_none() {
                there[name] = value.clone();
            }
        }
    }
    if let (Some(tags), Some(more)) = (served["tags"].as_array_mut(), second["tags"].as_array()) {
        let is_new = |tag: &&Value| !tags.iter().any(|other| other["name"] == tag["name"]);
        let more: Vec<Value> = more.iter().filter(is_new).cloned().collect();
        tags.extend(more);
    }
    Ok(())
}

impl Modify for Contract {
    fn modify(&self, served: &mut OpenApi) {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
        served.info = read(&document["info"]).unwrap_or_default();
        served.servers = read(&document["servers"]);
        served.tags = read(&document["tags"]);
        served.security = read(&document["security"]);
        let call = &EXPORT_CONNECTION_RECORDS;
        served.paths.add_path_operation(call.path, methods(call.method), operation::of(call));
        let components = served.components.get_or_insert_default();
        components.security_schemes = read(&document["components"]["securitySchemes"]).unwrap_or_default();
        for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
            if let (false, Some(schema)) = (components.schemas.contains_key(name), read(schema)) {
                components.schemas.insert(name.clone(), schema);
            }
        }
    }
}

fn methods(name: &str) -> Vec<HttpMethod> {
    match name {
        "GET" => vec![HttpMethod::Get],
        "PUT" => vec![HttpMethod::Put],
        "POST" => vec![HttpMethod::Post],
        "DELETE" => vec![HttpMethod::Delete],
        "PATCH" => vec![HttpMethod::Patch],
        _ => Vec::new(),
    }
}

/// A part of the document that the table does not hold; what it cannot hold either is missed by the test.
fn read<T: DeserializeOwned>(part: &Value) -> Option<T> {
    T::deserialize(part).ok()
}
