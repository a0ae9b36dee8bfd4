use std::cmp::Ordering;

use super::Inclusion;
use crate::shape::{Shape, types};

const MAX_LEVELS: u32 = 6;

impl<'d> Inclusion<'_, 'd> {
    /// Whether two shapes certainly have no value in common.
    pub(super) fn are_disjoint(&self, one: &Shape<'d>, other: &Shape<'d>, level: u32) -> bool {
        let shared = one.types & other.types;
        if shared == 0 {
            return true;
        }
        if let Some(values) = &one.values {
            return values.iter().all(|value| self.world.shape_accepts(other, value) == Some(false));
        }
        if let Some(values) = &other.values {
            return values.iter().all(|value| self.world.shape_accepts(one, value) == Some(false));
        }
        if level >= MAX_LEVELS || !self.cases.step() {
            return false;
        }
        if other.groups.iter().any(|group| {
            group.members.len() <= super::MAX_MEMBERS
                && group.members.iter().all(|id| self.are_disjoint(one, &self.world.shape(*id), level + 2))
        }) {
            return true;
        }
        let by_type = |bit: u8| match bit {
            types::WHOLE | types::FRACTION => ranges_are_disjoint(one, other),
            types::STRING => lengths_are_disjoint(one, other),
            types::ARRAY => {
                one.max_items.is_some_and(|max| max < other.min_items)
                    || other.max_items.is_some_and(|max| max < one.min_items)
            }
            types::OBJECT => self.objects_are_disjoint(one, other, level),
            _ => false,
        };
        types::EACH.into_iter().filter(|bit| shared & bit > 0).all(by_type)
    }

    fn objects_are_disjoint(&self, one: &Shape<'d>, other: &Shape<'d>, level: u32) -> bool {
        one.required.iter().chain(&other.required).any(|name| {
            match (one.property(self.world, name), other.property(self.world, name)) {
                (Some(one), Some(other)) => {
                    self.are_disjoint(&self.world.shape(one), &self.world.shape(other), level + 1)
                }
                (Some(id), None) | (None, Some(id)) => self.world.is_empty(id),
                (None, None) => false,
            }
        })
    }
}

fn ranges_are_disjoint(one: &Shape<'_>, other: &Shape<'_>) -> bool {
    let apart = |max: &Shape<'_>, min: &Shape<'_>| match (&max.max, &min.min) {
        (Some(max), Some(min)) => {
            let order = crate::number::compare(&max.limit, &min.limit);
            order == Ordering::Less || (order == Ordering::Equal && (max.exclusive || min.exclusive))
        }
        _ => false,
    };
    apart(one, other) || apart(other, one)
}

fn lengths_are_disjoint(one: &Shape<'_>, other: &Shape<'_>) -> bool {
    one.max_length.is_some_and(|max| max < other.min_length) || other.max_length.is_some_and(|max| max < one.min_length)
}
