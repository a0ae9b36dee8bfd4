use super::Shape;
use crate::set::Id;
use crate::world::World;

impl<'d> Shape<'d> {
    /// The schema of a property, by its name, a pattern, or because no other rule covers it.
    pub(crate) fn property(&self, world: &World<'d>, name: &str) -> Option<Id> {
        if let Some(id) = self.properties.get(name) {
            return Some(*id);
        }
        self.matching(world, name).or(self.rest())
    }

    /// The schemas of the patterns that are found in a name.
    pub(super) fn matching(&self, world: &World<'d>, name: &str) -> Option<Id> {
        let is_match = |pattern: &str| world.patterns.is_match(pattern, name) == Some(true);
        let matching = self.by_pattern.iter().filter(|(pattern, _)| is_match(pattern));
        matching.map(|(_, id)| *id).reduce(|one, other| world.both(one, other))
    }

    /// The schema of properties that neither a name nor a pattern covers.
    pub(crate) fn rest(&self) -> Option<Id> {
        match (self.additional, self.unevaluated) {
            (None, Some(id)) if self.groups.is_empty() && self.conditions.is_empty() => Some(id),
            (additional, _) => additional,
        }
    }

    /// The schema of an item by its place.
    pub(crate) fn item(&self, place: usize) -> Option<Id> {
        match self.prefix.get(place) {
            Some(id) => Some(*id),
            None => {
                self.items.or(self.unevaluated_items.filter(|_| self.groups.is_empty() && self.conditions.is_empty()))
            }
        }
    }
}
