//! A request with values of the document, for samples.

use deskledger_codegen::{Node, Reader};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::rules::{elements, entries, first_media, is_true, text};

/// Nesting of an invented value, and how many values are in it: each field of a schema may be the schema again.
const MAX_DEPTH: usize = 5;
const MAX_VALUES: usize = 1000;

/// A parameter of a sample.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Argument {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) place: String,
    pub(crate) required: bool,
    /// Whether the value is the same in every request.
    pub(crate) fixed: bool,
    /// The text of a simple value.
    pub(crate) value: String,
    /// Name and value of each pair of a query.
    #[serde(skip)]
    pairs: Vec<(String, String)>,
}

/// The parameter in a sample: if it is required, always the same, or has an example.
pub(crate) fn argument<'c>(reader: &mut Reader<'c>, parameter: &'c Node) -> Option<Argument> {
    let [name, place, style] = ["name", "in", "style"].map(|name| text(parameter, name).to_owned());
    let required = is_true(parameter.get("required"));
    let fixed = parameter.get("x-fixed");
    let of_content = first_media(parameter).map(|(_, media)| media);
    let schema = parameter.get("schema").or_else(|| of_content.and_then(|media| media.get("schema")));
    let schema = schema.and_then(|schema| reader.resolve(schema));
    let example =
        fixed.or_else(|| given(reader, parameter)).or_else(|| schema.and_then(|schema| given(reader, schema)));
    let is_transport = is_true(parameter.get("x-transport"));
    if is_transport || !(required || example.is_some()) {
        return None;
    }
    let value = example.map(Node::to_json).or_else(|| schema.map(|schema| invented(reader, schema)));
    let value = value.unwrap_or_else(|| json!("text"));
    let is_exploded = parameter.get("explode").map_or(style.is_empty() || style == "form", |node| is_true(Some(node)));
    let separator = match style.as_str() {
        "spaceDelimited" => " ",
        "pipeDelimited" => "|",
        _ => ",",
    };
    let list: Vec<String> = value.as_array().into_iter().flatten().map(simple).collect();
    let pairs = match (&value, of_content) {
        (Json::Array(_), None) if is_exploded => list.iter().map(|one| (name.clone(), one.clone())).collect(),
        (Json::Array(_), None) => vec![(name.clone(), list.join(separator))],
        (Json::Object(map), None) if style == "deepObject" => {
            map.iter().map(|(key, one)| (format!("{name}[{key}]"), simple(one))).collect()
        }
        (Json::Object(map), None) if is_exploded => map.iter().map(|(key, one)| (key.clone(), simple(one))).collect(),
        _ => vec![(name.clone(), simple(&value))],
    };
    let value = if list.is_empty() { simple(&value) } else { list.join(",") };
    Some(Argument { name, place, required, fixed: fixed.is_some(), value, pairs })
}

/// The address of a request, with the path and the query of its arguments.
pub(crate) fn address(server: &str, path: &str, arguments: &[Argument]) -> String {
    let mut path = path.to_owned();
    for argument in arguments.iter().filter(|argument| argument.place == "path") {
        path = path.replace(&format!("{{{}}}", argument.name), &encoded(&argument.value));
    }
    let pairs = arguments.iter().filter(|argument| argument.place == "query").flat_map(|argument| &argument.pairs);
    let query: Vec<String> = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{path}{mark}{}", server.trim_end_matches('/'), query.join("&"))
}

/// The example of a parameter, a media type or a schema.
pub(crate) fn given<'c>(reader: &mut Reader<'c>, node: &'c Node) -> Option<&'c Node> {
    let named = node.get("examples");
    let first = named.and_then(|examples| examples.entries().first()).map(|(_, example)| example);
    let named = first.and_then(|example| reader.resolve(example)).and_then(|example| example.get("value"));
    node.get("example").or(named).or_else(|| elements(node.get("examples")).first())
}

/// A value of a schema: what the document gives, else the simplest one.
pub(crate) fn invented<'c>(reader: &mut Reader<'c>, schema: &'c Node) -> Json {
    let mut left = MAX_VALUES;
    value(reader, schema, &mut left, 0)
}

fn value<'c>(reader: &mut Reader<'c>, schema: &'c Node, left: &mut usize, depth: usize) -> Json {
    *left = left.saturating_sub(1);
    let is_within = depth <= MAX_DEPTH && *left > 0;
    let Some(schema) = reader.resolve(schema).filter(|_| is_within) else { return Json::Null };
    let known = given(reader, schema).or_else(|| schema.get("default")).or_else(|| schema.get("const"));
    if let Some(known) = known.or_else(|| elements(schema.get("enum")).first()) {
        return known.to_json();
    }
    let first = ["oneOf", "anyOf"].iter().find_map(|name| elements(schema.get(name)).first());
    if let Some(first) = first {
        return value(reader, first, left, depth + 1);
    }
    let mut map = Map::new();
    for part in elements(schema.get("allOf")) {
        if let Json::Object(fields) = value(reader, part, left, depth + 1) {
            map.extend(fields);
        }
    }
    let required: Vec<&str> = elements(schema.get("required")).iter().filter_map(Node::as_text).collect();
    for (key, node) in entries(schema, "properties").iter().filter(|(key, _)| required.contains(&key.name.as_str())) {
        map.insert(key.name.clone(), value(reader, node, left, depth + 1));
    }
    let kind = schema.get("type").and_then(|node| node.as_text().or_else(|| elements(Some(node)).first()?.as_text()));
    match kind {
        Some("string") => json!("text"),
        Some("integer" | "number") => schema.get("minimum").map_or(json!(1), Node::to_json),
        Some("boolean") => json!(true),
        Some("array") => schema.get("items").map_or(json!([]), |items| json!([value(reader, items, left, depth + 1)])),
        _ => Json::Object(map),
    }
}

/// A value as text, without the quotes of JSON.
fn simple(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Percent-encoded for a path or a query; what is unambiguous in both stays readable.
fn encoded(text: &str) -> String {
    let readable = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:@,".contains(byte);
    text.bytes()
        .map(|byte| if readable(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
