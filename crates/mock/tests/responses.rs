//! What stands in responses and requests beside the values of JSON bodies: headers, sequences, texts, and fields of one side.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use deskledger_mock::{Api, MockResponse, Options, Request};
use serde_json::{Value, json};

/// A document with one call and the schemas that it refers to.
fn api(call: Value, schemas: Value) -> Api {
    let document = json!({
        "openapi": "3.2.0", "info": { "title": "Files", "version": "1.0.0" },
        "paths": { "/files": { "post": call } }, "components": { "schemas": schemas }
    });
    Api::read(&deskledger_codegen::generate("files.json", &document.to_string()).unwrap()).unwrap()
}

fn response(response: Value, schemas: Value, seed: u64) -> MockResponse {
    let mut response = response;
    response["description"] = "A file.".into();
    let api = api(json!({ "operationId": "files", "responses": { "200": response } }), schemas);
    api.calls[0].response(&api, "", &Options { seed }).unwrap()
}

fn body(media_type: &str, content: Value, schemas: Value) -> String {
    let sent = response(json!({ "content": { media_type: content } }), schemas, 3);
    assert_eq!(sent.media_type, media_type);
    String::from_utf8(sent.body).unwrap()
}

fn request(call: Value, schemas: Value) -> Request {
    let mut call = call;
    (call["operationId"], call["responses"]) = ("files".into(), json!({ "204": { "description": "Done." } }));
    let api = api(call, schemas);
    api.calls[0].request(&api, &Options::default()).unwrap()
}

#[test]
fn a_header_without_an_example_keeps_its_schema() {
    let schemas = json!({ "Code": { "type": "string", "pattern": "^[A-Z]{3}-[0-9]{2}$" } });
    let headers = json!({
        "X-Day": { "schema": { "type": "string", "format": "date" } },
        "X-State": { "schema": { "enum": ["open", "closed"] } },
        "X-Code": { "schema": { "$ref": "#/components/schemas/Code" } },
        "X-Left": { "schema": { "type": "integer", "minimum": 5000, "maximum": 5001 } },
        "X-Tags": { "schema": { "type": "array", "minItems": 2, "items": { "const": "a" } } },
        "X-Range": { "explode": true, "schema": { "type": "object", "required": ["to"], "properties": { "to": { "const": 7 } } } },
        "X-Json": { "content": { "application/json": { "schema": { "const": { "a": [1] } } } } },
        "X-Known": { "schema": { "type": "string", "example": "from the schema" } },
        "Content-Length": { "schema": { "type": "integer" } }
    });
    for seed in 0..8 {
        let sent = response(json!({ "headers": headers }), schemas.clone(), seed);
        let of = |name: &str| sent.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        let day = of("X-Day").unwrap();
        assert!(day.len() == 10 && day.matches('-').count() == 2, "{day}");
        assert!(["open", "closed"].contains(&of("X-State").unwrap()), "{sent:?}");
        let code = of("X-Code").unwrap().split_once('-').unwrap();
        assert!(code.0.len() == 3 && code.1.parse::<u8>().is_ok(), "{code:?}");
        assert!(["5000", "5001"].contains(&of("X-Left").unwrap()), "{sent:?}");
        assert_eq!((of("X-Tags"), of("X-Range"), of("X-Json")), (Some("a,a"), Some("to=7"), Some("{\"a\":[1]}")));
        // The body has a length of its own.
        assert_eq!((of("X-Known"), of("Content-Length")), (Some("from the schema"), None));
    }
}

