//! Samples of requests, run with curl against a socket: what a reader copies is what the document asks for.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use deskledger_site::{Options, build};
use tempfile::tempdir;

/// The reference of a document with one operation, `PUT` of a path, at an address.
fn reference(path: &str, call: &str, schemas: &str, address: &str) -> String {
    let directory = tempdir().unwrap();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: Files, version: 1.0.0 }}\nservers: [{{ url: 'http://{address}' }}]\n\
         paths: {{ '{path}': {{ put: {{ operationId: a, {call} responses: {{ '204': {{ description: D. }} }} }} }} }}\n\
         components: {{ schemas: {{ {schemas} }} }}\n"
    );
    fs::write(directory.path().join("api.yaml"), text).unwrap();
    build(&Options::new(directory.path().join("api.yaml")), &directory.path().join("site")).unwrap();
    fs::read_to_string(directory.path().join("site/reference.md")).unwrap()
}

/// The request that the curl sample of an operation sends: its head, and its body.
fn sent(path: &str, call: &str, schemas: &str) -> (String, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let page = reference(path, call, schemas, &listener.local_addr().unwrap().to_string());
    let (_, sample) = page.split_once("```sh\n").unwrap();
    let (sample, _) = sample.split_once("```").unwrap();
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut text = Vec::new();
        loop {
            let mut piece = [0; 4096];
            let count = socket.read(&mut piece).unwrap();
            text.extend_from_slice(&piece[..count]);
            let read = String::from_utf8_lossy(&text).into_owned();
            let Some((head, body)) = read.split_once("\r\n\r\n") else { continue };
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
                return (head.to_owned(), body.to_owned());
            }
        }
    });
    let directory = tempdir().unwrap();
    fs::write(directory.path().join("sample.bin"), "bytes of the file").unwrap();
    let command =
        Command::new("bash").args(["-ec", sample]).current_dir(directory.path()).env("no_proxy", "*").output();
    let output = command.unwrap();
    assert!(output.status.success(), "{sample}\n{}", String::from_utf8_lossy(&output.stderr));
    server.join().unwrap()
}

fn body(media_type: &str, schema: &str) -> String {
    format!("requestBody: {{ content: {{ {media_type}: {{ schema: {{ {schema} }} }} }} }},")
}

#[test]
fn a_form_is_sent_as_a_form_and_not_as_json() {
    let fields = "type: object, required: [a, list], properties: { a: { const: 'x & y' }, list: { type: array, minItems: 2, items: { const: 7 } } }";
    let (head, text) = sent("/a", &body("application/x-www-form-urlencoded", fields), "");
    assert!(
        head.contains("application/x-www-form-urlencoded") && text == "a=x%20%26%20y&list=7&list=7",
        "{head}\n{text}"
    );
}

#[test]
fn a_body_of_several_parts_has_its_parts_and_their_boundary() {
    let fields = "type: object, required: [title, photo, about], properties: { title: { const: '@a; \"b\"' }, \
                  photo: { type: string, format: binary }, about: { const: { name: 'x; \"y\"' } } }";
    let content = format!(
        "multipart/form-data: {{ encoding: {{ photo: {{ contentType: image/png }} }}, schema: {{ {fields} }} }}"
    );
    let (head, text) = sent("/a", &format!("requestBody: {{ content: {{ {content} }} }},"), "");
    let boundary = head.lines().find_map(|line| line.split_once("multipart/form-data; boundary=")).unwrap().1;
    let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
    assert_eq!((parts.len(), parts[0], parts[4]), (5, "", "--\r\n"), "{text}");
    for (part, name, rest) in [
        (parts[1], "title", "\r\n\r\n@a; \"b\"\r\n"),
        (parts[2], "photo", "; filename=\"sample.bin\"\r\nContent-Type: image/png\r\n\r\nbytes of the file\r\n"),
        (parts[3], "about", "\r\nContent-Type: application/json\r\n\r\n{\"name\":\"x; \\\"y\\\"\"}\r\n"),
    ] {
        assert_eq!(part, format!("\r\nContent-Disposition: form-data; name=\"{name}\"{rest}"), "{text}");
    }
}

