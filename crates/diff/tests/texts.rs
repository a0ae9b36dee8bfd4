//! Parameters and headers whose values have another type and the same texts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use deskledger_diff::{Comparison, Options, Verdict, compare};

use Verdict::{Breaking, Maybe, Safe};

fn between(operation: [String; 2]) -> Comparison {
    let [old, new] = operation.map(|operation| {
        let path = "paths: { '/a/{a}': { get: ";
        format!("openapi: 3.1.0\ninfo: {{ title: T, version: 1.0.0 }}\n{path} {{ {operation} }} }} }}\n")
    });
    compare(("old", &old), ("new", &new), &Options::default()).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The verdict for the wire of another schema of a parameter of each place, and of a header of a response.
fn wire(old: &str, new: &str) -> [Option<Verdict>; 4] {
    let parameter = |place: &str, schema: &str| {
        format!("parameters: [{{ name: a, in: {place}, required: true, schema: {schema} }}]")
    };
    let header = |schema: &str| format!("responses: {{ '200': {{ headers: {{ X-A: {{ schema: {schema} }} }} }} }}");
    let wire = |found: Comparison| found.changes.iter().map(|change| change.wire).max();
    let [query, path, head] =
        ["query", "path", "header"].map(|place| wire(between([old, new].map(|schema| parameter(place, schema)))));
    [query, path, head, wire(between([old, new].map(header)))]
}

/// The same for a parameter of the three places, and the opposite in a response.
fn expect(old: &str, new: &str, request: Verdict, response: Verdict) {
    let found = wire(old, new);
    assert_eq!(found, [request, request, request, response].map(Some), "{old} {new}");
}

#[test]
fn a_number_that_becomes_a_text_with_all_its_digits_is_not_breaking() {
    let text = |pattern: &str| format!("{{ type: string, pattern: '{pattern}' }}");
    let whole = "{ type: integer }";
    expect(whole, &text("^-?[0-9]+$"), Safe, Breaking);
    expect(whole, &text("^[0-9]+$"), Breaking, Breaking);
    expect("{ type: integer, minimum: 0 }", &text("^[0-9]+$"), Safe, Breaking);
    expect("{ type: integer, minimum: 1, maximum: 999 }", &text("^[1-9][0-9]{0,2}$"), Safe, Safe);
    expect("{ type: integer, minimum: 1, maximum: 999 }", &text("^[0-9]{1,2}$"), Breaking, Breaking);
    expect("{ type: integer, format: int32 }", &text("^-?[0-9]{1,10}$"), Safe, Breaking);
    expect("{ type: integer, enum: [1, 2] }", "{ type: string, enum: ['2', '1'] }", Safe, Safe);
    expect("{ type: integer, enum: [1, 2] }", "{ type: string, enum: ['1'] }", Breaking, Safe);
    expect("{ type: number }", &text("^[-+.eE0-9]+$"), Safe, Breaking);
    expect("{ type: boolean }", &text("^(true|false)$"), Safe, Safe);
    expect(whole, "{ type: string, maxLength: 3 }", Breaking, Breaking);
    expect(whole, "{ type: string, format: uuid }", Breaking, Breaking);
}

#[test]
fn a_text_of_digits_that_becomes_a_number_is_not_breaking() {
    let text = |pattern: &str| format!("{{ type: string, pattern: '{pattern}' }}");
    expect(&text("^[1-9][0-9]*$"), "{ type: integer }", Safe, Breaking);
    // A number has no zeros in front.
    expect(&text("^[0-9]+$"), "{ type: integer }", Breaking, Breaking);
    expect(&text("^[1-9][0-9]{0,2}$"), "{ type: integer, format: int32 }", Safe, Breaking);
    expect(&text("^[1-9][0-9]{0,2}$"), "{ type: integer, maximum: 998 }", Breaking, Breaking);
    expect("{ type: string }", "{ type: integer }", Breaking, Safe);
    expect("{ type: string, enum: ['1', '20'] }", "{ type: integer, maximum: 20 }", Safe, Breaking);
}

#[test]
fn texts_that_cannot_be_compared_are_not_called_breaking() {
    // A multiple of three is not told by a pattern, and the values that are looked at are all accepted.
    let (one, two) = ("{ type: integer, minimum: 0, multipleOf: 3 }", "{ type: string, pattern: '^(0|[1-9][0-9]*)$' }");
    expect(one, two, Safe, Breaking);
    let same = "{ type: string, pattern: '^([369]|[0369]|[1-9][0-9]*[0369]|[1-9][0-9]*)$', not: { enum: ['10000000000007'] } }";
    let [query, ..] = wire("{ type: integer, minimum: 0, multipleOf: 3 }", same);
    assert_eq!(query, Some(Maybe));
}

#[test]
fn a_value_in_json_is_not_taken_for_its_text() {
    let parameter = |schema: &str| {
        format!("parameters: [{{ name: a, in: query, content: {{ application/json: {{ schema: {schema} }} }} }}]")
    };
    let found = between(["{ type: integer }", "{ type: string }"].map(parameter));
    assert_eq!(found.verdict, Some(Breaking));
}

#[test]
fn a_default_that_changes_together_with_the_type_does_not_go_unnoticed() {
    let parameter = |schema: &str| format!("parameters: [{{ name: a, in: query, schema: {schema} }}]");
    let ids = |old: &str, new: &str| {
        let found = between([old, new].map(parameter));
        found.changes.into_iter().map(|change| change.id).collect::<Vec<_>>()
    };
    let (one, same, other) =
        ("{ type: integer, default: 1 }", "{ type: string, default: '1' }", "{ type: string, default: '2' }");
    assert_eq!(ids(one, same), ["request-type-widened"]);
    assert_eq!(ids(one, other), ["request-default-changed", "request-type-widened"]);
}
