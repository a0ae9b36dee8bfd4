//! `readOnly` and `writeOnly`: what only one side states cannot be required of the other.

use std::collections::BTreeSet;

use super::compiler::Compiler;
use super::draft::{Direction, Draft};
use crate::spec::{Key, Node};

impl<'s> Compiler<'s> {
    /// Whether a required field is stated by the other side alone, as the schema or another part of the same value says.
    pub(super) fn is_of_the_other_side(&self, one_sided: &BTreeSet<&str>, name: &str) -> bool {
        one_sided.contains(name) || self.scope().one_sided.contains(name)
    }

    /// The fields that a schema with everything that it refers to leaves to the other side.
    pub(super) fn one_sided(&self, schema: &'s Node) -> BTreeSet<&'s str> {
        let keyword = match self.direction {
            Direction::Both => return BTreeSet::new(),
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let is = |(_, node): &&'s (Key, Node)| self.parts_of(node).iter().any(|part| part.is(keyword));
        let parts = self.parts_of(schema).into_iter().filter(|part| self.has_own_rules(part));
        parts.flat_map(|part| part.map("properties").iter().filter(is)).map(|(key, _)| key.name.as_str()).collect()
    }

    /// The fields of the other side that a part of a schema requires without saying so itself.
    pub(super) fn passed_on(&self, schema: &'s Node, part: &'s Node) -> BTreeSet<&'s str> {
        let mut names = self.one_sided(schema);
        names.extend(&self.scope().one_sided);
        if names.is_empty() {
            return names;
        }
        let own = self.one_sided(part);
        let parts = self.parts_of(part).into_iter().filter(|part| self.has_own_rules(part));
        let required = parts.flat_map(|part| part.list("required")).filter_map(Node::as_text).collect::<BTreeSet<_>>();
        names.retain(|name| required.contains(name) && !own.contains(name));
        names
    }

    /// Whether rules of a schema count: beside a reference they do not in OpenAPI 3.0.
    fn has_own_rules(&self, schema: &Node) -> bool {
        self.draft == Draft::Draft2020 || schema.get("$ref").is_none()
    }

    /// A schema with those that it refers to and those of its `allOf`, each once.
    fn parts_of(&self, schema: &'s Node) -> Vec<&'s Node> {
        let (mut parts, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![schema]);
        while let Some(part) = open.pop() {
            if seen.insert(std::ptr::from_ref(part)) {
                let target = part.text("$ref").and_then(|text| self.identifiers.find(part.position, text));
                open.extend(target);
                open.extend(part.list("allOf").iter().filter(|_| self.has_own_rules(part)));
                parts.push(part);
            }
        }
        parts
    }
}