#[test]
fn a_sequence_is_framed_as_its_media_type_demands() {
    let line = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let schemas = json!({ "Line": line });
    let item = json!({ "itemSchema": { "$ref": "#/components/schemas/Line" } });
    let is_line = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|value| value["id"].is_i64());
    for media_type in ["application/jsonl", "application/x-ndjson"] {
        for content in [&item, &json!({ "schema": { "$ref": "#/components/schemas/Line" } })] {
            let sent = body(media_type, content.clone(), schemas.clone());
            assert!(sent.ends_with('\n') && sent.lines().count() == 2 && sent.lines().all(is_line), "{sent}");
        }
    }
    let sent = body("application/json-seq", item, schemas.clone());
    assert!(sent.split_terminator('\n').all(|line| line.strip_prefix('\u{1e}').is_some_and(is_line)), "{sent:?}");
    let event = json!({ "type": "object", "required": ["data", "event"], "properties": {
        "data": { "const": "two\nlines" }, "event": { "const": "change" } } });
    let sent = body("text/event-stream", json!({ "itemSchema": event }), json!({}));
    assert_eq!(sent, "data: two\ndata: lines\nevent: change\n\n".repeat(2));
    let sent = body("text/event-stream", json!({ "schema": { "$ref": "#/components/schemas/Line" } }), schemas);
    let events: Vec<&str> = sent.split_terminator("\n\n").collect();
    assert!(events.len() == 2 && events.iter().all(|one| one.strip_prefix("data: ").is_some_and(is_line)), "{sent}");
    // An example is a value, a list of values, or the whole text.
    for (example, expected) in [
        (json!({ "id": 1 }), "{\"id\":1}\n"),
        (json!([{ "id": 1 }, { "id": 2 }]), "{\"id\":1}\n{\"id\":2}\n"),
        (json!("{\"id\": 1}"), "{\"id\": 1}"),
    ] {
        assert_eq!(body("application/jsonl", json!({ "itemSchema": line, "example": example }), json!({})), expected);
    }
}

#[test]
fn a_text_keeps_its_schema() {
    for (schema, expected) in [
        (json!({ "enum": ["amber alert"] }), "amber alert"),
        (json!({ "type": "integer", "minimum": 7, "maximum": 7 }), "7"),
        (json!({ "type": "string" }), "sample"),
    ] {
        assert_eq!(body("text/plain", json!({ "schema": schema }), json!({})), expected);
    }
    assert_eq!(body("text/csv", json!({ "schema": { "type": "string" } }), json!({})), "name,count\r\nsample,1\r\n");
}

