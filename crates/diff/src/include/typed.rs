use std::cmp::Ordering;

use deskledger_runtime::format;
use serde_json::Value as Json;

use super::{Answer, Inclusion};
use crate::number::{Bound, float_range, integer_range, is_multiple, is_step_within, least_multiple, whole};
use crate::patterns::{Inclusion as Within, Texts};
use crate::shape::{Shape, types};

impl<'d> Inclusion<'_, 'd> {
    /// The rules of each type.
    pub(super) fn typed(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let has = |bits: u8| one.types & bits > 0;
        let numbers = || if has(types::NUMBER) { self.numbers(one, other) } else { Answer::Yes };
        let texts = || if has(types::STRING) { self.texts(one, other) } else { Answer::Yes };
        let arrays = || if has(types::ARRAY) { self.arrays(one, other) } else { Answer::Yes };
        let objects = || if has(types::OBJECT) { self.objects(one, other) } else { Answer::Yes };
        numbers().and(texts).and(arrays).and(objects)
    }

    /// A value of the first shape that is not in the second, of one type.
    pub(super) fn counter(&self, one: &Shape<'d>, other: &Shape<'d>, bits: u8) -> Answer {
        Answer::No(self.witness(&one.only(bits), other))
    }

    fn numbers(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let is_whole = one.types & types::FRACTION == 0;
        let within = |own: &Option<Bound>, other: &Option<Bound>, side| match (own, other) {
            (_, None) => true,
            (Some(own), Some(other)) => own.is_within(other, side),
            (None, Some(_)) => false,
        };
        let least =
            |own: Option<i128>, other: Option<i128>| other.is_none_or(|other| own.is_some_and(|own| own >= other));
        let most =
            |own: Option<i128>, other: Option<i128>| other.is_none_or(|other| own.is_some_and(|own| own <= other));
        let ((min, max), (other_min, other_max)) = (one.whole_range(), other.whole_range());
        let are_whole_ranged = least(min, other_min) && most(max, other_max);
        let is_ranged = match is_whole {
            true => are_whole_ranged,
            false => within(&one.min, &other.min, Ordering::Greater) && within(&one.max, &other.max, Ordering::Less),
        };
        let whole_steps = one.multiples.iter().filter_map(|step| u64::try_from(whole(step)?).ok());
        let together = whole_steps.fold(1, |sum, step| least_multiple(sum, step).unwrap_or(sum));
        let steps = other.multiples.iter().all(|step| {
            let is_whole_step = || is_whole && step.digits.is_none() && is_multiple(&together.into(), step);
            one.multiples.iter().any(|own| is_step_within(own, step)) || is_whole_step()
        });
        let formats = other.formats.iter().filter(|name| !one.formats.contains(*name)).all(|name| {
            let whole = integer_range(name);
            let float = float_range(name).filter(|_| !(is_whole && min.is_some() && max.is_some()));
            whole.is_none_or(|(other_min, other_max)| least(min, Some(other_min)) && most(max, Some(other_max)))
                && float.is_none_or(|(other_min, other_max)| {
                    within(&one.min, &Some(other_min), Ordering::Greater)
                        && within(&one.max, &Some(other_max), Ordering::Less)
                })
        });
        if is_ranged && steps && formats {
            return Answer::Yes;
        }
        self.counter(one, other, types::NUMBER)
    }

    fn texts(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let texts = |shape: &Shape<'d>| (shape.min_length, shape.max_length);
        let ((min, max), (other_min, other_max)) = (texts(one), texts(other));
        let own = Texts { patterns: &one.patterns, min, max };
        let within =
            self.world.patterns.includes(&own, &Texts { patterns: &other.patterns, min: other_min, max: other_max });
        let lengths = match within {
            Within::Yes => Answer::Yes,
            Within::No(text) if one.formats.is_empty() => Answer::No(Some(text.into())),
            // Without patterns only the lengths decide.
            Within::No(_) | Within::Unknown
                if other.patterns.is_empty() && one.patterns.is_empty() && one.formats.is_empty() =>
            {
                self.counter(one, other, types::STRING)
            }
            _ => Answer::Unknown,
        };
        let formats =
            || Answer::every(other.formats.difference(&one.formats).map(|name| self.format(one, other, name)));
        let contents = || {
            let same = other.encodings.is_subset(&one.encodings) && other.media_types.is_subset(&one.media_types);
            match (same, one.content, other.content) {
                (true, _, None) => Answer::Yes,
                (true, Some(own), Some(other)) => self.sets(own, other).within(|_| None),
                _ => Answer::No(None),
            }
        };
        lengths.and(formats).and(contents)
    }

    fn format(&self, one: &Shape<'d>, other: &Shape<'d>, name: &str) -> Answer {
        match format::find(name) {
            Some(_) if one.patterns.is_empty() && one.formats.is_empty() => self.counter(one, other, types::STRING),
            Some(_) if one.formats.iter().any(|own| format::find(own).is_some()) => Answer::No(None),
            Some(_) => Answer::Unknown,
            None if matches!(name, "password" | "int32" | "int64" | "float" | "double") => Answer::Yes,
            None => Answer::Unknown,
        }
    }

    fn arrays(&self, one: &Shape<'d>, other: &Shape<'d>) -> Answer {
        let fits = |count: u64| one.max_items.is_none_or(|max| count <= max);
        let counted = one.min_items >= other.min_items
            && other.max_items.is_none_or(|max| one.max_items.is_some_and(|own| own <= max));
        if !counted || (other.unique && !one.unique && fits(2)) {
            return self.counter(one, other, types::ARRAY);
        }
        let places = one.prefix.len().max(other.prefix.len());
        let items = (0..=places).filter(|place| fits(u64::try_from(*place).unwrap_or(u64::MAX) + 1)).map(|place| {
            let Some(wanted) = other.item(place) else { return Answer::Yes };
            let own = one.item(place).unwrap_or_else(|| self.world.any_like(wanted));
            self.sets(own, wanted).within(|value| {
                let mut list: Vec<Json> = (0..place).map(|place| self.item_sample(one, place)).collect();
                list.push(value);
                while u64::try_from(list.len()).unwrap_or(u64::MAX) < one.min_items.min(64) {
                    list.push(self.item_sample(one, list.len()));
                }
                Some(list.into())
            })
        });
        let contains = || {
            Answer::proved(other.contains.iter().all(|wanted| {
                let fits = |max: Option<u64>| wanted.max.is_none_or(|wanted| max.is_some_and(|max| max <= wanted));
                let covers = |min: u64, max| min >= wanted.min && fits(max);
                let equal = |id| self.sets(id, wanted.item).is_yes() && self.sets(wanted.item, id).is_yes();
                let same = one.contains.iter().any(|own| covers(own.min, own.max) && equal(own.item));
                let every =
                    || one.items.is_some_and(|item| one.prefix.is_empty() && self.sets(item, wanted.item).is_yes());
                let is_free = wanted.min == 0 && wanted.max.is_none();
                same || is_free || (covers(one.min_items, one.max_items) && every())
            }))
        };
        let is_kept = |wanted| one.unevaluated_items.is_some_and(|own| self.sets(own, wanted).is_yes());
        let hidden = other.unevaluated_items.filter(|_| other.items.is_none() && !other.groups.is_empty());
        let hidden = || Answer::proved(hidden.is_none_or(is_kept));
        Answer::every(items).and(contains).and(hidden)
    }

    fn item_sample(&self, shape: &Shape<'d>, place: usize) -> Json {
        shape.item(place).and_then(|id| self.sample(&self.world.shape(id))).unwrap_or_default()
    }
}
