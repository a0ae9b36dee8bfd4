//! The rules of a schema as sentences.

use deskledger_codegen::{Key, Node, Value};
use deskledger_runtime::message::Message;

use crate::messages;

/// The unit that a length counts.
type Unit = fn() -> Message;

/// Keywords of a lower and an upper bound, with the unit that they count.
const RANGES: [(&str, &str, Unit); 4] = [
    ("minLength", "maxLength", messages::characters),
    ("minItems", "maxItems", messages::elements),
    ("minProperties", "maxProperties", messages::fields),
    ("minimum", "maximum", || Message::of("")),
];

/// Keywords that the reference shows otherwise than as a sentence of their own, or that are not rules.
const OTHERS: &[&str] = &[
    "$anchor", "$comment", "$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf", "anyOf", "definitions",
    "deprecated", "description", "discriminator", "example", "examples", "exclusiveMaximum", "exclusiveMinimum",
    "externalDocs", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength",
    "minProperties", "minimum", "not", "oneOf", "properties", "required", "title", "type", "xml",
];

/// Longest rule that is shown, in characters.
const MAX_SHOWN: usize = 500;

/// A text as inline code.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = fence(&text, 1);
    let is_bare = !text.trim().is_empty() && text == text.trim();
    let space = if fence.len() > 1 || !is_bare { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// At least so many back quotes, and more than any run of them in a text.
pub(crate) fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(least.max(longest + 1))
}

/// A text as an id.
pub(crate) fn id(text: &str) -> String {
    text.replace(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter), "-")
}

/// Names as inline code.
pub(crate) fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> Message {
    Message::list(names.into_iter().map(|name| Message::of(code(name))).collect(), messages::comma())
}

/// A value of the document as inline code: a text without quotes.
pub(crate) fn literal(node: &Node) -> String {
    code(&plain(node))
}

/// A value of the document as text.
pub(crate) fn plain(node: &Node) -> String {
    node.as_text().map_or_else(|| node.to_json().to_string(), str::to_owned)
}

/// A text of an object; empty where it has none of this name.
pub(crate) fn text<'n>(node: &'n Node, name: &str) -> &'n str {
    node.get(name).and_then(Node::as_text).unwrap_or_default()
}

/// The entries of an object in another one; none where there is no such object.
pub(crate) fn entries<'n>(node: &'n Node, name: &str) -> &'n [(Key, Node)] {
    node.get(name).map(Node::entries).unwrap_or_default()
}

/// The first media type of a body, a response or a parameter.
pub(crate) fn first_media(node: &Node) -> Option<&(Key, Node)> {
    entries(node, "content").first()
}

/// The elements of a list; none of any other value.
pub(crate) fn elements(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(list)) => list,
        _ => &[],
    }
}

pub(crate) fn is_true(node: Option<&Node>) -> bool {
    node.is_some_and(|node| node.value == Value::Boolean(true))
}

/// The sentences of every keyword; one that has no sentence is shown as it is written, none is left out.
pub(crate) fn sentences(schema: &Node, is_3_1: bool) -> Vec<Message> {
    // Beside a reference nothing else counts in OpenAPI 3.0.
    if !is_3_1 && schema.get("$ref").is_some() {
        let sides = [("readOnly", messages::read_only as fn() -> Message), ("writeOnly", messages::write_only)];
        return sides
            .into_iter()
            .filter(|(name, _)| is_true(schema.get(name)))
            .map(|(_, sentence)| sentence())
            .collect();
    }

    let mut sentences: Vec<Message> = RANGES.iter().filter_map(|range| between(schema, range)).collect();
    for (keyword, sentence) in
        [("exclusiveMinimum", messages::more_than as fn(String) -> Message), ("exclusiveMaximum", messages::less_than)]
    {
        let bound = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
        match schema.get(keyword) {
            // The spelling of OpenAPI 3.0: the bound is the limit.
            Some(node) if is_true(Some(node)) => {
                sentences.extend(schema.get(bound).map(|node| sentence(literal(node))))
            }
            Some(Node { value: Value::Number(limit), .. }) => sentences.push(sentence(limit.to_string())),
            _ => {}
        }
    }
    // A flag of a type, which 3.1 does not have.
    let is_nullable = !is_3_1 && schema.get("type").is_some();
    let counts = |name: &str| !OTHERS.contains(&name) && (name != "nullable" || is_nullable);
    for (key, node) in schema.entries().iter().filter(|(key, _)| counts(&key.name)) {
        sentences.extend(sentence(&key.name, node));
    }
    if schema.get("additionalProperties").is_some_and(|node| node.value == Value::Boolean(false)) {
        sentences.push(messages::no_other_fields());
    }
    if let Some(name) = schema.get("discriminator").and_then(|node| node.get("propertyName")) {
        let mapping = schema.get("discriminator").map_or(&[][..], |node| entries(node, "mapping"));
        let target = |node: &Node| code(plain(node).rsplit('/').next().unwrap_or_default());
        let values = mapping.iter().map(|(key, node)| Message::of(format!("{} → {}", code(&key.name), target(node))));
        sentences.push(match mapping {
            [] => messages::selected_by(literal(name)),
            _ => messages::selected_as(literal(name), Message::list(values.collect(), messages::comma())),
        });
    }
    sentences
}

fn sentence(keyword: &str, node: &Node) -> Option<Message> {
    let is = is_true(Some(node));
    Some(match keyword {
        "pattern" => messages::matches_pattern(literal(node)),
        "enum" => {
            let values = elements(Some(node)).iter().map(|value| Message::of(literal(value))).collect();
            messages::one_of_values(Message::list(values, messages::comma()))
        }
        "const" | "x-fixed" => messages::always(literal(node)),
        "multipleOf" => messages::multiple_of(literal(node)),
        "default" => messages::default_is(literal(node)),
        "format" => match node.as_text() {
            Some("binary") => return None,
            _ => messages::format_is(literal(node)),
        },
        "uniqueItems" => return is.then(messages::unique_elements),
        "readOnly" => return is.then(messages::read_only),
        "writeOnly" => return is.then(messages::write_only),
        "nullable" => return is.then(messages::may_be_null),
        _ if keyword.starts_with("x-") => return None,
        _ => {
            let rule: String = format!("{keyword}: {}", node.to_json()).chars().take(MAX_SHOWN).collect();
            messages::further_rule(code(&rule))
        }
    })
}

/// The sentence of a pair of bounds. A lower bound of zero of a length says nothing.
fn between(schema: &Node, (min, max, unit): &(&str, &str, Unit)) -> Option<Message> {
    let is_exclusive = |keyword: &str| is_true(schema.get(keyword)) && *min == "minimum";
    let is_said = |node: &&Node| *min == "minimum" || plain(node) != "0";
    let min = schema.get(min).filter(is_said).filter(|_| !is_exclusive("exclusiveMinimum")).map(plain);
    let max = schema.get(max).filter(|_| !is_exclusive("exclusiveMaximum")).map(plain);
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(messages::exactly(min, unit())),
        (Some(min), Some(max)) => Some(messages::between(min, max, unit())),
        (Some(min), None) => Some(messages::at_least(min, unit())),
        (None, Some(max)) => Some(messages::at_most(max, unit())),
        (None, None) => None,
    }
}
