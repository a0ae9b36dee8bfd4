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
        output.warnings.iter().map(|one| one.message.to_string()).collect::<Vec<_>>()
    };
    let deep = "{ style: deepObject, explode: true }";
    assert_eq!(form(""), [""; 0]);
    assert_eq!(form(&format!("a: {deep}, b: {deep}")), [""; 0]);
    let found = form(&format!("b: {deep}"));
    assert_eq!(found, ["expected the style deepObject of a, as of other fields: it is sent in brackets, too"]);
    assert_eq!(form("a: { style: pipeDelimited }").len(), 1);
}

#[test]
fn what_only_the_other_side_states_is_not_required_whichever_part_of_a_schema_says_so() {
    let parts = "
    Base: { type: object, properties: { id: { type: string, readOnly: true }, n: { type: string } } }
    Fixed: { type: string, readOnly: true }
    Wrapped: { allOf: [{ $ref: '#/components/schemas/Fixed' }] }
    Asks: { required: [id, n] }
";
    let base = "{ $ref: '#/components/schemas/Base' }";
    let field =
        |id: &str| format!("type: object, required: [id, n], properties: {{ id: {id}, n: {{ type: string }} }}");
    for schema in [
        format!("allOf: [{base}], required: [id, n]"),
        format!("allOf: [{base}, {{ required: [id, n] }}]"),
        format!("allOf: [{{ required: [id, n] }}, {base}]"),
        format!("allOf: [{base}, {{ $ref: '#/components/schemas/Asks' }}]"),
        format!("allOf: [{{ allOf: [{base}] }}, {{ allOf: [{{ required: [id, n] }}] }}]"),
        field("{ allOf: [{ $ref: '#/components/schemas/Fixed' }] }"),
        field("{ $ref: '#/components/schemas/Wrapped' }"),
    ] {
        for version in ["3.0.3", "3.1.0"] {
            let document = format!(
                "openapi: {version}\ninfo: {{ title: Sides, version: 1.0.0 }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
                 requestBody: {{ content: {{ application/json: {{ schema: {{ {schema} }} }} }} }}\n      \
                 responses: {{ '204': {{ description: Done. }} }}\ncomponents:\n  schemas:{parts}"
            );
            let code = deskledger_codegen::generate("sides.yaml", &document).unwrap().files["openapi.rs"].clone();
            let code = code.split_whitespace().collect::<String>();
            assert!(code.contains(r#"Required(&["n"])"#) && !code.contains(r#"Required(&["id""#), "{schema}: {code}");
            assert!(code.contains("pubid:Option<String>,"), "{schema}: {code}");
            let other = document.replace("readOnly", "writeOnly");
            let code = deskledger_codegen::generate("sides.yaml", &other).unwrap().files["openapi.rs"].clone();
            let code = code.split_whitespace().collect::<String>();
            assert!(code.contains(r#"Required(&["id","n"])"#), "{schema}: {code}");
        }
    }
}

#[test]
fn a_schema_that_requires_a_field_of_the_other_side_in_one_place_requires_it_in_another() {
    let document = "
openapi: 3.0.3
info: { title: Sides, version: 1.0.0 }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                alone: { $ref: '#/components/schemas/Asks' }
                both: { allOf: [{ $ref: '#/components/schemas/Base' }, { $ref: '#/components/schemas/Asks' }] }
      responses: { '204': { description: Done. } }
components:
  schemas:
    Base: { type: object, properties: { id: { type: string, readOnly: true } } }
    Asks: { type: object, required: [id, n], properties: { id: { type: string }, n: { type: string } } }
";
    let code = deskledger_codegen::generate("sides.yaml", document).unwrap().files["openapi.rs"].clone();
    let code = code.split_whitespace().collect::<String>();
    assert_eq!(code.matches(r#"Required(&["n"])"#).count(), 1, "{code}");
    assert_eq!(code.matches(r#"Required(&["id","n"])"#).count(), 1, "{code}");
}

#[test]
fn a_discriminator_over_numbers_does_not_refuse_every_value() {
    let schema = |kind: &str| format!("type: object, properties: {{ kind: {kind} }}");
    for kind in ["{ type: integer, enum: [1] }", "{ type: integer }", "{ enum: [1] }", "{ type: boolean }"] {
        let document = format!(
            "openapi: 3.0.3\ninfo: {{ title: Choice, version: 1.0.0 }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
             requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Any' }} }} }} }}\n      \
             responses: {{ '204': {{ description: Done. }} }}\ncomponents:\n  schemas:\n    Any:\n      \
             oneOf: [{{ $ref: '#/components/schemas/A' }}, {{ $ref: '#/components/schemas/B' }}]\n      \
             discriminator: {{ propertyName: kind }}\n    A: {{ {} }}\n    B: {{ {} }}\n",
            schema(kind),
            schema("{ type: string }")
        );
        let output = deskledger_codegen::generate("choice.yaml", &document).unwrap();
        assert!(output.files["openapi.rs"].contains("json::Keyword::OneOf("), "{kind}");
        let warned =
            output.warnings.iter().filter(|one| one.code == "discriminator").map(|one| one.message.to_string());
        let expected = "expected kind to be a text, by which the discriminator chooses, found another type: the \
                        discriminator has no effect, every alternative is tried";
        assert_eq!(warned.collect::<Vec<_>>(), [expected], "{kind}");
    }
}

#[test]
fn rules_of_a_body_that_is_passed_on_as_bytes_are_not_dropped_in_silence() {
    let warned = |kind: &str, schema: &str| {
        let document = format!(
            "openapi: 3.0.3\ninfo: {{ title: Bytes, version: 1.0.0 }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
             requestBody: {{ content: {{ {kind}: {{ schema: {{ {schema} }} }} }} }}\n      \
             responses: {{ '204': {{ description: Done. }} }}\ncomponents:\n  schemas:\n    \
             Order: {{ type: object, properties: {{ a: {{ type: string }} }} }}\n    Bytes: {{ type: string, format: binary }}\n"
        );
        let output = deskledger_codegen::generate("bytes.yaml", &document).unwrap();
        output.warnings.iter().any(|one| one.code == "media-type")
    };
    for (kind, schema) in [
        ("text/plain", "type: string, enum: [a]"),
        ("text/plain", "type: string, maxLength: 2"),
        ("application/xml", "$ref: '#/components/schemas/Order'"),
        ("application/xml", "allOf: [{ $ref: '#/components/schemas/Order' }]"),
        ("multipart/form-data", "type: object, additionalProperties: { type: string, maxLength: 2 }"),
        ("multipart/form-data", "type: object, minProperties: 2"),
    ] {
        assert!(warned(kind, schema), "{kind}: {schema}");
    }
    for (kind, schema) in [
        ("text/plain", "type: string, description: A note."),
        ("application/octet-stream", "type: string, format: binary"),
        ("application/octet-stream", "$ref: '#/components/schemas/Bytes'"),
        ("application/octet-stream", "allOf: [{ $ref: '#/components/schemas/Bytes' }]"),
    ] {
        assert!(!warned(kind, schema), "{kind}: {schema}");
    }
}

#[test]
fn a_rule_that_a_body_may_have_is_no_error_of_a_parameter() {
    for schema in [
        "type: integer, multipleOf: 2.0",
        "type: integer, multipleOf: 0.5",
        "type: integer, multipleOf: 1.5",
        "type: string, maxLength: 9223372036854775807",
        "type: string, maxLength: 10.0",
        "type: string, maxLength: 1, enum: [a, bc]",
    ] {
        let document = format!(
            "openapi: 3.0.3\ninfo: {{ title: Rules, version: 1.0.0 }}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
             parameters: [{{ name: x, in: query, schema: {{ {schema} }} }}]\n      responses: {{ '204': {{ description: Done. }} }}\n"
        );
        let code = deskledger_codegen::generate("rules.yaml", &document).unwrap().files["openapi.rs"].clone();
        if let Some((_, step)) = schema.split_once("multipleOf: ") {
            let whole = match step {
                "2.0" => "2",
                "0.5" => "1",
                _ => "3",
            };
            assert!(code.contains(&format!("multiple_of: Some({whole})")), "{schema}: {code}");
        }
    }
}

#[test]
fn operations_whose_names_differ_in_small_letters_only_have_two_names_in_capitals() {
    let document = "
openapi: 3.0.3
info: { title: Streets, version: 1.0.0 }
paths:
  /a: { get: { operationId: straße, responses: { '204': { description: Done. } } } }
  /b: { get: { operationId: strasse, responses: { '204': { description: Done. } } } }
  /c: { get: { operationId: tryFrom, responses: { '204': { description: Done. } } } }
";
    let code = deskledger_codegen::generate("streets.yaml", document).unwrap().files["openapi.rs"].clone();
    assert_eq!(code.matches("pub static STRASSE: ").count(), 1, "{code}");
    assert_eq!(
        code.matches("pub static STRASSE2: ").count() + code.matches("pub static STRASSE_2: ").count(),
        1,
        "{code}"
    );
    assert!(!code.contains("pub struct TryFrom "), "{code}");
}

#[test]
fn a_header_parameter_that_openapi_ignores_is_neither_a_field_nor_a_rule() {
    let code = |more: &str| {
        let parameter =
            |name: &str| format!("{{ name: {name}, in: header, required: true, schema: {{ type: string }}{more} }}");
        let parameters = ["Accept", "authorization", "CONTENT-TYPE"].map(parameter).join(", ");
        let document = format!(
            "openapi: 3.0.3\ninfo: {{ title: Headers, version: 1.0.0 }}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
             parameters: [{parameters}]\n      responses: {{ '204': {{ description: Done. }} }}\n"
        );
        let output = deskledger_codegen::generate("headers.yaml", &document).unwrap();
        (output.files["openapi.rs"].to_lowercase(), output.warnings.iter().count())
    };
    let (ignored, warnings) = code("");
    assert_eq!(warnings, 3);
    let (fixed, warnings) = code(", x-fixed: text/csv");
    assert_eq!(warnings, 0);
    for name in ["accept\"", "authorization\"", "content-type\""] {
        assert!(!ignored.contains(name) && fixed.contains(name), "{name}: {ignored}");
    }
}
