//! Documents that are spread over several files: each is read, each error has its place, and no reference
//! reads what it should not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::fs;
use std::path::Path;

use deskledger_codegen::{Diagnostics, Error, Options, Output, generate, generate_file};
use tempfile::{TempDir, tempdir};

const DOCUMENT: &str = "openapi: 3.0.3
info: { title: Files, version: 1.0.0 }
paths:
  /orders: { $ref: 'paths/orders.yaml' }
components:
  schemas:
    Name: { type: string, maxLength: 7 }
";
const ORDERS: &str = "post:
  operationId: addOrder
  parameters:
    - $ref: '../parts/common%20parts.json#/limit'
  requestBody:
    required: true
    content: { application/json: { schema: { $ref: '../parts/common%20parts.json#/Order' } } }
  responses: { '204': { description: Added. } }
";
const PARTS: &str = r##"{
  "limit": { "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 77 } },
  "Order": { "properties": { "lines": { "type": "array", "items": { "$ref": "#/Line" } }, "value": { "$ref": "size.yaml" } } },
  "Line": { "properties": { "name": { "$ref": "../api.yaml#/components/schemas/Name" }, "order": { "$ref": "#/Order" } } }
}
"##;

/// Writes files into a new directory, `api` for a path without one.
fn written(files: &[(&str, &str)]) -> TempDir {
    let dir = tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join("api").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn whole() -> TempDir {
    written(&[
        ("api.yaml", DOCUMENT),
        ("paths/orders.yaml", ORDERS),
        ("parts/common parts.json", PARTS),
        ("parts/size.yaml", "{ type: integer, maximum: 99 }"),
    ])
}

fn read(dir: &TempDir, options: &Options) -> Result<Output, Diagnostics> {
    generate_file(dir.path().join("api/api.yaml"), options).map_err(|error| match error {
        Error::Document(diagnostics) => diagnostics,
        error => panic!("{error}"),
    })
}

/// The diagnostics of a document, without the directory.
fn reported(dir: &TempDir, options: &Options) -> String {
    let reported = read(dir, options).map_or_else(|wrong| wrong, |output| output.warnings).to_string();
    reported.replace(&format!("{}/api/", dir.path().display()), "")
}

/// The diagnostics of a document that refers to one file.
fn of_reference(reference: &str, files: &[(&str, &str)]) -> String {
    let document = DOCUMENT.replace("{ type: string, maxLength: 7 }", &format!("{{ $ref: '{reference}' }}"));
    let document = document.replace("{ $ref: 'paths/orders.yaml' }", "{}");
    reported(&written(&[&[("api.yaml", document.as_str())], files].concat()), &direct())
}

fn direct() -> Options {
    Options::new()
}

#[test]
fn every_file_that_a_document_refers_to_is_read_and_named() {
    let dir = whole();
    let output = read(&dir, &direct()).unwrap();
    assert!(output.warnings.is_empty(), "{}", output.warnings);
    let code = &output.files["openapi.rs"];
    for rule in ["max: Some(77)", "MaxLength(7)", "Whole(99)"] {
        assert!(code.contains(rule), "{rule}");
    }
    let names: Vec<String> = output.sources.iter().map(|path| path.display().to_string()).collect();
    let from = format!("{}/api/", dir.path().display());
    let names: Vec<&str> = names.iter().map(|name| name.strip_prefix(&from).unwrap()).collect();
    assert_eq!(names, ["api.yaml", "paths/orders.yaml", "parts/common parts.json", "parts/size.yaml"]);
    assert_eq!(read(&dir, &direct()).unwrap().files, output.files);
}

#[test]
fn a_file_that_is_a_schema_may_refer_to_itself_and_its_data_is_no_reference() {
    let tree = "{ type: object, properties: { name: { maxLength: 7, enum: [a] }, children: { type: array, items: { $ref: '#' } } },
        default: { name: a, $ref: '#/none' }, example: { $ref: '../api.yaml#/info' } }";
    let document = DOCUMENT.replace("{ type: string, maxLength: 7 }", "{ $ref: 'parts/tree.yaml' }");
    let document = document.replace("{ $ref: 'paths/orders.yaml' }", "{}");
    let output = read(&written(&[("api.yaml", &document), ("parts/tree.yaml", tree)]), &direct()).unwrap();
    let served: serde_json::Value = serde_json::from_str(&output.files["openapi.json"]).unwrap();
    let tree = &served["x-files"]["parts/tree.yaml"];
    assert_eq!(tree["properties"]["children"]["items"]["$ref"], "#/x-files/parts~1tree.yaml");
    assert_eq!((&tree["default"]["$ref"], &tree["example"]["$ref"]), (&"#/none".into(), &"../api.yaml#/info".into()));
    assert!(generate("openapi.json", &output.files["openapi.json"]).is_ok());
}

