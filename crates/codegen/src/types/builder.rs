use std::collections::{BTreeMap, BTreeSet};

use deskledger_runtime::message::Message;

use super::boxed;
use super::definition::{Definition, Kind, Rust, Types};
use super::facts::{ALL, Facts, Part, flatten};
use super::place::{self, Names};
use super::share;
use crate::diagnostic::{Position, Problems};
use crate::messages;
use crate::model::{Document, Shape};
use crate::names;
use crate::spec::{Files, Node, Source};

/// The schemas of a value, by position, and its possible kinds.
pub(super) type Key = (Vec<(Position, bool)>, u8);

/// Maximum nesting of types.
const MAX_LEVELS: usize = 128;

/// Makes types of schemas; the same schemas are one type.
pub(super) struct Builder<'s> {
    pub(super) source: Source<'s>,
    pub(super) types: Types<'s>,
    /// Names by place, and those that components have.
    pub(super) places: Names,
    components: BTreeMap<Key, String>,
    taken: BTreeSet<String>,
    done: BTreeMap<Key, Option<(Rust, bool)>>,
    level: usize,
    /// The schema that is typed.
    site: Option<&'s Node>,
    pub(super) problems: Problems,
}

/// The types of every component, and of the bodies of requests and responses.
pub(crate) fn build<'s>(document: &'s Document, files: &'s Files, problems: &mut Problems) -> Types<'s> {
    let mut source = Source::new(files);
    source.is_3_1 = document.is_3_1;
    let mut builder = Builder {
        source,
        types: Types::default(),
        places: Names::new(),
        components: BTreeMap::new(),
        taken: names::taken_types(),
        done: BTreeMap::new(),
        level: 0,
        site: None,
        problems: Problems::default(),
    };
    builder.taken.extend(["BTreeMap", "Value"].map(str::to_owned));
    let schemas = files.root().get("components").and_then(|components| components.get("schemas"));
    let components: Vec<(String, &Node)> = schemas
        .map_or(&[][..], Node::entries)
        .iter()
        .map(|(key, node)| (names::unique(names::pascal(&key.name), &mut builder.taken), node))
        .collect();
    builder.name_components(&components);
    let bodies = bodies(document);
    for (name, node) in &bodies {
        place::name(node, name, 0, &mut builder.places);
    }
    for (name, node) in &components {
        let (rust, nullable) = builder.rust(&[whole(node)], ALL, name);
        if !matches!(rust, Rust::Named(index) if builder.types.name(index) == name) {
            builder.types.aliases.push((name.clone(), optional(rust, nullable), node));
        }
    }
    for (name, node) in &bodies {
        let (rust, nullable) = builder.rust(&[whole(node)], ALL, name);
        builder.types.add_body(node.position, optional(rust, nullable));
    }
    for operation in &document.operations {
        for one in operation.inputs() {
            if let Shape::Parts(parts) = &one.schema.shape {
                let name = format!("{}{}", names::pascal(&operation.name), names::pascal(&one.field));
                place::name(&parts.schema, &name, 0, &mut builder.places);
                builder.parts(parts, &name);
            }
        }
        builder.outcome(operation, files.root());
    }
    let components: BTreeSet<&str> = builder.components.values().map(String::as_str).collect();
    share::share(&mut builder.types, &mut builder.source, |name| components.contains(name));
    builder.end_circles();
    problems.absorb(builder.problems);
    builder.types
}

/// The schemas of bodies, with the names that they have if they are inline.
fn bodies(document: &Document) -> Vec<(String, &Node)> {
    let mut out = Vec::new();
    for operation in &document.operations {
        let name = names::pascal(&operation.name);
        for one in operation.inputs() {
            if let Shape::Json(json) = &one.schema.shape {
                out.push((format!("{name}{}", names::pascal(&one.field)), &json.schema));
            }
        }
        for response in &operation.responses {
            let suffix = match response.status {
                0 => "DefaultResponse".to_owned(),
                200 => "Response".to_owned(),
                status @ 1..=9 => format!("Response{status}xx"),
                status => format!("Response{status}"),
            };
            let rules = response.media_types.iter().filter_map(|one| one.rule.as_ref());
            out.extend(rules.map(|node| (format!("{name}{suffix}"), node)));
            let items = response.media_types.iter().filter_map(|one| one.items.as_ref());
            out.extend(items.map(|(_, node)| (format!("{name}{suffix}Event"), node)));
            let headers = response.headers.iter().filter_map(|one| Some((&one.name, one.schema.as_ref()?)));
            out.extend(headers.map(|(header, node)| (format!("{name}{}", names::pascal(header)), node)));
        }
    }
    out
}

