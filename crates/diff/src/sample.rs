//! Values of a set, and values beside the limits of another one: candidates for a witness.

use serde_json::{Map, Value as Json};

use crate::include::Inclusion;
use crate::number::offset;
use crate::patterns::{Inclusion as Within, Texts};
use crate::set::Id;
use crate::shape::{Shape, types};

/// Maximum nesting of samples.
const MAX_LEVELS: u32 = 6;
/// The longest text or list that is made.
const MAX_LENGTH: u64 = 2048;
/// Maximum number of candidates of one kind.
const MAX_CANDIDATES: usize = 48;

impl<'d> Inclusion<'_, 'd> {
    /// A value of a shape.
    pub(crate) fn sample(&self, shape: &Shape<'d>) -> Option<Json> {
        let fits = |value: &Json| self.world.shape_accepts(shape, value) == Some(true);
        // The smallest object is the first sample: mostly there is no need for the others.
        let least = if shape.types == types::OBJECT && shape.values.is_none() { self.least(shape, 0) } else { None };
        let least = least.map(Json::Object).filter(fits);
        least.or_else(|| self.samples(shape, 0).into_iter().find(fits))
    }

    /// Values to try as values of the first shape that the second does not accept.
    pub(crate) fn candidates(&self, one: &Shape<'d>, other: &Shape<'d>) -> Vec<Json> {
        let mut list = self.samples(one, 0);
        list.extend(edges(other).into_iter().chain(edges(one)));
        for shape in [one, other] {
            let members = shape.groups.iter().flat_map(|group| &group.members).take(MAX_CANDIDATES);
            let conditions =
                shape.conditions.iter().flat_map(|one| [Some(one.when), one.then, one.otherwise]).flatten();
            let dependent = shape.dependent_schemas.values();
            let ids: Vec<Id> = members.chain(&shape.nots).chain(dependent).copied().chain(conditions).collect();
            let from = list.len();
            for id in ids {
                let part = self.world.shape(id).only(one.types);
                list.extend(edges(&part).into_iter().chain(self.samples(&part, 1)).take(24));
            }
            let merged = merged(&list[from..]);
            list.extend(merged);
        }
        if one.types & types::OBJECT > 0 {
            let base = self.sample(&one.only(types::OBJECT));
            let seeds: Vec<Json> = list.iter().filter(|value| value.is_object()).take(8).cloned().collect();
            list.extend(base.into_iter().flat_map(|base| merged(&[&[base][..], &seeds].concat())));
            list.extend(self.varied(one, other));
        }
        if one.types & types::ARRAY > 0 {
            list.extend(self.lists(one, other));
        }
        list.truncate(512);
        list
    }

    /// Objects with one property varied.
    fn varied(&self, one: &Shape<'d>, other: &Shape<'d>) -> Vec<Json> {
        let Some(Json::Object(base)) = self.sample(&one.only(types::OBJECT)) else { return Vec::new() };
        let mut out = Vec::new();
        for (name, id) in one.properties.iter().chain(&other.properties).take(MAX_CANDIDATES) {
            let id = one.properties.get(name).unwrap_or(id);
            for value in self.samples(&self.world.shape(*id), 2).into_iter().take(8) {
                let mut object = base.clone();
                object.insert((*name).to_owned(), value);
                out.push(Json::Object(object));
            }
        }
        let mut full = base.clone();
        for place in 0..other.max_properties.map_or(0, |max| max.min(64) + 1) {
            full.insert(format!("extra{place}"), 1.into());
        }
        out.push(Json::Object(full));
        out
    }

    fn lists(&self, one: &Shape<'d>, other: &Shape<'d>) -> Vec<Json> {
        let item = |place: usize| match one.item(place) {
            Some(id) => self.samples(&self.world.shape(id), 2),
            None => vec![0.into(), "a".into(), Json::Null],
        };
        let (mut out, first) = (Vec::new(), item(one.prefix.len()));
        let counts = [0, 1, 2, 3, one.min_items, one.max_items.unwrap_or(0), other.max_items.map_or(0, |max| max + 1)];
        let more =
            one.contains.iter().chain(&other.contains).flat_map(|one| [one.min, one.max.map_or(0, |max| max + 1)]);
        let wanted = other.contains.iter().chain(&one.contains);
        let wanted =
            wanted.flat_map(|one| self.samples(&self.world.shape(one.item), 2).into_iter().take(3)).collect::<Vec<_>>();
        for count in counts.into_iter().chain(more).filter(|count| *count <= 256) {
            let count = usize::try_from(count).unwrap_or(0);
            for value in first.iter().chain(&wanted).take(8) {
                out.push(Json::Array(vec![value.clone(); count]));
            }
            let various = (0..count).map(|place| first.get(place % first.len().max(1)).cloned().unwrap_or_default());
            out.push(various.collect());
            let various = (0..count).map(|place| item(place).into_iter().next().unwrap_or_default());
            out.push(various.collect());
        }
        out
    }

    fn samples(&self, shape: &Shape<'d>, level: u32) -> Vec<Json> {
        if let Some(values) = &shape.values {
            return values.iter().take(MAX_CANDIDATES).cloned().collect();
        }
        if level > MAX_LEVELS || !self.samples.step() {
            return Vec::new();
        }
        let mut list = Vec::new();
        for bit in types::EACH.into_iter().filter(|bit| shape.types & bit > 0) {
            match bit {
                types::NULL => list.push(Json::Null),
                types::BOOLEAN => list.extend([false.into(), true.into()]),
                types::WHOLE => list.extend([0.into(), 1.into(), Json::from(-1)]),
                types::FRACTION => list.extend([0.5.into(), Json::from(-0.5)]),
                types::STRING => list.extend(self.texts_of(shape)),
                types::ARRAY => {
                    let first = |id| self.samples(&self.world.shape(id), level + 1).into_iter().next();
                    let item = |place: usize| shape.item(place).map_or(Some(Json::Null), first);
                    let count = usize::try_from(shape.min_items.min(MAX_LENGTH / 8)).unwrap_or(0);
                    list.extend((0..count).map(item).collect::<Option<Vec<_>>>().map(Json::Array));
                    list.extend((0..count + 1).map(item).collect::<Option<Vec<_>>>().map(Json::Array));
                    let whole = shape.items.map(|id| self.samples(&self.world.shape(id), level + 1));
                    list.extend(whole.filter(|list| !list.is_empty()).map(Json::Array));
                }
                _ => list.extend(self.objects_of(shape, level)),
            }
        }
        list.extend(edges(shape));
        for group in shape.groups.iter().take(2) {
            for id in group.members.iter().take(8) {
                list.extend(self.samples(&self.world.shape(*id), level + 2).into_iter().take(4));
            }
        }
        if shape.types & types::OBJECT > 0 && !shape.groups.is_empty() {
            let merged = merged(&list);
            list.extend(merged);
        }
        list.truncate(2 * MAX_CANDIDATES);
        list
    }

    fn texts_of(&self, shape: &Shape<'d>) -> Vec<Json> {
        let own = Texts { patterns: &shape.patterns, min: shape.min_length, max: shape.max_length };
        let none = Default::default();
        let mut list = Vec::new();
        if !shape.patterns.is_empty() {
            // A text that is not shorter than nothing, and one that is longer than nothing.
            for (min, max) in [(shape.min_length + 1, None), (0, Some(0))] {
                if let Within::No(text) = self.world.patterns.includes(&own, &Texts { patterns: &none, min, max }) {
                    list.push(text.into());
                }
            }
        }
        let examples = ["2020-01-31", "2020-01-31T08:00:00Z", "8dc9c40a-0657-4a59-8941-b254d4b63b43", "a@example.com"];
        let more = ["https://example.com/", "192.0.2.1", "2001:db8::1", "example.com", "P1D", "08:00:00Z", "YQ=="];
        list.extend(["", "a", "A", "0", "-", "é", "a b"].into_iter().chain(examples).chain(more).map(Json::from));
        list
    }

    /// A property with a value.
    fn field(&self, shape: &Shape<'d>, name: &str, level: u32) -> Option<(String, Json)> {
        let value = shape.property(self.world, name).map_or(Some(1.into()), |id| {
            let inner = self.world.shape(id);
            let samples = self.samples(&inner, level + 1);
            samples.into_iter().find(|value| self.world.shape_accepts(&inner, value) != Some(false))
        });
        Some((name.to_owned(), value?))
    }

    /// An object of the required properties.
    fn least(&self, shape: &Shape<'d>, level: u32) -> Option<Map<String, Json>> {
        shape.required.iter().map(|name| self.field(shape, name, level)).collect()
    }

    fn objects_of(&self, shape: &Shape<'d>, level: u32) -> Vec<Json> {
        let field = |name: &str| self.field(shape, name, level);
        let Some(least) = self.least(shape, level) else { return Vec::new() };
        let mut full = least.clone();
        full.extend(shape.properties.keys().take(MAX_CANDIDATES).filter_map(|name| field(name)));
        let mut open = least.clone();
        for place in 0..shape.min_properties.min(64) {
            open.extend(field(&format!("extra{place}")));
        }
        let mut more = least.clone();
        more.extend(field("extra"));
        [least, full, open, more].into_iter().map(Json::Object).collect()
    }
}

