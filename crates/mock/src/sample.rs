//! Values that a schema accepts, made from its rules and checked by them.

use deskledger_runtime::Pattern;
use deskledger_runtime::json_schema::{Keyword, Literal, Number, Schema, Type};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::{Map, Value};

use crate::text::{TextRules, text};

/// Maximum number of attempts before a schema counts as one without a value.
const ATTEMPTS: usize = 64;
/// Below this depth only what is required is made.
const MAX_FULL: usize = 3;
/// Maximum nesting of values.
const MAX_DEPTH: usize = 24;
/// Maximum number of parts of a value, and of rules followed for it.
const MAX_PARTS: usize = 4096;
const MAX_RULES: usize = 100_000;
/// Maximum length of generated lists.
const MAX_ITEMS: usize = 512;

/// A value that the schema accepts; none where none is found. It is made with its optional parts where that works.
pub(crate) fn sample(schema: &'static Schema, seed: u64, is_full: bool) -> Option<Value> {
    let mut rules = MAX_RULES;
    (0..ATTEMPTS).find_map(|attempt| {
        let random = Pcg64::seed_from_u64(seed.wrapping_add(attempt as u64));
        // If a full value cannot be generated, a smaller one often can.
        let mut maker = Maker { random, parts: MAX_PARTS, rules, is_full: is_full && attempt % 2 == 0 };
        let value = maker.value(&[schema], 0);
        rules = maker.rules;
        value.filter(|value| schema.is_valid(value))
    })
}

struct Maker {
    random: Pcg64,
    parts: usize,
    rules: usize,
    is_full: bool,
}

