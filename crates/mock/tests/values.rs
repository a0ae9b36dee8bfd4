//! Values that are made for schemas, judged by another implementation of JSON Schema.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::time::{Duration, Instant};

use deskledger_mock::{Api, Options};
use serde_json::{Value, json};

fn api(schema: &Value) -> Api {
    let body = json!({ "content": { "application/json": { "schema": schema } } });
    let response = json!({ "description": "A value.", "content": { "application/json": { "schema": schema } } });
    let call = json!({ "operationId": "echo", "requestBody": body, "responses": { "200": response } });
    let node = json!({ "type": "object", "required": ["name"], "properties": {
        "name": { "type": "string" }, "children": { "type": "array", "items": { "$ref": "#/components/schemas/Node" } } } });
    let cat = json!({ "type": "object", "required": ["kind", "lives"], "properties": {
        "kind": { "type": "string" }, "lives": { "type": "integer", "maximum": 9 } } });
    let list = json!({ "type": ["object", "null"], "required": ["next"], "properties": { "next": { "$ref": "#/components/schemas/List" } } });
    let branch = json!({ "oneOf": [{ "$ref": "#/components/schemas/Tree" }, { "type": "null" }] });
    let tree = json!({ "type": "object", "required": ["a", "b", "c", "d"],
        "properties": { "a": branch, "b": branch, "c": branch, "d": branch } });
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "Values", "version": "1.0.0" }, "paths": { "/echo": { "post": call } },
        "components": { "schemas": { "Node": node, "Cat": cat, "List": list, "Tree": tree } }
    });
    let output = deskledger_codegen::generate("values.json", &document.to_string()).unwrap();
    Api::read(&output).unwrap()
}

