//! Changes of operations whose verdict depends on what is around them: who sends a request, which response covers a status,
//! which server and which credentials count.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use deskledger_diff::{Comparison, Format, Options, Verdict, changelog_in_chinese, compare};
use deskledger_runtime::message::Locale;

use Verdict::{Breaking, Information, Maybe, Safe};

fn between(old: &str, new: &str) -> Comparison {
    let document = |root: &str| format!("openapi: 3.1.0\ninfo: {{ title: T, version: 1.0.0 }}\n{root}\n");
    compare(("old.yaml", &document(old)), ("new.yaml", &document(new)), &Options::default())
        .unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The verdicts of a change and of its opposite.
fn there_and_back(old: &str, new: &str) -> [Option<Verdict>; 2] {
    [between(old, new).verdict, between(new, old).verdict]
}

#[test]
fn a_webhook_or_callback_is_not_rated_as_if_the_subscriber_sent_the_request() {
    let parameter = |more: &str| format!("parameters: [{{ name: X-A, in: header, {more} schema: {{}} }}]");
    let body = |more: &str, types: &str| format!("requestBody: {{ {more} content: {{ {types} }} }}");
    let response = |more: &str| format!("responses: {{ '200': {{ {more} }} }}");
    let header = |more: &str| response(&format!("headers: {{ X-A: {{ {more} schema: {{}} }} }}"));
    let (required, one, both) = ("required: true,", "a/a: {}", "a/a: {}, b/b: {}");
    let (none, rules) =
        (String::new(), |names: &str| format!("x-rules: [{{ rule: together, parameters: [{names}] }}]"));
    let cases = [
        (none.clone(), parameter(""), [Safe, Maybe]),
        (none.clone(), parameter(required), [Safe, Breaking]),
        (parameter(""), parameter(required), [Safe, Breaking]),
        (parameter("allowEmptyValue: true,"), parameter(""), [Safe, Breaking]),
        (none.clone(), body("", one), [Maybe, Breaking]),
        (none.clone(), body(required, one), [Maybe, Breaking]),
        (body("", one), body(required, one), [Safe, Breaking]),
        (body("", one), body("", both), [Breaking, Safe]),
        (response(""), header(""), [Safe, Maybe]),
        (response(""), header(required), [Breaking, Maybe]),
        (header(""), header(required), [Breaking, Safe]),
        (response("content: { a/a: {} }"), response("content: { a/a: {}, b/b: {} }"), [Safe, Breaking]),
        (response(""), "responses: { '200': {}, '202': {} }".to_owned(), [Safe, Breaking]),
        (response(""), "responses: { '200': {}, '404': {} }".to_owned(), [Information, Maybe]),
        (none.clone(), "security: [{ key: [] }]".to_owned(), [Safe, Maybe]),
        (none, rules("a, b"), [Safe, Breaking]),
    ];
    let webhook = |operation: &str| format!("webhooks: {{ done: {{ post: {{ {operation} }} }} }}");
    let callback = |operation: &str| {
        format!(
            "paths: {{ /a: {{ post: {{ callbacks: {{ done: {{ '{{$url}}': {{ post: {{ {operation} }} }} }} }} }} }} }}"
        )
    };
    for (old, new, expected) in &cases {
        for document in [&webhook as &dyn Fn(&str) -> String, &callback] {
            let (old, new) = (document(old), document(new));
            assert_eq!(there_and_back(&old, &new), expected.map(Some), "{old}\n{new}");
            let (section, chinese) = (between(&old, &new).report(Format::Changelog, None), between(&old, &new));
            assert_eq!(changelog_in_chinese(&section), chinese.changelog(Locale::Chinese));
        }
    }
}

#[test]
fn the_advice_for_senders_is_not_given_about_requests_of_the_service() {
    let webhook = |more: &str| {
        format!("webhooks: {{ done: {{ post: {{ requestBody: {{ {more} content: {{ a/a: {{}} }} }} }} }} }}")
    };
    let found = between(&webhook("required: true,"), &webhook(""));
    let section = found.report(Format::Changelog, None);
    assert!(section.contains("the service sends the request") && !section.contains("Option`:"), "{section}");
    assert!(!section.contains("Migration"), "{section}");
}

#[test]
fn an_operation_after_a_callback_is_rated_as_an_ordinary_one_again() {
    let document = |more: &str| {
        let body = format!("requestBody: {{ {more} content: {{ a/a: {{}} }} }}");
        format!(
            "paths: {{ /a: {{ post: {{ callbacks: {{ c: {{ '{{$url}}': {{ post: {{ {body} }} }} }} }} }}, put: {{ {body} }} }} }}"
        )
    };
    let found = between(&document("required: true,"), &document(""));
    let verdicts: Vec<_> = found.changes.iter().map(|change| change.wire).collect();
    assert_eq!(verdicts, [Breaking, Safe]);
}
