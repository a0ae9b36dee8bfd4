//! The example of the server side: every trait with the responses of the document.

use deskledger_mock::{Call, MockResponse, Types, raw};

use super::samples::formatted;

/// Implements the traits of the generated server side; a call without a response returns 501.
pub(super) fn example(
    code: &str,
    crate_name: &str,
    responses: &[(&Call, Option<MockResponse>)],
    types: &Types,
) -> String {
    let (mut services, mut routes) = (String::new(), String::new());
    for item in code.split("\npub trait ").skip(1) {
        let (Some((name, rest)), Some(router)) = (item.split_once(':'), between(item, "\npub fn ", "<")) else {
            continue;
        };
        let methods = rest.split("\n}\n").next().unwrap_or_default();
        let methods = methods.split("\n    fn ").skip(1).filter_map(|method| {
            let (function, request) = (method.split('(').next()?, between(method, "request: api::", ",")?);
            let example = responses.iter().find(|(call, _)| call.type_name == request).and_then(|(_, example)| example.as_ref());
            Some(format!(
                "\n    async fn {function}(\n        &self,\n        _: server::Incoming,\n        \
                 _: {crate_name}::{request},\n    ) -> Result<service::{request}Response, server::Response> {{\n{}    }}\n",
                indented(&formatted(&format!("Ok({})", response(code, request, example, types))), 8)
            ))
        });
        services.push_str(&format!("\nimpl service::{name} for Example {{{}}}\n", methods.collect::<String>()));
        routes.push_str(&format!(".merge(service::{router}(example.clone()))"));
    }
    include_str!("../../../../templates/server.rs")
        .replace("CRATE", crate_name)
        .replace("TYPES", if services.contains("types::") { ", types" } else { "" })
        .replace("ROUTES", &routes)
        .replace("SERVICES", &services)
}

/// The response of a call: its constructor for the status and the kind of body, otherwise the response as it is.
fn response(code: &str, request: &str, example: Option<&MockResponse>, types: &Types) -> String {
    let name = format!("service::{request}Response");
    let Some(MockResponse { status, media_type, body, .. }) = example else {
        return format!("{name}(server::TypedResponse::empty(0, 501))");
    };
    let text = std::str::from_utf8(body);
    let bytes = || match text {
        Ok(text) => raw(text),
        Err(_) => format!("b\"{}\".as_slice()", body.escape_ascii()),
    };
    let content = || format!("server::Content::new({media_type:?}, {})", bytes());
    let constructors = code.split_once(&format!("\nimpl {request}Response {{")).map_or("", |(_, rest)| rest);
    let constructors = constructors.split("\n}\n").next().unwrap_or_default().split("    pub fn ").skip(1);
    let found = constructors.filter_map(|one| {
        let (function, call) = (one.split('(').next()?, between(one, "server::TypedResponse::", "}")?);
        let (kind, arguments) = call.split_once('(')?;
        let class: u16 = arguments.split(',').next()?.trim().parse().ok()?;
        let argument = match kind {
            "empty" if media_type.is_empty() => String::new(),
            "typed" if arguments.contains(&format!("{media_type:?}")) => {
                let of = between(one, "body: &", ")")?.trim_end_matches(',').replace("api::types::", "types::");
                format!("&{}", types.expression(&of, &serde_json::from_str(text.ok()?).ok()?))
            }
            "content" if !media_type.is_empty() => content(),
            _ => return None,
        };
        let given = if class < 10 { format!("{status}, ") } else { String::new() };
        let is_wanted = [*status, status / 100, 0].contains(&class);
        is_wanted.then(|| ((class, kind == "typed"), format!("{name}::{function}({given}{argument})")))
    });
    // The constructor of the status before those of its class and of any status.
    let best = found.max_by_key(|(rank, _)| *rank).map(|(_, code)| code);
    best.unwrap_or_else(|| match media_type.is_empty() {
        true => format!("{name}(server::TypedResponse::empty(0, {status}))"),
        false => format!("{name}(server::TypedResponse::content(0, {status}, {}))", content()),
    })
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

/// Lines behind spaces.
pub(super) fn indented(lines: &str, spaces: usize) -> String {
    lines.lines().map(|line| format!("{:spaces$}{line}\n", "")).collect()
}