/// Values at the limits of a shape, and beside them.
fn edges(shape: &Shape<'_>) -> Vec<Json> {
    let mut list = Vec::new();
    for bound in [&shape.min, &shape.max].into_iter().flatten() {
        list.extend([-1, 0, 1].map(|by| Json::Number(offset(&bound.limit, by))));
        list.extend([-0.5, 0.5].map(|by| Json::from(bound.limit.as_f64().unwrap_or_default() + by)));
    }
    for step in &shape.multiples {
        list.push(Json::Number(step.value.clone()));
        list.push(Json::from(step.as_f64().unwrap_or_default() * 1.5));
        let near =
            [&shape.min, &shape.max].into_iter().flatten().filter_map(|bound| crate::number::whole(&bound.limit));
        let step = crate::number::whole(step).filter(|step| *step > 0);
        for (near, step) in near.filter_map(|near| Some((near, step?))) {
            let first = near - near.rem_euclid(step);
            let multiples = [first, first + step, first - step].into_iter();
            list.extend(multiples.filter_map(|n| i64::try_from(n).ok()).map(Json::from));
        }
    }
    for (min, max) in shape.formats.iter().filter_map(|name| crate::number::integer_range(name)) {
        list.extend([min, max, min - 1, max + 1].into_iter().filter_map(|n| i64::try_from(n).ok()).map(Json::from));
        list.extend([Json::from(u64::MAX), Json::from(1e20), Json::from(3_000_000_000_u64)]);
    }
    if shape.formats.iter().any(|name| crate::number::float_range(name).is_some()) {
        list.extend([1e39, -1e39].map(Json::from));
    }
    let lengths = [shape.min_length.saturating_sub(1), shape.min_length, shape.max_length.map_or(0, |max| max + 1)];
    for length in lengths.into_iter().chain(shape.max_length).filter(|length| *length > 0 && *length <= MAX_LENGTH) {
        list.push("a".repeat(usize::try_from(length).unwrap_or(0)).into());
    }
    list
}

/// Pairs of objects as one.
fn merged(list: &[Json]) -> Vec<Json> {
    let objects: Vec<_> = list.iter().filter_map(Json::as_object).take(12).collect();
    let pairs = objects.iter().enumerate().flat_map(|(place, one)| objects[..place].iter().map(move |two| (one, two)));
    let both = |(one, two): (&&Map<String, Json>, &&Map<String, Json>)| {
        let mut object = Map::clone(one);
        object.extend(two.iter().map(|(name, value)| (name.clone(), value.clone())));
        Json::Object(object)
    };
    pairs.map(both).collect()
}
