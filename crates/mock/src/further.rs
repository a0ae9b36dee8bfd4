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

/// The schemas of one side, by their text in the document.
pub(crate) struct FurtherSchemas(HashMap<String, &'static Schema>);

impl FurtherSchemas {
    /// The rules of the requests or of the responses of these calls; none of a schema that the generator does not accept.
    pub(crate) fn read<'o>(document: &Value, calls: impl Iterator<Item = &'o Operation>, is_request: bool) -> Self {
        let mut keys: Vec<String> = Vec::new();
        for call in calls.filter_map(|call| operation(document, call)) {
            let responses = call.get("responses").and_then(Value::as_object).into_iter().flat_map(Map::values);
            let nodes: Vec<&Value> = match is_request {
                true => call.get("requestBody").into_iter().collect(),
                false => responses.collect(),
            };
            for node in nodes.into_iter().map(|node| resolve(document, node)) {
                let part = |name: &str| node.get(name).and_then(Value::as_object).into_iter().flatten();
                let headers = part("headers").map(|(_, node)| with_schema(resolve(document, node)));
                let headers = headers.filter_map(|node| node.get("schema"));
                let bodies = part("content").map(|(name, node)| (name, resolve(document, node)));
                let bodies = bodies.filter(|(name, node)| is_text(name) || sequence(name, node).is_some());
                keys.extend(headers.chain(bodies.filter_map(|(_, node)| item(node))).map(Value::to_string));
            }
        }
        keys.sort();
        keys.dedup();
        let (mut known, mut open, mut left) = (HashMap::new(), vec![&keys[..]], MAX_GENERATED);
        while let Some(keys) = open.pop().filter(|_| left > 0) {
            left -= 1;
            match rules(document, keys, is_request) {
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

    pub(crate) fn get(&self, schema: &Value) -> Option<&'static Schema> {
        self.0.get(&schema.to_string()).copied()
    }
}

/// The rules of schemas, in their order.
fn rules(document: &Value, keys: &[String], is_request: bool) -> Option<Vec<Option<&'static Schema>>> {
    if keys.is_empty() {
        return Some(Vec::new());
    }
    // What no schema refers to is left out: the document is read sooner.
    let refers = |wanted: &str| keys.iter().any(|text| text.contains(wanted));
    let components = document.get("components").filter(|_| refers("\"$") || refers("\"discriminator\""));
    let refers_to_paths = refers("\"#/paths/") || components.is_some_and(|all| all.to_string().contains("\"#/paths/"));
    let is_wanted = |name: &str| match name {
        "components" => components.is_some(),
        "paths" => refers_to_paths,
        _ => !["security", "tags", "webhooks"].contains(&name),
    };
    let parts = document.as_object()?.iter().filter(|(name, _)| is_wanted(name));
    let mut document: Map<String, Value> = parts.map(|(name, part)| (name.clone(), part.clone())).collect();
    let known = document.remove("paths");
    let mut paths = if let Some(Value::Object(known)) = known { known } else { Map::new() };
    for (number, text) in keys.iter().enumerate() {
        let schema: Value = serde_json::from_str(text).ok()?;
        let (mut body, mut response) = (json!({}), json!({ "description": "" }));
        let described = if is_request { &mut body } else { &mut response };
        described["content"] = json!({ "application/json": { "schema": schema } });
        let mut call = json!({ "operationId": format!("further-schema-{number}"), "responses": { "200": response } });
        if is_request {
            call["requestBody"] = body;
        }
        paths.insert(format!("/further-schema-{number}"), json!({ "post": call }));
    }
    document.insert("paths".to_owned(), paths.into());
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