#[test]
fn one_schema_that_the_generator_rejects_does_not_keep_the_mock_from_its_response() {
    let headers = json!({ "X-Broken": { "schema": { "type": "string", "minLength": -1 } },
        "X-State": { "schema": { "enum": ["open"] } }, "X-Zone": { "schema": { "const": "a" } } });
    let api = deskledger_codegen::generate_with(
        "files.json",
        &json!({ "openapi": "3.1.0", "info": { "title": "Files", "version": "1" }, "paths": { "/files": { "get": {
            "operationId": "files", "responses": { "200": { "description": "D.", "headers": headers } } } } } })
        .to_string(),
        &deskledger_codegen::Options::new().without_types(),
    );
    let api = Api::read(&api.unwrap()).unwrap();
    let sent = api.calls[0].response(&api, "", &Options::default()).unwrap();
    let expected = [("X-Broken", "sample"), ("X-State", "open"), ("X-Zone", "a")];
    assert_eq!(sent.headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn fields_of_the_other_side_are_neither_sent_nor_answered() {
    let secret = json!({ "type": "string", "writeOnly": true, "example": "hidden" });
    let account = json!({ "type": "object", "required": ["id", "password"], "properties": {
        "id": { "type": "integer", "readOnly": true }, "password": { "$ref": "#/components/schemas/Secret" },
        "name": { "type": "string" } } });
    let user = json!({ "allOf": [{ "$ref": "#/components/schemas/Account" }, { "type": "object", "properties": {
        "pin": { "type": "string", "writeOnly": true }, "seen": { "type": "string", "readOnly": true } } }] });
    let users = json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/User" } });
    let schemas = json!({ "Secret": secret, "Account": account, "User": user });
    for content in [
        json!({ "schema": users }),
        json!({ "schema": users, "example": [{ "id": 1, "password": "p", "pin": "1", "name": "n", "seen": "s" }] }),
    ] {
        let content = json!({ "application/json": content });
        let sent = response(json!({ "content": content }), schemas.clone(), 0);
        let sent: Value = serde_json::from_slice(&sent.body).unwrap();
        let asked = request(json!({ "requestBody": { "required": true, "content": content } }), schemas.clone());
        let asked: Value = serde_json::from_slice(&asked.encoded.body.unwrap().1).unwrap();
        for (value, there, absent) in
            [(sent, ["id", "name", "seen"], ["password", "pin"]), (asked, ["password", "name", "pin"], ["id", "seen"])]
        {
            let fields = value[0].as_object().unwrap();
            assert!(there.iter().all(|name| fields.contains_key(*name)), "{value}");
            assert!(!absent.iter().any(|name| fields.contains_key(*name)), "{value}");
        }
    }
}

#[test]
fn a_parameter_has_the_example_of_its_schema_and_its_fixed_value() {
    let parameters = json!([
        { "name": "first", "in": "query", "schema": { "type": "string", "example": "one" } },
        { "name": "version", "in": "query", "schema": { "type": "string" }, "x-fixed": "2" },
        { "name": "last", "in": "query", "schema": { "type": "array", "items": { "type": "integer" }, "example": [3, 4] } },
        { "name": "X-Mode", "in": "header", "schema": { "type": "string" }, "x-fixed": "fast" }
    ]);
    let sent = request(json!({ "parameters": parameters }), json!({})).encoded;
    assert_eq!(sent.query, "first=one&version=2&last=3&last=4");
    assert_eq!(sent.headers, [("X-Mode", "fast".to_owned())]);
}

#[test]
fn the_simplest_request_is_the_same_wherever_a_rule_stands() {
    let fields = json!({ "day": { "type": "string", "format": "date" }, "count": { "type": "integer" },
        "tags": { "type": "array", "items": { "type": "string" } }, "more": { "type": "string" } });
    let schema = json!({ "type": "object", "required": ["day", "count", "tags"], "properties": fields });
    let call = json!({ "operationId": "files", "requestBody": { "content": { "application/json": { "schema": schema } } },
        "responses": { "204": { "description": "Done." } } });
    let api = api(call, json!({}));
    let sent = api.call("POST", "/files").unwrap().simplest_request(&api).unwrap();
    let body: Value = serde_json::from_slice(&sent.encoded.body.unwrap().1).unwrap();
    assert_eq!(body, json!({ "day": "2024-05-01", "count": 1, "tags": ["text"] }));
}

#[test]
fn a_field_that_the_rule_needs_does_not_keep_the_others_in_the_response() {
    let name = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        "Chain": { "$ref": "#/components/schemas/Hidden", "writeOnly": true }, "Hidden": { "type": "string" },
        "Login": { "type": "object", "minProperties": 2, "properties": {
            "pin": { "type": ["string", "null"], "writeOnly": true }, "code": { "type": "string", "writeOnly": true },
            "user": { "type": "string" } } },
        "Account": { "type": "object", "required": ["login", "secret", "again", "labels"], "properties": {
            "login": name("Login"), "secret": name("Chain"), "again": { "type": "array", "items": name("Account") },
            "labels": { "type": "object", "additionalProperties": { "type": "string", "writeOnly": true } } } }
    });
    let login = json!({ "pin": null, "code": "1", "user": "u" });
    let account = json!({ "login": login, "secret": "s", "labels": { "a": "b" }, "again": [] });
    let mut example = account.clone();
    example["again"] = json!([account]);
    let content = json!({ "application/json": { "schema": name("Account"), "example": example } });
    let sent = response(json!({ "content": content }), schemas, 0);
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    for account in [&sent, &sent["again"][0]] {
        let fields = account.as_object().unwrap();
        assert_eq!((fields.contains_key("secret"), &fields["labels"]), (false, &json!({})), "{sent}");
        // One of the two stays: a login has two fields.
        assert_eq!(fields["login"].as_object().unwrap().len(), 2, "{sent}");
        assert_eq!(fields["login"]["user"], "u", "{sent}");
    }
}

