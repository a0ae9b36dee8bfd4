use super::body::{self, rank};
use super::text::{essence, example, provenance};
use super::types::{Header, MediaType, Response};
use crate::messages;
use crate::spec::{Key, Node, Object, Source};

/// Reads the responses of an operation.
pub(super) fn read<'s>(source: &mut Source<'s>, operation: Object<'s>) -> Vec<Response> {
    let mut responses = Vec::new();
    if !source.is_3_1 {
        operation.expects(source, "responses");
    }
    for (key, node) in operation.map(source, "responses").iter().filter(|(key, _)| !key.name.starts_with("x-")) {
        let status = match key.name.as_str() {
            "default" => Some(0),
            name => match name.strip_suffix("XX").or_else(|| name.strip_suffix("xx")) {
                Some(digit) => digit.parse().ok().filter(|digit| (1..=5).contains(digit)),
                None => name.parse().ok().filter(|status| (100..=999).contains(status) && name.len() == 3),
            },
        };
        let Some(status) = status else {
            source.report("status", key.position, messages::no_status(&key.name), messages::write_one_of_these());
            continue;
        };
        responses.extend(response(source, status, node));
    }
    responses
}

pub(super) fn response<'s>(source: &mut Source<'s>, status: u16, node: &'s Node) -> Option<Response> {
    let node = source.resolve(node)?;
    let object =
        Object::read(source, node, messages::a_response, &["summary", "description", "headers", "content", "links"])?;
    let headers = object.map(source, "headers").iter().filter_map(|(key, node)| header(source, key, node)).collect();
    let media_types = object.map(source, "content").iter().filter_map(|(key, node)| media_type(source, key, node));
    Some(Response {
        status,
        media_types: media_types.collect(),
        headers,
        description: object.expected_prose(source, "description"),
        provenance: provenance(source, object),
    })
}

fn header<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node) -> Option<Header> {
    let node = source.resolve(node)?;
    let known =
        ["description", "required", "deprecated", "schema", "example", "examples", "style", "explode", "content"];
    let object = Object::read(source, node, messages::a_header, &known)?;
    let schema = object.get("schema").and_then(|node| source.resolve(node));
    let kind = schema.and_then(|node| node.text("type")).unwrap_or("string");
    let is_plain = |node: &&Node| node.text("type").is_some_and(|kind| kind != "object");
    let typed = object.get("schema").filter(|_| schema.as_ref().is_some_and(is_plain));
    let content = object.map(source, "content").first().and_then(|(_, media_type)| media_type.get("schema"));
    let unread = object.get("schema").filter(|_| kind == "object").or(content);
    if unread.is_some_and(|schema| body::has_rules(source, schema)) {
        let found = messages::header_not_checked(&key.name);
        source.warn("rule-without-effect", key.position, found, messages::check_value());
    }
    Some(Header {
        schema: typed.cloned(),
        name: key.name.clone(),
        description: object.prose(source, "description"),
        kind: kind.to_owned(),
        example: example(source, object).map(|(example, _)| example),
    })
}

fn media_type<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node) -> Option<MediaType> {
    let node = source.resolve(node)?;
    let object = Object::read(source, node, messages::a_media_type, &body::MEDIA_TYPE)?;
    let schema = object.get("schema");
    let name = schema.and_then(|node| node.text("$ref"));
    let target = schema.and_then(|node| source.resolve(node));
    let says = |name: &str, text: &str| target.and_then(|node| node.text(name)) == Some(text);
    let is_binary = says("type", "string") && says("format", "binary");
    let items = sequence(&key.name, object).filter(|_| !is_binary);
    body::no_items(source, object, items.is_some());
    let is_checked = rank(&key.name) == 0 || items.is_some();
    if !is_checked && schema.is_some_and(|schema| body::has_rules(source, schema)) {
        let found = messages::response_not_checked(&key.name);
        source.warn("rule-without-effect", key.position, found, messages::check_body());
    }
    Some(MediaType {
        items,
        name: key.name.clone(),
        schema: name.filter(|name| name.contains('#')).and_then(|name| name.rsplit('/').next()).map(str::to_owned),
        example: object.get("example").map(|node| node.to_json().to_string()),
        rule: schema.filter(|_| rank(&key.name) == 0).cloned(),
        is_binary,
    })
}

/// How the values of a media type follow one another, and the schema of each: `itemSchema`, or `schema` before OpenAPI 3.2.
fn sequence(name: &str, media_type: Object<'_>) -> Option<(&'static str, Node)> {
    let item = media_type.get("itemSchema");
    let sequence = match (essence(name).as_str(), item) {
        ("text/event-stream", Some(_)) => "Events",
        ("text/event-stream", None) => "Data",
        ("application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines", _) => "Lines",
        _ => return None,
    };
    item.or_else(|| media_type.get("schema")).map(|schema| (sequence, schema.clone()))
}
