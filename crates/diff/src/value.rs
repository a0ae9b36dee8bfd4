//! Whether a value is one of a set: the interpreter that every witness is checked with.

use std::cmp::Ordering;

use deskledger_runtime::{Comparable, format};
use serde_json::{Map, Value as Json};

use crate::number::{float_range, integer_range, is_multiple, whole};
use crate::set::Id;
use crate::shape::{Group, Shape, types};
use crate::world::World;

/// Maximum depth of a value.
const MAX_LEVELS: u32 = 24;
/// Maximum number of schemas checked for one value.
const MAX_STEPS: u32 = 1_000;

/// The type of a value as a bit.
pub(crate) fn type_of(value: &Json) -> u8 {
    match value {
        Json::Null => types::NULL,
        Json::Bool(_) => types::BOOLEAN,
        Json::Number(number) if whole(number).is_some() => types::WHOLE,
        Json::Number(_) => types::FRACTION,
        Json::String(_) => types::STRING,
        Json::Array(_) => types::ARRAY,
        Json::Object(_) => types::OBJECT,
    }
}

/// Whether two values are equal in JSON Schema: numbers by their value, objects without order.
pub(crate) fn same_value(one: &Json, other: &Json) -> bool {
    one.is_equal(other)
}

/// Yes, no, or not known.
pub(crate) type Known = Option<bool>;

