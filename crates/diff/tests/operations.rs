//! Changes of operations whose verdict depends on what is around them: who sends a request, which response covers a status,
//! which server and which credentials count.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use deskledger_diff::{Comparison, Format, Options, Verdict, changelog_in_chinese, compare};
use deskledger_runtime::message::Locale;

use Verdict::{Breaking, Information, Maybe, Safe, SourceOnly};

fn between(old: &str, new: &str) -> Comparison {
    let document = |root: &str| format!("openapi: 3.1.0\ninfo: {{ title: T, version: 1.0.0 }}\n{root}\n");
    compare(("old.yaml", &document(old)), ("new.yaml", &document(new)), &Options::default())
        .unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// Statuses with the schemas of their bodies.
type Stated<'a> = &'a [(&'a str, &'a str)];

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

#[test]
fn a_status_that_a_range_or_the_default_covers_is_not_rated_as_if_it_were_new() {
    let (object, number, bare) = ("{ type: object, required: [m] }", "{ type: integer }", "");
    let document = |responses: &[(&str, &str)]| {
        let one = |(status, schema): &(&str, &str)| match *schema {
            "" => format!("'{status}': {{}}"),
            schema => format!("'{status}': {{ content: {{ application/json: {{ schema: {schema} }} }} }}"),
        };
        let all: Vec<String> = responses.iter().map(one).collect();
        format!("paths: {{ /a: {{ get: {{ responses: {{ {} }} }} }} }}", all.join(", "))
    };
    let (done, other) = (("200", bare), ("default", object));
    let cases: [(Stated<'_>, Stated<'_>, [Verdict; 2]); 13] = [
        (&[done, other], &[done, other, ("404", number)], [Breaking, Breaking]),
        (&[done, other], &[done, other, ("404", object)], [Information, Safe]),
        (&[done, ("4XX", object)], &[done, ("4xx", object), ("404", number)], [Breaking, Breaking]),
        (&[done, other], &[done, other, ("4XX", number)], [Breaking, Breaking]),
        (&[done, ("4XX", object), ("default", number)], &[done, ("400", object), ("default", number)], [Breaking; 2]),
        (&[done, ("4XX", object)], &[done, ("400", object)], [Safe, Safe]),
        (&[("2XX", object)], &[("2XX", object), ("201", number)], [Breaking, Breaking]),
        (&[("2XX", object)], &[("2XX", object), ("201", object)], [SourceOnly, SourceOnly]),
        (&[("2XX", object)], &[("200", object)], [SourceOnly, Maybe]),
        (&[("2XX", object)], &[("200", number)], [Breaking, Breaking]),
        (&[other], &[other, ("200", number)], [Breaking, Breaking]),
        (&[other], &[other, ("200", object)], [SourceOnly, Breaking]),
        // Beside a success the default is that of errors.
        (&[done, other], &[done, other, ("202", number)], [Maybe, Breaking]),
    ];
    for (old, new, expected) in cases {
        let (old, new) = (document(old), document(new));
        assert_eq!(there_and_back(&old, &new), expected.map(Some), "{old}\n{new}");
        for found in [between(&old, &new), between(&new, &old)] {
            let section = found.report(Format::Changelog, None);
            assert_eq!(changelog_in_chinese(&section), found.changelog(Locale::Chinese));
        }
    }
    let webhook = |responses: &[(&str, &str)]| document(responses).replace("paths", "webhooks").replace("/a", "a");
    let (old, new) = (webhook(&[done, other]), webhook(&[done, other, ("404", object)]));
    assert_eq!(there_and_back(&old, &new), [Some(Information), Some(Safe)], "a response of a subscriber");
}

#[test]
fn the_description_of_another_status_is_not_reported_as_other_wording() {
    let document =
        |more: &str| format!("paths: {{ /a: {{ get: {{ responses: {{ default: {{ description: A }}{more} }} }} }} }}");
    let found = between(&document(""), &document(", '404': { description: B }"));
    assert_eq!(found.changes.iter().map(|change| change.id.as_str()).collect::<Vec<_>>(), ["response-added"]);
}

#[test]
fn an_operation_that_moves_to_another_server_is_not_rated_safe() {
    let server = |url: &str| format!("servers: [{{ url: '{url}' }}]");
    let document = |root: &str, path: &str, operation: &str| {
        format!("{root}\npaths: {{ /a: {{ {path} get: {{ {operation} }} }} }}")
    };
    let (a, b) = (server("https://a"), server("https://b"));
    let plain = document(&a, "", "");
    assert_eq!(there_and_back(&plain, &document(&a, "", &b)), [Some(Maybe); 2]);
    assert_eq!(there_and_back(&plain, &document(&a, &format!("{b},"), "")), [Some(Maybe); 2]);
    assert_eq!(there_and_back(&plain, &document(&a, &format!("{b},"), &a)), [None; 2], "the operation counts");
    assert_eq!(there_and_back(&plain, &document(&a, "", &server("https://a/"))), [None; 2]);
    assert_eq!(there_and_back(&document("", "", ""), &plain), [Some(Maybe); 2], "the address of the document");
    assert_eq!(there_and_back(&document("", "", ""), &document(&server("/"), "", "")), [None; 2]);
}

#[test]
fn values_of_a_variable_of_a_server_do_not_come_or_go_unnoticed() {
    let document =
        |values: &str| format!("servers: [{{ url: 'https://{{r}}', variables: {{ r: {{ default: a {values} }} }} }}]");
    let (open, one, two) = (document(""), document(", enum: [a]"), document(", enum: [a, b]"));
    assert_eq!(there_and_back(&open, &one), [Some(Maybe), Some(Safe)]);
    assert_eq!(there_and_back(&two, &one), [Some(Maybe), Some(Safe)]);
    assert_eq!(there_and_back(&document(", enum: [a, b]"), &document(", enum: [b, a]")), [None; 2]);
}

#[test]
fn callers_whose_credentials_suffice_are_not_reported_as_rejected() {
    let document = |security: &str| format!("paths: {{ /a: {{ get: {{ security: {security} }} }} }}");
    let cases = [
        ("[{ k: [], l: [] }]", "[{ k: [] }]", [Safe, Breaking]),
        ("[{ o: [a] }, { o: [a, b] }]", "[{ o: [a] }]", [Safe, Safe]),
        ("[{ k: [], o: [a, b] }]", "[{ o: [a] }]", [Safe, Breaking]),
        ("[{ k: [] }, { l: [] }]", "[{ k: [] }]", [Breaking, Safe]),
        ("[{ k: [], o: [a] }]", "[{ o: [a, b] }]", [Breaking; 2]),
    ];
    for (old, new, expected) in cases {
        assert_eq!(there_and_back(&document(old), &document(new)), expected.map(Some), "{old} {new}");
    }
}

#[test]
fn a_scheme_with_another_name_and_the_same_definition_is_not_reported_as_breaking() {
    let document = |schemes: &str, security: &str| {
        format!(
            "components: {{ securitySchemes: {{ {schemes} }} }}\npaths: {{ /a: {{ get: {{ security: {security} }} }} }}"
        )
    };
    let header = "{ type: apiKey, in: header, name: X-Key }";
    let other = "{ type: apiKey, in: header, name: X-Other }";
    let oauth = |url: &str| {
        format!("{{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: {url}, scopes: {{ read: a }} }} }} }}")
    };
    let (one, two) = (oauth("https://a"), oauth("https://b"));
    let old = document(&format!("k: {header}, o: {one}"), "[{ k: [], o: [read] }]");
    let new = document(&format!("key: {header}, oauth: {one}"), "[{ oauth: [read], key: [] }]");
    for (old, new) in [(&old, &new), (&new, &old)] {
        let found = between(old, new);
        let ids: Vec<_> = found.changes.iter().map(|change| (change.id.as_str(), change.wire, change.source)).collect();
        assert_eq!(ids, [("security-scheme-renamed", Information, Breaking); 2]);
    }
    // The same name in both documents, or another definition, is another scheme.
    let bearer = "{ type: http, scheme: bearer }";
    let both = |security: &str| document(&format!("user: {bearer}, admin: {bearer}"), security);
    assert_eq!(there_and_back(&both("[{ user: [] }]"), &both("[{ admin: [] }]")), [Some(Breaking); 2]);
    let single =
        |name: &str, definition: &str| document(&format!("{name}: {definition}"), &format!("[{{ {name}: [] }}]"));
    assert_eq!(there_and_back(&single("k", header), &single("l", other)), [Some(Breaking); 2]);
    assert_eq!(there_and_back(&single("k", &one), &single("l", &two)), [Some(Breaking); 2]);
    // Which of two equal schemes is which cannot be told, unless by their descriptions.
    let described = |one: &str, two: &str, used: &str| {
        let scheme = |name: &str, words: &str| format!("{name}: {{ type: http, scheme: bearer{words} }}");
        let schemes = format!("{}, {}", scheme(one, ", description: A"), scheme(two, ", description: B"));
        document(&schemes, &format!("[{{ {used}: [] }}]"))
    };
    let old = described("a", "b", "a");
    assert_eq!(there_and_back(&old, &described("c", "d", "c")), [Some(SourceOnly); 2]);
    assert_eq!(there_and_back(&old, &described("c", "d", "d")), [Some(Breaking); 2]);
}

#[test]
fn a_scheme_behind_a_reference_does_not_change_unnoticed() {
    let document = |name: &str| {
        format!(
            "components: {{ securitySchemes: {{ k: {{ $ref: '#/x-schemes/k' }} }} }}\n\
             x-schemes: {{ k: {{ type: apiKey, in: header, name: {name} }} }}"
        )
    };
    assert_eq!(there_and_back(&document("X-Key"), &document("X-Other")), [Some(Breaking); 2]);
}

#[test]
fn a_scope_added_where_callers_without_it_are_let_in_by_another_alternative_is_not_breaking() {
    let document = |security: &str| format!("paths: {{ /a: {{ get: {{ security: {security} }} }} }}");
    let cases = [
        // A caller with both credentials keeps access by the alternative that asks for one.
        ("[{ o: [a], k: [] }]", "[{ o: [a, b], k: [] }, { o: [a] }]", [Safe, Breaking]),
        ("[{ o: [a] }, { k: [], o: [a] }]", "[{ o: [a] }, { k: [], o: [a, b] }]", [Safe, Safe]),
        // A caller with a token only has no key.
        ("[{ o: [a] }, { k: [] }]", "[{ o: [a, b] }, { k: [] }]", [Breaking, Safe]),
    ];
    for (old, new, expected) in cases {
        assert_eq!(there_and_back(&document(old), &document(new)), expected.map(Some), "{old} {new}");
    }
}

#[test]
fn another_spelling_of_a_header_of_a_response_does_not_go_unnoticed() {
    let document = |header: &str| {
        format!("paths: {{ /a: {{ get: {{ responses: {{ '200': {{ headers: {{ X-A: {{ {header} }} }} }} }} }} }} }}")
    };
    let object = "schema: { type: object, properties: { a: { type: string } } }";
    let explode = |schema: &str| document(&format!("explode: true, {schema}"));
    assert_eq!(there_and_back(&document(object), &explode(object)), [Some(Breaking); 2]);
    assert_eq!(between(&document(object), &explode(object)).changes[0].id, "response-header-explode-changed");
    // A list is written alike, with commas.
    for schema in ["schema: { type: array, items: { type: string } }", "schema: { type: string }"] {
        assert_eq!(there_and_back(&document(schema), &explode(schema)), [None; 2], "{schema}");
    }
    let json =
        document("content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } }");
    assert_eq!(there_and_back(&document(object), &json), [Some(Breaking); 2]);
    assert_eq!(between(&document(object), &json).changes[0].id, "response-header-content-changed");
}

#[test]
fn a_list_in_a_path_or_a_header_that_is_written_alike_is_no_change() {
    let parameter = |place: &str, more: &str| {
        let parameter = format!("{{ name: a, in: {place}, required: true, {more} schema: {{ type: array }} }}");
        format!("paths: {{ '/a/{{a}}': {{ get: {{ parameters: [{parameter}] }} }} }}")
    };
    for place in ["path", "header"] {
        assert_eq!(there_and_back(&parameter(place, ""), &parameter(place, "explode: true,")), [None; 2], "{place}");
    }
    for (place, more) in [("query", "explode: false,"), ("path", "style: matrix, explode: true,")] {
        let plain = if place == "query" { "" } else { "style: matrix," };
        assert_eq!(there_and_back(&parameter(place, plain), &parameter(place, more)), [Some(Breaking); 2], "{place}");
    }
}

#[test]
fn a_header_of_an_api_key_in_other_case_is_no_change_and_a_query_parameter_is() {
    let document = |place: &str, name: &str| {
        format!("components: {{ securitySchemes: {{ k: {{ type: apiKey, in: {place}, name: {name} }} }} }}")
    };
    assert_eq!(there_and_back(&document("header", "X-Key"), &document("header", "x-key")), [None; 2]);
    assert_eq!(there_and_back(&document("header", "X-Key"), &document("header", "Key")), [Some(Breaking); 2]);
    assert_eq!(there_and_back(&document("query", "Key"), &document("query", "key")), [Some(Breaking); 2]);
}

#[test]
fn an_operation_added_to_a_callback_and_another_licence_do_not_go_unnoticed() {
    let callback = |operations: &str| {
        format!("paths: {{ /a: {{ post: {{ callbacks: {{ c: {{ '{{$url}}': {{ {operations} }} }} }} }} }} }}")
    };
    let (old, new) = (callback("post: {}"), callback("post: {}, put: {}"));
    assert_eq!(there_and_back(&old, &new), [Some(Information), Some(Breaking)]);
    assert_eq!(between(&old, &new).changes[0].id, "callback-added");
    let licence = |name: &str| {
        let text = format!("openapi: 3.1.0\ninfo: {{ title: T, version: 1.0.0{name} }}\npaths: {{}}\n");
        move |other: &str| compare(("a", &text), ("b", other), &Options::default()).unwrap().verdict
    };
    let new = "openapi: 3.1.0\ninfo: { title: T, version: 1.0.0, license: { name: MIT } }\npaths: {}\n";
    assert_eq!(licence("")(new), Some(Information));
    assert_eq!(licence(", license: { name: A }")(new), Some(Information));
    assert_eq!(licence(", license: { name: MIT }")(new), None);
}

#[test]
fn bytes_in_the_spelling_of_the_other_version_are_no_change() {
    let document = |version: &str, schema: &str| {
        let content = format!("content: {{ a/a: {{ schema: {schema} }} }}");
        let operation = format!("requestBody: {{ {content} }}, responses: {{ '200': {{ {content} }} }}");
        format!(
            "openapi: {version}\ninfo: {{ title: T, version: 1.0.0 }}\npaths: {{ /a: {{ post: {{ {operation} }} }} }}\n"
        )
    };
    let found = |old: &str, new: &str| {
        let (old, new) = (document("3.0.3", old), document("3.1.0", new));
        [(&old, &new), (&new, &old)]
            .map(|(old, new)| compare(("a", old), ("b", new), &Options::default()).unwrap().verdict)
    };
    let (byte, binary) = ("{ type: string, format: byte }", "{ type: string, format: binary }");
    assert_eq!(found(byte, "{ type: string, contentEncoding: base64 }"), [None; 2]);
    assert_eq!(found(byte, byte), [None; 2]);
    assert_eq!(found(binary, "{ type: string, contentMediaType: application/octet-stream }"), [None; 2]);
    assert_eq!(found(binary, "{ contentMediaType: application/octet-stream }"), [None; 2]);
    assert_eq!(found(binary, binary), [None; 2]);
    assert!(found(byte, "{ type: string, contentEncoding: base32 }").iter().all(|verdict| *verdict >= Some(Maybe)));
}