#[test]
fn a_made_value_keeps_its_schema_whatever_the_seed() {
    for schema in [
        json!({ "type": "string", "pattern": "^[A-Z]{2}-[0-9]{3,5}$", "maxLength": 7 }),
        json!({ "type": "string", "pattern": "b+", "minLength": 12, "maxLength": 14 }),
        json!({ "type": "string", "pattern": "^(GET|POST) /[a-z]+$" }),
        json!({ "type": "string", "minLength": 300 }),
        json!({ "type": "integer", "minimum": 7, "exclusiveMaximum": 10, "multipleOf": 4 }),
        json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }),
        json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 0.5 }),
        json!({ "type": "number", "minimum": 1, "multipleOf": 0.01 }),
        json!({ "type": "integer", "minimum": 9_007_199_254_740_993_i64, "maximum": 9_007_199_254_740_993_i64 }),
        json!({ "type": "number", "minimum": 0.25, "multipleOf": 1e-10 }),
        json!({ "type": "number", "exclusiveMinimum": 0.3, "exclusiveMaximum": 0.4 }),
        json!({ "type": "integer", "minimum": 3, "multipleOf": 1.5, "allOf": [{ "multipleOf": 2 }] }),
        json!({ "type": "string", "format": "uri", "minLength": 60, "maxLength": 80 }),
        json!({ "type": "string", "format": "email", "minLength": 60 }),
        json!({ "type": "string", "format": "hostname", "minLength": 30, "maxLength": 31 }),
        json!({ "type": "string", "format": "date", "pattern": "^2024-" }),
        json!({ "type": "string", "format": "date", "pattern": "-1[0-2]-0[1-9]$" }),
        json!({ "type": "string", "format": "uri", "pattern": "^https://api\\.example\\.com/" }),
        json!({ "type": "string", "format": "date-time", "minLength": 27, "pattern": "Z$" }),
        json!({ "type": "string", "pattern": "^[a-f]", "allOf": [{ "pattern": "[d-z]{4}$" }, { "pattern": "^.{5,9}$" }] }),
        json!({ "type": "array", "minItems": 20, "uniqueItems": true, "items": { "type": "integer", "minimum": 1, "maximum": 20 } }),
        json!({ "type": "array", "minItems": 4, "uniqueItems": true, "items": { "enum": ["a", "b", "c", "d"] } }),
        json!({ "type": "array", "minItems": 3, "uniqueItems": true, "items": { "type": "integer" } }),
        json!({ "type": "array", "minItems": 150, "uniqueItems": true, "items": { "type": "integer" } }),
        json!({ "type": "array", "minItems": 30, "uniqueItems": true, "items": { "type": "string" } }),
        json!({ "type": "array", "minItems": 30, "uniqueItems": true, "items": { "type": "string", "maxLength": 1 } }),
        json!({ "type": "array", "minItems": 9, "uniqueItems": true, "items": { "type": "string", "format": "date" } }),
        json!({ "type": "array", "minItems": 4, "uniqueItems": true, "items": { "type": "array", "minItems": 2, "items": { "type": "boolean" } } }),
        json!({ "type": "string", "pattern": "^[一-龥]{2,4}$", "minLength": 2, "maxLength": 4 }),
        json!({ "type": "string", "pattern": "^\\p{Lu}\\p{Ll}+$", "minLength": 3, "maxLength": 4 }),
        json!({ "type": "string", "format": "date", "enum": ["today", "2024-01-31"] }),
        json!({ "type": "number", "exclusiveMinimum": 1.5, "multipleOf": 0.5, "maximum": 2 }),
        json!({ "type": "number", "multipleOf": 3e-15 }),
        json!({ "type": "number", "multipleOf": 3e-18, "maximum": 1 }),
        json!({ "type": "number", "minimum": 1e-300, "maximum": 1e-300 }),
        json!({ "minimum": 0.1, "maximum": 0.9 }),
        json!({ "type": "array", "minItems": 3, "uniqueItems": true, "items": { "type": ["boolean", "null"] } }),
        json!({ "type": "array", "minItems": 26, "uniqueItems": true, "items": { "type": "string", "pattern": "^[a-z]$" } }),
        json!({ "type": "object", "minProperties": 20, "propertyNames": { "format": "date" } }),
        json!({ "type": "object", "minProperties": 20, "propertyNames": { "maxLength": 3 } }),
        json!({ "type": "string", "format": "ipv6", "maxLength": 4 }),
        json!({ "type": "string", "format": "duration", "minLength": 12 }),
        json!({ "type": "string", "format": "uuid", "pattern": "^a" }),
        json!({ "not": { "type": "string" } }),
        json!({ "not": { "type": ["string", "number", "null"] } }),
        json!({ "$ref": "#/components/schemas/List" }),
        json!({ "$ref": "#/components/schemas/Tree" }),
        json!({ "type": "array", "contains": { "const": "x" }, "minContains": 2, "items": { "type": "string" } }),
        json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "boolean" }], "items": false, "minItems": 2 }),
        json!({ "type": "object", "minProperties": 2, "maxProperties": 2, "additionalProperties": false,
            "properties": { "a": { "type": "integer" }, "b": { "type": "string" }, "c": { "type": "null" } } }),
        json!({ "type": "object", "minProperties": 2, "patternProperties": { "^x-[a-z]+$": { "type": "integer" } },
            "additionalProperties": false }),
        json!({ "type": "object", "required": ["card"], "properties": { "card": { "type": "string" } },
            "dependentRequired": { "card": ["address"] } }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/Node" }, { "properties": { "name": { "enum": ["root", "leaf"] } } }] }),
        json!({ "$ref": "#/components/schemas/Node" }),
        json!({ "oneOf": [{ "type": "integer", "minimum": 5 }, { "type": "integer", "maximum": 9 }] }),
        json!({ "type": "string", "not": { "enum": ["amber", "birch"] } }),
        json!({ "if": { "properties": { "a": { "const": 1 } }, "required": ["a"] }, "then": { "required": ["b"] }, "type": "object",
            "properties": { "a": { "type": "integer" }, "b": { "type": "integer" } } }),
    ] {
        let api = api(&schema);
        let mut whole = schema.clone();
        whole["components"] = api.document["components"].clone();
        let judge = jsonschema::options().build(&whole).unwrap();
        for seed in 0..8 {
            let options = Options { seed };
            let response = api.calls[0].response(&api, "", &options);
            let body: Value =
                serde_json::from_slice(&response.unwrap_or_else(|| unreachable!("{schema}")).body).unwrap();
            assert!(judge.is_valid(&body), "{schema}: {body}");
            assert!(api.calls[0].request(&api, &options).is_some(), "{schema}");
        }
    }
}

