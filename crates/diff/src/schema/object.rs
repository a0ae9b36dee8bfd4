use deskledger_runtime::message::Message;

use super::{Pair, Schemas};
use crate::change::became_required;
use crate::include::Answer;
use crate::kind::Verdict;
use crate::messages;
use crate::set::{Age, Flow, Id};
use crate::shape::types;

/// A part in the old version, and in the new one.
type Parts = (Option<Id>, Option<Id>);

impl<'d> Schemas<'_, 'd> {
    /// Compares items and properties, one by one.
    pub(super) fn parts(&mut self, pair: &Pair<'_, 'd>, level: u32) {
        let shared = pair.old.types & pair.new.types;
        if shared & types::ARRAY > 0 {
            self.items(pair, level);
        }
        if shared & types::OBJECT > 0 {
            self.properties(pair, level);
            self.required(pair);
            self.rest(pair, level);
        }
    }

    /// Compares parts of which one version has none: there everything is accepted.
    fn one_sided(&mut self, pair: &Pair<'_, 'd>, ids: [&str; 2], name: &str, parts: Parts, message: Message) {
        let or_any = |id: Option<Id>, age| id.unwrap_or_else(|| self.world.set(age, pair.flow, &[]));
        let (old, new) = (or_any(parts.0, Age::Old), or_any(parts.1, Age::New));
        let answers = [self.inclusion.sets(old, new), self.inclusion.sets(new, old)];
        self.directed(pair, ids, name, [&answers[0], &answers[1]], message);
    }

    /// Compares a part that both versions have.
    pub(super) fn part(&mut self, pair: &Pair<'_, 'd>, parts: (Id, Id), part: Message, level: u32) {
        self.sets(pair.flow, parts, &pair.at.within(part), pair.is_proven, level + 1);
    }

    fn items(&mut self, pair: &Pair<'_, 'd>, level: u32) {
        let places = pair.old.prefix.len().max(pair.new.prefix.len());
        for place in 0..places {
            let (parts, number) = ((pair.old.item(place), pair.new.item(place)), place + 1);
            if let (Some(old), Some(new)) = parts
                && pair.old.prefix.len() == pair.new.prefix.len()
            {
                self.part(pair, (old, new), messages::item_part(number), level);
                continue;
            }
            let message = match place < pair.new.prefix.len() {
                true => messages::item_has_rule(number),
                false => messages::item_has_no_rule(number),
            };
            let ids = ["prefix-items-narrowed", "prefix-items-widened"];
            self.one_sided(pair, ids, "prefixItems", parts, message);
        }
        match (pair.old.items, pair.new.items) {
            (None, None) => {}
            (Some(old), Some(new)) => self.part(pair, (old, new), messages::items_part(), level),
            parts => {
                let message = match parts.1 {
                    Some(_) => messages::keyword_was_added("items"),
                    None => messages::keyword_was_removed("items"),
                };
                self.one_sided(pair, ["items-narrowed", "items-widened"], "items", parts, message);
            }
        }
    }

    fn properties(&mut self, pair: &Pair<'_, 'd>, level: u32) {
        let (old, new) = (pair.old, pair.new);
        let is_closed = |id: Option<Id>| id.is_some_and(|id| self.world.is_empty(id));
        let closed = [is_closed(old.rest()), is_closed(new.rest())];
        for (name, id) in &old.properties {
            let at = pair.at.within(messages::field_part(*name));
            if let Some(other) = new.properties.get(name) {
                self.sets(pair.flow, (*id, *other), &at, pair.is_proven, level + 1);
                self.mutability(pair, name, *id, *other);
                continue;
            }
            let (kind, verdict) = match pair.flow {
                // It is still accepted, or it never was.
                Flow::Request if self.world.is_empty(*id) || self.world.has_flag(*id, "readOnly") => {
                    ("request-property-removed", Some(Verdict::Information))
                }
                Flow::Request if closed[1] && new.by_pattern.is_empty() && !pair.is_proven => {
                    ("request-property-removed", Some(Verdict::Breaking))
                }
                Flow::Request => ("request-property-removed", None),
                Flow::Response if self.world.has_flag(*id, "writeOnly") => {
                    ("response-property-removed", Some(Verdict::Information))
                }
                Flow::Response if old.required.contains(name) => ("response-property-required-removed", None),
                Flow::Response => ("response-property-removed", None),
            };
            let positions = (self.world.shape(*id).position(""), new.position("properties"));
            self.changes.add_rated(kind, verdict, positions, &at, messages::was_removed(), pair.witness());
        }
        for (name, id) in new.properties.iter().filter(|(name, _)| !old.properties.contains_key(*name)) {
            let at = pair.at.within(messages::field_part(*name));
            let shape = self.world.shape(*id);
            let (kind, verdict) = match pair.flow {
                Flow::Request if new.required.contains(name) && !pair.is_proven => {
                    ("request-property-required-added", None)
                }
                Flow::Request => ("request-property-added", None),
                Flow::Response if closed[0] && !shape.is_empty() && !pair.is_proven => {
                    ("response-property-added", Some(Verdict::Breaking))
                }
                Flow::Response => ("response-property-added", None),
            };
            let positions = (old.position("properties"), shape.position(""));
            let witness = pair.witness().filter(|_| verdict.is_some() || kind.contains("required"));
            let message = match new.required.contains(name) {
                true => messages::was_added_required(),
                false => messages::was_added_optional(),
            };
            self.changes.add_rated(kind, verdict, positions, &at, message, witness);
        }
    }

    /// Names that both versions know and only one requires.
    fn required(&mut self, pair: &Pair<'_, 'd>) {
        let (old, new) = (pair.old, pair.new);
        let (yes, no) = (Answer::Yes, Answer::No(None));
        let ids = ["property-became-required", "property-became-optional"];
        for name in old.required.symmetric_difference(&new.required) {
            // A property that came or went is reported as such.
            if old.properties.contains_key(name) != new.properties.contains_key(name) {
                continue;
            }
            let is_required = new.required.contains(name);
            let answers = if is_required { [&no, &yes] } else { [&yes, &no] };
            let (_, message) = became_required(is_required);
            let at = pair.at.within(messages::field_part(*name));
            self.directed(&Pair { at: &at, ..*pair }, ids, "required", answers, message);
        }
    }

    fn rest(&mut self, pair: &Pair<'_, 'd>, level: u32) {
        for (pattern, old) in &pair.old.by_pattern {
            if let Some(new) = pair.new.by_pattern.get(pattern) {
                self.part(pair, (*old, *new), messages::fields_like_part(*pattern), level);
            }
        }
        match (pair.old.additional, pair.new.additional) {
            (None, None) => {}
            (Some(old), Some(new)) if !self.world.is_empty(old) && !self.world.is_empty(new) => {
                self.part(pair, (old, new), messages::other_fields_part(), level);
            }
            (old, new) => {
                let text = |id: Option<Id>| match id.map(|id| self.world.is_empty(id)) {
                    None => messages::allowed(),
                    Some(true) => messages::forbidden(),
                    Some(false) => messages::restricted(),
                };
                let message = messages::additional_properties_became(text(old), text(new));
                let ids = ["additional-properties-narrowed", "additional-properties-widened"];
                self.one_sided(pair, ids, "additionalProperties", (old, new), message);
            }
        }
    }

    /// `readOnly` and `writeOnly` of a property.
    fn mutability(&mut self, pair: &Pair<'_, 'd>, name: &str, old: Id, new: Id) {
        for (flag, kind) in [("readOnly", "property-read-only-changed"), ("writeOnly", "property-write-only-changed")] {
            let (was, is) = (self.world.has_flag(old, flag), self.world.has_flag(new, flag));
            if was == is {
                continue;
            }
            let ended = flag == "writeOnly" && was && pair.flow == Flow::Response;
            let kind = if ended { "property-write-only-ended" } else { kind };
            let positions = (self.world.shape(old).position(flag), self.world.shape(new).position(flag));
            let at = pair.at.within(messages::field_part(name));
            let message = messages::became(flag, was.to_string(), is.to_string());
            self.changes.add(kind, positions, &at, message);
        }
    }
}
