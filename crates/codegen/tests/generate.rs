//! Guarantees about the output of the generator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use deskledger_codegen::{Options, Output, build_with};

const DOCUMENT: &str = include_str!("../../../openapi.yaml");

fn options() -> Options {
    let options = Options::new().time_range("crate::runtime::TimeRange");
    #[cfg(feature = "progenitor")]
    let options = options.progenitor();
    options
}

fn generate(path: &str, text: &str) -> Output {
    deskledger_codegen::generate_with(path, text, &options()).unwrap()
}

/// The code without the lines of the document, which differ between two spellings of it.
fn without_lines(code: &str) -> String {
    let pattern = regex::Regex::new(
        r"(?m)^\s*(line: )?\d+,\n|Rule::new\(\d+|^\s*lines: runtime::SourceLines\([^)\]]*(\)[^)\]]*)*\]\s*,?\s*\),\n",
    )
    .unwrap();
    pattern.replace_all(code, "").into_owned()
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let output = generate("openapi.yaml", DOCUMENT);
    for _ in 0..3 {
        assert_eq!(generate("elsewhere/another.yaml", DOCUMENT).files, output.files);
    }
}

#[test]
fn files_that_would_not_change_are_not_written_so_that_nothing_is_built_anew() {
    let directory = tempfile::tempdir().unwrap();
    let (document, out) = (directory.path().join("openapi.yaml"), directory.path().join("out"));
    let build = |text: &str| {
        fs::write(&document, text).unwrap();
        build_with(&document, &out, &options()).unwrap();
    };
    let files = || fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
    build(DOCUMENT);
    // Far back, so that a file written again cannot have the same time by chance.
    for path in files() {
        fs::File::options().write(true).open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
    let fresh = || {
        let is_fresh = |path: &PathBuf| fs::metadata(path).unwrap().modified().unwrap() > SystemTime::UNIX_EPOCH;
        let mut names: Vec<String> =
            files().filter(is_fresh).map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    build(DOCUMENT);
    assert_eq!(fresh(), [""; 0]);
    // A comment changes no file either.
    build(&format!("{DOCUMENT}\n# The end.\n"));
    assert_eq!(fresh(), [""; 0]);
    // The calls do not depend on a length.
    build(&DOCUMENT.replacen("maxLength: 255", "maxLength: 254", 1));
    assert_eq!(fresh(), ["openapi.json", "openapi.rs"]);
}

#[test]
fn json_says_the_same_as_yaml() {
    let yaml = generate("openapi.yaml", DOCUMENT);
    let json = generate("openapi.json", &yaml.files["openapi.json"]);
    assert_eq!(json.files["openapi.json"], yaml.files["openapi.json"]);
    assert_eq!(json.files.get("progenitor.rs"), yaml.files.get("progenitor.rs"));
    assert_eq!(without_lines(&json.files["openapi.rs"]), without_lines(&yaml.files["openapi.rs"]));
}

#[test]
fn a_wording_of_several_lines_and_odd_characters_still_gives_rust() {
    let document = DOCUMENT.replace(
        "description: Project id.",
        r#"description: "*/ \\ \" ``` [x](y) <b> {0} #[doc] \u0000 https://example.com\n\n    indented""#,
    );
    assert_ne!(document, DOCUMENT);
    generate("openapi.yaml", &document);
}

#[test]
fn one_rule_changed_in_the_document_changes_the_generated_rule() {
    let document =
        DOCUMENT.replacen("name: user_name\n          in: query", "name: user_name\n          in:  query", 1);
    let (before, after) = document.split_at(document.find("name: user_name").unwrap());
    let document = format!("{before}{}", after.replacen("maxLength: 255", "maxLength: 64", 1));
    let output = generate("openapi.yaml", &document);
    assert_eq!(output.files["openapi.rs"].matches("max: Some(64)").count(), 1);
}

#[test]
fn a_secret_deep_in_a_body_is_in_no_debug_output() {
    let document = include_str!("../../../specs/iam.yaml");
    let output = generate("iam.yaml", document);
    let code = &output.files["openapi.rs"];
    assert!(code.contains("impl std::fmt::Debug for CreateToken") && code.contains("needs_credential: false"));
    let open = document.replace("format: password", "format: byte");
    let output = generate("iam.yaml", &open);
    assert!(!output.files["openapi.rs"].contains("impl std::fmt::Debug"));
    // A schema that refers to itself is looked through once.
    let circle = open.replacen(
        "            name:\n",
        "            more: { $ref: '#/components/schemas/TokenRequest' }\n            name:\n",
        1,
    );
    assert_ne!(circle, open);
    generate("iam.yaml", &circle);
}

/// The names of the alternatives by which a discriminator chooses, in the code.
fn choices(schemas: &str, discriminator: &str) -> Vec<String> {
    let document = format!(
        "openapi: 3.1.0\ninfo: {{ title: Choice, version: 1.0.0 }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
         requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Any' }} }} }} }}\n      \
         responses: {{ '204': {{ description: Done. }} }}\ncomponents:\n  schemas:\n    Any:\n      \
         oneOf: [{{ $ref: '#/components/schemas/A' }}, {{ $ref: '#/components/schemas/B' }}]\n      \
         discriminator: {discriminator}\n{schemas}"
    );
    let code = generate("choice.yaml", &document).files["openapi.rs"].split_whitespace().collect::<String>();
    let options = code.split("Keyword::Choice{").nth(1).unwrap().split("],").next().unwrap().to_owned();
    options.split("(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn a_discriminator_without_a_mapping_takes_the_values_of_the_alternatives() {
    let object = |name: &str, kind: &str| format!("    {name}: {{ type: object, properties: {{ kind: {kind} }} }}\n");
    let text = "{ type: string }";
    let plain = "{ propertyName: kind }";
    let schemas = |a: &str, b: &str| object("A", a) + &object("B", b);
    assert_eq!(choices(&schemas(text, text), plain), ["A", "B"]);
    assert_eq!(choices(&schemas("{ const: a }", "{ enum: [b, c] }"), plain), ["a", "b", "c"]);
    assert_eq!(choices(&schemas("{ const: a }", text), plain), ["a", "B"]);
    let mapping = "{ propertyName: kind, mapping: { x: A, y: '#/components/schemas/A' } }";
    assert_eq!(choices(&schemas("{ enum: [x, y] }", "{ const: b }"), mapping), ["x", "y", "b"]);
    let inherited = "    A: { allOf: [{ $ref: '#/components/schemas/Base' }] }\n    Base: { type: object, properties: \
                     { kind: { const: base } } }\n";
    assert_eq!(choices(&(inherited.to_owned() + &object("B", text)), plain), ["base", "B"]);
}

#[test]
fn equal_inline_types_are_one_type_under_every_name_and_components_keep_their_own() {
    let document = r#"
openapi: 3.1.0
info: { title: Shared, version: 1.0.0 }
paths: {}
components:
  schemas:
    Order: { type: object, properties: { state: { enum: [open, closed] }, by: { $ref: '#/components/schemas/Who' }, at: { type: object, properties: { x: { type: number } } } } }
    Bill: { type: object, properties: { state: { enum: [open, closed] }, other: { enum: [open, shut] }, at: { type: object, properties: { x: { type: number, description: East. } } } } }
    Who: { type: object, properties: { name: { type: string } } }
    Same: { type: object, properties: { name: { type: string } } }
"#;
    let code = deskledger_codegen::generate("shared.yaml", document).unwrap().files["openapi.rs"].clone();
    for once in [
        "pub enum OrderState {",
        "pub type BillState = OrderState;",
        "pub enum BillOther {",
        "pub struct Who {",
        // Types with different documentation are not shared.
        "pub struct Same {",
        "pub struct OrderAt {",
        "pub struct BillAt {",
    ] {
        assert_eq!(code.matches(once).count(), 1, "{once}");
    }
}

#[test]
fn a_field_of_a_form_that_is_sent_otherwise_than_its_document_says_is_reported() {
    let form = |encoding: &str| {
        let fields = "a: { type: array, items: { type: string } }, b: { type: object }, c: { type: string }";
        let content = format!("encoding: {{ {encoding} }}, schema: {{ type: object, properties: {{ {fields} }} }}");
        let body = format!("requestBody: {{ content: {{ application/x-www-form-urlencoded: {{ {content} }} }} }}");
        let post = format!("operationId: x, {body}, responses: {{ '204': {{ description: x }} }}");
        let text =
            format!("openapi: 3.0.0\ninfo: {{ title: x, version: '1' }}\npaths: {{ /x: {{ post: {{ {post} }} }} }}");
        let output = deskledger_codegen::generate_with("x.yaml", &text, &Options::new()).unwrap();
        output.warnings.iter().map(|one| one.message.clone()).collect::<Vec<_>>()
    };
    let deep = "{ style: deepObject, explode: true }";
    assert_eq!(form(""), [""; 0]);
    assert_eq!(form(&format!("a: {deep}, b: {deep}")), [""; 0]);
    let found = form(&format!("b: {deep}"));
    assert_eq!(found, ["expected the style deepObject of a, as of other fields: it is sent in brackets, too"]);
    assert_eq!(form("a: { style: pipeDelimited }").len(), 1);
}
