use deskledger_runtime::list;

use super::types::Provenance;
use crate::messages;
use crate::spec::{Key, Node, Object, Source, Value};

/// Sources that a statement may come from.
const SOURCES: [&str; 4] = ["seed", "definition", "later", "ours"];

/// A scalar as it stands on the wire; `None` for a list or a map.
pub(super) fn wire(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Boolean(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::List(items) => items.iter().map(wire).collect::<Option<Vec<_>>>().map(|items| items.join(",")),
        Value::Null | Value::Map(_) => None,
    }
}

/// A media type without its parameters, in small letters.
pub(super) fn essence(media_type: &str) -> String {
    deskledger_runtime::quality::essence(media_type).to_ascii_lowercase()
}

/// The example beside a parameter or a header, as on the wire.
pub(super) fn example<'s>(source: &mut Source<'s>, object: Object<'s>) -> Option<(String, &'s Node)> {
    let node = object.get("example")?;
    let example = wire(node);
    if example.is_none() {
        source.warn("example", node.position, messages::no_example(node.kind()), messages::write_one_value());
    }
    example.map(|example| (example, node))
}

/// Texts by language, each of which is `what`.
pub(super) fn by_language(
    source: &mut Source<'_>,
    entries: &[(Key, Node)],
    what: messages::Text,
) -> Vec<(String, String)> {
    let texts = entries.iter().filter_map(|(language, node)| match &node.value {
        Value::Text(text) => Some((language.name.clone(), text.trim().to_owned())),
        _ => {
            let found = messages::as_text(what, node.kind());
            source.refuse("type", node.position, found, messages::put_in_quotes())
        }
    });
    texts.collect()
}

/// `x-description` of a map: its description in further languages.
pub(super) fn descriptions<'s>(source: &mut Source<'s>, object: Object<'s>) -> Vec<(String, String)> {
    let texts = object.map(source, "x-description");
    by_language(source, texts, messages::a_description)
}

/// `x-provenance` of a map.
pub(super) fn provenance<'s>(source: &mut Source<'s>, object: Object<'s>) -> Provenance {
    let Some(node) = object.get("x-provenance") else { return Provenance::default() };
    let Some(provenance) = Object::read(source, node, messages::x_provenance, &["source", "note"]) else {
        return Provenance::default();
    };
    let from = provenance.required_text(source, "source").unwrap_or_default();
    if !from.is_empty() && !SOURCES.contains(&from) {
        let found = messages::unknown_source(list::unquoted(&SOURCES, 0), from);
        let position = provenance.position("source");
        source.report("provenance", position, found, messages::see_head_of_document());
    }
    Provenance { source: from.to_owned(), note: provenance.prose(source, "note") }
}
