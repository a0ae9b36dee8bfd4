//! Facts about a value, from all of its schemas.

use std::collections::BTreeSet;

use crate::diagnostic::Position;
use crate::spec::{Node, Source, Value};

pub(super) const NULL: u8 = 1;
pub(super) const BOOLEAN: u8 = 2;
pub(super) const NUMBER: u8 = 4;
pub(super) const TEXT: u8 = 8;
pub(super) const LIST: u8 = 16;
pub(super) const OBJECT: u8 = 32;
/// A number without a fraction, which is none of the kinds of JSON.
pub(super) const INTEGER: u8 = 64;
pub(super) const ALL: u8 = 127;

/// Maximum number of schemas of one value.
const MAX_PARTS: usize = 256;

/// A schema of a value, as a whole or without its alternatives.
#[derive(Clone, Copy)]
pub(super) struct Part<'s> {
    pub(super) node: &'s Node,
    pub(super) is_base: bool,
}

/// Facts about values.
#[derive(Default)]
pub(super) struct Facts<'s> {
    pub(super) kinds: u8,
    /// Whether no type is stated, and the kinds are those that the other keywords are about.
    pub(super) is_implied: bool,
    pub(super) nullable: bool,
    pub(super) format: &'s str,
    pub(super) minimum: Option<&'s serde_json::Number>,
    pub(super) maximum: Option<&'s serde_json::Number>,
    pub(super) multiple_of: Option<&'s serde_json::Number>,
    pub(super) properties: Vec<(&'s str, Vec<&'s Node>)>,
    pub(super) required: BTreeSet<&'s str>,
    pub(super) additional: Vec<&'s Node>,
    pub(super) is_closed: bool,
    pub(super) has_patterns: bool,
    pub(super) items: Vec<&'s Node>,
    pub(super) is_tuple: bool,
    pub(super) values: Option<Vec<&'s Node>>,
    /// Schemas with `oneOf` or `anyOf`, and the list.
    pub(super) groups: Vec<(&'s Node, &'s [Node])>,
}

/// All schemas of a value: references are followed, and `allOf` is part of its schema.
pub(super) fn flatten<'s>(source: &mut Source<'s>, parts: &[Part<'s>]) -> Vec<Part<'s>> {
    let (mut out, mut seen) = (Vec::new(), BTreeSet::new());
    parts.iter().for_each(|part| add(source, *part, &mut seen, &mut out));
    out
}

fn add<'s>(source: &mut Source<'s>, part: Part<'s>, seen: &mut BTreeSet<(Position, bool)>, out: &mut Vec<Part<'s>>) {
    if seen.len() >= MAX_PARTS || !seen.insert((part.node.position, part.is_base)) {
        return;
    }
    let node = part.node;
    if node.text("$ref").is_some() {
        if let Some(target) = source.resolve(node) {
            add(source, Part { node: target, ..part }, seen, out);
        }
        if !source.is_3_1 {
            return;
        }
    }
    let shaped = |name: &str| SHAPING.contains(&name) || (!part.is_base && GROUPS.contains(&name));
    if node.entries().iter().any(|(key, _)| shaped(&key.name)) {
        out.push(part);
    }
    for member in node.list("allOf") {
        add(source, Part { node: member, is_base: false }, seen, out);
    }
}

const GROUPS: [&str; 2] = ["oneOf", "anyOf"];
/// Keywords that say of which type values are.
const SHAPING: [&str; 17] = [
    "type", "properties", "required", "additionalProperties", "patternProperties", "items", "prefixItems", "enum",
    "const", "format", "nullable", "minimum", "maximum", "multipleOf", "pattern", "maxLength", "minLength",
];

/// Whether values of a format are texts.
fn is_text_format(format: &str) -> bool {
    deskledger_runtime::format::find(format).is_some() || matches!(format, "binary" | "password")
}

/// The kinds of the stated type. In OpenAPI 3.0, `nullable` adds null to it; without a type it has no effect.
fn kinds_of(node: &Node, is_3_1: bool) -> Option<u8> {
    let named = |node: &Node| match node.as_text() {
        Some("null") => NULL,
        Some("boolean") => BOOLEAN,
        Some("number") => NUMBER | INTEGER,
        Some("integer") => INTEGER,
        Some("string") => TEXT,
        Some("array") => LIST,
        Some("object") => OBJECT,
        _ => 0,
    };
    let stated = node.get("type")?;
    let kinds = match &stated.value {
        Value::List(names) => names.iter().fold(0, |sum, one| sum | named(one)),
        _ => named(stated),
    };
    Some(if !is_3_1 && node.is("nullable") { kinds | NULL } else { kinds })
}

impl<'s> Facts<'s> {
    pub(super) fn of(parts: &[Part<'s>], is_3_1: bool) -> Self {
        let mut facts = Self { kinds: ALL, ..Self::default() };
        parts.iter().for_each(|part| facts.add(*part, is_3_1));
        if facts.kinds == ALL {
            facts.kinds = facts.implied();
            facts.is_implied = facts.kinds != ALL;
        }
        facts.nullable = match &facts.values {
            Some(values) => facts.allows_null() && values.iter().any(|node| node.value == Value::Null),
            None => facts.kinds & NULL != 0 && facts.kinds != ALL,
        };
        facts
    }

    /// Whether null is of the stated type, or none is stated.
    pub(super) fn allows_null(&self) -> bool {
        self.kinds & NULL != 0 || self.is_implied
    }

    fn add(&mut self, Part { node, is_base }: Part<'s>, is_3_1: bool) {
        self.kinds &= kinds_of(node, is_3_1).unwrap_or(ALL);
        self.format = node.text("format").unwrap_or(self.format);
        let number = |name: &str| node.get(name).and_then(Node::as_number);
        self.minimum = number("minimum").or(self.minimum);
        self.maximum = number("maximum").or(self.maximum);
        self.multiple_of = number("multipleOf").or(self.multiple_of);
        for (key, schema) in node.map("properties") {
            match self.properties.iter_mut().find(|(name, _)| *name == key.name) {
                Some((_, schemas)) => schemas.push(schema),
                None => self.properties.push((&key.name, vec![schema])),
            }
        }
        self.required.extend(node.list("required").iter().filter_map(Node::as_text));
        match node.get("additionalProperties") {
            Some(Node { value: Value::Boolean(false), .. }) => self.is_closed = true,
            Some(schema @ Node { value: Value::Map(_), .. }) => self.additional.push(schema),
            _ => {}
        }
        self.has_patterns |= node.get("patternProperties").is_some();
        self.items.extend(node.get("items").filter(|items| matches!(items.value, Value::Map(_))));
        self.is_tuple |= node.get("prefixItems").is_some();
        if let Some(value) = node.get("const") {
            self.values = Some(vec![value]);
        } else if let Some(Node { value: Value::List(values), .. }) = node.get("enum") {
            self.values = Some(values.iter().collect());
        }
        let groups = GROUPS.iter().map(|name| node.list(name)).filter(|group| !is_base && !group.is_empty());
        self.groups.extend(groups.map(|group| (node, group)));
    }

    /// The kinds that the rules are about, where no type is stated.
    fn implied(&self) -> u8 {
        if !self.properties.is_empty() || !self.additional.is_empty() || self.is_closed || self.has_patterns {
            OBJECT
        } else if !self.items.is_empty() {
            LIST
        } else if is_text_format(self.format) {
            TEXT
        } else {
            ALL
        }
    }
}
