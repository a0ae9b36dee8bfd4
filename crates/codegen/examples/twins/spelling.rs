//! Keywords that OpenAPI 3.0 and 3.1 spell differently.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Keys that describe: no rule comes from them.
const WORDING: [&str; 11] = [
    "openapi", "description", "summary", "tags", "example", "examples", "externalDocs", "title", "deprecated", "xml",
    "operationId",
];

/// A document without its wording, and one of 3.0 as 3.1 writes it.
pub(super) fn plain(value: &Value, is_3_0: bool) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| plain(item, is_3_0)).collect(),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(name, _)| !WORDING.contains(&name.as_str()));
            let said = said.map(|(name, value)| (name.clone(), plain(value, is_3_0))).collect();
            Value::Object(if is_3_0 { lifted(said) } else { said })
        }
        value => value.clone(),
    }
}

fn lifted(mut out: Map<String, Value>) -> Map<String, Value> {
    let is_null = out.get("nullable") == Some(&Value::Bool(true));
    if is_null || out.get("nullable") == Some(&Value::Bool(false)) {
        out.remove("nullable");
    }
    if is_null && let Some(kind) = out.get("type").filter(|kind| kind.is_string()).cloned() {
        out.insert("type".to_owned(), Value::Array(vec![kind, "null".into()]));
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match out.get(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(limit) = out.remove(bound) {
                    out.insert(exclusive.to_owned(), limit);
                }
            }
            Some(Value::Bool(false)) => drop(out.remove(exclusive)),
            _ => {}
        }
    }
    out
}

/// The components that a value refers to, and those that they refer to.
pub(super) fn used(document: &Value, value: &Value) -> Value {
    let (mut open, mut seen) = (references(value), BTreeSet::new());
    let mut components = Map::new();
    while let Some(reference) = open.pop() {
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer)) else { continue };
        if !seen.insert(reference.clone()) {
            continue;
        }
        open.extend(references(target));
        if let ["#", "components", kind, name] = reference.splitn(4, '/').collect::<Vec<_>>().as_slice() {
            let kind = components.entry(*kind).or_insert_with(|| Value::Object(Map::new()));
            kind[*name] = target.clone();
        }
    }
    Value::Object(components)
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}
