use std::cmp::Ordering;

use serde_json::Value as Json;

use super::{Shape, types};
use crate::number::Bound;
use crate::set::Id;
use crate::value::same_value;
use crate::world::World;

impl<'d> Shape<'d> {
    /// Adds the rules of another shape.
    pub(crate) fn meet(&mut self, world: &World<'d>, other: Self) {
        let both = |one: Option<Id>, other: Option<Id>| both(world, one, other);
        self.meet_properties(world, &other);
        self.types &= other.types;
        other.values.into_iter().for_each(|values| self.narrow(values));
        self.min = Bound::strictest(self.min.take(), other.min, Ordering::Greater);
        self.max = Bound::strictest(self.max.take(), other.max, Ordering::Less);
        for step in other.multiples {
            if !self.multiples.contains(&step) {
                self.multiples.push(step);
            }
        }
        self.min_length = self.min_length.max(other.min_length);
        self.max_length = least(self.max_length, other.max_length);
        self.patterns.extend(other.patterns);
        self.formats.extend(other.formats);
        self.encodings.extend(other.encodings);
        self.media_types.extend(other.media_types);
        self.content = both(self.content, other.content);
        let places = self.prefix.len().max(other.prefix.len());
        let prefix = |place| {
            let of = |prefix: &Vec<Id>, items: Option<Id>| prefix.get(place).copied().or(items);
            both(of(&self.prefix, self.items), of(&other.prefix, other.items))
        };
        self.prefix = (0..places).filter_map(prefix).collect();
        self.items = both(self.items, other.items);
        self.min_items = self.min_items.max(other.min_items);
        self.max_items = least(self.max_items, other.max_items);
        self.unique |= other.unique;
        self.contains.extend(other.contains);
        self.unevaluated_items = both(self.unevaluated_items, other.unevaluated_items);
        self.required.extend(other.required);
        self.names = both(self.names, other.names);
        self.min_properties = self.min_properties.max(other.min_properties);
        self.max_properties = least(self.max_properties, other.max_properties);
        for (name, names) in other.dependent_required {
            self.dependent_required.entry(name).or_default().extend(names);
        }
        for (name, id) in other.dependent_schemas {
            let known = self.dependent_schemas.get(name).copied();
            self.dependent_schemas.extend(both(known, Some(id)).map(|id| (name, id)));
        }
        self.unevaluated = both(self.unevaluated, other.unevaluated);
        self.groups.extend(other.groups);
        self.nots.extend(other.nots);
        self.conditions.extend(other.conditions);
        self.is_partial |= other.is_partial;
        self.at.extend(other.at);
        for (name, node) in other.notes {
            self.notes.entry(name).or_insert(node);
        }
    }

    /// Keeps only some values.
    pub(super) fn narrow(&mut self, values: Vec<Json>) {
        self.values = Some(match self.values.take() {
            Some(known) => known.into_iter().filter(|one| values.iter().any(|other| same_value(one, other))).collect(),
            None => values,
        });
    }

    /// `additionalProperties` of a schema concerns what that schema does not name, also what another one names.
    fn meet_properties(&mut self, world: &World<'d>, other: &Self) {
        let mut properties = std::mem::take(&mut self.properties);
        for (name, id) in &mut properties {
            let also = other.properties.get(name).copied().or_else(|| other.property_rule(world, name));
            *id = also.map_or(*id, |also| world.both(*id, also));
        }
        for (name, id) in &other.properties {
            let also = || self.property_rule(world, name).map_or(*id, |also| world.both(*id, also));
            properties.entry(name).or_insert_with(also);
        }
        self.properties = properties;
        // A pattern of one and the rest of the other overlap where no pattern of the other matches.
        let overlaps = (self.additional.is_some() && !other.by_pattern.is_empty())
            || (other.additional.is_some() && !self.by_pattern.is_empty());
        self.is_partial |= overlaps;
        for (pattern, id) in &other.by_pattern {
            self.by_pattern.entry(pattern).and_modify(|known| *known = world.both(*known, *id)).or_insert(*id);
        }
        self.additional = both(world, self.additional, other.additional);
    }

    /// The rule of a property that this schema does not name.
    fn property_rule(&self, world: &World<'d>, name: &str) -> Option<Id> {
        self.matching(world, name).or(self.additional)
    }

    /// The part of the shape that concerns some types.
    pub(crate) fn only(&self, bits: u8) -> Self {
        let mut shape = self.clone();
        shape.types &= bits;
        if let Some(values) = &mut shape.values {
            values.retain(|value| crate::value::type_of(value) & bits > 0);
        }
        shape
    }

    /// Takes over the rules of another shape for some types, which this one does not have.
    pub(super) fn add(&mut self, other: Self) {
        let has = |bits: u8| other.types & bits > 0;
        self.types |= other.types;
        self.is_partial |= other.is_partial;
        if has(types::NUMBER) {
            (self.min, self.max, self.multiples) = (other.min, other.max, other.multiples);
        }
        if has(types::STRING) {
            (self.min_length, self.max_length, self.patterns) = (other.min_length, other.max_length, other.patterns);
            (self.encodings, self.media_types, self.content) = (other.encodings, other.media_types, other.content);
        }
        self.formats.extend(other.formats);
        if has(types::ARRAY) {
            (self.prefix, self.items, self.unique) = (other.prefix, other.items, other.unique);
            (self.min_items, self.max_items, self.contains) = (other.min_items, other.max_items, other.contains);
            self.unevaluated_items = other.unevaluated_items;
        }
        if has(types::OBJECT) {
            (self.properties, self.required, self.by_pattern) = (other.properties, other.required, other.by_pattern);
            (self.additional, self.names, self.unevaluated) = (other.additional, other.names, other.unevaluated);
            (self.min_properties, self.max_properties) = (other.min_properties, other.max_properties);
            self.dependent_required = other.dependent_required;
        }
        self.at.extend(other.at);
    }
}

fn both(world: &World<'_>, one: Option<Id>, other: Option<Id>) -> Option<Id> {
    one.into_iter().chain(other).reduce(|one, other| world.both(one, other))
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
