//! Inclusion beside a validator of values: where a change is rated safe, no value shows the contrary, and every value that is
//! reported as an example is one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use deskledger_diff::{Options, Verdict, compare};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

fn document(schema: &Value) -> String {
    let content = json!({ "application/json": { "schema": schema } });
    let operation =
        json!({ "requestBody": { "content": content }, "responses": { "200": { "description": "Done." } } });
    json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1.0.0" }, "paths": { "/a": { "post": operation } } }).to_string()
}

fn leaf() -> impl Strategy<Value = Value> {
    let count = 0..4_u64;
    prop_oneof![
        Just(json!({})),
        Just(json!(false)),
        prop::sample::subsequence(vec!["null", "boolean", "integer", "number", "string", "array", "object"], 1..4)
            .prop_map(|types| json!({ "type": types })),
        prop::sample::subsequence(
            vec![json!(null), json!(1), json!(1.0), json!(2.5), json!("a"), json!("ab"), json!([]), json!({ "a": 1 })],
            1..4
        )
        .prop_map(|values| json!({ "enum": values })),
        (-3..4_i32, -3..4_i32)
            .prop_map(|(min, max)| json!({ "type": "number", "minimum": min, "exclusiveMaximum": max })),
        (1..4_i32).prop_map(|step| json!({ "type": "integer", "multipleOf": step })),
        (count.clone(), count.clone())
            .prop_map(|(min, max)| json!({ "type": "string", "minLength": min, "maxLength": max })),
        prop::sample::select(vec!["^a+$", "^a", "a$", "^[ab]{2}$", "b"])
            .prop_map(|pattern| json!({ "type": "string", "pattern": pattern })),
        (count.clone(), count).prop_map(|(min, max)| json!({ "type": "array", "minItems": min, "maxItems": max })),
    ]
}

/// Objects name the same properties, so that the rule for names that a document does not know plays no part.
fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 16, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 1..3);
        let required = prop::sample::subsequence(vec!["a", "b"], 0..3);
        prop_oneof![
            (inner.clone(), inner.clone(), required, any::<bool>()).prop_map(|(a, b, required, closed)| {
                let mut schema = json!({ "type": "object", "properties": { "a": a, "b": b }, "required": required });
                if closed {
                    schema["additionalProperties"] = false.into();
                }
                schema
            }),
            inner.clone().prop_map(|item| json!({ "type": "array", "items": item })),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| json!({ "prefixItems": [one], "items": two })),
            inner.clone().prop_map(|item| json!({ "type": "array", "contains": item })),
            list.clone().prop_map(|list| json!({ "anyOf": list })),
            list.clone().prop_map(|list| json!({ "oneOf": list })),
            list.prop_map(|list| json!({ "allOf": list })),
            inner.clone().prop_map(|not| json!({ "not": not })),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(when, then, other)| json!({ "if": when, "then": then, "else": other })),
        ]
    })
}

fn values() -> Vec<Value> {
    let mut list: Vec<Value> = [json!(null), json!(true), json!(false)].into();
    list.extend((-4..5).map(Value::from));
    list.extend([0.5, 2.5, -0.5].map(Value::from));
    list.extend(["", "a", "b", "aa", "ab", "ba", "abc", "aaaa", "c"].map(Value::from));
    let small = list.clone();
    list.extend([json!([]), json!({})]);
    for one in small.iter().step_by(3) {
        list.push(json!([one]));
        list.push(json!({ "a": one }));
        list.push(json!({ "b": one }));
        list.extend(small.iter().step_by(4).flat_map(|two| [json!([one, two]), json!({ "a": one, "b": two })]));
    }
    list
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).unwrap()
}

/// Whether a schema names properties in a combination, where another one may not know them.
fn is_open(schema: &Value) -> bool {
    schema.to_string().contains("properties")
}

fn check(old: &Value, new: &Value) -> Result<(), TestCaseError> {
    let found = compare(("old", &document(old)), ("new", &document(new)), &Options::default()).unwrap();
    let (accepted, accepts) = (validator(old), validator(new));
    let wire = found.changes.iter().map(|change| change.wire).max().unwrap_or(Verdict::Information);
    if wire < Verdict::Maybe && is_open(old) == is_open(new) && !is_open(old) {
        for value in values() {
            prop_assert!(!accepted.is_valid(&value) || accepts.is_valid(&value), "{} {} {}", old, new, value);
        }
    }
    for change in found.changes.iter().filter(|change| change.at.to_string().ends_with("application/json")) {
        if let Some(value) = &change.witness {
            prop_assert!(accepted.is_valid(value) && !accepts.is_valid(value), "{} {} {}", old, new, value);
        }
    }
    Ok(())
}

/// Pairs that the property found, for every run.
#[test]
fn no_pair_of_schemas_is_rated_wrong_again() {
    let fraction = json!({ "enum": [2.5] });
    let even = json!({ "allOf": [{ "type": "integer", "multipleOf": 2 }, { "enum": [1.0] }] });
    let large = json!({ "type": "integer", "minimum": 5, "enum": [7] });
    for old in [json!({ "anyOf": [even, fraction] }), json!({ "anyOf": [fraction, large] })] {
        for new in [json!(false), json!({ "enum": [7] }), json!({ "type": "number", "minimum": 3 })] {
            check(&old, &new).unwrap();
            check(&new, &old).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_narrower_schema_is_rated_safe_and_no_example_is_wrong(old in schema(), new in schema()) {
        check(&old, &new)?;
    }

    #[test]
    fn a_schema_that_did_not_change_is_no_change(schema in schema()) {
        let again = json!({ "allOf": [schema] });
        let found = compare(("old", &document(&schema)), ("new", &document(&again)), &Options::default()).unwrap();
        prop_assert!(found.changes.iter().all(|change| change.wire < Verdict::Breaking), "{:?}", found.changes);
    }
}