#[test]
fn the_document_that_is_served_needs_no_other_file() {
    let dir = whole();
    let output = read(&dir, &direct()).unwrap();
    let alone = generate("openapi.json", &output.files["openapi.json"]).unwrap();
    assert!(alone.warnings.is_empty(), "{}", alone.warnings);
    assert_eq!(alone.files["openapi.json"], output.files["openapi.json"]);
    let count = |code: &str| ["max: Some(77)", "MaxLength(7)", "Whole(99)"].map(|rule| code.matches(rule).count());
    assert_eq!(count(&alone.files["openapi.rs"]), count(&output.files["openapi.rs"]));
    assert!(!output.files["openapi.json"].contains(&*dir.path().to_string_lossy()));
}

#[test]
fn a_mistake_is_reported_in_the_file_that_it_stands_in() {
    let dir = whole();
    let api = dir.path().join("api");
    fs::write(api.join("parts/size.yaml"), "# A size.\ntype: integer\nmaxmum: 99\n").unwrap();
    fs::write(api.join("paths/orders.yaml"), ORDERS.replace("operationId", "operationid")).unwrap();
    let reported = reported(&dir, &direct());
    assert!(reported.contains("paths/orders.yaml:2:3: expected no `operationid`"), "{reported}");
    assert!(reported.contains("2 |   operationid: addOrder"), "{reported}");
    fs::write(api.join("paths/orders.yaml"), ORDERS).unwrap();
    let reported = self::reported(&dir, &direct());
    assert!(reported.contains("parts/size.yaml:3:1: ") && reported.contains("did you mean `maximum`?"), "{reported}");
}

#[test]
fn a_reference_that_leads_nowhere_is_reported_where_it_stands() {
    for (reference, files, expected) in [
        ("none.yaml", &[][..], "api.yaml:7:19: expected a file at none.yaml, found none [missing-file]"),
        (
            "a.yaml#/B",
            &[("a.yaml", "A: {}")],
            "api.yaml:7:19: expected a value at a.yaml#/B, found none [missing-reference]",
        ),
        ("a.yaml", &[("a.yaml", "a: [")], "a.yaml:2:1: expected YAML or JSON"),
        ("a.yaml", &[("a.yaml", "$ref: 'b.yaml#/B'"), ("b.yaml", "C: 1")], "a.yaml:1:7: expected a value at b.yaml#/B"),
        ("a", &[("a/b.yaml", "{}")], "expected a file at a, found something else [unreadable-file]"),
        ("https://example.com/a.yaml", &[], "found https://example.com/a.yaml [external-reference]"),
        ("//example.com/a.yaml", &[], "found //example.com/a.yaml [external-reference]"),
        ("file:///etc/hostname", &[], "found file:///etc/hostname [external-reference]"),
    ] {
        let reported = of_reference(reference, files);
        assert!(reported.contains(expected), "{reference}: {reported}");
        assert_eq!(reported.matches('[').count() - reported.matches("a: [").count(), 1, "{reference}: {reported}");
    }
}

#[test]
fn files_that_refer_to_each_other_in_a_circle_end_in_a_problem() {
    let reported = of_reference("a.yaml", &[("a.yaml", "$ref: b.yaml"), ("b.yaml", "$ref: a.yaml")]);
    assert!(reported.contains("[reference-loop]"), "{reported}");
}

#[test]
fn a_reference_does_not_read_what_stands_outside_of_the_directory() {
    let outside =
        |dir: &TempDir| fs::write(dir.path().join("secret.yaml"), "Name: { type: string, maxLength: 5 }").unwrap();
    let document = DOCUMENT.replace("{ type: string, maxLength: 7 }", "{ $ref: '../secret.yaml#/Name' }");
    let document = document.replace("{ $ref: 'paths/orders.yaml' }", "{}");
    let dir = written(&[("api.yaml", &document)]);
    outside(&dir);
    let refused = reported(&dir, &direct());
    assert!(refused.contains("api.yaml:7:19: ") && refused.contains("[outside-directory]"), "{refused}");
    assert_eq!(reported(&dir, &direct().root(dir.path())), "");
    let absolute = of_reference("/etc/hostname", &[]);
    assert!(absolute.contains("[outside-directory]") || absolute.contains("[missing-file]"), "{absolute}");
    // The directory again, by a way outside of it.
    let again = document.replace("../secret.yaml#/Name", "../api/parts.yaml#/Name");
    fs::write(dir.path().join("api/api.yaml"), again).unwrap();
    fs::write(dir.path().join("api/parts.yaml"), "Name: { type: string, maxLength: 5 }").unwrap();
    assert_eq!(reported(&dir, &direct()), "");
}

