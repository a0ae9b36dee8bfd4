//! The served document is openapi.yaml, and both the generated tables (by utoipa) and the routes agree with it. Permitted
//! differences are listed here, with the reason.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "openapi/operation.rs"]
mod operation;
#[path = "openapi/schema.rs"]
mod schema;
mod support;

/// The code that the server generates from specs/ledger.yaml.
#[allow(dead_code, unreachable_pub, reason = "the tables are compared")]
mod generated {
    use deskledger::runtime;

    include!(concat!(env!("OUT_DIR"), "/openapi.rs"));
}

use deskledger::{EXPORT_CONNECTION_RECORDS, iam};
use serde_json::{Map, Value, json};
use support::Server;

/// Values of openapi.yaml that the generated table does not contain, by the end of their path.
const LEFT_OUT: &[&str] = &[
    // Notes for readers of openapi.yaml, without a meaning for a caller.
    "/x-vendor-operation-id",
    "/x-examples",
    "/get/x-provenance",
    // The table holds the type of the value of a header only.
    "/headers/Content-Length/schema/minimum",
    // The table of a body holds its rules without their notation, and none of a body that the handler reads itself.
    "/requestBody/content/application/json",
    "/records/post/requestBody",
];

fn served() -> Value {
    let response = Server::start().request("GET", "/openapi.json", &[]);
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")));
    response.json()
}

/// The document in a normalised notation.
fn normal(document: &Value) -> Value {
    let mut normal = normal_at(document, document);
    let top = normal.as_object_mut().unwrap();
    // OpenAPI 3.0 here, 3.1 there: nothing that is used differs but this line.
    top.remove("openapi");
    // Headers stand in the responses there, and behind references here.
    top["components"].as_object_mut().unwrap().remove("headers");
    normal
}

