//! The rules of what generated code takes as text: headers of responses, items of sequences, and texts. They are generated
//! from the same document, as if each were the body of a call of its own.

use std::collections::HashMap;

use deskledger_codegen::{Options, generate_with};
use deskledger_runtime::Operation;
use deskledger_runtime::json_schema::Schema;
use serde_json::{Map, Value, json};

use crate::code::Code;
use crate::examples::{operation, resolve, with_schema};
use crate::fields::Rule;
use crate::media::{is_text, item, sequence};
use crate::operations;
use crate::schemas::Schemas;

/// How often code is generated where the generator rejects schemas.
const MAX_GENERATED: usize = 24;

/// Whether a schema is one of requests, and its text in the document.
type Key = (bool, String);

/// Schemas by their side and text.
pub(crate) struct FurtherSchemas(HashMap<Key, &'static Schema>);

impl FurtherSchemas {
    /// The rules of these calls; none of a schema that the generator does not accept.
    pub(crate) fn read<'o>(document: &Value, calls: impl Iterator<Item = &'o Operation>) -> Self {
        let mut wanted: Vec<(bool, &Value)> = Vec::new();
        for call in calls.filter_map(|call| operation(document, call)) {
            let responses = call.get("responses").and_then(Value::as_object).into_iter().flat_map(Map::values);
            let sides = responses.map(|node| (false, node)).chain(call.get("requestBody").map(|node| (true, node)));
            for (is_request, node) in sides.map(|(is_request, node)| (is_request, resolve(document, node))) {
                let part = |name: &str| node.get(name).and_then(Value::as_object).into_iter().flatten();
                let headers = part("headers").map(|(_, node)| with_schema(resolve(document, node)));
                wanted.extend(headers.filter_map(|node| Some((false, node.get("schema")?))));
                let bodies = part("content").map(|(name, node)| (name, resolve(document, node)));
                let bodies = bodies.filter(|(name, node)| is_text(name) || sequence(name, node).is_some());
                wanted.extend(bodies.filter_map(|(_, node)| Some((is_request, item(node)?))));
            }
        }
        let mut keys: Vec<Key> = wanted.iter().map(|(is_request, schema)| (*is_request, schema.to_string())).collect();
        keys.sort();
        keys.dedup();
        let (mut known, mut open, mut left) = (HashMap::new(), vec![&keys[..]], MAX_GENERATED);
        while let Some(keys) = open.pop().filter(|_| left > 0) {
            left -= 1;
            match rules(document, keys) {
                Some(read) => {
                    known.extend(keys.iter().cloned().zip(read).filter_map(|(key, rule)| Some((key, rule?))));
                }
                // The generator rejects one of them: it is looked for by halves.
                None if keys.len() > 1 => open.extend(<[_; 2]>::from(keys.split_at(keys.len() / 2))),
                None => {}
            }
        }
        Self(known)
    }

    pub(crate) fn get(&self, schema: &Value, is_request: bool) -> Option<&'static Schema> {
        self.0.get(&(is_request, schema.to_string())).copied()
    }
}

/// The rules of schemas, in their order.
fn rules(document: &Value, keys: &[Key]) -> Option<Vec<Option<&'static Schema>>> {
    if keys.is_empty() {
        return Some(Vec::new());
    }
    let mut document = document.as_object()?.clone();
    // Schemas rarely refer to parts of operations; without these the document is read sooner.
    let refers_to_paths = keys.iter().any(|(_, text)| text.contains("\"#/paths/"))
        || document.get("components").is_some_and(|all| all.to_string().contains("\"#/paths/"));
    let known = document.remove("paths").filter(|_| refers_to_paths);
    let mut paths = if let Some(Value::Object(known)) = known { known } else { Map::new() };
    for (number, (is_request, text)) in keys.iter().enumerate() {
        let schema: Value = serde_json::from_str(text).ok()?;
        let (mut body, mut response) = (json!({}), json!({ "description": "" }));
        let described = if *is_request { &mut body } else { &mut response };
        described["content"] = json!({ "application/json": { "schema": schema } });
        let mut call = json!({ "operationId": format!("further-schema-{number}"), "responses": { "200": response } });
        if *is_request {
            call["requestBody"] = body;
        }
        paths.insert(format!("/further-schema-{number}"), json!({ "post": call }));
    }
    document.insert("paths".to_owned(), paths.into());
    ["security", "tags", "webhooks"].iter().for_each(|name| drop(document.remove(*name)));
    let options = Options::new().without_types().without_send().time_range("runtime::TimeRange");
    let output = generate_with("openapi.json", &Value::from(document).to_string(), &options).ok()?;
    let code = Code::read(output.files.get("openapi.rs")?);
    let schemas = Schemas::read(&code).ok()?;
    let rule = |number| {
        let call = operations::operation(&schemas, &format!("FURTHER_SCHEMA_{number}"), Vec::new()).ok()?;
        match call.inputs.first().map(|body| &body.rule) {
            Some(Rule::Json(field)) => Some(field.rule.schema),
            _ => call.operation.responses.first()?.media_types.first()?.rule,
        }
    };
    Some((0..keys.len()).map(rule).collect())
}
