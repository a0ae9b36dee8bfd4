//! The served document: openapi.yaml, and the calls of the other documents, as compiled in.

use bytes::Bytes;
use deskledger::{DOCUMENT, iam};
use serde_json::Value;

use crate::generated;

/// The document as JSON.
///
/// # Errors
/// A compiled-in document is invalid.
pub(super) fn json() -> Result<Bytes, String> {
    merged().map(|document| document.to_string().into()).map_err(|error| error.to_string())
}

/// All calls in one document; of components with the same name the first one is used.
///
/// # Errors
/// A compiled-in document is invalid.
pub(super) fn merged() -> serde_json::Result<Value> {
    let mut merged = serde_json::from_str(DOCUMENT)?;
    for document in [generated::DOCUMENT, iam::DOCUMENT] {
        add(&mut merged, &serde_json::from_str(document)?);
    }
    Ok(merged)
}

fn add(merged: &mut Value, document: &Value) {
    for part in [&["paths"][..], &["components", "schemas"], &["components", "headers"]] {
        let added = part.iter().try_fold(document, |value, name| value.get(name)).and_then(Value::as_object);
        let existing = part.iter().fold(&mut *merged, |value, name| &mut value[*name]);
        for (name, value) in added.into_iter().flatten() {
            if existing.get(name).is_none() {
                existing[name] = value.clone();
            }
        }
    }
    if let (Some(tags), Some(added)) = (merged["tags"].as_array_mut(), document["tags"].as_array()) {
        let is_new = |tag: &&Value| !tags.iter().any(|other| other["name"] == tag["name"]);
        let added: Vec<Value> = added.iter().filter(is_new).cloned().collect();
        tags.extend(added);
    }
}