#[test]
fn what_no_schema_has_evaluated_is_rejected_as_generated_code_rejects_it() {
    for (schema, valid, invalid) in [
        (
            json!({ "type": "object", "properties": { "w": {} }, "unevaluatedProperties": false }),
            r#"{"w":1}"#,
            r#"{"q":1}"#,
        ),
        (
            json!({ "allOf": [{ "properties": { "w": {} } }], "unevaluatedProperties": false }),
            r#"{"w":1}"#,
            r#"{"q":1}"#,
        ),
        (json!({ "type": "array", "prefixItems": [{}], "unevaluatedItems": false }), "[1]", "[1,2]"),
    ] {
        let operation = api(&schema).calls[0].operation;
        let check = |body: &str| operation.check_response(200, "application/json", body.as_bytes());
        assert!(check(valid).is_ok() && check(invalid).is_err(), "{schema}");
    }
}

#[test]
fn a_schema_without_a_value_ends_in_bounded_time() {
    let deep = (0..20).fold(json!({ "type": "string", "maxLength": 0, "minLength": 1 }), |inner, _| {
        json!({ "type": "object", "required": ["a", "b"], "properties": { "a": inner, "b": { "type": "string" } } })
    });
    let wide: Vec<Value> =
        (0..40).map(|count| json!({ "type": "object", "required": [format!("f{count}")] })).collect();
    for schema in [
        json!({ "type": "integer", "minimum": 2, "maximum": 1 }),
        json!({ "type": "object", "required": ["again"], "properties": { "again": { "$ref": "#/components/schemas/Endless" } } }),
        json!({ "type": "array", "minItems": 100_000_000, "items": { "type": "string" } }),
        json!({ "type": "string", "pattern": "^a{900}$", "maxLength": 10 }),
        json!({ "allOf": wide, "maxProperties": 1 }),
        deep,
    ] {
        let text = schema.to_string().replace(
            "#/components/schemas/Endless",
            "#/paths/~1echo/post/requestBody/content/application~1json/schema",
        );
        let api = api(&serde_json::from_str(&text).unwrap());
        let start = Instant::now();
        assert_eq!(api.calls[0].response(&api, "", &Options::default()), None, "{schema}");
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

#[test]
fn examples_inside_schemas_that_refer_to_each_other_are_searched_in_bounded_time() {
    let node = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    // As in the schemas of schemas: each property may be a schema again, directly and through another one.
    let fields = |names: [&str; 2]| {
        let fields = (0..12).map(|number| (format!("field{number}"), node(names[number % 2])));
        json!({ "type": "object", "properties": fields.collect::<serde_json::Map<_, _>>() })
    };
    let mut schemas = json!({ "A": fields(["A", "B"]), "B": fields(["B", "A"]) });
    schemas["A"]["properties"]["name"] = json!({ "type": "string", "example": "a name" });
    let call = |content: serde_json::Value| {
        json!({ "operationId": "echo", "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "A value.", "content": content } } })
    };
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "Values", "version": "1.0.0" },
        "paths": { "/echo": { "post": call(json!({ "application/json": { "schema": node("A") } })) } },
        "components": { "schemas": schemas }
    });
    let output = deskledger_codegen::generate("values.json", &document.to_string()).unwrap();
    let api = Api::read(&output).unwrap();
    let response = api.calls[0].response(&api, "", &Options::default()).unwrap();
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(body["name"], "a name");
    assert!(api.calls[0].request(&api, &Options::default()).is_some());
}

#[test]
fn the_media_type_with_the_highest_quality_is_sent_wherever_it_stands() {
    let content = json!({ "application/json": { "schema": {} }, "text/csv": {}, "text/plain": {} });
    let response = json!({ "description": "A file.", "content": content });
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "Files", "version": "1.0.0" },
        "paths": { "/file": { "get": { "operationId": "file", "responses": { "200": response } } } }
    });
    let output = deskledger_codegen::generate("files.json", &document.to_string()).unwrap();
    let api = Api::read(&output).unwrap();
    for (accept, media_type) in [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("image/png", "application/json"),
        ("application/json;q=0.1, text/csv", "text/csv"),
        ("text/*;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv;q=0, text/*;q=0.2", "text/plain"),
        ("Text/Plain; charset=utf-8", "text/plain"),
    ] {
        let sent = api.calls[0].response(&api, accept, &Options::default()).unwrap();
        assert_eq!(sent.media_type, media_type, "{accept}");
    }
}