/// Everything that is asked of one value.
#[derive(Default)]
struct Wanted {
    types: Option<Vec<Type>>,
    values: Option<Vec<Value>>,
    text: TextRules,
    /// Bounds, and whether they are excluded.
    min: Option<(f64, bool)>,
    max: Option<(f64, bool)>,
    steps: Vec<f64>,
    min_items: usize,
    max_items: Option<usize>,
    prefix: &'static [&'static Schema],
    items: Vec<(usize, &'static Schema)>,
    contains: Vec<(&'static Schema, usize)>,
    fields: Vec<(&'static str, &'static Schema)>,
    /// Fields that say which alternative the value is.
    tags: Vec<(&'static str, &'static str)>,
    patterns: Vec<(&'static Pattern, &'static Schema)>,
    additional: Vec<&'static Schema>,
    is_closed: bool,
    names: Option<&'static Schema>,
    required: Vec<&'static str>,
    dependent: Vec<(&'static str, &'static [&'static str])>,
    min_fields: usize,
    max_fields: Option<usize>,
    is_never: bool,
}

impl Maker {
    /// A value for all of these schemas.
    fn value(&mut self, schemas: &[&'static Schema], depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH || self.parts == 0 {
            return None;
        }
        self.parts -= 1;
        let mut wanted = Wanted::default();
        schemas.iter().for_each(|schema| self.collect(schema, &mut wanted, 0));
        if wanted.is_never {
            return None;
        }
        if let Some(values) = &wanted.values {
            let valid: Vec<&Value> =
                values.iter().filter(|value| schemas.iter().all(|one| one.is_valid(value))).collect();
            return (!valid.is_empty()).then(|| valid[self.random.random_range(0..valid.len())].clone());
        }
        match self.kind(&wanted) {
            Type::Null => Some(Value::Null),
            Type::Boolean => Some(self.random.random::<bool>().into()),
            Type::Integer => self.number(&wanted, true),
            Type::Number => self.number(&wanted, false),
            Type::String => Some(text(&wanted.text, &mut self.random).into()),
            Type::Array => self.list(&wanted, depth),
            Type::Object => self.object(&wanted, depth),
        }
    }

    /// Adds what a schema asks for; of alternatives one is chosen.
    fn collect(&mut self, schema: &'static Schema, wanted: &mut Wanted, level: usize) {
        if level > 64 {
            return;
        }
        for rule in schema.rules {
            if self.rules == 0 {
                return;
            }
            // The work is bounded by what is looked at, not by the number of keywords.
            let work = match rule.keyword {
                Keyword::Enum(values) => values.len(),
                Keyword::Properties { named, patterns, .. } => named.len() + patterns.len(),
                Keyword::Required(names) => names.len(),
                _ => 0,
            };
            self.rules = self.rules.saturating_sub(1 + work);
            match rule.keyword {
                Keyword::Never => wanted.is_never = true,
                Keyword::Type(types) => match &mut wanted.types {
                    Some(known) => known
                        .retain(|one| types.contains(one) || (*one == Type::Integer && types.contains(&Type::Number))),
                    None => wanted.types = Some(types.to_vec()),
                },
                Keyword::Enum(values) => one_of(values.iter().map(literal).collect(), wanted),
                Keyword::Const(value) => one_of(vec![literal(&value)], wanted),
                Keyword::MinLength(min) => wanted.text.min = wanted.text.min.max(min),
                Keyword::MaxLength(max) => wanted.text.max = least(wanted.text.max, max),
                Keyword::Pattern(pattern) => wanted.text.patterns.push(pattern.source),
                Keyword::Format(format) => wanted.text.format = Some(format.name),
                Keyword::Minimum { limit, exclusive } => {
                    let known = wanted.min.filter(|(known, _)| *known > float(limit));
                    wanted.min = known.or(Some((float(limit), exclusive)));
                }
                Keyword::Maximum { limit, exclusive } => {
                    let known = wanted.max.filter(|(known, _)| *known < float(limit));
                    wanted.max = known.or(Some((float(limit), exclusive)));
                }
                Keyword::MultipleOf(step) => wanted.steps.push(step.mantissa as f64 * 10_f64.powi(step.exponent)),
                Keyword::MinItems(min) => wanted.min_items = wanted.min_items.max(min),
                Keyword::MaxItems(max) => wanted.max_items = least(wanted.max_items, max),
                Keyword::PrefixItems(schemas) => wanted.prefix = schemas,
                Keyword::Items { from, item } => wanted.items.push((from, item)),
                Keyword::Contains { item, min, .. } => wanted.contains.push((item, min)),
                Keyword::Properties { named, patterns, additional } => {
                    wanted.fields.extend(named);
                    wanted.patterns.extend(patterns);
                    match additional {
                        Some(schema) if is_never(schema) => wanted.is_closed = true,
                        other => wanted.additional.extend(other),
                    }
                }
                Keyword::PropertyNames(names) => wanted.names = Some(names),
                Keyword::Required(names) => wanted.required.extend(names),
                Keyword::DependentRequired(rules) => wanted.dependent.extend(rules),
                Keyword::MinProperties(min) => wanted.min_fields = wanted.min_fields.max(min),
                Keyword::MaxProperties(max) => wanted.max_fields = least(wanted.max_fields, max),
                Keyword::Reference(schema) => self.collect(schema, wanted, level + 1),
                Keyword::Deferred(cell) => cell.get().into_iter().for_each(|one| self.collect(one, wanted, level + 1)),
                Keyword::AllOf(schemas) => schemas.iter().for_each(|one| self.collect(one, wanted, level + 1)),
                Keyword::AnyOf(schemas) | Keyword::OneOf(schemas) => {
                    if let Some(one) = self.pick(schemas) {
                        self.collect(one, wanted, level + 1);
                    }
                }
                Keyword::Choice { property, options } => {
                    if let Some((name, schema)) = self.pick(options) {
                        wanted.tags.push((property, name));
                        wanted.required.push(property);
                        self.collect(schema, wanted, level + 1);
                    }
                }
                Keyword::If { condition, then, otherwise } => {
                    if self.random.random() {
                        self.collect(condition, wanted, level + 1);
                        then.into_iter().for_each(|one| self.collect(one, wanted, level + 1));
                    } else {
                        otherwise.into_iter().for_each(|one| self.collect(one, wanted, level + 1));
                    }
                }
                _ => {}
            }
        }
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| list[self.random.random_range(0..list.len())])
    }

    /// The type of the value: one that is allowed, or the one that the other rules are about.
    fn kind(&mut self, wanted: &Wanted) -> Type {
        if let Some(types) = &wanted.types {
            // Null is a value that says little.
            let telling: Vec<Type> = types.iter().copied().filter(|one| *one != Type::Null).collect();
            let types = if telling.is_empty() { types } else { &telling };
            return self.pick(types).unwrap_or(Type::Null);
        }
        if !wanted.fields.is_empty()
            || !wanted.required.is_empty()
            || wanted.min_fields > 0
            || !wanted.additional.is_empty()
        {
            return Type::Object;
        }
        if !wanted.items.is_empty() || !wanted.prefix.is_empty() || wanted.min_items > 0 || !wanted.contains.is_empty()
        {
            return Type::Array;
        }
        if wanted.min.is_some() || wanted.max.is_some() || !wanted.steps.is_empty() {
            return Type::Integer;
        }
        Type::String
    }

    fn number(&mut self, wanted: &Wanted, is_whole: bool) -> Option<Value> {
        let (min, max) = (wanted.min.map(|(min, _)| min), wanted.max.map(|(max, _)| max));
        let step = wanted.steps.iter().copied().fold(f64::NAN, f64::max);
        let low = min.unwrap_or_else(|| max.map_or(0.0, |max| (max - 100.0).min(0.0)));
        let high = max.unwrap_or(low.max(0.0) + 100.0).max(low);
        // Small numbers say more than any of 64 bits.
        let (low, high) = if low < 1.0 && high > 100.0 { (1.0, 100.0) } else { (low, high) };
        let drawn = low + (high - low).min(1e12) * self.random.random_range(0.0..=1.0);
        let drawn = if is_whole { drawn.round() } else { (drawn * 100.0).round() / 100.0 };
        let candidates = match step.is_nan() {
            true => vec![drawn, low, high, low + 1.0, high - 1.0, (low + high) / 2.0],
            false => {
                let from = (drawn / step).floor();
                let low = (low / step).ceil();
                [from, from + 1.0, low, low + 1.0, 0.0].map(|count| tidy(count * step)).to_vec()
            }
        };
        let is_above = |value| wanted.min.is_none_or(|(min, is_out)| value > min || (!is_out && value == min));
        let is_below = |value| wanted.max.is_none_or(|(max, is_out)| value < max || (!is_out && value == max));
        let fits = |value: &f64| is_above(*value) && is_below(*value) && (!is_whole || value.fract() == 0.0);
        let value = candidates.into_iter().find(fits)?;
        match value.fract() == 0.0 && value.abs() < 9e15 {
            true => Some((value as i64).into()),
            false => serde_json::Number::from_f64(value).map(Value::Number),
        }
    }

    fn list(&mut self, wanted: &Wanted, depth: usize) -> Option<Value> {
        let least = wanted.min_items.max(wanted.contains.iter().map(|(_, min)| *min).sum());
        let spare = usize::from(self.is_full && depth < MAX_FULL);
        let count =
            wanted.max_items.unwrap_or(usize::MAX).min(least.max(spare + usize::from(spare == 1 && depth == 0)));
        if count > MAX_ITEMS || wanted.max_items.is_some_and(|max| max < least) {
            return None;
        }
        let mut contained: Vec<&'static Schema> = wanted
            .contains
            .iter()
            .flat_map(|(schema, min)| std::iter::repeat_n(*schema, (*min).min(MAX_ITEMS)))
            .collect();
        let mut items = Vec::new();
        while items.len() < count {
            let place = items.len();
            let mut schemas: Vec<&'static Schema> = wanted.prefix.get(place).copied().into_iter().collect();
            schemas.extend(wanted.items.iter().filter(|(from, _)| place >= *from).map(|(_, item)| *item));
            schemas.extend(contained.pop());
            match self.value(&schemas, depth + 1) {
                Some(item) => items.push(item),
                None if place >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }

    fn object(&mut self, wanted: &Wanted, depth: usize) -> Option<Value> {
        let mut object = Map::new();
        let max = wanted.max_fields.unwrap_or(usize::MAX);
        let mut names: Vec<&str> = wanted.required.clone();
        if self.is_full && depth < MAX_FULL {
            names.extend(wanted.fields.iter().map(|(name, _)| *name));
        }
        let mut place = 0;
        while let Some(name) = names.get(place).copied() {
            place += 1;
            if object.contains_key(name) || object.len() >= max {
                continue;
            }
            let field = self.field(name, wanted, depth);
            match field {
                Some(value) => {
                    object.insert(name.to_owned(), value);
                    let others = wanted.dependent.iter().filter(|(one, _)| *one == name);
                    names.extend(others.flat_map(|(_, others)| *others));
                }
                None if wanted.required.contains(&name) => return None,
                None => {}
            }
        }
        for (name, _) in &wanted.fields {
            if object.len() < wanted.min_fields
                && !object.contains_key(*name)
                && let Some(value) = self.field(name, wanted, depth)
            {
                object.insert((*name).to_owned(), value);
            }
        }
        let mut tries = 0;
        while object.len() < wanted.min_fields && tries < 4 * MAX_ITEMS {
            tries += 1;
            let name = match (wanted.names, wanted.patterns.first()) {
                (Some(names), _) => self.value(&[names], depth + 1)?.as_str()?.to_owned(),
                (None, Some((pattern, _))) => {
                    text(&TextRules { patterns: vec![pattern.source], ..TextRules::default() }, &mut self.random)
                }
                (None, None) => format!("field{tries}"),
            };
            if let Some(value) = self.field(&name, wanted, depth) {
                object.insert(name, value);
            }
        }
        Some(Value::Object(object))
    }

    fn field(&mut self, name: &str, wanted: &Wanted, depth: usize) -> Option<Value> {
        if let Some((_, tag)) = wanted.tags.iter().find(|(one, _)| *one == name) {
            return Some((*tag).into());
        }
        let mut schemas: Vec<&'static Schema> =
            wanted.fields.iter().filter(|(one, _)| *one == name).map(|(_, schema)| *schema).collect();
        let fits = |pattern: &Pattern| pattern.is_match(name);
        schemas.extend(wanted.patterns.iter().filter(|(pattern, _)| fits(pattern)).map(|(_, schema)| *schema));
        if schemas.is_empty() && wanted.is_closed {
            return None;
        }
        if schemas.is_empty() {
            schemas.extend(&wanted.additional);
        }
        self.value(&schemas, depth + 1)
    }
}

fn is_never(schema: &Schema) -> bool {
    schema.rules.iter().any(|rule| matches!(rule.keyword, Keyword::Never))
}

fn one_of(values: Vec<Value>, wanted: &mut Wanted) {
    match &mut wanted.values {
        Some(known) => known.retain(|value| values.contains(value)),
        None => wanted.values = Some(values),
    }
}

fn least(known: Option<usize>, max: usize) -> Option<usize> {
    Some(known.map_or(max, |known| known.min(max)))
}

/// Without the rounding errors of a multiplication.
fn tidy(value: f64) -> f64 {
    format!("{value:.9}").parse().unwrap_or(value)
}

pub(crate) fn float(number: Number) -> f64 {
    match number {
        Number::Whole(whole) => whole as f64,
        Number::Float(float) => float,
    }
}

fn literal(value: &Literal) -> Value {
    match *value {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => value.into(),
        Literal::Number(value) => value.to_value(),
        Literal::Text(text) => text.into(),
        Literal::List(items) => items.iter().map(literal).collect(),
        Literal::Object(fields) => fields.iter().map(|(name, value)| (*name, literal(value))).collect(),
    }
}
