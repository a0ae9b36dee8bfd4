//! A live service beside its document, and the section of a changelog.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeMap;

use deskledger_codegen::Contract;
use deskledger_diff::{Format, Observation, Options, Verdict, compare, drift, probes};
use serde_json::{Value, json};

const DOCUMENT: &str = "openapi: 3.0.3
info: { title: Files, version: 1.2.0 }
paths:
  /files/{id}:
    parameters: [{ name: id, in: path, required: true, example: a b, schema: { type: string } }]
    get:
      operationId: getFile
      parameters:
        - { name: page, in: query, required: true, schema: { type: integer, default: 1 } }
        - { name: filter, in: query, schema: { type: string, enum: [x] } }
        - { name: X-Tenant, in: header, required: true, schema: { type: string } }
      responses:
        '200':
          description: ok
          headers: { X-Total: { required: true, schema: { type: integer } } }
          content:
            application/json:
              schema:
                type: object
                required: [name, size]
                properties:
                  name: { type: string, maxLength: 4 }
                  size: { type: integer }
                  tags: { type: array, items: { type: object, properties: { key: { type: string } } } }
                  open: { type: object }
                  any: { type: object, additionalProperties: { type: string } }
                anyOf: [{ properties: { more: { type: boolean } } }, { required: [size] }]
    delete: { operationId: deleteFile, responses: { '204': { description: gone } } }
";

fn contract() -> Contract {
    Contract::read("files.yaml", DOCUMENT, None, None).unwrap()
}

/// Ids, places and messages of the differences.
fn found(status: u16, media_type: &str, headers: &[&str], body: Value) -> Vec<(String, String, String, Verdict)> {
    let (operation, path, method) = ("getFile".into(), "/files/{id}".into(), "get".into());
    let (media_type, body) = (Some(media_type.to_owned()), Some(body));
    let headers = headers.iter().map(|name| (*name).to_owned()).collect();
    let seen = Observation { operation, path, method, status, media_type, headers, body };
    let found = drift(&contract(), &[seen]);
    assert_eq!((found.old_version.as_deref(), found.next_version), (Some("1.2.0"), None));
    let place = |at: String| at.trim_start_matches("operation getFile, response ").to_owned();
    found
        .changes
        .into_iter()
        .map(|one| (one.id, place(one.at.to_string()), one.message.to_string(), one.verdict))
        .collect()
}

#[test]
fn no_difference_between_a_service_and_its_document_is_passed_over() {
    let json = "application/json; charset=utf-8";
    let good =
        json!({"name": "a", "size": 1, "more": true, "any": {"x": "y"}, "open": {"z": 1}, "tags": [{"key": "k"}]});
    assert_eq!(found(200, json, &["x-total", "date", "Deprecation"], good.clone()), []);
    let headers = found(200, json, &["X-New"], good.clone());
    let ids: Vec<_> = headers.iter().map(|one| (one.0.as_str(), one.1.as_str())).collect();
    assert_eq!(
        ids,
        [("response-required-header-removed", "200, header X-Total"), ("response-header-added", "200, headers")]
    );
    assert!(headers[1].2.contains("x-new"), "{headers:?}");
    for (status, media_type, body, expected) in [
        (404, json, good.clone(), ("response-added", "404", "status 404", Verdict::Maybe)),
        (202, json, good.clone(), ("response-success-added", "202", "status 202", Verdict::Maybe)),
        (200, "text/html", good, ("response-media-type-added", "200", "text/html", Verdict::Maybe)),
        (
            200,
            json,
            json!({"name": "a", "size": 1, "new": 1, "old": 2}),
            ("response-property-added", "200, body", "new, old", Verdict::Safe),
        ),
        (
            200,
            json,
            json!({"name": "a", "size": 1, "tags": [{"key": "k", "deep": 1}]}),
            ("response-property-added", "200, body/tags/items", "deep", Verdict::Safe),
        ),
        (
            200,
            json,
            json!({"name": "a"}),
            ("response-property-required-removed", "200, body", "missing: size", Verdict::Breaking),
        ),
        (
            200,
            json,
            json!({"name": "longer", "size": 1}),
            ("response-values-widened", "200, body/name", "not allow", Verdict::Breaking),
        ),
        (
            200,
            json,
            json!({"name": "a", "size": 1, "any": {"x": 1}}),
            ("response-values-widened", "200, body/any/x", "not allow", Verdict::Breaking),
        ),
    ] {
        let case = format!("{status} {media_type} {body}");
        let found = found(status, media_type, &["x-total"], body);
        let [(id, at, message, verdict)] = found.as_slice() else { unreachable!("{case}: {found:?}") };
        assert_eq!((id.as_str(), at.as_str(), *verdict), (expected.0, expected.1, expected.3), "{message}");
        assert!(message.contains(expected.2), "{message}");
    }
}

#[test]
fn a_request_is_made_of_the_document_and_one_that_cannot_be_made_says_what_is_missing() {
    let values = BTreeMap::from([("X-Tenant".to_owned(), "t".to_owned())]);
    let all = probes(&contract(), &values);
    assert_eq!(all[0].target, "/files/a%20b?page=1");
    assert_eq!((all[0].headers.as_slice(), all[0].is_safe()), (&[("X-Tenant".to_owned(), "t".to_owned())][..], true));
    assert_eq!((all[1].operation.as_str(), all[1].is_safe(), all[1].missing.len()), ("deleteFile", false, 0));
    assert_eq!(probes(&contract(), &BTreeMap::new())[0].missing, ["X-Tenant"]);
}

#[test]
fn a_changelog_tells_users_what_to_do_and_a_release_never_has_a_lower_version_than_is_due() {
    let new = DOCUMENT
        .replace("name: page, in: query, required: true", "name: page, in: query")
        .replace("name: filter, in: query", "name: filter, required: true, in: query");
    let compared = |new: &str| compare(("old", DOCUMENT), ("new", new), &Options::default()).unwrap();
    let text = compared(&new).report(Format::Changelog, None);
    assert!(text.starts_with("#### Breaking\n\n- operation getFile, "), "{text}");
    assert!(text.contains("**Migration:** Send it in every request."), "{text}");
    assert!(text.contains("\n\n#### Source of the SDK\n\n"), "{text}");
    assert_eq!(compared(DOCUMENT).report(Format::Changelog, None), "No change of the contract.\n");
    for (version, released) in [("1.2.0", "2.0.0"), ("1.9.0", "2.0.0"), ("2.0.0", "2.0.0"), ("3.1.0", "3.1.0")] {
        let declared = compared(&new.replace("1.2.0", version));
        assert_eq!(declared.release_version(), Some(released), "{version}");
    }
}
