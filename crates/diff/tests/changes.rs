//! Changes of whole documents: sentences, positions, versions, accepted changes, reports, and documents that resist.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::time::{Duration, Instant};

use deskledger_diff::{Comparison, Format, Ignore, IgnoreRule, Options, Verdict, compare};

const DOCUMENT: &str = include_str!("../../../openapi.yaml");

const OLD: &str = "
openapi: 3.0.3
info: { title: Files, version: 1.0.0 }
paths:
  /files:
    get:
      operationId: listFiles
      parameters:
        - { name: user_name, in: query, description: User., schema: { type: string, maxLength: 255 } }
        - { name: limit, in: query, schema: { type: integer } }
      responses:
        '200': { description: Files. }
";

fn between(old: &str, new: &str) -> Comparison {
    compare(("old.yaml", old), ("new.yaml", new), &Options::default()).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The changes of the contract in words.
fn reported(old: &str, new: &str) -> Vec<String> {
    let changes = between(old, new).changes.into_iter().filter(|change| change.verdict > Verdict::Information);
    changes.map(|change| format!("{}: {}", change.at, change.message)).collect()
}

#[test]
fn a_narrower_rule_does_not_slip_through_unmentioned() {
    let expected = "operation listFiles, query parameter user_name: maxLength 255 became 64";
    assert_eq!(reported(OLD, &OLD.replace("255", "64")), [expected]);
    let (before, after) = DOCUMENT.split_at(DOCUMENT.find("name: user_name").unwrap());
    let document = format!("{before}{}", after.replacen("maxLength: 255", "maxLength: 64", 1));
    let expected = "operation exportConnectionRecords, query parameter user_name: maxLength 255 became 64";
    assert_eq!(reported(DOCUMENT, &document), [expected]);
}

#[test]
fn parameters_and_responses_that_come_and_go_are_reported() {
    let new = OLD.replace("name: limit", "name: offset").replace("'200'", "'204'");
    assert_eq!(
        reported(OLD, &new),
        [
            "operation listFiles, response 200: was removed",
            "operation listFiles, query parameter limit: was removed",
            "operation listFiles, response 204: was added",
            "operation listFiles, query parameter offset: was added (optional)",
        ]
    );
}

#[test]
fn another_wording_is_no_change_of_the_contract() {
    let new = OLD.replace("User.", "Name of the user.");
    assert_eq!(reported(OLD, &new), [""; 0]);
    assert_eq!(between(OLD, &new).next_version.as_deref(), Some("1.0.1"));
}

#[test]
fn json_is_no_change_of_yaml_and_no_order_is_either() {
    let golden = include_str!("../../../tests/golden/openapi.json");
    assert_eq!(between(DOCUMENT, golden).changes, []);
    let swapped = OLD.replace("{ name: user_name, in: query,", "{ in: query, name: user_name,");
    assert_eq!(between(OLD, &swapped).changes, []);
}

#[test]
fn a_change_behind_a_reference_is_reported_with_its_positions_and_a_value() {
    let old = "openapi: 3.0.3
info: { title: Files, version: 0.3.1 }
paths:
  /files:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/File' } } } }
      responses: { '200': { description: A, content: { application/json: { schema: { $ref: '#/components/schemas/File' } } } } }
components:
  schemas:
    File:
      type: object
      properties:
        size: { type: integer, maximum: 100 }
        within: { $ref: '#/components/schemas/File' }
";
    let found = between(old, &old.replace("maximum: 100", "maximum: 99"));
    let words = |one: &deskledger_diff::Change| (one.verdict, one.at.to_string(), one.message.to_string());
    let words: Vec<_> = found.changes.iter().map(words).collect();
    let lines: Vec<_> = words.iter().map(|(verdict, at, message)| (*verdict, at.as_str(), message.as_str())).collect();
    assert_eq!(
        lines,
        [
            (
                Verdict::Breaking,
                "operation POST /files, request body application/json, field size",
                "maximum 100 became 99"
            ),
            (
                Verdict::Safe,
                "operation POST /files, response 200 application/json, field size",
                "maximum 100 became 99"
            ),
        ]
    );
    let change = &found.changes[0];
    let place = change.new.as_ref().unwrap();
    assert_eq!((place.file.as_str(), place.line, place.column), ("new.yaml", 13, 41));
    assert_eq!(change.witness, Some(100.into()));
    assert_eq!(found.next_version.as_deref(), Some("0.4.0"));
}

#[test]
fn the_next_version_follows_from_the_strongest_change() {
    let versions = [
        (OLD.replace("255", "64"), "2.0.0"),
        (OLD.replace("255", "300"), "1.1.0"),
        (OLD.replace("listFiles", "files"), "2.0.0"),
        (OLD.to_owned(), "1.0.0"),
    ];
    for (new, expected) in versions {
        assert_eq!(between(OLD, &new).next_version.as_deref(), Some(expected), "{new}");
    }
    let other = OLD.replace("1.0.0", "2020-04-13");
    assert_eq!(between(&other, &other).next_version, None);
}

#[test]
fn an_accepted_change_is_reported_again_after_its_day() {
    let rule =
        |id: &str| IgnoreRule { id: id.into(), at: None, reason: "nobody sends it".into(), until: "2026-06-01".into() };
    let ignore = Ignore { ignore: vec![rule("request-max-length-decreased"), rule("operation-removed")] };
    let new = OLD.replace("255", "64");
    let on = |today: &str| {
        let options = Options { today: Some(today.to_owned()), ignore: Some(ignore.clone()) };
        compare(("old", OLD), ("new", &new), &options).unwrap()
    };
    let found = on("2026-06-01");
    assert_eq!((found.verdict, found.accepted.len(), found.notes.len()), (None, 1, 1), "{found:?}");
    assert_eq!(found.next_version.as_deref(), Some("2.0.0"), "accepted is not undone");
    let found = on("2026-06-02");
    assert_eq!((found.verdict, found.accepted.len(), found.notes.len()), (Some(Verdict::Breaking), 0, 2), "{found:?}");
    let wrong = Ignore { ignore: vec![IgnoreRule { reason: " ".into(), until: "soon".into(), ..rule("nothing") }] };
    assert_eq!(wrong.problems().len(), 3);
}

#[test]
fn a_report_is_well_formed_whatever_a_document_says() {
    let old = OLD.replace("limit", "'a|b<c>&\\\"%0A::error::'");
    let found = between(&old, &old.replace("integer", "boolean"));
    let report = |format| found.report(format, Some(Verdict::Breaking));
    let markdown = report(Format::Markdown);
    let row = markdown.lines().find(|line| line.contains("a\\|b")).unwrap();
    assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{row}");
    let junit = report(Format::Junit);
    assert!(junit.contains("failures=\"1\"") && junit.contains("a|b&lt;c&gt;&amp;"), "{junit}");
    let annotations = report(Format::Annotations);
    assert!(annotations.starts_with("::error file=new.yaml,line=") && annotations.contains("%250A"), "{annotations}");
    assert_eq!(annotations.lines().count(), found.changes.len());
    assert!(report(Format::Text).ends_with("1 breaking\nversion: 1.0.0, next 2.0.0; the new document says 1.0.0\n"));
}

#[test]
fn another_kind_of_document_and_a_broken_one_are_named() {
    let cases = [
        ("swagger: '2.0'", "found Swagger 2.0"),
        ("asyncapi: 3.0.0", "found AsyncAPI 3.0.0"),
        ("openapi: 4.0.0", "found 4.0.0"),
        ("[1]", "expected a document as a map"),
        ("openapi: 3.0.3\npaths: { /a: [] }", "expected /a as a map"),
        ("openapi: 3.0.3\npaths: { /a: { $ref: '#/nothing' } }", "missing-reference"),
        ("openapi: 3.0.3\npaths: {", "syntax"),
    ];
    for (text, expected) in cases {
        let wrong = compare(("old.yaml", OLD), ("new.yaml", text), &Options::default()).unwrap_err().to_string();
        assert!(wrong.starts_with("new.yaml:") && wrong.contains(expected), "{wrong}");
    }
}

#[test]
fn documents_made_to_take_for_ever_end() {
    let document = |schemas: &str, start: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: 1.0.0 }}\npaths: {{ /a: {{ post: {{ requestBody: {{ content: {{ application/json: {{ schema: {start} }} }} }} }} }} }}\ncomponents: {{ schemas: {{ {schemas} }} }}\n"
        )
    };
    let reference = |name: &str| format!("{{ $ref: '#/components/schemas/{name}' }}");
    // Alternatives of alternatives, each of which doubles the cases; a chain without end; circles; patterns whose
    // automata multiply.
    let doubling = |kind: &str, leaf: &str| {
        let level = |n: usize| {
            format!(
                "S{n}: {{ {kind}: [{}, {{ type: object, properties: {{ p: {} }} }}] }}",
                reference(&format!("S{}", n + 1)),
                reference(&format!("S{}", n + 1))
            )
        };
        let levels: Vec<String> = (0..300).map(level).chain([format!("S300: {leaf}")]).collect();
        document(&levels.join(", "), &reference("S0"))
    };
    let groups = |max: usize| {
        let group = |n: usize| {
            format!("{{ oneOf: [{{ required: [a{n}] }}, {{ required: [b{n}] }}, {{ maxProperties: {max} }}] }}")
        };
        document("", &format!("{{ type: object, allOf: [{}] }}", (0..40).map(group).collect::<Vec<_>>().join(", ")))
    };
    let circle = |max: usize| {
        document(
            &format!(
                "A: {{ anyOf: [{}, {{ maxLength: {max} }}] }}, B: {{ allOf: [{}, {{ not: {} }}] }}",
                reference("B"),
                reference("A"),
                reference("B")
            ),
            &reference("A"),
        )
    };
    let patterns = |last: &str| {
        let list: Vec<String> = (2..14).map(|n| format!("{{ pattern: '^(.{{{n}}}){last}$' }}")).collect();
        document("", &format!("{{ type: string, allOf: [{}] }}", list.join(", ")))
    };
    // Each schema is an alternative of each other one.
    let complete = |leaf: &str| {
        let others = |n: usize| (0..12).filter(move |other| *other != n).map(|other| reference(&format!("A{other}")));
        let schema = |n: usize| format!("A{n}: {{ anyOf: [{}, {leaf}] }}", others(n).collect::<Vec<_>>().join(", "));
        document(&(0..12).map(schema).collect::<Vec<_>>().join(", "), &reference("A0"))
    };
    let pairs = [
        (complete("{ type: string }"), complete("{ type: integer }")),
        (doubling("anyOf", "{ type: string }"), doubling("anyOf", "{ type: integer }")),
        (doubling("oneOf", "{ type: string }"), doubling("oneOf", "{ type: integer }")),
        (groups(3), groups(4)),
        (circle(3), circle(4)),
        (patterns("*"), patterns("+")),
    ];
    for (place, (old, new)) in pairs.iter().enumerate() {
        let start = Instant::now();
        let found = between(old, new);
        assert!(start.elapsed() < Duration::from_secs(120), "{place}: {:?}", start.elapsed());
        assert!(found.verdict >= Some(Verdict::Maybe), "{place}: {found:?}");
    }
}
