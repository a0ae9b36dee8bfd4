//! What the generator promises about its output.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

const DOCUMENT: &str = include_str!("../../../openapi.yaml");

/// The code without the lines of the document, which differ between two spellings of it.
fn without_lines(code: &str) -> String {
    let pattern = regex::Regex::new(
        r"(?m)^\s*(line: )?\d+,\n|Rule::new\(\d+|^\s*lines: runtime::Lines\([^)\]]*(\)[^)\]]*)*\]\s*,?\s*\),\n",
    )
    .unwrap();
    pattern.replace_all(code, "").into_owned()
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let output = deskledger_codegen::generate("openapi.yaml", DOCUMENT).unwrap();
    for _ in 0..3 {
        assert_eq!(deskledger_codegen::generate("elsewhere/another.yaml", DOCUMENT).unwrap().files, output.files);
    }
}

#[test]
fn json_says_the_same_as_yaml() {
    let yaml = deskledger_codegen::generate("openapi.yaml", DOCUMENT).unwrap();
    let json = deskledger_codegen::generate("openapi.json", &yaml.files["openapi.json"]).unwrap();
    assert_eq!(json.files["openapi.json"], yaml.files["openapi.json"]);
    assert_eq!(json.files["client.rs"], yaml.files["client.rs"]);
    assert_eq!(without_lines(&json.files["openapi.rs"]), without_lines(&yaml.files["openapi.rs"]));
    assert_eq!(deskledger_codegen::changes(DOCUMENT, &yaml.files["openapi.json"]).unwrap(), [""; 0]);
}

#[test]
fn a_wording_of_several_lines_and_odd_characters_still_gives_rust() {
    let document = DOCUMENT.replace(
        "description: Project id.",
        r#"description: "*/ \\ \" ``` [x](y) <b> {0} #[doc] \u0000 https://example.com\n\n    indented""#,
    );
    assert_ne!(document, DOCUMENT);
    deskledger_codegen::generate("openapi.yaml", &document).unwrap();
}

#[test]
fn one_rule_changed_in_the_document_changes_the_generated_rule() {
    let document =
        DOCUMENT.replacen("name: user_name\n          in: query", "name: user_name\n          in:  query", 1);
    let (before, after) = document.split_at(document.find("name: user_name").unwrap());
    let document = format!("{before}{}", after.replacen("maxLength: 255", "maxLength: 64", 1));
    let output = deskledger_codegen::generate("openapi.yaml", &document).unwrap();
    assert_eq!(output.files["openapi.rs"].matches("max: Some(64)").count(), 1);
    let told = deskledger_codegen::changes(DOCUMENT, &document).unwrap();
    assert_eq!(told, ["operation exportConnectionRecords, query parameter user_name: maxLength 255 became 64"]);
}

#[test]
fn a_secret_deep_in_a_body_is_in_no_debug_output() {
    let document = include_str!("../../../specs/iam.yaml");
    let output = deskledger_codegen::generate("iam.yaml", document).unwrap();
    let code = &output.files["openapi.rs"];
    assert!(code.contains("impl std::fmt::Debug for CreateToken") && code.contains("needs_credential: false"));
    let open = document.replace("format: password", "format: byte");
    let output = deskledger_codegen::generate("iam.yaml", &open).unwrap();
    assert!(!output.files["openapi.rs"].contains("impl std::fmt::Debug"));
    // A schema that refers to itself is looked through once.
    let circle = open.replacen(
        "            name:\n",
        "            more: { $ref: '#/components/schemas/TokenRequest' }\n            name:\n",
        1,
    );
    assert_ne!(circle, open);
    deskledger_codegen::generate("iam.yaml", &circle).unwrap();
}
