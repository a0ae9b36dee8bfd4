use serde_json::Value as Json;

use super::{Group, Shape, types};
use crate::world::World;

impl<'d> Shape<'d> {
    /// Writes alternatives of different types as one shape of several types, so that every spelling of `null` and of lists
    /// of types is one.
    pub(super) fn fold(&mut self, world: &World<'d>) {
        for group in std::mem::take(&mut self.groups) {
            match union(world, &group) {
                Some(union) => self.meet(world, union),
                None => self.groups.push(group),
            }
        }
        // A multiple of a whole number has no fraction.
        if self.multiples.iter().any(|step| crate::number::whole(step).is_some()) {
            self.types &= !types::FRACTION;
        }
        // Types without a value of `enum`, and values of other types, are nothing.
        if let Some(values) = &mut self.values {
            values.retain(|value| crate::value::type_of(value) & self.types > 0);
            self.types &= values.iter().fold(0, |bits, value| bits | crate::value::type_of(value));
        }
    }
}

fn union<'d>(world: &World<'d>, group: &Group) -> Option<Shape<'d>> {
    let shapes: Vec<_> = group.members.iter().map(|member| world.shape(*member)).collect();
    if let [one] = shapes.as_slice() {
        return Some(Shape::clone(one));
    }
    let mut union = Shape::default();
    let mut values: Vec<Json> = Vec::new();
    let mut is_finite = true;
    for shape in &shapes {
        // Whole numbers and fractions share their rules: a union would lose those of one alternative.
        let ruled = if shape.types & types::NUMBER > 0 { shape.types | types::NUMBER } else { shape.types };
        if !shape.is_plain() || shape.is_empty() || union.types & ruled > 0 {
            return None;
        }
        match &shape.values {
            Some(own) => values.extend(own.iter().cloned()),
            None if shape.types == types::NULL => values.push(Json::Null),
            None if shape.types == types::BOOLEAN => values.extend([false.into(), true.into()]),
            None => is_finite = false,
        }
        union.add(Shape::clone(shape));
    }
    if is_finite {
        union.values = Some(values);
    } else if shapes.iter().any(|shape| shape.values.is_some()) {
        return None;
    }
    Some(union)
}
