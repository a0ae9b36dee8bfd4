use std::cmp::Ordering;

use deskledger_codegen::{Node, Numeral, Value};

use super::{Condition, Contains, Group, Shape, types};
use crate::number::{Bound, rounded};
use crate::set::{Age, Flow, Id};
use crate::world::World;

/// What 3.1 has in place of the format `binary` of 3.0.
const BINARY: &str = "application/octet-stream";

impl<'d> Shape<'d> {
    /// The rules of a set.
    pub(crate) fn of(world: &World<'d>, id: Id) -> Self {
        let (age, flow, nodes) = world.parts(id);
        let mut schemas = world.flat(age, &nodes).into_iter().map(|node| Self::own(world, age, flow, node));
        let mut shape = schemas.next().unwrap_or_else(Self::any);
        schemas.for_each(|schema| shape.meet(world, schema));
        // Nobody sends what only the service sets, and the other way round.
        let flag = if flow == Flow::Request { "readOnly" } else { "writeOnly" };
        let ignored = |name: &str| shape.properties.get(name).is_some_and(|id| world.has_flag(*id, flag));
        let ignored: Vec<&str> = shape.required.iter().copied().filter(|name| ignored(name)).collect();
        shape.required.retain(|name| !ignored.contains(name));
        shape.fold(world);
        shape
    }

    /// The rules of one schema, without its references and its `allOf`.
    fn own(world: &World<'d>, age: Age, flow: Flow, node: &'d Node) -> Self {
        let mut shape = Self::any();
        shape.at.push(("", node.position));
        if node.value == Value::Boolean(false) {
            shape.types = 0;
        }
        let set = |node: &'d Node| world.set(age, flow, &[node]);
        // Values are compared as JSON, which rounds them.
        shape.is_partial =
            ["enum", "const"].iter().filter_map(|name| node.get(name)).any(|node| !rounded(node).is_empty());
        for (key, value) in node.entries() {
            let name = key.name.as_str();
            shape.at.push((name, value.position));
            match name {
                "type" => shape.types = type_bits(value),
                "enum" => shape.narrow(value.items().iter().map(Node::to_json).collect()),
                "const" => shape.narrow(vec![value.to_json()]),
                "multipleOf" => shape.multiples.extend(number(value)),
                "minLength" => shape.min_length = count(value).unwrap_or(0),
                "maxLength" => shape.max_length = count(value),
                "pattern" => shape.patterns.extend(value.as_text()),
                "format" => match value.as_text() {
                    Some("byte") if world.is_mixed() => drop(shape.encodings.insert("base64")),
                    Some("binary") if world.is_mixed() => drop(shape.media_types.insert(BINARY)),
                    text => shape.formats.extend(text),
                },
                "contentEncoding" => shape.encodings.extend(value.as_text()),
                "contentMediaType" => shape.media_types.extend(value.as_text()),
                "contentSchema" => shape.content = Some(set(value)),
                "prefixItems" => shape.prefix = value.items().iter().map(set).collect(),
                "items" => match &value.value {
                    Value::List(list) => shape.prefix = list.iter().map(set).collect(),
                    _ => shape.items = Some(set(value)),
                },
                "minItems" => shape.min_items = count(value).unwrap_or(0),
                "maxItems" => shape.max_items = count(value),
                "uniqueItems" => shape.unique = value.value == Value::Boolean(true),
                "unevaluatedItems" => shape.unevaluated_items = Some(set(value)),
                "properties" => shape.properties = map(value, set),
                "required" => shape.required = value.items().iter().filter_map(Node::as_text).collect(),
                "patternProperties" => shape.by_pattern = map(value, set),
                "additionalProperties" => {
                    shape.additional = Some(set(value)).filter(|_| value.value != Value::Boolean(true));
                }
                "propertyNames" => shape.names = Some(set(value)),
                "minProperties" => shape.min_properties = count(value).unwrap_or(0),
                "maxProperties" => shape.max_properties = count(value),
                "dependentRequired" => {
                    let names = |node: &'d Node| node.items().iter().filter_map(Node::as_text).collect();
                    shape.dependent_required = map(value, names);
                }
                "dependentSchemas" => shape.dependent_schemas = map(value, set),
                "unevaluatedProperties" => {
                    shape.unevaluated = Some(set(value)).filter(|_| value.value != Value::Boolean(true));
                }
                "anyOf" | "oneOf" => {
                    let members = value.items().iter().map(set).collect();
                    let is_tagged = node.get("discriminator").is_some();
                    shape.groups.push(Group { is_one: name == "oneOf", is_tagged, members });
                }
                "not" => shape.nots.push(set(value)),
                "nullable" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "contains"
                | "minContains" | "maxContains" | "if" | "then" | "else" | "$ref" | "allOf" => {}
                "$defs" | "definitions" | "$id" | "$schema" | "$anchor" | "$comment" => {}
                _ => drop(shape.notes.insert(name, value)),
            }
        }
        // OpenAPI 3.0: null is a flag of a type.
        if !world.is_3_1(age) && node.is("nullable") && node.get("type").is_some() {
            shape.types |= types::NULL;
        }
        // Bytes that are not JSON have no type in 3.1; in 3.0 they are a string.
        if world.is_mixed() && node.get("type").is_none() && node.text("contentMediaType") == Some(BINARY) {
            shape.types &= types::STRING;
        }
        shape.min = bound(node, "minimum", "exclusiveMinimum", Ordering::Greater);
        shape.max = bound(node, "maximum", "exclusiveMaximum", Ordering::Less);
        if let Some(item) = node.get("contains") {
            let min = node.get("minContains").and_then(count).unwrap_or(1);
            shape.contains.push(Contains { item: set(item), min, max: node.get("maxContains").and_then(count) });
        }
        if let Some(when) = node.get("if") {
            let (then, otherwise) = (node.get("then").map(set), node.get("else").map(set));
            if then.is_some() || otherwise.is_some() {
                shape.conditions.push(Condition { when: set(when), then, otherwise });
            }
        }
        shape.cover_names(world);
        shape
    }

