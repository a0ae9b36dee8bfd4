//! Documents made to hurt: each must end quickly, with a diagnostic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::fmt::Write;
use std::time::{Duration, Instant};

fn refused(text: &str) -> String {
    let start = Instant::now();
    let diagnostics = deskledger_codegen::generate("x.yaml", text).expect_err("refused").to_string();
    // Generous: what goes wrong here takes minutes, or all memory.
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    assert!(diagnostics.len() < 50_000, "{} bytes", diagnostics.len());
    diagnostics
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let block: String = (0..2000).fold(String::new(), |mut text, level| {
        let _ = writeln!(text, "{}a:", " ".repeat(level));
        text
    });
    for text in
        ["[".repeat(100_000), "{a: ".repeat(100_000), "[".repeat(200) + &"]".repeat(200), "- ".repeat(50_000), block]
    {
        let reported = refused(&text);
        assert!(
            reported.contains("levels") || reported.contains("recursion") || reported.contains("nest less"),
            "{reported}"
        );
    }
}

#[test]
fn an_alias_bomb_does_not_fill_the_memory() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(text, "a{level}: &a{level} [{aliases}]");
    }
    assert!(refused(&text).contains("[too-large]"));
}

#[test]
fn nested_anchors_do_not_grow_quadratically() {
    let text = format!("{}x{}", "&a [".repeat(60), "]".repeat(60));
    refused(&text);
}

#[test]
fn twenty_megabytes_are_not_read() {
    let text = format!("openapi: 3.0.3\ndescription: {}\n", "a".repeat(20 << 20));
    assert!(refused(&text).contains("[too-large]"));
}

#[test]
fn a_hundred_thousand_wrong_names_are_reported_in_part() {
    let mut text = String::from("openapi: 3.0.3\ninfo: { title: t, version: 1.0.0 }\npaths: {}\n");
    (0..50_000).for_each(|number| {
        let _ = writeln!(text, "wrong{number}: 1");
    });
    assert!(refused(&text).contains("more"));
}

#[test]
fn a_reference_loop_in_a_response_ends() {
    let text = "
openapi: 3.0.3
info: { title: t, version: 1.0.0 }
paths:
  /a:
    get:
      operationId: a
      responses: { '200': { $ref: '#/components/responses/A' } }
components:
  responses:
    A: { $ref: '#/components/responses/B' }
    B: { $ref: '#/components/responses/A' }
";
    assert!(refused(text).contains("[reference-loop]"));
}

#[test]
fn a_tree_that_contains_itself_is_no_loop() {
    let text = "
openapi: 3.0.3
info: { title: t, version: 1.0.0 }
paths: {}
components:
  schemas:
    Tree: { type: object, properties: { children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }
";
    assert!(deskledger_codegen::generate("x.yaml", text).is_ok());
}

/// Of each of these, one at a time, there are more ways than could be gone.
#[test]
fn schemas_that_lead_to_each_other_in_many_ways_are_looked_through_once() {
    let all = |key: &str| {
        let reference = |number: usize| format!("{{ $ref: '#/components/schemas/A{number}' }}");
        let schema = |number: usize| {
            let others: Vec<_> = (0..14).filter(|other| *other != number).map(reference).collect();
            format!("    A{number}: {{ {key}: [{}] }}\n", others.join(", "))
        };
        (0..14).map(schema).collect::<String>()
    };
    let a = "schema: { $ref: '#/components/schemas/A0' }";
    let form = "encoding: { x: { style: deepObject } }";
    let parameter = format!("parameters: [{{ name: x, in: query, {a} }}]");
    let body = |kind: &str, more: &str| format!("requestBody: {{ content: {{ {kind}: {{ {a}, {more} }} }} }}");
    for asks in [
        parameter,
        body("multipart/form-data", "encoding: {}"),
        body("application/x-www-form-urlencoded", form),
        body("application/json", "encoding: {}"),
    ] {
        for key in ["anyOf", "allOf", "discriminator: { propertyName: x }, oneOf"] {
            let text = format!(
                "openapi: 3.0.3\ninfo: {{ title: t, version: 1.0.0 }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
                 {asks}\n      responses: {{ '200': {{ description: d }} }}\ncomponents:\n  schemas:\n{}",
                all(key)
            );
            let _ = deskledger_codegen::generate("x.yaml", &text);
        }
    }
    let inherited = "discriminator: { propertyName: x }, oneOf: [{ $ref: '#/components/schemas/A1' }], allOf";
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: t, version: 1.0.0 }}\npaths: {{}}\ncomponents:\n  schemas:\n{}",
        all(inherited)
    );
    let _ = deskledger_codegen::generate("x.yaml", &text);
}

#[test]
fn a_pattern_with_a_huge_count_does_not_take_minutes() {
    let text = "
openapi: 3.0.3
info: { title: t, version: 1.0.0 }
paths:
  /a:
    get:
      operationId: a
      wrong: 1
      parameters:
        - { name: p, in: query, schema: { type: string, pattern: '(=9]{21414})x$' } }
      responses: { '200': { description: d } }
";
    refused(text);
}

#[test]
fn rubbish_is_rejected_without_a_panic() {
    for text in
        ["\0", "\u{feff}", "%YAML 9\n---\n", "? [a]\n: b\n", "*a", "&a", "a: b: c", "\t- a", "|", "!!map", "---\n...\n"]
    {
        refused(text);
    }
}
