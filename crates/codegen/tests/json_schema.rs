//! Unsupported schemas are reported, each with its place.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use deskledger_codegen::{Draft, validator};

#[track_caller]
fn told(draft: Draft, schema: &str, expected: &[&str]) {
    let wrong = validator("s.json", schema, draft).unwrap_err();
    let found: Vec<String> = wrong
        .iter()
        .map(|one| format!("{}:{} {} [{}]", one.position.line, one.position.column, one.message, one.code))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_keyword_that_cannot_be_kept_is_not_dropped() {
    told(
        Draft::Draft2020,
        "{\"items\": false,\n \"$recursiveRef\": \"#\"}",
        &["2:2 expected no `$recursiveRef`: it is not supported [unsupported]"],
    );
    told(
        Draft::Draft2020,
        r#"{"pattern": "(a)\\1"}"#,
        &[
            "1:13 expected a pattern of ECMA-262, found a reference back to a group, which cannot be checked in one pass [pattern]",
        ],
    );
}

#[test]
fn a_value_of_the_wrong_type_is_not_taken_for_no_rule() {
    for (schema, expected) in [
        (r#"{"maxLength": "8"}"#, "1:15 expected a count, a whole number from 0, found a text [type]"),
        (r#"{"minItems": 1.5}"#, "1:14 expected a count, a whole number from 0, found a number [type]"),
        (r#"{"required": "id"}"#, "1:14 expected a list, found a text [type]"),
        (r#"{"multipleOf": 0}"#, "1:16 expected a number above 0 with at most 19 digits, found a number [type]"),
        (r#"{"uniqueItems": 1}"#, "1:17 expected true or false, found a number [type]"),
        (r#"{"items": 3}"#, "1:11 expected a schema (a map, true or false), found a number [type]"),
    ] {
        told(Draft::Draft2020, schema, &[expected]);
    }
}

#[test]
fn a_reference_to_another_document_is_not_followed() {
    told(
        Draft::Draft4,
        r##"{"properties": {"a": {"$ref": "#/definitions/A"}, "b": {"$ref": "other.json"}}}"##,
        &[
            "1:31 expected a reference to a schema of this document, found #/definitions/A [missing-reference]",
            "1:65 expected a reference to a schema of this document, found other.json [missing-reference]",
        ],
    );
}

#[test]
fn schemas_that_refer_to_each_other_end() {
    let schema =
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {"not": {"$ref": "#"}}}}"##;
    let code = validator("s.json", schema, Draft::Draft2020).unwrap();
    assert_eq!(code.matches("static SCHEMA_").count(), 3, "{code}");
}

#[test]
fn references_in_a_circle_with_nothing_beside_them_end() {
    let schema =
        r##"{"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##;
    let code = validator("s.json", schema, Draft::Draft2020).unwrap();
    assert!(code.matches("Reference").count() > 0, "{code}");
}
