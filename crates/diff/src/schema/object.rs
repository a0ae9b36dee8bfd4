use super::{Pair, Schemas};
use crate::include::Answer;
use crate::kind::Verdict;
use crate::set::{Age, Flow, Id};
use crate::shape::types;

/// A part in the old version, and in the new one.
type Parts = (Option<Id>, Option<Id>);

impl<'d> Schemas<'_, 'd> {
    /// Compares items and properties, one by one.
    pub(super) fn parts(&mut self, pair: &Pair<'_, 'd>, level: u32) -> Verdict {
        let shared = pair.old.types & pair.new.types;
        let mut strongest = Verdict::Information;
        if shared & types::ARRAY > 0 {
            strongest = strongest.max(self.items(pair, level));
        }
        if shared & types::OBJECT > 0 {
            strongest = strongest.max(self.properties(pair, level));
            strongest = strongest.max(self.required(pair)).max(self.rest(pair, level));
        }
        strongest
    }

    /// Compares parts of which one version has none: there everything is accepted.
    fn one_sided(&mut self, pair: &Pair<'_, 'd>, ids: [&str; 2], name: &str, parts: Parts, message: String) -> Verdict {
        let or_any = |id: Option<Id>, age| id.unwrap_or_else(|| self.world.set(age, pair.flow, &[]));
        let (old, new) = (or_any(parts.0, Age::Old), or_any(parts.1, Age::New));
        let answers = [self.inclusion.sets(old, new), self.inclusion.sets(new, old)];
        self.directed(pair, ids, name, [&answers[0], &answers[1]], message)
    }

    fn items(&mut self, pair: &Pair<'_, 'd>, level: u32) -> Verdict {
        let mut strongest = Verdict::Information;
        let places = pair.old.prefix.len().max(pair.new.prefix.len());
        for place in 0..places {
            let (parts, number) = ((pair.old.item(place), pair.new.item(place)), place + 1);
            if let (Some(old), Some(new)) = parts
                && pair.old.prefix.len() == pair.new.prefix.len()
            {
                let at = format!("{}, item {number}", pair.at);
                strongest = strongest.max(self.sets(pair.flow, (old, new), &at, pair.is_proven, level + 1));
                continue;
            }
            let has =
                if place < pair.new.prefix.len() { "a rule of its own now" } else { "no rule of its own any more" };
            let (ids, message) =
                (["prefix-items-narrowed", "prefix-items-widened"], format!("item {number} has {has}"));
            strongest = strongest.max(self.one_sided(pair, ids, "prefixItems", parts, message));
        }
        let at = format!("{}, items", pair.at);
        match (pair.old.items, pair.new.items) {
            (None, None) => strongest,
            (Some(old), Some(new)) => strongest.max(self.sets(pair.flow, (old, new), &at, pair.is_proven, level + 1)),
            parts => {
                let message = if parts.1.is_some() { "items was added" } else { "items was removed" };
                let ids = ["items-narrowed", "items-widened"];
                strongest.max(self.one_sided(pair, ids, "items", parts, message.to_owned()))
            }
        }
    }

    fn properties(&mut self, pair: &Pair<'_, 'd>, level: u32) -> Verdict {
        let (old, new) = (pair.old, pair.new);
        let mut strongest = Verdict::Information;
        let is_closed = |id: Option<Id>| id.is_some_and(|id| self.world.shape(id).is_empty());
        let closed = [is_closed(old.rest()), is_closed(new.rest())];
        for (name, id) in &old.properties {
            let at = format!("{}, field {name}", pair.at);
            if let Some(other) = new.properties.get(name) {
                strongest = strongest.max(self.sets(pair.flow, (*id, *other), &at, pair.is_proven, level + 1));
                strongest = strongest.max(self.mutability(pair, name, *id, *other));
                continue;
            }
            let (kind, verdict) = match pair.flow {
                // It is still accepted, or it never was.
                Flow::Request if self.world.shape(*id).is_empty() || self.world.has_flag(*id, "readOnly") => {
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
            let message = "was removed".to_owned();
            strongest = strongest.max(self.changes.add_rated(kind, verdict, positions, &at, message, pair.witness()));
        }
        for (name, id) in new.properties.iter().filter(|(name, _)| !old.properties.contains_key(*name)) {
            let at = format!("{}, field {name}", pair.at);
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
            let message = if new.required.contains(name) { "was added (required)" } else { "was added (optional)" };
            strongest =
                strongest.max(self.changes.add_rated(kind, verdict, positions, &at, message.to_owned(), witness));
        }
        strongest
    }

    /// Names that both versions know and only one requires.
    fn required(&mut self, pair: &Pair<'_, 'd>) -> Verdict {
        let (old, new) = (pair.old, pair.new);
        let (yes, no) = (Answer::Yes, Answer::No(None));
        let ids = ["property-became-required", "property-became-optional"];
        let mut strongest = Verdict::Information;
        for name in old.required.symmetric_difference(&new.required) {
            // A property that came or went is reported as such.
            if old.properties.contains_key(name) != new.properties.contains_key(name) {
                continue;
            }
            let became_required = new.required.contains(name);
            let answers = if became_required { [&no, &yes] } else { [&yes, &no] };
            let message = format!("became {}", if became_required { "required" } else { "optional" });
            let at = format!("{}, field {name}", pair.at);
            let at_name = Pair { at: &at, ..*pair };
            strongest = strongest.max(self.directed(&at_name, ids, "required", answers, message));
        }
        strongest
    }

    fn rest(&mut self, pair: &Pair<'_, 'd>, level: u32) -> Verdict {
        let mut strongest = Verdict::Information;
        for (pattern, old) in &pair.old.by_pattern {
            if let Some(new) = pair.new.by_pattern.get(pattern) {
                let at = format!("{}, fields like {pattern}", pair.at);
                strongest = strongest.max(self.sets(pair.flow, (*old, *new), &at, pair.is_proven, level + 1));
            }
        }
        match (pair.old.additional, pair.new.additional) {
            (None, None) => strongest,
            (Some(old), Some(new)) if !self.world.shape(old).is_empty() && !self.world.shape(new).is_empty() => {
                let at = format!("{}, other fields", pair.at);
                strongest.max(self.sets(pair.flow, (old, new), &at, pair.is_proven, level + 1))
            }
            (old, new) => {
                let text = |id: Option<Id>| match id.map(|id| self.world.shape(id).is_empty()) {
                    None => "allowed",
                    Some(true) => "forbidden",
                    Some(false) => "restricted",
                };
                let message = format!("additionalProperties {} became {}", text(old), text(new));
                let ids = ["additional-properties-narrowed", "additional-properties-widened"];
                strongest.max(self.one_sided(pair, ids, "additionalProperties", (old, new), message))
            }
        }
    }

    /// `readOnly` and `writeOnly` of a property.
    fn mutability(&mut self, pair: &Pair<'_, 'd>, name: &str, old: Id, new: Id) -> Verdict {
        let mut strongest = Verdict::Information;
        for (flag, kind) in [("readOnly", "property-read-only-changed"), ("writeOnly", "property-write-only-changed")] {
            let (was, is) = (self.world.has_flag(old, flag), self.world.has_flag(new, flag));
            if was == is {
                continue;
            }
            let ended = flag == "writeOnly" && was && pair.flow == Flow::Response;
            let kind = if ended { "property-write-only-ended" } else { kind };
            let positions = (self.world.shape(old).position(flag), self.world.shape(new).position(flag));
            let at = format!("{}, field {name}", pair.at);
            let message = format!("{flag} {was} became {is}");
            strongest = strongest.max(self.changes.add(kind, positions, &at, message));
        }
        strongest
    }
}