    /// A property that a pattern covers as well has both rules.
    fn cover_names(&mut self, world: &World<'d>) {
        if self.by_pattern.is_empty() {
            return;
        }
        for (name, id) in &mut self.properties {
            for (pattern, other) in &self.by_pattern {
                match world.patterns.is_match(pattern, name) {
                    Some(true) => *id = world.both(*id, *other),
                    Some(false) => {}
                    None => self.is_partial = true,
                }
            }
        }
    }
}

fn map<'d, T>(node: &'d Node, read: impl Fn(&'d Node) -> T) -> std::collections::BTreeMap<&'d str, T> {
    node.entries().iter().map(|(key, node)| (key.name.as_str(), read(node))).collect()
}

fn type_bits(node: &Node) -> u8 {
    let one = |name: &str| match name {
        "null" => types::NULL,
        "boolean" => types::BOOLEAN,
        "integer" => types::WHOLE,
        "number" => types::NUMBER,
        "string" => types::STRING,
        "array" => types::ARRAY,
        "object" => types::OBJECT,
        _ => types::ALL,
    };
    match &node.value {
        Value::Text(name) => one(name),
        Value::List(list) => list.iter().filter_map(Node::as_text).fold(0, |bits, name| bits | one(name)),
        _ => types::ALL,
    }
}

fn number(node: &Node) -> Option<Numeral> {
    match &node.value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

fn count(node: &Node) -> Option<u64> {
    number(node).and_then(|number| number.as_u64().or_else(|| crate::number::whole(&number)?.try_into().ok()))
}

/// A bound in the spelling of 3.0 (a flag beside the limit) or of 3.1 (a limit of its own).
fn bound(node: &Node, inclusive: &str, exclusive: &str, side: Ordering) -> Option<Bound> {
    let limit = node.get(inclusive).and_then(number);
    let own = node.get(exclusive).and_then(number).map(|limit| Bound { limit, exclusive: true });
    Bound::strictest(limit.map(|limit| Bound { limit, exclusive: node.is(exclusive) }), own, side)
}
