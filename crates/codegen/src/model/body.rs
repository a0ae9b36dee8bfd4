use deskledger_runtime::quality::is_json;

use super::multipart;
use super::text::{descriptions, essence, provenance};
use super::types::{Json, Parameter, ParameterIn, Schema, Shape};
use crate::messages;
use crate::schema_keywords::is_rule;
use crate::spec::{Key, Node, Object, Source, Value};

/// Keywords of a media type.
pub(super) const MEDIA_TYPE: [&str; 7] =
    ["schema", "example", "examples", "encoding", "itemSchema", "itemEncoding", "prefixEncoding"];

/// Warns of what OpenAPI 3.2 says of the items of a sequence, unless they have types.
pub(super) fn no_items(source: &mut Source<'_>, media_type: Object<'_>, are_typed: bool) {
    for name in ["itemSchema", "itemEncoding", "prefixEncoding"].into_iter().skip(usize::from(are_typed)) {
        if let Some((key, _)) = media_type.node.entries().iter().find(|(key, _)| key.name == name) {
            let found = messages::items_not_checked(name);
            source.warn("unsupported", key.position, found, messages::check_items());
        }
    }
}

/// Reads the body of a request as one more parameter. `None` where there is none, or where it is read elsewhere.
pub(super) fn read<'s>(source: &mut Source<'s>, operation: Object<'s>) -> Option<Parameter> {
    of(source, operation.get("requestBody")?)
}

/// Reads a body as [`read`] does.
pub(super) fn of<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Parameter> {
    let node = source.resolve(node)?;
    let object = Object::read(source, node, messages::a_request_body, &["description", "content", "required"])?;
    object.required(source, "content");
    let content = object.map(source, "content");
    if object.is(source, "x-stream") {
        return None;
    }
    let (key, media_type) = content.iter().min_by_key(|(key, _)| rank(&key.name))?;
    for (other, _) in content.iter().filter(|(other, _)| other.name != key.name) {
        let found = messages::another_media_type(&other.name, &key.name);
        source.warn("media-type", other.position, found, messages::body_is_made_as(&key.name));
    }
    let media_type = source.resolve(media_type)?;
    let media_type = Object::read(source, media_type, messages::a_media_type, &MEDIA_TYPE)?;
    no_items(source, media_type, false);
    let form = if rank(&key.name) == 1 { multipart::form_style(source, media_type) } else { "Form" };
    let style = ["Json", form].get(rank(&key.name)).copied();
    let mut shape = None;
    let anything = || Node { position: media_type.node.position, value: Value::Map(Vec::new()) };
    let schema = || media_type.get("schema").cloned().unwrap_or_else(anything);
    if let Some(parts) = multipart::read(source, &key.name, media_type) {
        shape = Some(Shape::Parts(Box::new(parts)));
    } else if style.is_none() && media_type.get("schema").is_some_and(|schema| has_rules(source, schema)) {
        let found = messages::no_json_body(&key.name);
        source.warn("media-type", key.position, found, messages::body_is_bytes());
    }
    let shape = shape.unwrap_or_else(|| {
        style.map_or(Shape::Raw, |style| {
            Shape::Json(Box::new(Json { schema: schema(), style, explode: true, in_query: Vec::new() }))
        })
    });
    let schema = Schema { shape, default: None };
    Some(Parameter {
        media_type: Some(key.name.clone()),
        listed: content.iter().map(|(key, _)| key.name.clone()).collect(),
        required: object.is(source, "required"),
        description: object.prose(source, "description"),
        descriptions: descriptions(source, object),
        example: media_type.get("example").map(|node| node.to_json().to_string()),
        provenance: provenance(source, object),
        ..Parameter::new("body", ParameterIn::Body, schema, node.position)
    })
}

/// Whether a schema says more of a body than that it is bytes or a text.
pub(super) fn has_rules<'s>(source: &mut Source<'s>, schema: &'s Node) -> bool {
    let says_nothing = |key: &Key, node: &Node| match key.name.as_str() {
        "type" => node.as_text() == Some("string"),
        "format" => node.as_text() == Some("binary"),
        "$ref" | "allOf" | "contentEncoding" | "contentMediaType" => true,
        name => !is_rule(name),
    };
    let parts = source.combined(schema, |part| part.get("allOf").is_none());
    parts.iter().any(|part| part.entries().iter().any(|(key, node)| !says_nothing(key, node)))
}

/// What is taken first: JSON, then a form, then anything else.
pub(super) fn rank(media_type: &str) -> usize {
    match essence(media_type).as_str() {
        other if is_json(other) => 0,
        "application/x-www-form-urlencoded" => 1,
        _ => 2,
    }
}
