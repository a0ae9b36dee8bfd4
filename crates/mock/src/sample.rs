//! Values that a schema accepts, made from its rules and checked by them.

use deskledger_runtime::Pattern;
use deskledger_runtime::json_schema::{Keyword, Literal, Schema, Type};
use serde_json::{Map, Value};

use crate::draw::Draw;
use crate::number::{NumberRules, number};
use crate::text::{TextRules, text};
use crate::wanted::{Wanted, is_flat, is_never, least, one_of};

/// Maximum number of attempts before a schema counts as one without a value.
const ATTEMPTS: usize = 64;
/// Below this depth only what is required is made.
const MAX_FULL: usize = 3;
/// Attempts to make a part of a value.
const MAX_PART_ATTEMPTS: usize = 4;
/// Maximum nesting of values.
const MAX_DEPTH: usize = 24;
/// Maximum number of parts of a value, and of rules followed for it.
const MAX_PARTS: usize = 4096;
const MAX_RULES: usize = 200_000;
/// Maximum length of generated lists.
const MAX_ITEMS: usize = 512;
/// Attempts to make an item that a list does not have yet.
const MAX_REPEATED: usize = 100;
/// The first of these make usual values.
const MAX_USUAL: usize = 3;

/// What a value is like: its seed, without which it is the simplest one, and whether it has its optional parts.
pub(crate) type Wish = (Option<u64>, bool);

/// A value that the schema accepts; none where none is found.
pub(crate) fn sample(schema: &'static Schema, (seed, is_full): Wish) -> Option<Value> {
    let mut rules = MAX_RULES;
    (0..ATTEMPTS).find_map(|attempt| {
        // The first choices may contradict each other; others need not.
        let seed = if attempt == 0 { seed } else { Some(seed.unwrap_or(0).wrapping_add(attempt as u64)) };
        // If a full value cannot be generated, a smaller one often can.
        let is_full = is_full && attempt % 2 == 0;
        // A part of the work is left for further attempts.
        let share = rules / 2;
        let mut maker = Maker { draw: Draw::new(seed), parts: MAX_PARTS, rules: share, is_full, is_retry: attempt > 1 };
        let value = maker.value(&[schema], 0);
        rules -= share - maker.rules;
        value.filter(|value| schema.is_valid(value))
    })
}

struct Maker {
    draw: Draw,
    parts: usize,
    rules: usize,
    is_full: bool,
    is_retry: bool,
}

impl Maker {
    /// A value for all of these schemas.
    fn value(&mut self, schemas: &[&'static Schema], depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH || self.parts == 0 {
            return None;
        }
        self.parts -= 1;
        let mut wanted = Wanted { is_flat: !self.is_full && depth >= MAX_FULL, ..Wanted::default() };
        schemas.iter().for_each(|schema| self.collect(schema, &mut wanted, 0));
        if wanted.is_never {
            return None;
        }
        if let Some(values) = &wanted.values {
            let valid: Vec<&Value> =
                values.iter().filter(|value| schemas.iter().all(|one| one.is_valid(value))).collect();
            return self.draw.pick(&valid).cloned();
        }
        match self.kind(&wanted) {
            Type::Array => self.list(&wanted, depth),
            Type::Object => self.object(&wanted, depth),
            kind => {
                // One wrong part would make the whole value wrong.
                let count = if self.draw.is_first() { 1 } else { MAX_PART_ATTEMPTS };
                let is_valid = |value: &Option<Value>| {
                    value.as_ref().is_some_and(|value| schemas.iter().all(|one| one.is_valid(value)))
                };
                let mut made = self.plain(kind, &wanted);
                for _ in 1..count {
                    if is_valid(&made) {
                        break;
                    }
                    made = self.plain(kind, &wanted);
                }
                made
            }
        }
    }