#[test]
fn a_parameter_is_sent_in_its_style() {
    for (style, schema, expected) in [
        ("in: path, style: label", "const: 5", "/.5"),
        ("in: path, style: label, explode: true", "type: array, minItems: 2, items: { const: a }", "/.a.a"),
        ("in: path, style: matrix", "const: 5", "/;p=5"),
        ("in: path, style: matrix", "type: object, required: [k], properties: { k: { const: v } }", "/;p=k,v"),
        ("in: path", "const: 'a/b c'", "/a%2Fb%20c"),
        (
            "in: query, style: pipeDelimited, explode: false",
            "type: array, minItems: 2, items: { const: 1 }",
            "/x?p=1%7C1",
        ),
        (
            "in: query, style: deepObject",
            "type: object, required: [k], properties: { k: { const: v } }",
            "/x?p%5Bk%5D=v",
        ),
    ] {
        let path = if style.starts_with("in: path") { "/{p}" } else { "/x" };
        let call = format!("parameters: [{{ name: p, {style}, required: true, schema: {{ {schema} }} }}],");
        let (head, _) = sent(path, &call, "");
        assert_eq!(head.lines().next(), Some(&*format!("PUT {expected} HTTP/1.1")), "{style}");
    }
    let call = "parameters: [{ name: X-Day, in: header, required: true, schema: { type: string, format: date } }, \
                { name: c, in: cookie, required: true, schema: { const: 'a b' } }],";
    let (head, _) = sent("/x", call, "");
    assert!(head.contains("\r\nX-Day: 2024-05-01") && head.contains("\r\nCookie: c=a%20b"), "{head}");
}

#[test]
fn a_path_with_two_names_side_by_side_has_both_values() {
    let parameter = |name: &str, value: &str| {
        format!("{{ name: {name}, in: path, required: true, schema: {{ enum: ['{value}'] }} }}")
    };
    let call = format!("parameters: [{}, {}],", parameter("name", "list"), parameter("kind", ".json"));
    let (head, _) = sent("/{name}{kind}", &call, "");
    assert_eq!(head.lines().next(), Some("PUT /list.json HTTP/1.1"));
}

#[test]
fn a_value_of_a_sample_keeps_its_schema() {
    for (schema, expected) in [
        ("type: string, pattern: '^[A-Z]{2}[0-9]{3}$'", "\"AA000\""),
        (
            "type: string, format: uri, minLength: 24, maxLength: 30, pattern: '^https://a'",
            "\"https://aaaaaaaaaaaaaaaa\"",
        ),
        ("type: string, minLength: 6", "\"textte\""),
        ("type: number, exclusiveMinimum: 0.5, exclusiveMaximum: 0.51", "0.501"),
        ("type: integer, exclusiveMaximum: -3", "-4"),
        ("type: integer, multipleOf: 7, minimum: 8", "14"),
        ("type: array, minItems: 2, items: { type: boolean }", "[true,true]"),
        (
            "type: object, required: [a, b], properties: { a: { $ref: '#/components/schemas/Id' }, b: { const: 1 } }",
            "{\"b\":1}",
        ),
        ("allOf: [{ type: object, required: [b], properties: { b: { const: 1 } } }]", "{\"b\":1}"),
    ] {
        let id = "Id: { type: string, readOnly: true }";
        let (_, text) = sent("/a", &body("application/json", schema), id);
        assert_eq!(text, expected, "{schema}");
    }
    for (media_type, schema, expected) in [
        ("application/x-ndjson", "const: { a: 'it''s' }", "{\"a\":\"it's\"}\n".repeat(2)),
        ("text/plain", "const: amber", "amber".to_owned()),
    ] {
        assert_eq!(sent("/a", &body(media_type, schema), "").1, expected, "{media_type}");
    }
    // A text that begins as the name of a file does for curl.
    let (_, text) = sent("/a", "requestBody: { content: { text/plain: { example: '@sample.bin' } } },", "");
    assert_eq!(text, "@sample.bin");
}

#[test]
fn a_document_that_the_generator_rejects_keeps_its_examples_and_has_placeholders() {
    let call = "parameters: [{ name: p, in: path, required: true, schema: { type: string, minLength: -1 } }, \
                { name: q, in: query, schema: { type: string }, example: 'a b' }, \
                { name: r, in: query, required: true, schema: { type: string } }],";
    let page = reference("/{p}", call, "", "example.com");
    assert!(page.contains("'http://example.com/{p}?q=a%20b&r={r}'"), "{page}");
}
