use super::text::essence;
use super::types::Parts;
use crate::messages;
use crate::spec::{Node, Object, Source};

/// Maximum depth of the search for fields.
const DEEPEST: usize = 8;

/// Reads a body of parts. None for any other media type, and where no field is named: then the body is bytes.
pub(super) fn read<'s>(source: &mut Source<'s>, name: &str, media_type: Object<'s>) -> Option<Parts> {
    let essence = essence(name);
    let (is_multipart, is_form) = (essence == "multipart/form-data", essence == "application/x-www-form-urlencoded");
    let encoding = media_type.map(source, "encoding");
    let mut media_types = Vec::new();
    for (key, node) in encoding {
        let known = ["contentType", "headers", "style", "explode", "allowReserved"];
        let Some(encoding) = Object::read(source, node, messages::an_encoding, &known) else { continue };
        let is_deep = encoding.node.text("style") == Some("deepObject");
        let own: &[&str] = match (is_multipart, is_deep && is_form) {
            (true, _) => &["contentType"],
            (false, true) => &["style", "explode"],
            (false, false) => &[],
        };
        for (other, _) in node.entries().iter().filter(|(other, _)| known.contains(&other.name.as_str())) {
            if !own.contains(&other.name.as_str()) {
                let found = messages::encoding_without_effect(&other.name, &key.name, name);
                source.warn("unsupported", other.position, found, messages::field_is_sent_as_usual());
            }
        }
        if let Some(types) = encoding.text(source, "contentType").filter(|_| is_multipart) {
            media_types.push((key.name.clone(), types.split(',').map(|one| one.trim().to_owned()).collect()));
        }
    }
    let schema = media_type.get("schema").filter(|_| is_multipart)?;
    let fields = gather(source, schema);
    if fields.is_empty() {
        return None;
    }
    let files = fields.into_iter().filter(|(_, node)| is_file(source, node, 0)).map(|(name, _)| name.to_owned());
    Some(Parts { schema: schema.clone(), files: files.collect(), media_types })
}

/// The style of the fields of a form: `DeepObject` where a field has it, with a warning for a list or an object that has not.
pub(super) fn form_style<'s>(source: &mut Source<'s>, media_type: Object<'s>) -> &'static str {
    let deep = media_type.map(source, "encoding").iter().filter(|(_, node)| node.text("style") == Some("deepObject"));
    let deep: Vec<&str> = deep.map(|(key, _)| key.name.as_str()).collect();
    let mut fields = Vec::new();
    if let Some(schema) = media_type.get("schema").filter(|_| !deep.is_empty()) {
        fields = gather(source, schema);
    }
    for (name, node) in fields {
        let kind = source.resolve(node).and_then(|node| node.text("type"));
        if matches!(kind, Some("array" | "object")) && !deep.contains(&name) {
            let found = messages::no_deep_object(name);
            source.warn("style", node.position, found, messages::state_under_encoding());
        }
    }
    if deep.is_empty() { "Form" } else { "DeepObject" }
}

/// The fields that a schema names, in whatever part of it.
fn gather<'s>(source: &mut Source<'s>, schema: &'s Node) -> Vec<(&'s str, &'s Node)> {
    let parts = source.combined(schema, |_| false).into_iter();
    parts.flat_map(|part| part.map("properties")).map(|(key, node)| (key.name.as_str(), node)).collect()
}

/// Whether the value of a field is a file, or a list of files.
fn is_file<'s>(source: &mut Source<'s>, schema: &'s Node, level: usize) -> bool {
    let Some(schema) = source.resolve(schema).filter(|_| level < DEEPEST) else { return false };
    let says = |name: &str, text: &str| schema.text(name) == Some(text);
    let is_bytes = schema.get("contentMediaType").is_some() && schema.get("contentEncoding").is_none();
    says("format", "binary") || is_bytes || schema.get("items").is_some_and(|items| is_file(source, items, level + 1))
}
