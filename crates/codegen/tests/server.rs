//! The generated server side.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use deskledger_codegen::{Options, Output, generate_file, generate_with};
use proc_macro2::{TokenStream, TokenTree};

/// The first control flow keyword in the code.
fn control_flow(code: TokenStream) -> Option<String> {
    code.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if ["if", "loop", "match", "while"].iter().any(|keyword| word == keyword) => {
            Some(word.to_string())
        }
        TokenTree::Group(group) => control_flow(group.stream()),
        _ => None,
    })
}

#[test]
fn generated_code_of_every_kind_of_call_has_no_control_flow() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixture/calls.yaml");
    let output = generate_file(document, &Options::new().server()).unwrap();
    assert!(output.warnings.is_empty(), "{}", output.warnings);
    for name in ["openapi.rs", "server.rs"] {
        assert_eq!(control_flow(output.files[name].parse().unwrap()), None, "{name}");
    }
}

fn generated(paths: &str) -> Output {
    let document = format!("openapi: 3.2.0\ninfo: {{ title: x, version: '1' }}\npaths:\n{paths}");
    generate_with("x.yaml", &document, &Options::new().server()).unwrap()
}

fn operation(path: &str, method: &str, id: &str) -> String {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameters =
        names.map(|name| format!("{{ name: {name}, in: path, required: true, schema: {{ type: string }} }}"));
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    let responses = "responses: { '204': { description: x } }";
    format!("  '{path}':\n    {method}: {{ operationId: {id}, parameters: [{parameters}], {responses} }}\n")
}

#[test]
fn an_operation_that_cannot_be_routed_is_reported_and_not_lost_silently() {
    let paths = [("/a/{x}.json", "get", "one"), ("/a/{y}.xml", "get", "two"), ("/b", "query", "three")];
    let output = generated(&paths.map(|(path, method, id)| operation(path, method, id)).concat());
    let warnings: Vec<_> = output.warnings.iter().map(|one| one.message.to_string()).collect();
    assert_eq!(
        warnings,
        [
            "expected one operation for a route, found GET /a/{y}.xml again",
            "expected a method that axum routes, found QUERY",
        ]
    );
    assert_eq!(output.files["server.rs"].matches(".call(").count(), 1);
}

#[test]
fn a_route_has_the_path_and_the_media_types_that_requests_have() {
    let raw = "requestBody: { content: { image/png: {}, 'image/*; q=1': {} } }, responses";
    let paths = operation("/ü b/{id}/%20[]", "put", "one").replace("responses", raw);
    let code = &generated(&paths).files["server.rs"];
    assert!(code.contains(r#""/%C3%BC%20b/{id}/%20%5B%5D""#), "{code}");
    assert!(code.contains(r#"media_type: Some("image/png, image/*; q=1")"#), "{code}");
}

#[test]
fn names_of_the_generated_code_itself_are_left_alone() {
    let send = operation("/a", "get", "accept").replace("responses", "tags: [Send], responses");
    let code = &generated(&send).files["server.rs"];
    assert!(code.contains("pub trait Send2: server::Accept"), "{code}");
    assert!(code.contains("<S as Send2>::accept(&service, context, request)"), "{code}");
}

#[test]
fn one_place_of_a_path_has_one_name_in_all_routes() {
    let paths = [("/a/{id}", "get", "one"), ("/a/{name}/b", "get", "two"), ("/c/{name}", "put", "three")];
    let output = generated(&paths.map(|(path, method, id)| operation(path, method, id)).concat());
    for route in ["\"/a/{id}\"", "\"/a/{id}/b\"", "\"/c/{name}\""] {
        assert!(output.files["server.rs"].contains(route), "{route}");
    }
}
