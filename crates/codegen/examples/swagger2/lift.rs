use serde_json::{Map, Value, json};

/// Keywords of a parameter in Swagger 2.0 that OpenAPI 3.0 has in its schema.
const IN_SCHEMA: [&str; 15] = [
    "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
    "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum",
];

/// Keywords that are dropped from a schema; `multipleOf` and the like stay.
const DROPPED: [&str; 4] = ["example", "examples", "discriminator", "allowEmptyValue"];

/// An OpenAPI document of a definition in its wrapper.
pub(crate) fn lift(wrapper: &Value) -> Result<Value, &'static str> {
    let text = |name: &str| wrapper.get(name).and_then(Value::as_str);
    let paths = wrapper.get("paths").and_then(Value::as_object).ok_or("expected `paths` as an object")?;
    let mut lifted = Map::new();
    for (path, item) in paths {
        let mut operations = Map::new();
        for (method, operation) in item.as_object().into_iter().flatten() {
            operations.insert(method.clone(), self::operation(wrapper, operation));
        }
        lifted.insert(path.clone(), Value::Object(operations));
    }
    let definitions = wrapper.get("definitions").and_then(Value::as_object).into_iter().flatten();
    let schemas: Map<String, Value> = definitions.map(|(name, node)| (name.clone(), schema(node))).collect();
    Ok(json!({
        "openapi": "3.0.3",
        "info": { "title": text("name").ok_or("expected `name`")?, "version": text("info_version").unwrap_or("1") },
        "paths": lifted,
        "components": { "schemas": schemas },
    }))
}

fn operation(wrapper: &Value, operation: &Value) -> Value {
    let mut lifted = Map::new();
    for name in ["operationId", "summary", "description"] {
        lifted.extend(operation.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    let (mut parameters, mut form) = (Vec::new(), Map::new());
    for one in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let reference = one.get("$ref").and_then(Value::as_str).and_then(|text| text.rsplit('/').next());
        let one = reference.and_then(|name| wrapper.get("parameters")?.get(name)).unwrap_or(one);
        match one.get("in").and_then(Value::as_str) {
            Some("body") => {
                let content = json!({ "application/json": { "schema": schema(&one["schema"]) } });
                lifted.insert(
                    "requestBody".to_owned(),
                    json!({ "required": one["required"] == true, "content": content }),
                );
            }
            Some("formData") => {
                form.insert(one["name"].as_str().unwrap_or_default().to_owned(), schema(&in_schema(one)));
            }
            _ => parameters.push(parameter(one)),
        }
    }
    if !form.is_empty() {
        let schema = json!({ "type": "object", "properties": form });
        let content = json!({ "multipart/form-data": { "schema": schema } });
        lifted.insert("requestBody".to_owned(), json!({ "content": content }));
    }
    lifted.insert("parameters".to_owned(), Value::Array(parameters));
    let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let responses: Map<String, Value> = responses.map(|(status, node)| (status.clone(), response(node))).collect();
    lifted.insert("responses".to_owned(), Value::Object(responses));
    Value::Object(lifted)
}

fn parameter(one: &Value) -> Value {
    let mut lifted = json!({ "name": one["name"], "in": one["in"], "required": one["required"] == true });
    if let Some(description) = one.get("description") {
        lifted["description"] = description.clone();
    }
    lifted["schema"] = schema(&in_schema(one));
    if one["type"] == "array" && one["in"] == "query" && one["collectionFormat"] != "multi" {
        lifted["explode"] = json!(false);
    }
    lifted
}

fn in_schema(one: &Value) -> Value {
    let own = one.as_object().into_iter().flatten().filter(|(name, _)| IN_SCHEMA.contains(&name.as_str()));
    Value::Object(own.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn response(node: &Value) -> Value {
    let mut lifted = json!({ "description": node.get("description").cloned().unwrap_or_else(|| json!("")) });
    if let Some(schema) = node.get("schema") {
        let media_type = if schema["type"] == "file" { "application/octet-stream" } else { "application/json" };
        lifted["content"] = json!({ media_type: { "schema": self::schema(schema) } });
    }
    lifted
}

/// A schema with its references moved, and without what only documents or only Swagger 2.0 has.
fn schema(node: &Value) -> Value {
    match node {
        Value::Object(fields) => {
            let mut lifted = Map::new();
            for (name, value) in fields {
                let value = match (name.as_str(), value) {
                    ("$ref", Value::String(text)) => json!(text.replace("#/definitions/", "#/components/schemas/")),
                    ("type", Value::String(kind)) if kind == "file" => {
                        lifted.insert("format".to_owned(), json!("binary"));
                        json!("string")
                    }
                    // Names of fields, which may be called like keywords.
                    ("properties", Value::Object(fields)) => {
                        fields.iter().map(|(name, value)| (name.clone(), schema(value))).collect()
                    }
                    ("enum" | "default" | "required", value) => value.clone(),
                    (name, _) if name.starts_with("x-") || DROPPED.contains(&name) => continue,
                    (_, value) => schema(value),
                };
                lifted.insert(name.clone(), value);
            }
            Value::Object(lifted)
        }
        Value::Array(items) => items.iter().map(schema).collect(),
        value => value.clone(),
    }
}