fn normal_at(value: &Value, document: &Value) -> Value {
    match value {
        Value::Object(object) => {
            if let Some(header) = object.get("$ref").and_then(Value::as_str).filter(|path| path.contains("/headers/")) {
                return normal_at(document.pointer(&header[1..]).unwrap(), document);
            }
            let normal = object.iter().map(|(name, value)| (name.clone(), normal_at(value, document)));
            let mut normal: Map<String, Value> = normal.collect();
            // Values that equal the default are stated on one side only.
            if normal.get("minLength") == Some(&json!(0)) {
                normal.remove("minLength");
            }
            if normal.contains_key("in") && normal.contains_key("schema") {
                normal.entry("required").or_insert(json!(false));
            }
            // The table states this format as its bounds.
            if normal.get("format") == Some(&json!("int32")) {
                normal.remove("format");
                normal.entry("maximum").or_insert(json!(i32::MAX));
            }
            // The order of the required fields means nothing.
            if let Some(Value::Array(required)) = normal.get_mut("required") {
                required.sort_by_key(Value::to_string);
            }
            Value::Object(normal)
        }
        Value::Array(list) => list.iter().map(|value| normal_at(value, document)).collect(),
        // Line breaks in prose are where the source is wrapped.
        Value::String(text) => Value::String(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        value => value.clone(),
    }
}

/// All differences of two values.
fn differences(path: &str, ours: &Value, served: &Value, out: &mut Vec<String>) {
    match (ours, served) {
        (Value::Object(left), Value::Object(right)) => {
            for name in left.keys().chain(right.keys().filter(|name| !left.contains_key(*name))) {
                let absent = json!("(absent)");
                let (left, right) = (left.get(name).unwrap_or(&absent), right.get(name).unwrap_or(&absent));
                differences(&format!("{path}/{name}"), left, right, out);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                differences(&format!("{path}/{index}"), left, right, out);
            }
        }
        _ if ours == served => {}
        _ => out.push(format!("{path}: openapi.yaml {ours}, served {served}")),
    }
}

#[test]
fn the_served_document_says_the_same_as_openapi_yaml() {
    let ours: Value = serde_json::from_str(deskledger::DOCUMENT).unwrap();
    let mut out = Vec::new();
    let mut served = normal(&served());
    let ours = normal(&ours);
    // The calls of the other documents stand beside the one of openapi.yaml; tests/ledger.rs looks at them.
    for part in [&["paths"][..], &["components", "schemas"]] {
        let known = part.iter().fold(&ours, |value, name| &value[*name]).as_object().unwrap();
        let there = part.iter().fold(&mut served, |value, name| &mut value[*name]);
        there.as_object_mut().unwrap().retain(|name, _| known.contains_key(name));
    }
    served["tags"].as_array_mut().unwrap().retain(|tag| tag["name"] != "Ledger" && tag["name"] != "Token");
    differences("", &ours, &served, &mut out);
    let is_listed = |path: &str| LEFT_OUT.iter().any(|end| path.ends_with(end));
    out.retain(|difference| !difference.split_once(": ").is_some_and(|(path, _)| is_listed(path)));
    assert!(out.is_empty(), "{} differences:\n{}", out.len(), out.join("\n"));
}

#[test]
fn every_generated_table_says_the_same_as_its_document() {
    use generated::{
        ADD_CONNECTION_RECORDS, LIST_CONNECTION_RECORDS, LIST_PROJECTS, LIST_ROLES, REMOVE_ROLE, SET_ROLE,
        SUMMARIZE_RECORDS,
    };
    let ledger = [
        &LIST_CONNECTION_RECORDS, &LIST_PROJECTS, &ADD_CONNECTION_RECORDS, &LIST_ROLES, &SET_ROLE, &REMOVE_ROLE,
        &SUMMARIZE_RECORDS,
    ];
    let documents = [
        (deskledger::DOCUMENT, &[&EXPORT_CONNECTION_RECORDS][..]),
        (generated::DOCUMENT, &ledger),
        (iam::DOCUMENT, &[&iam::CREATE_TOKEN]),
    ];
    for (document, calls) in documents {
        let ours: Value = serde_json::from_str(document).unwrap();
        let mut derived = json!({ "components": {} });
        for call in calls {
            derived["paths"][call.path][call.method.to_lowercase()] =
                serde_json::to_value(operation::of(call)).unwrap();
        }
        let (ours, derived) = (normal(&ours), normal(&derived));
        let mut out = Vec::new();
        differences("", &ours["paths"], &derived["paths"], &mut out);
        let is_listed = |path: &str| LEFT_OUT.iter().any(|end| path.ends_with(end));
        out.retain(|difference| !difference.split_once(": ").is_some_and(|(path, _)| is_listed(path)));
        assert!(out.is_empty(), "{} differences:\n{}", out.len(), out.join("\n"));
    }
}

#[test]
fn every_call_of_the_served_document_has_a_route() {
    let served = served();
    let server = Server::start();
    for (path, methods) in served["paths"].as_object().unwrap() {
        let response = server.request("OPTIONS", &path.replace(['{', '}'], ""), &[]);
        let allowed: Vec<&str> = response.header("allow").unwrap().split(',').collect();
        for method in methods.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            assert!(response.status == 204 && allowed.contains(&&*method), "{method} {path}: {allowed:?}");
        }
    }
}

#[test]
fn a_changed_rule_would_be_noticed() {
    let ours: Value = serde_json::from_str(deskledger::DOCUMENT).unwrap();
    let call = "/paths/~1v2~1{project_id}~1connections~1desktops~1export/get";
    for (place, value) in [
        ("/parameters/3/schema/maxLength", json!(64)),
        ("/parameters/6/schema/enum", json!(["zh_CN"])),
        ("/parameters/6/schema/default", json!("zh_CN")),
        ("/parameters/0/required", json!(false)),
        ("/parameters/1/allowEmptyValue", json!(false)),
        ("/responses/401/content/application~1json/example/error_code", json!("X")),
        ("/responses/200/description", json!("X")),
        ("/x-rules/0/start", json!("x")),
    ] {
        let mut changed = ours.clone();
        *changed.pointer_mut(&format!("{call}{place}")).unwrap() = value;
        let mut out = Vec::new();
        differences("", &normal(&changed), &normal(&ours), &mut out);
        assert_eq!(out.len(), 1, "{place}: {out:?}");
    }
}

#[test]
fn the_served_document_names_no_schema_that_it_does_not_have() {
    let served = served();
    let text = served.to_string();
    for reference in text.split("\"#/").skip(1) {
        let path = format!("/{}", reference.split('"').next().unwrap());
        assert!(served.pointer(&path).is_some(), "{path}");
    }
}