#[test]
fn fields_of_the_other_side_are_searched_in_bounded_time() {
    let any = |count: usize| (0..count).map(|_| json!({ "$ref": "#/components/schemas/A" })).collect::<Vec<_>>();
    let schemas = json!({ "A": { "anyOf": [{ "type": "string" }, { "type": "object", "additionalProperties": { "oneOf": any(1) } },
        { "type": "array", "items": { "allOf": any(40) } }], "properties": { "w": { "type": "string", "writeOnly": true } } } });
    let wide: serde_json::Map<_, _> = (0..3000).map(|number| (format!("f{number}"), json!("text"))).collect();
    let deep = (0..20).fold(json!("text"), |inner, _| json!([{ "a": inner, "w": "hidden" }]));
    for example in [Value::from(wide), deep] {
        let start = std::time::Instant::now();
        let content = json!({ "application/json": { "schema": any(1)[0], "example": example } });
        let sent = response(json!({ "content": content }), schemas.clone(), 0);
        assert!(serde_json::from_slice::<Value>(&sent.body).is_ok());
        assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

#[test]
fn a_request_body_of_another_media_type_keeps_its_schema() {
    let line = json!({ "Line": { "type": "object", "required": ["id", "made"], "properties": {
        "id": { "const": 7 }, "made": { "type": "string", "readOnly": true } } } });
    let item = json!({ "$ref": "#/components/schemas/Line" });
    for (media_type, content, expected) in [
        ("application/x-ndjson", json!({ "itemSchema": item }), "{\"id\":7}\n{\"id\":7}\n"),
        ("application/jsonl", json!({ "schema": item }), "{\"id\":7}\n{\"id\":7}\n"),
        ("text/plain", json!({ "schema": { "enum": ["amber alert"] } }), "amber alert"),
        ("text/plain", json!({}), "sample"),
        ("application/xml", json!({ "schema": item }), "<sample/>"),
        ("application/zip", json!({}), "sample"),
    ] {
        let asked =
            request(json!({ "requestBody": { "required": true, "content": { media_type: content } } }), line.clone());
        let (sent, bytes) = asked.encoded.body.unwrap();
        assert_eq!((&*sent, &*String::from_utf8(bytes).unwrap()), (media_type, expected));
    }
}

#[test]
fn a_required_parameter_has_a_value_where_the_first_choice_breaks_its_rule() {
    let parameters = json!([
        { "name": "names", "in": "query", "required": true, "schema": {
            "type": "array", "minItems": 12, "uniqueItems": true, "items": { "type": "string" } } },
        { "name": "days", "in": "query", "required": true, "schema": {
            "type": "array", "minItems": 5, "uniqueItems": true, "items": { "type": "string", "format": "date" } } },
        { "name": "word", "in": "query", "required": true, "schema": {
            "type": "string", "pattern": "^[一-龥]+$", "minLength": 2, "maxLength": 3 } }
    ]);
    let call =
        json!({ "operationId": "files", "parameters": parameters, "responses": { "204": { "description": "D." } } });
    let api = api(call, json!({}));
    assert!(api.calls[0].simplest_request(&api).is_some());
    assert!(api.calls[0].request(&api, &Options::default()).is_some());
}

#[test]
fn a_text_of_many_patterns_ends_in_bounded_time() {
    let parts: Vec<Value> = (0..60)
        .map(|count| json!({ "type": "string", "pattern": format!("[a-z]{{{}}}[0-9]?x", count + 20) }))
        .collect();
    let content = json!({ "application/json": { "schema": { "allOf": parts } } });
    let call = json!({ "operationId": "files", "responses": { "200": { "description": "D.", "content": content } } });
    let (api, start) = (api(call, json!({})), std::time::Instant::now());
    let _ = api.calls[0].response(&api, "", &Options::default());
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
