use super::types::Provenance;
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
        let found = format!("expected an example as it is sent, found {}", node.kind());
        source.warn("example", node.position, found, "write one value");
    }
    example.map(|example| (example, node))
}

/// Texts by language, each of which is `what`.
pub(super) fn by_language(
    source: &mut Source<'_>,
    entries: &[(Key, Node)],
    what: &'static str,
) -> Vec<(String, String)> {
    let texts = entries.iter().filter_map(|(language, node)| match &node.value {
        Value::Text(text) => Some((language.name.clone(), text.trim().to_owned())),
        _ => {
            let found = format!("expected {what} as text, found {}", node.kind());
            source.refuse("type", node.position, found, "put it in quotes")
        }
    });
    texts.collect()
}

/// `x-description` of a map: its description in further languages.
pub(super) fn descriptions<'s>(source: &mut Source<'s>, object: Object<'s>) -> Vec<(String, String)> {
    let texts = object.map(source, "x-description");
    by_language(source, texts, "a description")
}

/// `x-provenance` of a map.
pub(super) fn provenance<'s>(source: &mut Source<'s>, object: Object<'s>) -> Provenance {
    let Some(node) = object.get("x-provenance") else { return Provenance::default() };
    let Some(provenance) = Object::read(source, node, "x-provenance", &["source", "note"]) else {
        return Provenance::default();
    };
    let from = provenance.required_text(source, "source").unwrap_or_default();
    if !from.is_empty() && !SOURCES.contains(&from) {
        let found = format!("expected one of {} for the source, found {from}", SOURCES.join(", "));
        let position = provenance.position("source");
        source.report("provenance", position, found, "see the head of the document for their meaning");
    }
    Provenance { source: from.to_owned(), note: provenance.prose(source, "note") }
}
