use std::collections::BTreeSet;

use super::builder::{Builder, Key, optional, whole};
use super::definition::{Alternative, Field, Kind, Rust};
use super::facts::{ALL, BOOLEAN, Facts, INTEGER, LIST, NULL, NUMBER, OBJECT, Part, TEXT, flatten};
use super::tag;
use crate::messages;
use crate::names;
use crate::spec::{Node, Value};

impl<'s> Builder<'s> {
    /// The type of values of which these facts are known.
    pub(super) fn decide(&mut self, parts: &[Part<'s>], facts: Facts<'s>, key: &Key, place: &str) -> (Rust, bool) {
        if let Some(values) = &facts.values {
            return self.values(parts, values, facts.nullable, key, place);
        }
        if let Some(found) = self.alternatives(parts, &facts, key, place) {
            return found;
        }
        // A type that the keywords imply says nothing of `null`, which is a value of another type then.
        let (nullable, is_implied) = (facts.nullable && !facts.is_implied, facts.is_implied);
        let rust = match facts.kinds & !NULL {
            TEXT => text(facts.format),
            BOOLEAN => Rust::Boolean,
            INTEGER => whole_number(&facts),
            kinds if kinds & NUMBER != 0 && kinds & !(NUMBER | INTEGER) == 0 => number(&facts),
            LIST => self.list(&facts, place),
            OBJECT => return self.object(parts, facts, key, place),
            0 if facts.kinds == NULL => Rust::Any,
            0 => self.untyped(parts, messages::two_types()),
            kinds if kinds == ALL & !NULL => self.untyped(parts, messages::no_type()),
            kinds => return self.by_type(parts, kinds, nullable, key, place),
        };
        (implied(rust, is_implied), nullable)
    }

    fn list(&mut self, facts: &Facts<'s>, place: &str) -> Rust {
        if facts.is_tuple || facts.items.is_empty() {
            return Rust::List(Box::new(Rust::Any));
        }
        let items: Vec<_> = facts.items.iter().map(|node| whole(node)).collect();
        let name = self.place(facts.items[0], || format!("{place}Item"));
        let (item, nullable) = self.rust(&items, ALL, &name);
        Rust::List(Box::new(optional(item, nullable)))
    }

    fn object(&mut self, parts: &[Part<'s>], facts: Facts<'s>, key: &Key, place: &str) -> (Rust, bool) {
        let nullable = facts.nullable && !facts.is_implied;
        if facts.properties.is_empty() {
            let map = Rust::Map(Box::new(self.additional(&facts, place)));
            return (implied(map, facts.is_implied), nullable);
        }
        let schema = parts[0].node;
        self.define(key, place, schema, nullable, |builder, name| {
            let mut taken = BTreeSet::new();
            let fields = facts.properties.iter().map(|(wire, schemas)| {
                let parts: Vec<_> = schemas.iter().map(|node| whole(node)).collect();
                let place = builder.place(schemas[0], || format!("{name}{}", names::pascal(wire)));
                let (rust, null) = builder.rust(&parts, ALL, &place);
                // A value that only one side states may be absent on the other.
                let one_sided =
                    schemas.iter().any(|node| builder.says(node, "readOnly") || builder.says(node, "writeOnly"));
                let required = facts.required.contains(wire) && !one_sided;
                let field = names::unique(names::snake(wire), &mut taken);
                let rust = optional(rust, null);
                let rust = if required { rust } else { Rust::Optional(Box::new(rust)) };
                let schema = schemas[0];
                let format = builder.source.resolve(schema).and_then(|node| node.get("format"));
                let secret = format.and_then(Node::as_text) == Some("password");
                Field { name: field, wire, required, rust, schema, secret }
            });
            let fields: Vec<_> = fields.collect();
            let is_open = !facts.is_closed || facts.has_patterns;
            let rest = is_open.then(|| {
                let value = builder.additional(&facts, name);
                (names::unique("additional".to_owned(), &mut taken), value)
            });
            let other = facts.is_implied.then(|| names::unique("other".to_owned(), &mut taken));
            Kind::Struct { fields, rest, other }
        })
    }

    /// The type of the fields that are not named.
    fn additional(&mut self, facts: &Facts<'s>, place: &str) -> Rust {
        if facts.additional.is_empty() || facts.has_patterns {
            return Rust::Any;
        }
        let parts: Vec<_> = facts.additional.iter().map(|node| whole(node)).collect();
        if flatten(&mut self.source, &parts).is_empty() {
            return Rust::Any;
        }
        let name = self.place(facts.additional[0], || format!("{place}Value"));
        let (rust, nullable) = self.rust(&parts, ALL, &name);
        optional(rust, nullable)
    }

    /// Whether a schema, or one that it refers to, says so of its values.
    fn says(&mut self, node: &'s Node, keyword: &str) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![node]);
        while let Some(node) = open.pop() {
            if node.is(keyword) {
                return true;
            }
            if seen.insert(node.position) {
                open.extend(node.get("$ref").and_then(|reference| self.source.follow(reference)));
                open.extend(node.list("allOf"));
            }
        }
        false
    }

    /// An enum, where all values are texts or all are whole numbers.
    fn values(
        &mut self,
        parts: &[Part<'s>],
        values: &[&'s Node],
        nullable: bool,
        key: &Key,
        place: &str,
    ) -> (Rust, bool) {
        let values: Vec<&'s Node> = values.iter().copied().filter(|node| node.value != Value::Null).collect();
        let texts: Option<Vec<&str>> = values.iter().map(|node| node.as_text()).collect();
        let whole = |node: &&Node| node.as_number()?.as_i64();
        let mut taken = BTreeSet::from(["Unknown".to_owned()]);
        if let Some(texts) = texts.filter(|texts| !texts.is_empty()) {
            let mut seen = BTreeSet::new();
            let texts = texts.into_iter().filter(|text| seen.insert(*text));
            let values = texts.map(|text| (names::unique(variant(text), &mut taken), text.to_owned())).collect();
            return self.define(key, place, parts[0].node, nullable, |_, _| Kind::Texts(values));
        }
        let numbers: Option<Vec<i64>> = values.iter().map(whole).collect();
        if let Some(numbers) = numbers.filter(|numbers| !numbers.is_empty()) {
            let mut seen = BTreeSet::new();
            let numbers = numbers.into_iter().filter(|number| seen.insert(*number));
            let named = numbers.map(|number| {
                let name = format!("Value{number}").replace('-', "Minus");
                (names::unique(name, &mut taken), number)
            });
            let values = named.collect();
            return self.define(key, place, parts[0].node, nullable, |_, _| Kind::Ints(values));
        }
        match values.iter().all(|node| matches!(node.value, Value::Boolean(_))) && !values.is_empty() {
            true => (Rust::Boolean, nullable),
            false => (self.untyped(parts, messages::mixed_enum()), true),
        }
    }

    /// The type that `oneOf` or `anyOf` selects; none where it only adds rules.
    fn alternatives(&mut self, parts: &[Part<'s>], facts: &Facts<'s>, key: &Key, place: &str) -> Option<(Rust, bool)> {
        let shaped: Vec<_> =
            facts.groups.iter().filter(|(_, group)| group.iter().any(|one| self.is_shaped(one))).collect();
        let (owner, group) = **shaped.first()?;
        let is_null = |builder: &mut Self, node: &'s Node| {
            let flat = flatten(&mut builder.source, &[whole(node)]);
            !flat.is_empty() && Facts::of(&flat, builder.source.is_3_1).kinds == NULL
        };
        let (nulls, members): (Vec<_>, Vec<_>) = group.iter().partition(|node| is_null(self, node));
        let nullable = facts.allows_null() && !nulls.is_empty();
        // Keywords beside the alternatives apply to each of them.
        let without = |part: &Part<'s>| Part { is_base: part.is_base || part.node.position == owner.position, ..*part };
        let base: Vec<_> = parts.iter().map(without).collect();
        let base = flatten(&mut self.source, &base);
        let all = |node: &'s Node| base.iter().copied().chain([whole(node)]).collect::<Vec<_>>();
        if let [one] = members.as_slice() {
            let (rust, null) = self.rust(&all(one), ALL, place);
            return Some((rust, null || nullable));
        }
        let facts_of: Vec<Facts<'s>> =
            members.iter().map(|node| Facts::of(&flatten(&mut self.source, &all(node)), self.source.is_3_1)).collect();
        let kinds = facts_of.iter().fold(0, |sum, one| sum | one.kinds) & !NULL;
        let nullable = nullable || facts_of.iter().any(|one| one.nullable);
        if kinds == TEXT {
            let values: Option<Vec<&Node>> =
                facts_of.iter().map(|one| one.values.clone()).collect::<Option<Vec<_>>>().map(|all| all.concat());
            return Some(match values {
                Some(values) => self.values(parts, &values, nullable, key, place),
                None => (implied(Rust::Text, facts_of.iter().any(|one| one.is_implied)), nullable),
            });
        }
        if kinds == INTEGER && facts_of.iter().all(|one| one.values.is_none()) {
            return Some((whole_number(facts), nullable));
        }
        if kinds & !(NUMBER | INTEGER) == 0 && kinds & NUMBER != 0 {
            // Each has a value for the numbers of the other.
            let has_digits = facts_of.iter().any(|one| one.kinds & NUMBER != 0 && number(one) == Rust::Decimal);
            return Some((if has_digits { Rust::Decimal } else { Rust::F64 }, nullable));
        }
        if kinds == BOOLEAN {
            return Some((Rust::Boolean, nullable));
        }
        Some(self.define(key, place, parts[0].node, nullable, |builder, name| {
            let (tag, tags) = tag::tags(&mut builder.source, owner, &members);
            let mut taken = BTreeSet::from(["Other".to_owned()]);
            let mut alternatives = Vec::new();
            for (index, ((node, facts), tags)) in members.iter().zip(&facts_of).zip(tags).enumerate() {
                let place = builder.place(node, || format!("{name}Option{}", index + 1));
                let (rust, _) = builder.rust(&all(node), ALL, &place);
                let name = names::unique(builder.variant_name(&rust, name, index), &mut taken);
                alternatives.push(Alternative {
                    name,
                    rust,
                    kinds: json_kinds(facts.kinds) | if facts.is_implied { Alternative::ANY } else { 0 },
                    tags,
                    schema: Some(*node),
                });
            }
            join(&mut alternatives);
            let overlaps = |one: &Alternative<'_>| alternatives.iter().filter(|other| other.may_be(one)).count() > 1;
            let decided: Vec<bool> = alternatives.iter().map(|one| !overlaps(one)).collect();
            for (one, is_decided) in alternatives.iter_mut().zip(decided) {
                one.schema = one.schema.filter(|_| !is_decided);
            }
            Kind::Union { tag, alternatives }
        }))
    }

    fn is_shaped(&mut self, node: &'s Node) -> bool {
        let flat = flatten(&mut self.source, &[whole(node)]);
        let says = |part: &Part<'s>| part.node.entries().iter().any(|(key, _)| key.name != "required");
        let is_rule_only = |part: &Part<'s>| {
            let shaping =
                ["type", "properties", "items", "enum", "const", "oneOf", "anyOf", "additionalProperties", "format"];
            !part.node.entries().iter().any(|(key, _)| shaping.contains(&key.name.as_str()))
        };
        flat.iter().any(|part| says(part) && !is_rule_only(part))
    }

    fn variant_name(&self, rust: &Rust, owner: &str, index: usize) -> String {
        match rust {
            Rust::Named(index) | Rust::Boxed(index) => {
                let name = self.types.name(*index);
                let short = name.strip_prefix(owner).filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
                short.unwrap_or(name).to_owned()
            }
            Rust::Text | Rust::Formatted(_) => "Text".to_owned(),
            Rust::I32 | Rust::I64 | Rust::U64 => "Integer".to_owned(),
            Rust::F64 | Rust::Decimal => "Number".to_owned(),
            Rust::Boolean => "Boolean".to_owned(),
            Rust::List(_) => "List".to_owned(),
            Rust::Map(_) => "Map".to_owned(),
            Rust::Optional(inner) | Rust::Implied(inner) => self.variant_name(inner, owner, index),
            Rust::Any | Rust::Unit | Rust::File => format!("Option{}", index + 1),
        }
    }

    /// Values of several types of JSON.
    fn by_type(&mut self, parts: &[Part<'s>], kinds: u8, nullable: bool, key: &Key, place: &str) -> (Rust, bool) {
        let kinds = if kinds & NUMBER != 0 { kinds & !INTEGER } else { kinds };
        self.define(key, place, parts[0].node, nullable, |builder, name| {
            let mut alternatives = Vec::new();
            for kind in [TEXT, INTEGER, NUMBER, BOOLEAN, LIST, OBJECT].into_iter().filter(|kind| kinds & kind != 0) {
                let only = if kind == NUMBER { NUMBER | INTEGER } else { kind };
                let place = format!("{name}{}", if kind == LIST { "List" } else { "Object" });
                let (rust, _) = builder.rust(parts, only, &place);
                let variant = builder.variant_name(&rust, name, 0);
                alternatives.push(Alternative {
                    name: variant,
                    rust,
                    kinds: json_kinds(only),
                    tags: Vec::new(),
                    schema: None,
                });
            }
            Kind::Union { tag: "", alternatives }
        })
    }
}

/// Alternatives of one kind and one type without parts are one: they differ only in their rules, which the check knows.
fn join(alternatives: &mut Vec<Alternative<'_>>) {
    for kind in [TEXT, NUMBER, BOOLEAN] {
        let mut members = alternatives.iter().filter(|one| one.kinds & kind != 0);
        let Some(first) = members.next() else { continue };
        let is_plain = !matches!(first.rust, Rust::Named(_) | Rust::Any);
        if is_plain && first.kinds == kind && members.all(|one| one.kinds == kind && one.rust == first.rust) {
            let mut is_first = true;
            alternatives.retain(|one| one.kinds != kind || std::mem::take(&mut is_first));
        }
    }
}

fn implied(rust: Rust, is_implied: bool) -> Rust {
    if is_implied { Rust::Implied(Box::new(rust)) } else { rust }
}

/// The kinds of JSON, which has one for numbers.
fn json_kinds(kinds: u8) -> u8 {
    let number = if kinds & (NUMBER | INTEGER) != 0 { NUMBER } else { 0 };
    (kinds & !(NUMBER | INTEGER | NULL)) | number
}

fn whole_number(facts: &Facts<'_>) -> Rust {
    let is_beyond = facts.maximum.is_some_and(|max| max.as_i64().is_none() && max.as_u64().is_some());
    let is_natural = facts.minimum.is_some_and(|min| min.as_u64().is_some());
    match facts.format {
        "int32" => Rust::I32,
        "uint64" => Rust::U64,
        _ if is_beyond && is_natural => Rust::U64,
        _ => Rust::I64,
    }
}

/// An `f64` has all digits of decimal fractions of up to 15 digits. Where there may be more, the number is a decimal.
fn number(facts: &Facts<'_>) -> Rust {
    const EXACT_STEPS: f64 = 1e15;
    let float = |number: &serde_json::Number| number.as_f64().unwrap_or(f64::INFINITY).abs();
    let step = facts.multiple_of.map(float).filter(|step| step.fract() != 0.0);
    let bound = |limit: Option<&serde_json::Number>| limit.map_or(f64::INFINITY, float);
    let is_long = step.is_some_and(|step| bound(facts.minimum).max(bound(facts.maximum)) / step >= EXACT_STEPS);
    if is_long || matches!(facts.format, "decimal" | "decimal128") { Rust::Decimal } else { Rust::F64 }
}

/// The formats whose texts have a value, with the names of their types in the runtime.
const FORMATS: [(&str, &str); 8] = [
    ("byte", "Base64"),
    ("date", "Date"),
    ("date-time", "DateTime"),
    ("duration", "Duration"),
    ("ipv4", "Ipv4"),
    ("ipv6", "Ipv6"),
    ("time", "Time"),
    ("uuid", "Uuid"),
];

fn text(format: &str) -> Rust {
    let found = FORMATS.iter().find(|(name, _)| *name == format);
    found.map_or(Rust::Text, |(_, name)| Rust::Formatted(name))
}

/// The name of a value: signs are part of it.
fn variant(text: &str) -> String {
    let text = match text.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => format!("minus {rest}"),
        _ => text.replace('+', " plus "),
    };
    if text.is_empty() { "Empty".to_owned() } else { names::pascal(&text) }
}