#[cfg(unix)]
#[test]
fn no_message_depends_on_which_files_exist_outside_of_the_directory() {
    let dir = written(&[("api.yaml", DOCUMENT)]);
    fs::create_dir_all(dir.path().join("there/deeper")).unwrap();
    fs::write(dir.path().join("there/file.yaml"), "{}").unwrap();
    for (name, target) in [("link-1", "there"), ("link-2", "absent")] {
        std::os::unix::fs::symlink(dir.path().join(target), dir.path().join("api").join(name)).unwrap();
    }
    let outside = dir.path().to_str().unwrap();
    for (exists, absent) in [
        ("../there/file.yaml", "../there/none.yaml"),
        ("../there/file.yaml", "../none/file.yaml"),
        ("../there/deeper/../file.yaml", "../there/none/../file.yaml"),
        ("../there/file.yaml/x", "../there/none.yaml/x"),
        ("../there", "../none"),
        ("link-1", "link-2"),
        ("link-1/file.yaml", "link-1/none.yaml"),
        ("link-1/file.yaml", "link-2/file.yaml"),
        (&format!("{outside}/there/file.yaml"), &format!("{outside}/none/file.yaml")),
        ("/etc/passwd", "/etc/no-such-file"),
    ] {
        let reported = [exists, absent].map(|reference| {
            let document = DOCUMENT.replace("{ type: string, maxLength: 7 }", &format!("{{ $ref: '{reference}' }}"));
            fs::write(dir.path().join("api/api.yaml"), document.replace("{ $ref: 'paths/orders.yaml' }", "{}"))
                .unwrap();
            reported(&dir, &direct()).replace(reference, "REFERENCE")
        });
        assert!(reported[0].contains("[outside-directory]"), "{}", reported[0]);
        assert_eq!(reported[0].lines().next(), reported[1].lines().next(), "{exists} and {absent}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_directory_and_a_device_is_not_read() {
    let document = DOCUMENT.replace("{ type: string, maxLength: 7 }", "{ $ref: 'link.yaml' }");
    let dir = written(&[("api.yaml", &document.replace("{ $ref: 'paths/orders.yaml' }", "{}"))]);
    let link = dir.path().join("api/link.yaml");
    fs::write(dir.path().join("secret.yaml"), "{}").unwrap();
    for (target, expected) in
        [(dir.path().join("secret.yaml"), "[outside-directory]"), ("/dev/zero".into(), "[outside-")]
    {
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let reported = reported(&dir, &direct());
        assert!(reported.contains(expected), "{reported}");
        fs::remove_file(&link).unwrap();
    }
    std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
    let reported = reported(&dir, &direct().root(Path::new("/")));
    assert!(reported.contains("[unreadable-file]"), "{reported}");
}

#[test]
fn many_files_or_large_ones_end_in_a_problem() {
    let next = |n: usize| (format!("{n}.yaml"), format!("properties: {{ next: {{ $ref: '{}.yaml' }} }}", n + 1));
    let chain: Vec<(String, String)> = (0..300).map(next).collect();
    let chain: Vec<(&str, &str)> = chain.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let reported = of_reference("0.yaml", &chain);
    assert!(reported.contains("expected at most 256 files, found more [too-many-files]"), "{reported}");
    let large = format!("x: \"{}\"\nproperties: {{ b: {{ $ref: b.yaml }} }}", "x".repeat(9 << 20));
    let reported = of_reference("a.yaml", &[("a.yaml", &large), ("b.yaml", &large)]);
    assert!(reported.contains("b.yaml:1:1: ") && reported.contains("[too-large]"), "{reported}");
    assert!(reported.len() < 4096, "{} bytes", reported.len());
}

/// A document of DigitalOcean's has thousands of files.
#[test]
fn a_document_of_thousands_of_files_is_read_within_the_limits_of_the_options() {
    let wide: String = (0..3000).map(|n| format!("    P{n}: {{ $ref: 'parts/{n}.yaml' }}\n")).collect();
    let document = "openapi: 3.0.3\ninfo: { title: Many, version: 1.0.0 }\npaths: {}\ncomponents:\n  schemas:\n";
    let mut files: Vec<(String, String)> =
        (0..3000).map(|n| (format!("parts/{n}.yaml"), format!("{{ type: integer, maximum: {n} }}"))).collect();
    files.push(("api.yaml".to_owned(), format!("{document}{wide}")));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let dir = written(&files);
    assert!(reported(&dir, &direct()).contains("[too-many-files]"));
    assert_eq!(read(&dir, &direct().max_files(4000)).unwrap().sources.len(), 3001);
    let reported = reported(&dir, &direct().max_files(4000).max_bytes(1 << 16));
    assert!(reported.contains("at most 65536 bytes") && reported.contains("[too-large]"), "{reported}");
}
