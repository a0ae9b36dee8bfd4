//! Schemas that differ in wording only: compared as they are written, without their sets of values.

use std::collections::BTreeMap;

use deskledger_codegen::{Node, Value};

use super::{MAX_LEVELS, Schemas, addresses};
use crate::annotations::reworded;
use crate::change::At;
use crate::messages;
use crate::set::{Age, Flow};

impl<'d> Schemas<'_, 'd> {
    /// Whether a schema that differs in wording only is compared here: one that is not put together of several.
    pub(super) fn is_simple(&self, age: Age, node: &'d Node) -> bool {
        let schema = self.target(age, node);
        let is_of = |name| schema.get("type").is_none_or(|kind| kind.as_text() == Some(name));
        let is_finite = || schema.get("enum").or_else(|| schema.get("const")).is_some();
        schema.entries().iter().all(|(key, value)| match key.name.as_str() {
            "$ref" | "allOf" | "anyOf" | "oneOf" | "patternProperties" | "prefixItems" => false,
            "additionalProperties" => matches!(value.value, Value::Boolean(_)),
            "items" => is_of("array") && !is_finite() && !matches!(value.value, Value::List(_)),
            "properties" => is_of("object") && !is_finite(),
            _ => true,
        })
    }

    /// Reports the wording of two versions of a simple schema, and of its properties and items.
    pub(super) fn reworded(&mut self, flow: Flow, pair: (&'d Node, &'d Node), at: &At<'_>, level: u32) {
        let (old, new) = (self.target(Age::Old, pair.0), self.target(Age::New, pair.1));
        let fields = |node: &'d Node| -> BTreeMap<&'d str, &'d Node> {
            node.map("properties").iter().map(|(key, node)| (key.name.as_str(), node)).collect()
        };
        if let (Some(one), Some(two)) = (old.get("items"), new.get("items")) {
            self.reworded_part(flow, (one, two), &at.within(messages::items_part()), level + 1);
        }
        for ((name, one), two) in fields(old).into_iter().zip(fields(new).into_values()) {
            self.reworded_part(flow, (one, two), &at.within(messages::field_part(name)), level + 1);
        }
        let whole = if self.world.is_3_1(Age::Old) { pair } else { (old, new) };
        reworded(&mut self.changes, (old, new), (Some(whole.0.position), Some(whole.1.position)), at);
    }

    fn reworded_part(&mut self, flow: Flow, pair: (&'d Node, &'d Node), at: &At<'_>, level: u32) {
        let versions = [(Age::Old, pair.0), (Age::New, pair.1)];
        if !versions.iter().all(|(age, node)| self.is_simple(*age, node)) {
            let [old, new] = versions.map(|(age, node)| self.world.set(age, flow, &[node]));
            self.sets(flow, (old, new), at, true, level);
        } else if level <= MAX_LEVELS && self.worded.insert(addresses(pair)) && !self.same.are(pair.0, pair.1) {
            self.reworded(flow, pair, at, level);
        }
    }

    /// The target of a schema that is only a reference.
    fn target(&self, age: Age, node: &'d Node) -> &'d Node {
        if node.entries().len() == 1 { self.world.resolve(age, node) } else { node }
    }
}