pub(super) fn whole(node: &Node) -> Part<'_> {
    Part { node, is_base: false }
}

pub(super) fn optional(rust: Rust, is_optional: bool) -> Rust {
    if is_optional && rust != Rust::Any { Rust::Optional(Box::new(rust)) } else { rust }
}

impl<'s> Builder<'s> {
    fn name_components(&mut self, components: &[(String, &'s Node)]) {
        let mut others = Vec::new();
        for (name, node) in components {
            place::name(node, name, 0, &mut self.places);
            let key = self.key(&[whole(node)], ALL).1;
            match key.0.iter().any(|(position, _)| *position == node.position) {
                true => drop(self.components.insert(key, name.clone())),
                false => others.push((key, name)),
            }
        }
        for (key, name) in others {
            self.components.entry(key).or_insert_with(|| name.clone());
        }
    }

    fn key(&mut self, parts: &[Part<'s>], kinds: u8) -> (Vec<Part<'s>>, Key) {
        let flat = flatten(&mut self.source, parts);
        let key = flat.iter().map(|part| (part.node.position, part.is_base)).collect();
        (flat, (key, kinds))
    }

    /// The type of the values that match these schemas and have these kinds, and whether `null` is one of them.
    pub(super) fn rust(&mut self, parts: &[Part<'s>], kinds: u8, place: &str) -> (Rust, bool) {
        let (flat, key) = self.key(parts, kinds);
        match self.done.get(&key) {
            Some(Some(known)) => return known.clone(),
            // A list of itself, say: it has no name that could refer to it.
            Some(None) => return (self.untyped(parts, messages::schema_of_itself()), true),
            None => {}
        }
        if self.level >= MAX_LEVELS {
            return (self.untyped(parts, messages::nested_schemas()), true);
        }
        self.level += 1;
        self.site = parts.first().map(|part| part.node);
        self.done.insert(key.clone(), None);
        let mut facts = Facts::of(&flat, self.source.is_3_1);
        facts.kinds &= kinds;
        facts.nullable &= kinds == ALL;
        let found = self.decide(&flat, facts, &key, place);
        self.done.insert(key, Some(found.clone()));
        self.level -= 1;
        found
    }

    /// A type with a name; what is in it is found afterwards, so that it may be in itself.
    pub(super) fn define(
        &mut self,
        key: &Key,
        place: &str,
        schema: &'s Node,
        nullable: bool,
        kind: impl FnOnce(&mut Self, &str) -> Kind<'s>,
    ) -> (Rust, bool) {
        let name = self.components.get(key).cloned().unwrap_or_else(|| self.inline_name(place));
        let empty = Kind::Texts(Vec::new());
        let index = self.types.add(Definition { name: name.clone(), schema, kind: empty });
        let found = (Rust::Named(index), nullable);
        self.done.insert(key.clone(), Some(found.clone()));
        self.types.definitions[index].kind = kind(self, &name);
        found
    }

    pub(super) fn inline_name(&mut self, place: &str) -> String {
        let wanted = if self.taken.contains(place) { format!("{place}Inline") } else { place.to_owned() };
        names::unique(wanted, &mut self.taken)
    }

    /// The name of a schema by its place, or by its owner.
    pub(super) fn place(&self, node: &Node, otherwise: impl FnOnce() -> String) -> String {
        self.places.get(&node.position).cloned().unwrap_or_else(otherwise)
    }

    /// Values of any type, with a warning. What is described and states no type is meant so, and only counted.
    pub(super) fn untyped(&mut self, parts: &[Part<'s>], broken: Message) -> Rust {
        self.types.untyped += 1;
        let is_meant = parts.is_empty() && self.site.is_some_and(|node| node.get("description").is_some());
        if is_meant {
            return Rust::Any;
        }
        let node = parts.first().map(|part| part.node).or(self.site);
        // A reference that leads nowhere is reported where it is followed.
        if let Some(node) = node.filter(|node| node.get("$ref").is_none()) {
            self.problems.warn("untyped", node.position, messages::untyped(broken), messages::state_a_type());
        }
        Rust::Any
    }

    /// Boxes what is in itself; what has no value because it never ends is of any type.
    fn end_circles(&mut self) {
        for (index, place) in boxed::endless(&self.types) {
            let Kind::Struct { fields, .. } = &mut self.types.definitions[index].kind else { continue };
            fields[place].rust = Rust::Any;
            let schema = whole(fields[place].schema);
            self.untyped(&[schema], messages::endless_value());
        }
        boxed::box_circles(&mut self.types);
    }
}