    /// A value without parts.
    fn plain(&mut self, kind: Type, wanted: &Wanted) -> Option<Value> {
        match kind {
            Type::Boolean => Some(self.draw.is_true().into()),
            Type::Integer => {
                let whole = number(&NumberRules { is_whole: true, ..wanted.number.clone() }, &mut self.draw);
                // Rules without a type are those of any number.
                whole.or_else(|| number(&wanted.number, &mut self.draw).filter(|_| wanted.types.is_none()))
            }
            Type::Number => number(&wanted.number, &mut self.draw),
            Type::String => Some(text(&wanted.text, &mut self.draw).into()),
            Type::Null | Type::Array | Type::Object => Some(Value::Null),
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
                Keyword::Enum(values) => one_of(values.iter().map(Literal::to_value).collect(), wanted),
                Keyword::Const(value) => one_of(vec![value.to_value()], wanted),
                Keyword::MinLength(min) => wanted.text.min = wanted.text.min.max(min),
                Keyword::MaxLength(max) => wanted.text.max = least(wanted.text.max, max),
                Keyword::Pattern(pattern) => wanted.text.patterns.push(pattern.source),
                Keyword::Format(format) => wanted.text.format = Some(format.name),
                Keyword::Minimum { limit, exclusive } => wanted.number.min.push((limit, exclusive)),
                Keyword::Maximum { limit, exclusive } => wanted.number.max.push((limit, exclusive)),
                Keyword::MultipleOf(step) => wanted.number.steps.push(step),
                Keyword::UniqueItems => wanted.is_unique = true,
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
                    let flat: Vec<&'static Schema> = match wanted.is_flat {
                        true => schemas.iter().copied().filter(|one| is_flat(one, 0)).collect(),
                        false => Vec::new(),
                    };
                    if let Some(one) = self.draw.pick(if flat.is_empty() { schemas } else { &flat }) {
                        self.collect(one, wanted, level + 1);
                    }
                }
                Keyword::Choice { property, options } => {
                    if let Some((name, schema)) = self.draw.pick(options) {
                        wanted.tags.push((property, name));
                        wanted.required.push(property);
                        self.collect(schema, wanted, level + 1);
                    }
                }
                Keyword::If { condition, then, otherwise } => {
                    if self.draw.is_true() {
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

    /// The type of the value: one that is allowed, or the one that the other rules are about.
    fn kind(&mut self, wanted: &Wanted) -> Type {
        if let Some(types) = &wanted.types {
            // Null is a value that says little.
            let telling: Vec<Type> = types.iter().copied().filter(|one| *one != Type::Null).collect();
            let is_nested = |one: &Type| matches!(one, Type::Array | Type::Object);
            let is_null = wanted.is_flat && telling.iter().all(is_nested);
            let types = if telling.is_empty() || self.draw.is_varied() || is_null && types.contains(&Type::Null) {
                types
            } else {
                &telling
            };
            let flat: Vec<Type> = types.iter().copied().filter(|one| wanted.is_flat && !is_nested(one)).collect();
            let types = if flat.is_empty() { types } else { &flat };
            return self.draw.pick(types).unwrap_or(Type::Null);
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
        let NumberRules { min, max, steps, .. } = &wanted.number;
        if !min.is_empty() || !max.is_empty() || !steps.is_empty() {
            return Type::Integer;
        }
        // What permits every type may exclude some by a rule that only the whole value is checked by.
        let all = [Type::String, Type::Integer, Type::Boolean, Type::Null, Type::Object, Type::Array];
        self.draw.pick(&all).filter(|_| self.is_retry && wanted.text.is_empty()).unwrap_or(Type::String)
    }

    fn list(&mut self, wanted: &Wanted, depth: usize) -> Option<Value> {
        let least = wanted.min_items.max(wanted.contains.iter().map(|(_, min)| *min).sum());
        let spare = match (self.draw.is_first(), self.is_full) {
            _ if depth >= MAX_FULL => 0,
            // A list without items says nothing to a reader.
            (true, _) => 1,
            (false, true) => 1 + usize::from(depth == 0),
            (false, false) => 0,
        };
        let count = wanted.max_items.unwrap_or(usize::MAX).min(least.max(spare));
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
            let attempts = if wanted.is_unique && !self.draw.is_first() { MAX_REPEATED } else { 1 };
            let was_varied = self.draw.vary(false);
            let mut made = (0..attempts).map_while(|attempt| {
                self.draw.vary(was_varied || attempt > MAX_USUAL);
                self.value(&schemas, depth + 1)
            });
            let found = made.find(|item| !wanted.is_unique || !items.contains(item));
            self.draw.vary(was_varied);
            match found {
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
            let was_varied = self.draw.vary(tries > MAX_USUAL);
            let name = match (wanted.names, wanted.patterns.first()) {
                (Some(names), _) => self.value(&[names], depth + 1)?.as_str().unwrap_or_default().to_owned(),
                (None, Some((pattern, _))) => {
                    text(&TextRules { patterns: vec![pattern.source], ..TextRules::default() }, &mut self.draw)
                }
                (None, None) => format!("field{tries}"),
            };
            self.draw.vary(was_varied);
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
