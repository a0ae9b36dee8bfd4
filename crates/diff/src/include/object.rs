use serde_json::{Map, Value as Json};

use super::{Answer, Inclusion};
use crate::patterns::{Inclusion as Within, Texts};
use crate::shape::{Shape, types};

/// Names that rules of names are tried with.
const NAMES: [&str; 8] = ["extra", "Extra", "x-extra", "0", "_", "a", "an extra name of some length", "é"];

impl<'d> Inclusion<'_, 'd> {
    pub(super) fn objects(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        if let Some(name) = other.required.difference(&one.required).next() {
            return Answer::No(self.object(one, &[], Some(name)));
        }
        self.counts(one, other)
            .and(|| self.named(one, other))
            .and(|| self.rest(one, other))
            .and(|| self.by_pattern(one, other))
            .and(|| self.names(one, other))
            .and(|| self.dependent(one, other))
            .and(|| {
                let is_kept = |wanted| one.unevaluated.is_some_and(|own| self.sets(own, wanted).is_yes());
                Answer::proved(other.unevaluated.filter(|_| other.rest().is_none()).is_none_or(is_kept))
            })
    }

    fn counts(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let count = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        let min = one.min_properties.max(count(one.required.len()));
        let closed = one.rest().is_some_and(|id| self.world.is_empty(id)) && one.by_pattern.is_empty();
        let named = closed.then(|| count(one.properties.len()));
        let max = [one.max_properties, named].into_iter().flatten().min();
        if min >= other.min_properties && other.max_properties.is_none_or(|other| max.is_some_and(|max| max <= other)) {
            return Answer::Yes;
        }
        self.counter(one, other, types::OBJECT)
    }

    /// The properties that one of both names.
    fn named(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let names =
            one.properties.keys().chain(other.properties.keys().filter(|name| !one.properties.contains_key(*name)));
        Answer::every(names.map(|name| {
            // A name that only the other shape has was unconstrained: no earlier rule is violated.
            let (Some(own), Some(wanted)) = (one.property(self.world, name), other.property(self.world, name)) else {
                return Answer::Yes;
            };
            self.sets(own, wanted).within(|value| self.object(one, &[(name, value)], None))
        }))
    }

    fn rest(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let Some(wanted) = other.rest() else { return Answer::Yes };
        let known = |name: &&str| !one.properties.contains_key(*name) && !other.properties.contains_key(*name);
        let name = NAMES.into_iter().find(known).unwrap_or("extra property");
        let own = one.rest().unwrap_or_else(|| self.world.any_like(wanted));
        self.sets(own, wanted).within(|value| self.object(one, &[(name, value)], None))
    }

    fn by_pattern(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let closed = one.rest().is_some_and(|id| self.world.is_empty(id));
        let own = one.by_pattern.iter().map(|(pattern, own)| match other.by_pattern.get(pattern) {
            Some(wanted) => {
                self.sets(*own, *wanted).within(|value| self.object(one, &[(&self.name_of(pattern)?, value)], None))
            }
            None => Answer::proved(other.rest().is_none_or(|wanted| self.sets(*own, wanted).is_yes())),
        });
        let wanted = other.by_pattern.iter().filter(|(pattern, _)| !closed && !one.by_pattern.contains_key(*pattern));
        let wanted = wanted.map(|(pattern, wanted)| {
            let own = one.rest().unwrap_or_else(|| self.world.any_like(*wanted));
            self.sets(own, *wanted).within(|value| self.object(one, &[(&self.name_of(pattern)?, value)], None))
        });
        Answer::every(own.chain(wanted))
    }

    /// A name that a pattern finds.
    fn name_of(&self, pattern: &str) -> Option<String> {
        let patterns = [pattern].into();
        let texts = Texts { patterns: &patterns, min: 1, max: None };
        let none = Default::default();
        match self.world.patterns.includes(&texts, &Texts { patterns: &none, min: 0, max: Some(0) }) {
            Within::No(text) => Some(text),
            _ => None,
        }
    }

    fn names(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let Some(wanted) = other.names else { return Answer::Yes };
        let rejects = |name: &str| self.world.accepts(wanted, &name.into()) == Some(false);
        let value = |name: &str| one.property(self.world, name).and_then(|id| self.sample(&self.world.shape(id)));
        if let Some(name) = one.properties.keys().find(|name| rejects(name)) {
            return Answer::No(value(name).and_then(|value| self.object(one, &[(name, value)], None)));
        }
        let answer = match (one.names, one.rest().is_some_and(|id| self.world.is_empty(id))) {
            (Some(own), _) => self.sets(own, wanted),
            (None, true) if one.by_pattern.is_empty() => Answer::Yes,
            (None, _) => {
                let mut any = Shape::clone(&self.world.shape(self.world.any_like(wanted)));
                any.types = types::STRING;
                self.shapes(&any, &self.world.shape(wanted))
            }
        };
        answer.within(|name| {
            let name = name.as_str()?;
            self.object(one, &[(name, value(name).unwrap_or(1.into()))], None)
        })
    }

    fn dependent(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let absent = |name: &str| one.property(self.world, name).is_some_and(|id| self.world.is_empty(id));
        let names = other.dependent_required.iter().filter(|(name, _)| !absent(name)).map(|(name, names)| {
            let own = one.dependent_required.get(name);
            let known = |wanted: &&str| one.required.contains(wanted) || own.is_some_and(|own| own.contains(wanted));
            match names.iter().find(|wanted| !known(wanted)) {
                None => Answer::Yes,
                Some(missing) => {
                    let value = one.property(self.world, name).and_then(|id| self.sample(&self.world.shape(id)));
                    Answer::No(self.object(one, &[(name, value.unwrap_or(1.into()))], Some(missing)))
                }
            }
        });
        let schemas = other.dependent_schemas.iter().filter(|(name, _)| !absent(name)).map(|(name, wanted)| {
            if one.dependent_schemas.get(name).is_some_and(|own| self.sets(*own, *wanted).is_yes()) {
                return Answer::Yes;
            }
            let wanted = self.world.shape(*wanted);
            if let Some((field, value)) = self.breach(one, &wanted) {
                let own = one.property(self.world, name).and_then(|id| self.sample(&self.world.shape(id)));
                return Answer::No(self.object(one, &[(name, own.unwrap_or(1.into())), (field, value)], None));
            }
            Answer::proved(self.shapes(one, &wanted).is_yes())
        });
        Answer::every(names.chain(schemas))
    }

    /// A property of which the first shape says nothing, with a value that the second one, which only concerns some objects,
    /// does not accept.
    pub(super) fn breach(&self, one: &Shape<'d>, other: &Shape<'d>) -> Option<(&'d str, Json)> {
        let (list, object) = (Json::Array(Vec::new()), Json::Object(Map::new()));
        let values = [Json::Null, false.into(), 1.into(), "a".into(), list, object];
        let mut unknown = other.properties.iter().filter(|(name, _)| one.property(self.world, name).is_none());
        unknown.find_map(|(name, id)| {
            let rejected = values.iter().find(|value| self.world.accepts(*id, value) == Some(false));
            rejected.map(|value| (*name, value.clone()))
        })
    }

    /// An object of a shape with some properties, and without one.
    pub(super) fn object(&self, shape: &Shape<'d>, with: &[(&str, Json)], without: Option<&str>) -> Option<Json> {
        let sample =
            if shape.types == types::OBJECT { self.sample(shape) } else { self.sample(&shape.only(types::OBJECT)) };
        let mut object = if let Some(Json::Object(object)) = sample { object } else { Map::new() };
        without.map(|name| object.remove(name));
        object.extend(with.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Some(Json::Object(object))
    }
}
