//! Numbers whose formats or digits change.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use deskledger_diff::{Comparison, Options, Verdict, compare};

use Verdict::{Breaking, Maybe, Safe, SourceOnly};

fn document(flow: &str, schema: &str) -> String {
    let content = format!("content: {{ application/json: {{ schema: {schema} }} }}");
    let operation = match flow {
        "request" => format!("requestBody: {{ {content} }}"),
        _ => format!("responses: {{ '200': {{ {content} }} }}"),
    };
    format!("openapi: 3.1.0\ninfo: {{ title: T, version: 1.0.0 }}\npaths: {{ /a: {{ post: {{ {operation} }} }} }}\n")
}

fn between(flow: &str, old: &str, new: &str) -> Comparison {
    compare(("old", &document(flow, old)), ("new", &document(flow, new)), &Options::default())
        .unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The verdicts of a change in a request, and in a response.
fn verdicts(old: &str, new: &str) -> [Option<Verdict>; 2] {
    ["request", "response"].map(|flow| between(flow, old, new).verdict)
}

#[test]
fn another_format_of_a_number_does_not_go_unnoticed_and_is_rated_by_its_numbers_and_its_type() {
    let number = |format: &str| format!("{{ type: number, format: {format} }}");
    let integer = |format: &str| format!("{{ type: integer, format: {format} }}");
    let (plain, whole) = ("{ type: number }".to_owned(), "{ type: integer }".to_owned());
    let cases = [
        (integer("int32"), integer("int64"), [SourceOnly, Breaking], [Breaking, SourceOnly]),
        // An `i64` with a format and without.
        (integer("int64"), whole.clone(), [Safe, Breaking], [Breaking, Safe]),
        (integer("uint64"), whole, [SourceOnly, Breaking], [Breaking, SourceOnly]),
        (integer("int64"), integer("uint64"), [Breaking; 2], [Breaking; 2]),
        (integer("uint8"), integer("uint16"), [Safe, Breaking], [Breaking, Safe]),
        // An `f64` in both, of which a float holds a part.
        (number("float"), number("double"), [Safe, Breaking], [Breaking, Safe]),
        (number("float"), plain.clone(), [Safe, Breaking], [Breaking, Safe]),
        // The same numbers with another type of the SDK.
        (number("double"), number("decimal"), [SourceOnly; 2], [SourceOnly; 2]),
        (plain.clone(), number("decimal128"), [SourceOnly; 2], [SourceOnly; 2]),
        (number("float"), number("decimal"), [SourceOnly, Breaking], [Breaking, SourceOnly]),
    ];
    for (old, new, there, back) in cases {
        assert_eq!(verdicts(&old, &new), there.map(Some), "{old} {new}");
        assert_eq!(verdicts(&new, &old), back.map(Some), "{new} {old}");
    }
    for (old, new) in [(number("double"), plain), (number("decimal"), number("decimal128"))] {
        assert_eq!(verdicts(&old, &new), [None; 2], "{old} {new}");
    }
    let found = between("request", &number("double"), &number("float"));
    assert_eq!((found.changes[0].wire, found.changes[0].source), (Breaking, Safe));
    assert!(found.changes[0].witness.is_some());
}

#[test]
fn numbers_that_differ_in_digits_beyond_those_of_a_double_are_not_equal() {
    let of = |keyword: &str, value: &str| format!("{{ type: number, {keyword}: {value} }}");
    let whole = |keyword: &str, value: &str| format!("{{ type: integer, {keyword}: {value} }}");
    for (keyword, less, more, ids) in [
        ("maximum", "18446744073709551617", "18446744073709551619", ["maximum-decreased", "maximum-increased"]),
        ("maximum", "0.10000000000000000551", "0.10000000000000000552", ["maximum-decreased", "maximum-increased"]),
        ("minimum", "-18446744073709551619", "-18446744073709551617", ["minimum-decreased", "minimum-increased"]),
        (
            "exclusiveMaximum",
            "1.8446744073709551617e19",
            "18446744073709551618",
            ["maximum-decreased", "maximum-increased"],
        ),
    ] {
        let [(less, more), (whole_less, whole_more)] = [of, whole].map(|of| (of(keyword, less), of(keyword, more)));
        let pairs =
            if less.contains("0.1") { vec![(less, more)] } else { vec![(less, more), (whole_less, whole_more)] };
        for (less, more) in pairs {
            for (old, new, id) in [(&more, &less, ids[0]), (&less, &more, ids[1])] {
                let [request, response] = ["request", "response"].map(|flow| between(flow, old, new));
                let is_narrower = ids[0] == id && keyword.ends_with("aximum") || ids[1] == id && keyword == "minimum";
                let expected = if is_narrower { [Maybe, Safe] } else { [Safe, Maybe] };
                assert_eq!([request.verdict, response.verdict], expected.map(Some), "{old} {new}");
                assert_eq!(request.changes[0].id, format!("request-{id}"), "{old} {new}");
                assert!(request.changes[0].message.to_string().contains("becam"), "{}", request.changes[0].message);
            }
        }
    }
    let (one, two) = (of("multipleOf", "0.1000000000000000055"), of("multipleOf", "0.1"));
    assert_eq!(verdicts(&one, &two), [Some(Maybe); 2]);
    let (one, two) = ("{ enum: [18446744073709551617, 1] }", "{ enum: [18446744073709551619, 1] }");
    assert_eq!(verdicts(one, two), [Some(Maybe); 2]);
    let (one, two) = (of("default", "18446744073709551617"), of("default", "18446744073709551619"));
    assert_eq!(between("request", &one, &two).changes[0].id, "request-default-changed");
}

#[test]
fn another_spelling_of_the_digits_is_no_change() {
    for (one, two) in [
        ("18446744073709551617", "1.8446744073709551617e19"),
        ("18446744073709551617", "18446744073709551617.00"),
        ("0.1000000000000000055", "1000000000000000055E-19"),
        ("0.10000000000000000", "1e-1"),
        ("1e300", "1.0e300"),
    ] {
        for keyword in ["maximum", "minimum", "multipleOf"] {
            let of = |value: &str| format!("{{ type: number, {keyword}: {value} }}");
            assert_eq!(verdicts(&of(one), &of(two)), [None; 2], "{keyword} {one} {two}");
        }
    }
    let of = |rule: &str| format!("{{ type: number, maximum: 18446744073709551617, {rule} }}");
    assert_eq!(verdicts(&of("minimum: 2"), &of("minimum: 1")), [Some(Safe), Some(Breaking)]);
}