/// All of them: a no decides, then the unknown.
pub(crate) fn all(answers: impl IntoIterator<Item = Known>) -> Known {
    let mut result = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

impl<'d> World<'d> {
    /// Whether a value is one of the set.
    pub(crate) fn accepts(&self, id: Id, value: &Json) -> Known {
        self.fuel.begin_part(MAX_STEPS);
        self.accepts_at(id, value, 0)
    }

    fn accepts_at(&self, id: Id, value: &Json, level: u32) -> Known {
        if level > MAX_LEVELS || !self.fuel.step() {
            return None;
        }
        self.shape_accepts_at(&self.shape(id), value, level)
    }

    /// Whether a value satisfies the rules of a shape.
    pub(crate) fn shape_accepts(&self, shape: &Shape<'d>, value: &Json) -> Known {
        self.fuel.begin_part(MAX_STEPS);
        self.shape_accepts_at(shape, value, 0)
    }

    fn shape_accepts_at(&self, shape: &Shape<'d>, value: &Json, level: u32) -> Known {
        if shape.types & type_of(value) == 0 {
            return Some(false);
        }
        let among = shape.values.as_ref().is_none_or(|values| values.iter().any(|one| same_value(one, value)));
        let inner = |id: Id, value: &Json| self.accepts_at(id, value, level + 1);
        let typed = match value {
            Json::Number(number) => {
                let floats = shape.formats.iter().filter_map(|format| float_range(format));
                let (least, most): (Vec<_>, Vec<_>) = floats.unzip();
                let in_range = least.iter().chain(&shape.min).all(|bound| bound.allows(number, Ordering::Greater))
                    && most.iter().chain(&shape.max).all(|bound| bound.allows(number, Ordering::Less));
                let ranges = shape.formats.iter().filter_map(|format| integer_range(format));
                let fits = ranges.into_iter().all(|(min, max)| whole(number).is_none_or(|n| n >= min && n <= max));
                Some(in_range && fits && shape.multiples.iter().all(|step| is_multiple(number, step)))
            }
            Json::String(text) => self.string(shape, text),
            Json::Array(list) => array(shape, list, &inner),
            Json::Object(object) => self.object(shape, object, &inner),
            _ => Some(true),
        };
        let groups = shape.groups.iter().map(|group| in_group(group, |id| inner(id, value)));
        let nots = shape.nots.iter().map(|id| inner(*id, value).map(|is| !is));
        let conditions = shape.conditions.iter().map(|condition| {
            let branch = if inner(condition.when, value)? { condition.then } else { condition.otherwise };
            branch.map_or(Some(true), |id| inner(id, value))
        });
        let complete = (!shape.is_partial).then_some(true);
        all([Some(among), typed, complete].into_iter().chain(groups).chain(nots).chain(conditions))
    }

    fn string(&self, shape: &Shape<'d>, text: &str) -> Known {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let fits = length >= shape.min_length && shape.max_length.is_none_or(|max| length <= max);
        let formats = shape.formats.iter().map(|name| match format::find(name) {
            Some(format) => Some((format.is_valid)(text)),
            None => matches!(*name, "password" | "int32" | "int64" | "float" | "double").then_some(true),
        });
        let encoded = shape.encodings.is_empty() && shape.media_types.is_empty() && shape.content.is_none();
        let patterns = shape.patterns.iter().map(|pattern| self.patterns.is_match(pattern, text));
        all([Some(fits), encoded.then_some(true)].into_iter().chain(formats).chain(patterns))
    }

    fn object(&self, shape: &Shape<'d>, object: &Map<String, Json>, inner: &dyn Fn(Id, &Json) -> Known) -> Known {
        let count = u64::try_from(object.len()).unwrap_or(u64::MAX);
        let counted = count >= shape.min_properties && shape.max_properties.is_none_or(|max| count <= max);
        let has = |name: &str| object.contains_key(name);
        let present = shape.required.iter().all(|name| has(name));
        let dependent = shape.dependent_required.iter();
        let dependent = dependent.filter(|(name, _)| has(name)).all(|(_, names)| names.iter().all(|name| has(name)));
        let fields =
            object.iter().map(|(name, value)| shape.property(self, name).map_or(Some(true), |id| inner(id, value)));
        let names = object.keys().map(|name| shape.names.map_or(Some(true), |id| inner(id, &name.as_str().into())));
        let whole = Json::Object(object.clone());
        let schemas = shape.dependent_schemas.iter().filter(|(name, _)| has(name)).map(|(_, id)| inner(*id, &whole));
        let unevaluated = shape.unevaluated.is_none() || shape.rest().is_some();
        let known = [Some(counted && present && dependent), unevaluated.then_some(true)];
        all(known.into_iter().chain(fields).chain(names).chain(schemas))
    }
}

fn array(shape: &Shape<'_>, list: &[Json], inner: &dyn Fn(Id, &Json) -> Known) -> Known {
    let count = u64::try_from(list.len()).unwrap_or(u64::MAX);
    let counted = count >= shape.min_items && shape.max_items.is_none_or(|max| count <= max);
    let twice = |(place, one): (usize, &Json)| list[..place].iter().any(|other| same_value(one, other));
    let unique = !shape.unique || !list.iter().enumerate().any(twice);
    let items = list.iter().enumerate();
    let items = items.map(|(place, item)| shape.item(place).map_or(Some(true), |id| inner(id, item)));
    let contains = shape.contains.iter().map(|contains| {
        let found = list.iter().map(|item| inner(contains.item, item)).collect::<Option<Vec<bool>>>()?;
        let found = u64::try_from(found.into_iter().filter(|is| *is).count()).unwrap_or(u64::MAX);
        Some(found >= contains.min && contains.max.is_none_or(|max| found <= max))
    });
    all([Some(counted && unique)].into_iter().chain(items).chain(contains))
}

fn in_group(group: &Group, accepts: impl Fn(Id) -> Known) -> Known {
    let (mut yes, mut unknown) = (0, 0);
    for member in &group.members {
        match accepts(*member) {
            Some(true) => yes += 1,
            Some(false) => {}
            None => unknown += 1,
        }
    }
    match (yes, unknown) {
        (yes, 0) => Some(if group.is_one { yes == 1 } else { yes > 0 }),
        (1.., _) if !group.is_one => Some(true),
        (2.., _) => Some(false),
        _ => None,
    }
}
