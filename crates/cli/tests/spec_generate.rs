//! `spec generate` and `spec mock`: what is written, what is rejected, and what the mock answers.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::{Value, json};
use support::*;
use tempfile::tempdir;

const DOCUMENT: &str = r##"openapi: 3.0.3
info: { title: Orders, version: v1.2, license: { name: MIT } }
security: [{ key: [] }]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      tags: [orders]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string, pattern: '^[A-Z]{2}[0-9]+$' } }
      responses:
        '200': { description: The order., content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
        '400': { description: Wrong., content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
  /orders:
    post:
      operationId: addOrder
      tags: [orders, admin]
      parameters:
        - { name: from, in: query, schema: { type: integer } }
        - { name: to, in: query, schema: { type: integer } }
      x-rules: [{ rule: ordered, low: from, high: to }]
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Order' }, example: { lines: [{ count: 3 }] } } }
      responses:
        '201': { description: Added. }
        '422': { description: Wrong., content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
components:
  securitySchemes: { key: { type: apiKey, in: query, name: api_key } }
  schemas:
    Order:
      type: object
      required: [lines]
      additionalProperties: false
      properties:
        lines: { type: array, minItems: 1, items: { $ref: '#/components/schemas/Line' } }
        parent: { $ref: '#/components/schemas/Order' }
    Line: { type: object, required: [count], properties: { count: { type: integer, minimum: 2, multipleOf: 3 } } }
    Problem:
      type: object
      required: [message]
      additionalProperties: false
      properties: { message: { type: string }, violations: { type: array, items: {} } }
"##;

/// Exit code and standard error.
fn generate(dir: &Path, args: &[&str]) -> (i32, String) {
    let base = ["spec", "generate", "api.yaml", "-o", "sdk", "--name", "orders-sdk"];
    let output = deskledger().current_dir(dir).args(base).args(args).output().unwrap();
    (output.status.code().unwrap(), stderr(&output))
}

#[test]
fn a_package_is_renewed_without_losing_what_the_user_made() {
    let dir = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let read = |name: &str| fs::read_to_string(dir.path().join("sdk").join(name)).unwrap();
    write("api.yaml", DOCUMENT);
    assert_eq!(generate(dir.path(), &["--check"]).0, 1, "there is no package yet");
    assert!(!dir.path().join("sdk").exists());
    assert_eq!(generate(dir.path(), &[]).0, 0);
    let manifest = read("Cargo.toml");
    for line in [
        "version = \"1.2.0\"",
        "license = \"MIT\"",
        "default = [\"admin\", \"orders\"]",
        "deskledger-client = \"0.1.0\"",
    ] {
        assert!(manifest.contains(line), "{line}: {manifest}");
    }
    let code = read("src/generated.rs");
    assert!(code.contains("#[cfg(any(feature = \"admin\", feature = \"orders\"))]\npub struct AddOrder {"), "{code}");
    assert!(read("README.md").contains("GetOrder::new(\""));
    let (code, why) = generate(dir.path(), &["--check"]);
    assert_eq!((code, why.contains("0 files written")), (0, true), "{why}");

    write("sdk/notes.md", "mine");
    write("sdk/CHANGELOG.md", "mine too");
    write("api.yaml", &DOCUMENT.replace("operationId: addOrder", "operationId: createOrder"));
    let (code, why) = generate(dir.path(), &["--check"]);
    assert!(
        code == 1 && why.contains("src/generated.rs") && why.contains("deskledger spec generate api.yaml"),
        "{why}"
    );
    let example = "examples/add_order.rs";
    assert!(dir.path().join("sdk").join(example).exists());
    assert_eq!(generate(dir.path(), &[]).0, 0);
    assert!(!dir.path().join("sdk").join(example).exists(), "an example of a call that is gone");
    assert_eq!((read("notes.md"), read("CHANGELOG.md")), ("mine".into(), "mine too".into()));

    write("sdk/src/lib.rs", "// edited");
    let before = read("tests/calls.rs");
    write("api.yaml", DOCUMENT);
    let (code, why) = generate(dir.path(), &[]);
    assert!(code == 2 && why.contains("src/lib.rs") && !why.contains("calls.rs"), "{why}");
    assert_eq!((read("src/lib.rs"), read("tests/calls.rs")), ("// edited".into(), before));
    let beside: Vec<String> = files(dir.path()).into_iter().filter(|name| name.contains(".deskledger-")).collect();
    assert_eq!(beside, [""; 0]);
}

#[test]
fn nothing_is_written_for_a_broken_document_or_into_a_directory_of_something_else() {
    let dir = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("api.yaml", &DOCUMENT.replace("minItems: 1", "minItem: 1"));
    let (code, why) = generate(dir.path(), &[]);
    assert!(code == 1 && why.contains("minItems") && !dir.path().join("sdk").exists(), "{why}");
    write("api.yaml", "swagger: '2.0'\n");
    let (code, why) = generate(dir.path(), &[]);
    assert!(code == 1 && why.contains("2.0"), "{why}");
    write("api.yaml", DOCUMENT);
    fs::create_dir(dir.path().join("sdk")).unwrap();
    write("sdk/thesis.tex", "years of work");
    let (code, why) = generate(dir.path(), &[]);
    assert!(code == 2 && why.contains("thesis.tex"), "{why}");
    assert_eq!(fs::read_dir(dir.path().join("sdk")).unwrap().count(), 1);
    for (flags, word) in
        [(["--runtime", "nowhere/at/all"], "nowhere"), (["--name", "self"], "self"), (["--name", "a b"], "a b")]
    {
        fs::remove_dir_all(dir.path().join("sdk")).unwrap_or_default();
        let base = ["spec", "generate", "api.yaml", "-o", "sdk"];
        let name: &[&str] = if flags[0] == "--name" { &[] } else { &["--name", "x"] };
        let output = deskledger().current_dir(dir.path()).args(base).args(name).args(flags).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
    }
}

/// A mock, stopped when it is dropped.
#[test]
fn the_warnings_of_a_document_are_not_kept_from_the_user() {
    let dir = tempdir().unwrap();
    let warned = DOCUMENT.replace("        '201': { description: Added. }", "        '201': {}");
    fs::write(dir.path().join("api.yaml"), warned).unwrap();
    for args in [&[][..], &["--check"]] {
        let (code, found) = generate(dir.path(), args);
        assert_eq!((code, found.matches("api.yaml:26:16: warning: ").count()), (0, 1), "{found}");
    }
    assert_eq!(generate(dir.path(), &["--json"]), (0, String::new()));
}

#[test]
fn a_recorded_response_is_of_the_media_type_that_the_client_asks_for() {
    let dir = tempdir().unwrap();
    let json = "The order., content: { application/json:";
    let several = DOCUMENT.replace(json, "The order., content: { text/csv: {}, application/json:");
    fs::write(dir.path().join("api.yaml"), several).unwrap();
    assert_eq!(generate(dir.path(), &[]).0, 0);
    let recorded = fs::read_to_string(dir.path().join("sdk/tests/support/responses.json")).unwrap();
    assert!(recorded.contains("application/json") && !recorded.contains("text/csv"), "{recorded}");
}

#[test]
fn a_body_of_json_of_its_own_media_type_is_recorded_too() {
    for media_type in ["application/json", "application/merge-patch+json", "application/json; charset=utf-8"] {
        let dir = tempdir().unwrap();
        let sent = "        content: { application/json: { schema: { $ref: '#/components/schemas/Order' }, example";
        assert!(DOCUMENT.contains(sent));
        let document = DOCUMENT.replace(sent, &sent.replace("application/json", &format!("'{media_type}'")));
        fs::write(dir.path().join("api.yaml"), document).unwrap();
        assert_eq!(generate(dir.path(), &[]).0, 0);
        let recorded = fs::read_to_string(dir.path().join("sdk/tests/support/responses.json")).unwrap();
        assert!(recorded.contains("\"request\": "), "{media_type}: {recorded}");
    }
}

#[test]
fn a_summary_that_changes_the_direction_of_text_does_not_stop_the_compiler() {
    let dir = tempdir().unwrap();
    let hidden =
        DOCUMENT.replace("operationId: getOrder", "operationId: getOrder\n      summary: \"a\\u202Eb\\u2066c\"");
    fs::write(dir.path().join("api.yaml"), hidden).unwrap();
    assert_eq!(generate(dir.path(), &[]).0, 0);
    let example = fs::read_to_string(dir.path().join("sdk/examples/get_order.rs")).unwrap();
    assert!(!example.contains(['\u{202e}', '\u{2066}']) && example.contains("u{202e}"), "{example}");
}

#[test]
fn the_mock_finds_a_key_of_the_query_whose_name_is_percent_encoded() {
    let dir = tempdir().unwrap();
    let mock = Mock::start(dir.path(), &DOCUMENT.replace("name: api_key", "name: key q"), &[]);
    for (query, status) in [("key%20q=x", 200), ("key+q=x", 200), ("key=x", 401)] {
        assert_eq!(mock.get(&format!("/orders/DE42?{query}"), &[]).0, status, "{query}");
    }
}

struct Mock(Child, String);

impl Mock {
    fn start(dir: &Path, document: &str, more: &[&str]) -> Self {
        fs::write(dir.join("api.yaml"), document).unwrap();
        let mut command = deskledger();
        command.current_dir(dir).args(["spec", "mock", "api.yaml", "--listen", "127.0.0.1:0"]).args(more);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self(child, line.trim().strip_prefix("listening on ").unwrap().to_owned())
    }

    /// Status and body.
    fn get(&self, path: &str, more: &[&str]) -> (u16, Value) {
        let url = format!("{}{path}", self.1);
        let args = [&["-s", "-w", "\n%{http_code}", &url], more].concat();
        let text = String::from_utf8(curl(&args)).unwrap();
        let (body, status) = text.rsplit_once('\n').unwrap();
        (status.parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_mock_rejects_what_breaks_a_rule_and_responds_to_the_rest_by_the_schema() {
    let dir = tempdir().unwrap();
    let mock = Mock::start(dir.path(), DOCUMENT, &[]);
    let (status, order) = mock.get("/orders/DE42?api_key=x", &[]);
    let count = order["lines"][0]["count"].as_i64().unwrap();
    assert!(status == 200 && count >= 2 && count % 3 == 0, "{order}");
    assert_eq!(mock.get("/orders/DE42?api_key=x", &[]).1, order, "the same seed");
    let (status, problem) = mock.get("/orders/42?api_key=x", &[]);
    assert_eq!((status, &problem["violations"][0]["rule"]), (400, &json!("pattern")));
    assert!(problem["message"].as_str().unwrap().contains("[A-Z]{2}"), "{problem}");
    assert_eq!(mock.get("/orders/DE42?api_key=x&what=1", &[]).0, 400);
    assert_eq!(mock.get("/orders/DE42", &[]).0, 401);
    assert_eq!(mock.get("/order", &[]).0, 404);
    assert_eq!(mock.get("/orders/DE42?api_key=x", &["-X", "DELETE"]).0, 405);
    let json = ["-H", "content-type: application/json", "-d"];
    let post = |path: &str, body: &str| mock.get(path, &[&json[..], &[body]].concat());
    assert_eq!(post("/orders?api_key=x", r#"{"lines": [{"count": 3}]}"#).0, 201);
    // A schema within itself is checked at every depth.
    let (status, problem) =
        post("/orders?api_key=x", r#"{"lines": [{"count": 3}], "parent": {"lines": [{"count": 4}]}}"#);
    assert_eq!((status, &problem["violations"][0]["name"]), (422, &json!("body/parent/lines/0/count")));
    let (status, problem) = post("/orders?api_key=x&from=2&to=1", r#"{"lines": [{"count": 3}]}"#);
    assert_eq!((status, &problem["violations"][0]["rule"]), (422, &json!("ordered")));
    assert_eq!(mock.get("/orders?api_key=x", &["-H", "content-type: text/plain", "-d", "x"]).0, 415);
}

const BODIES: &str = "openapi: 3.0.3
info: { title: Bodies, version: '1' }
paths:
  /parts:
    post:
      operationId: addParts
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: { type: object, required: [title], properties: { title: { type: string } } }
      responses: { '204': { description: Added. } }
  /form:
    post:
      operationId: addForm
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, required: [title], properties: { title: { type: string } } }
      responses: { '204': { description: Added. } }
  /text:
    put:
      operationId: putText
      parameters:
        - { name: Content-Type, in: header, required: true, schema: { type: string, enum: [application/tar] } }
        - { name: X-Mode, in: header, schema: { type: string, enum: [fast] } }
      requestBody: { required: true, content: { text/plain: { schema: { type: string } } } }
      responses: { '204': { description: Put. } }
  /either:
    put:
      operationId: putEither
      requestBody:
        required: true
        content: { application/json: { schema: { type: string } }, text/plain: { schema: { type: string } } }
      responses: { '204': { description: Put. } }
";

/// Found by schemathesis: valid requests that were rejected.
#[test]
fn the_mock_accepts_repeated_further_fields_empty_texts_and_headers_that_openapi_ignores() {
    let dir = tempdir().unwrap();
    let mock = Mock::start(dir.path(), BODIES, &[]);
    let status = |path: &str, more: &[&str]| mock.get(path, more).0;
    let text = ["-X", "PUT", "-H", "content-type: text/plain"];
    for (wanted, path, more) in [
        (204, "/parts", &["-F", "title=a", "-F", "other=1", "-F", "other=2", "-F", "other=3"][..]),
        (400, "/parts", &["-F", "title=a", "-F", "title=b"]),
        (204, "/form", &["-d", "title=a&other=1&other=2&other=3"]),
        (400, "/form", &["-d", "title=a&title=b"]),
        (204, "/text", &[&text[..], &["-d", ""]].concat()),
        (400, "/text", &["-X", "PUT"]),
        (204, "/either", &[&text[..], &["-d", ""]].concat()),
        (400, "/either", &["-X", "PUT"]),
        (204, "/text", &[&text[..], &["-d", "x", "-H", "X-Mode: fast"]].concat()),
        (400, "/text", &[&text[..], &["-d", "x", "-H", "X-Mode: slow"]].concat()),
    ] {
        assert_eq!(status(path, more), wanted, "{path} {more:?}");
    }
}

#[test]
fn the_mock_injects_the_faults_of_the_reference_server() {
    let dir = tempdir().unwrap();
    let faults = r#"{"rules": [{"chance": 1, "after": 1, "fault": {"status": {"status": 503, "retry_after": 9}}}]}"#;
    fs::write(dir.path().join("faults.json"), faults).unwrap();
    let mock = Mock::start(dir.path(), DOCUMENT, &["--chaos", "faults.json"]);
    assert_eq!(mock.get("/orders/DE42?api_key=x", &[]).0, 200);
    assert_eq!(mock.get("/orders/DE42?api_key=x", &[]).0, 503);
}

#[test]
fn a_hostile_document_does_not_keep_the_mock_from_starting() {
    let dir = tempdir().unwrap();
    // A value that needs itself, a text longer than memory, and a list of lists of lists.
    let schema = "{ type: object, required: [again], properties: { again: { $ref: '#/components/schemas/Line' } } }";
    let start = DOCUMENT.find("    Line:").unwrap();
    let end = DOCUMENT.find("    Problem:").unwrap();
    let endless = format!("{}    Line: {schema}\n{}", &DOCUMENT[..start], &DOCUMENT[end..]);
    let long = DOCUMENT.replace("type: integer, minimum: 2, multipleOf: 3", "type: string, minLength: 4000000000");
    let wide = DOCUMENT.replace("minItems: 1", "minItems: 1000000000");
    for document in [endless, long, wide] {
        let mock = Mock::start(dir.path(), &document, &[]);
        assert_eq!(mock.get("/orders/DE42?api_key=x", &[]).0, 501);
    }
}
