use std::collections::BTreeSet;

use deskledger_runtime::message::Argument;
use serde_json::Value as Json;

use super::{Pair, Schemas};
use crate::annotations::became;
use crate::include::Answer;
use crate::messages;
use crate::number::written;
use crate::shape::{Shape, types};
use crate::value::same_value;

/// Maximum number of values of an enum in a message.
const MAX_NAMED: usize = 20;

/// A keyword with the part of a shape that it fills.
struct Rule {
    keyword: &'static str,
    /// Kinds where it became narrower, and wider.
    ids: [&'static str; 2],
    types: u8,
    /// Whether both say the same, so that no sets of values need to be compared.
    is_same: for<'d> fn(&Shape<'d>, &Shape<'d>) -> bool,
    only: for<'d> fn(&mut Shape<'d>, &Shape<'d>),
    text: fn(&Shape<'_>) -> Option<Argument>,
}

fn some(value: Option<impl Into<Argument>>) -> Option<Argument> {
    value.map(Into::into)
}

fn above_zero(count: u64) -> Option<Argument> {
    (count > 0).then(|| count.into())
}

fn list<T: ToString>(values: impl IntoIterator<Item = T>) -> Option<Argument> {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    (!values.is_empty()).then(|| values.join(", ").into())
}

macro_rules! rules {
    ($($keyword:literal, $narrowed:literal, $widened:literal, $types:expr, [$($field:ident),+], $text:expr;)+) => {
        [$(Rule {
            keyword: $keyword,
            ids: [$narrowed, $widened],
            types: $types,
            is_same: |one, two| $(one.$field == two.$field)&&+,
            only: |to, from| { $(to.$field = from.$field.clone();)+ },
            text: $text,
        }),+]
    };
}

static RULES: [Rule; 24] = rules! {
    "minimum", "minimum-increased", "minimum-decreased", types::NUMBER, [min], |s| some(s.min.as_ref());
    "maximum", "maximum-decreased", "maximum-increased", types::NUMBER, [max], |s| some(s.max.as_ref());
    "multipleOf", "multiple-of-narrowed", "multiple-of-widened", types::NUMBER, [multiples], |s| list(s.multiples.iter().map(written));
    "minLength", "min-length-increased", "min-length-decreased", types::STRING, [min_length], |s| above_zero(s.min_length);
    "maxLength", "max-length-decreased", "max-length-increased", types::STRING, [max_length], |s| some(s.max_length);
    "pattern", "pattern-narrowed", "pattern-widened", types::STRING, [patterns], |s| list(&s.patterns);
    "format", "format-narrowed", "format-widened", types::STRING | types::NUMBER, [formats], |s| list(&s.formats);
    "contentEncoding", "content-encoding-narrowed", "content-encoding-widened", types::STRING, [encodings], |s| list(&s.encodings);
    "contentMediaType", "content-media-type-narrowed", "content-media-type-widened", types::STRING, [media_types], |s| list(&s.media_types);
    "contentSchema", "content-schema-narrowed", "content-schema-widened", types::STRING, [content], |_| None;
    "minItems", "min-items-increased", "min-items-decreased", types::ARRAY, [min_items], |s| above_zero(s.min_items);
    "maxItems", "max-items-decreased", "max-items-increased", types::ARRAY, [max_items], |s| some(s.max_items);
    "uniqueItems", "unique-items-added", "unique-items-removed", types::ARRAY, [unique], |s| s.unique.then(|| "true".into());
    "contains", "contains-narrowed", "contains-widened", types::ARRAY, [contains], |_| None;
    "unevaluatedItems", "unevaluated-items-narrowed", "unevaluated-items-widened", types::ARRAY, [unevaluated_items], |_| None;
    "propertyNames", "property-names-narrowed", "property-names-widened", types::OBJECT, [names], |_| None;
    "minProperties", "min-properties-increased", "min-properties-decreased", types::OBJECT, [min_properties], |s| above_zero(s.min_properties);
    "maxProperties", "max-properties-decreased", "max-properties-increased", types::OBJECT, [max_properties], |s| some(s.max_properties);
    "dependentRequired", "dependent-required-narrowed", "dependent-required-widened", types::OBJECT, [dependent_required], |_| None;
    "dependentSchemas", "dependent-schemas-narrowed", "dependent-schemas-widened", types::OBJECT, [dependent_schemas], |_| None;
    "unevaluatedProperties", "unevaluated-properties-narrowed", "unevaluated-properties-widened", types::OBJECT, [unevaluated], |_| None;
    "patternProperties", "pattern-properties-narrowed", "pattern-properties-widened", types::OBJECT, [by_pattern], |s| list(s.by_pattern.keys());
    "not", "not-narrowed", "not-widened", types::ALL, [nots], |_| None;
    "if", "condition-narrowed", "condition-widened", types::ALL, [conditions], |_| None;
};

/// The type that the SDK has for the numbers of a shape.
fn type_in_sdk(shape: &Shape<'_>) -> &'static str {
    let has = |format: &str| shape.formats.contains(format);
    match shape.types & types::FRACTION {
        0 if has("int32") => "i32",
        0 if has("uint64") => "u64",
        0 => "i64",
        _ if has("decimal") || has("decimal128") => "Decimal",
        _ => "f64",
    }
}

impl<'d> Schemas<'_, 'd> {
    /// Compares the rules that concern a value as a whole, each by the values that it allows.
    pub(super) fn rules(&mut self, pair: &Pair<'_, 'd>) {
        let (old, new) = (pair.old, pair.new);
        self.types(pair);
        self.values(pair);
        for rule in &RULES {
            let shared = old.types & new.types & rule.types;
            if shared == 0 || (rule.is_same)(old, new) || (old.values.is_some() && new.values.is_some()) {
                continue;
            }
            let only = |from: &Shape<'d>| {
                let mut shape = Shape { types: shared, ..Shape::default() };
                (rule.only)(&mut shape, from);
                shape
            };
            let (one, two) = (only(old), only(new));
            let narrowed = self.inclusion.shapes(&one, &two);
            let widened = self.inclusion.shapes(&two, &one);
            let message = became(rule.keyword, (rule.text)(old), (rule.text)(new));
            let from = self.changes.list.len();
            self.directed(pair, rule.ids, rule.keyword, [&narrowed, &widened], message.clone());
            if rule.keyword != "format" || shared & types::STRING > 0 {
                continue;
            }
            if type_in_sdk(old) == type_in_sdk(new) {
                self.changes.keep_source(from);
            } else if shared & types::FRACTION > 0 && self.changes.list.len() == from {
                self.changes.add("number-type-changed", pair.positions("format"), pair.at, message);
            }
        }
    }

    fn types(&mut self, pair: &Pair<'_, 'd>) {
        let (old, new) = (pair.old, pair.new);
        let is_less = |one: u8, two: u8| if one & !two == 0 { Answer::Yes } else { Answer::No(None) };
        let null = types::NULL;
        if (old.types ^ new.types) & null > 0 && old.types | new.types != null {
            let answers = [is_less(old.types & null, new.types & null), is_less(new.types & null, old.types & null)];
            let ids = ["became-not-nullable", "became-nullable"];
            let message = if new.types & null > 0 { messages::null_allowed() } else { messages::null_forbidden() };
            self.directed(pair, ids, "type", [&answers[0], &answers[1]], message);
        }
        let (one, two) = (old.types & !null, new.types & !null);
        if one != two && !(old.values.is_some() && new.values.is_some()) {
            let message = messages::type_became(types::names(old.types), types::names(new.types));
            let answers = [is_less(one, two), is_less(two, one)];
            let ids = ["type-narrowed", "type-widened"];
            self.directed(pair, ids, "type", [&answers[0], &answers[1]], message);
        }
    }

    fn values(&mut self, pair: &Pair<'_, 'd>) {
        let (yes, no) = (Answer::Yes, Answer::No(None));
        let keyword =
            |shape: &Shape<'d>| if shape.at.iter().any(|(name, _)| *name == "const") { "const" } else { "enum" };
        let name = if keyword(pair.old) == keyword(pair.new) { keyword(pair.new) } else { "enum" };
        let (old, new) = match (&pair.old.values, &pair.new.values) {
            (None, None) => return,
            (Some(old), Some(new)) => (old, new),
            (old, new) => {
                let shown = |values: &Option<Vec<Json>>| list(values.iter().flatten().take(MAX_NAMED));
                let (stated, answers) = if new.is_some() { (pair.new, [&no, &yes]) } else { (pair.old, [&yes, &no]) };
                let message = became(name, shown(old), shown(new));
                return self.directed(pair, ["enum-added", "enum-removed"], keyword(stated), answers, message);
            }
        };
        let missing = |from: &[Json], other: &[Json]| -> BTreeSet<String> {
            let is_missing = |value: &&Json| !value.is_null() && !other.iter().any(|one| same_value(one, value));
            from.iter().filter(is_missing).map(ToString::to_string).collect()
        };
        let removed = (missing(old, new), [&no, &yes], true);
        for (gone, answers, is_removed) in [removed, (missing(new, old), [&yes, &no], false)] {
            let Some(named) = list(gone.iter().take(MAX_NAMED)) else { continue };
            let more = gone.len().saturating_sub(MAX_NAMED);
            let message = match (is_removed, more) {
                (true, 0) => messages::value_was_removed(messages::values_of(name), named),
                (true, _) => messages::more_values_removed(name, named, more),
                (false, 0) => messages::value_was_added(messages::values_of(name), named),
                (false, _) => messages::more_values_added(name, named, more),
            };
            self.directed(pair, ["enum-value-removed", "enum-value-added"], name, answers, message);
        }
    }
}
