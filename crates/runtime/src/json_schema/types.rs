//! Types that a schema permits for a value and its parts, for reading values from text.

use std::collections::BTreeMap;

use super::schema::{ALL, Keyword, Literal, Schema, Type, bit, bits};
use crate::constraint::number::Number;

/// The types that a value may have, as bits; a number is one with a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    const NONE: Self = Self(0);
    const ALL: Self = Self(ALL);

    /// Whether a value may have this type.
    pub(crate) fn has(self, one: Type) -> bool {
        self.0 & bit(one) != 0
    }

    /// Whether nothing is said of the type.
    pub(crate) fn is_any(self) -> bool {
        self == Self::ALL
    }

    fn of(literal: &Literal) -> Self {
        Self(bit(match literal {
            Literal::Null => Type::Null,
            Literal::Boolean(_) => Type::Boolean,
            Literal::Number(Number::Whole(_)) => Type::Integer,
            Literal::Number(Number::Float(_)) => Type::Number,
            Literal::Text(_) => Type::String,
            Literal::List(_) => Type::Array,
            Literal::Object(_) => Type::Object,
        }))
    }

    fn any_of(types: impl Iterator<Item = Self>) -> Self {
        types.fold(Self::NONE, |one, other| Self(one.0 | other.0))
    }

    fn all_of(types: impl Iterator<Item = Self>) -> Self {
        types.fold(Self::ALL, |one, other| Self(one.0 & other.0))
    }
}

/// Most alternatives of a value that are tried one by one.
const MAX_ALTERNATIVES: usize = 64;

/// Schemas that describe the same value: one, or alternatives.
type Group = Vec<&'static Schema>;

/// Every schema of a value at one position. Of each group, one schema applies; no group constrains nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct View(Vec<Group>);

impl View {
    pub(crate) fn of(schema: &'static Schema) -> Self {
        Self(vec![vec![schema]])
    }

    /// A view of each alternative of a schema, then the one of the schema as a whole.
    pub(crate) fn each(schema: &'static Schema) -> Vec<Self> {
        let alternatives = alternatives(schema, &mut Vec::new()).into_iter().take(MAX_ALTERNATIVES);
        let own = alternatives.map(|one| Self(vec![vec![schema], vec![one]]));
        own.chain([Self::of(schema)]).collect()
    }

    /// The types that a value may have here.
    pub(crate) fn types(&self) -> Types {
        let mut known = Known::new();
        Types::all_of(self.0.iter().map(|group| Types::any_of(group.iter().map(|schema| types(schema, &mut known)))))
    }

    /// Whether a list is meant, where a type is stated.
    pub(crate) fn is_list(&self) -> bool {
        let types = self.types();
        !types.is_any() && types.has(Type::Array)
    }

    /// Whether a field is named, as it is or by a pattern.
    pub(crate) fn names(&self, name: &str) -> bool {
        let (mut is_named, mut seen) = (false, Vec::new());
        self.0.iter().flatten().for_each(|schema| {
            walk(schema, &mut seen, &mut |keyword| {
                if let Keyword::Properties { named, patterns, .. } = keyword {
                    is_named |= named.iter().any(|(one, _)| *one == name);
                    is_named |= patterns.iter().any(|(one, _)| one.is_match(name));
                }
            });
        });
        is_named
    }

    /// The types of a field.
    pub(crate) fn field(&self, name: &str) -> Self {
        self.parts(&mut |keyword, out| {
            let Keyword::Properties { named, patterns, additional } = keyword else { return };
            let before = out.len();
            out.extend(named.iter().filter(|(one, _)| *one == name).map(|(_, schema)| *schema));
            out.extend(patterns.iter().filter(|(one, _)| one.is_match(name)).map(|(_, schema)| *schema));
            if out.len() == before {
                out.extend(additional);
            }
        })
    }

    /// The types of an item.
    pub(crate) fn item(&self, index: usize) -> Self {
        self.parts(&mut |keyword, out| match keyword {
            Keyword::PrefixItems(schemas) => out.extend(schemas.get(index)),
            Keyword::Items { from, item } if index >= *from => out.push(item),
            _ => {}
        })
    }

    fn parts(&self, find: Find<'_>) -> Self {
        let (mut out, mut seen) = (Vec::new(), Vec::new());
        self.0.iter().for_each(|group| match group[..] {
            [schema] => add_parts(schema, &mut seen, find, &mut out),
            _ => add_alternatives(group.iter().copied(), find, &mut out),
        });
        Self(out)
    }
}

/// Finds the schemas of a part of a value in a keyword.
type Find<'f> = &'f mut dyn FnMut(&Keyword, &mut Group);

/// Adds the schemas of a part: those that apply each as a group, those of alternatives together.
fn add_parts(schema: &'static Schema, seen: &mut Group, find: Find<'_>, out: &mut Vec<Group>) {
    if seen.iter().any(|one| std::ptr::eq(*one, schema)) {
        return;
    }
    seen.push(schema);
    for rule in schema.rules {
        match rule.keyword {
            Keyword::Reference(schema) => add_parts(schema, seen, find, out),
            Keyword::Deferred(cell) => {
                cell.get().into_iter().for_each(|schema| add_parts(schema, seen, find, out));
            }
            Keyword::AllOf(schemas) => schemas.iter().for_each(|schema| add_parts(schema, seen, find, out)),
            Keyword::AnyOf(schemas) | Keyword::OneOf(schemas) => add_alternatives(schemas.iter().copied(), find, out),
            Keyword::Choice { options, .. } => add_alternatives(options.iter().map(|(_, schema)| *schema), find, out),
            _ => {
                let mut found = Group::new();
                find(&rule.keyword, &mut found);
                found.into_iter().for_each(|schema| add(vec![schema], out));
            }
        }
    }
}

fn add_alternatives(schemas: impl Iterator<Item = &'static Schema>, find: Find<'_>, out: &mut Vec<Group>) {
    let (mut found, mut seen, mut group) = (Group::new(), Group::new(), Group::new());
    schemas.for_each(|schema| walk(schema, &mut seen, &mut |keyword| find(keyword, &mut found)));
    found.into_iter().for_each(|schema| {
        if !group.iter().any(|one| std::ptr::eq(*one, schema)) {
            group.push(schema);
        }
    });
    if !group.is_empty() {
        add(group, out);
    }
}

/// A group that is named twice says no more than once.
fn add(group: Group, out: &mut Vec<Group>) {
    let is_same =
        |one: &Group| one.len() == group.len() && one.iter().zip(&group).all(|(one, other)| std::ptr::eq(*one, *other));
    if !out.iter().any(is_same) {
        out.push(group);
    }
}

/// The alternatives of a value: those of the first combination.
fn alternatives(schema: &'static Schema, seen: &mut Group) -> Group {
    if seen.iter().any(|one| std::ptr::eq(*one, schema)) {
        return Group::new();
    }
    seen.push(schema);
    let found = schema.rules.iter().map(|rule| match rule.keyword {
        Keyword::AnyOf(schemas) | Keyword::OneOf(schemas) => schemas.to_vec(),
        Keyword::Choice { options, .. } => options.iter().map(|(_, schema)| *schema).collect(),
        Keyword::Reference(schema) => alternatives(schema, seen),
        Keyword::Deferred(cell) => cell.get().map(|schema| alternatives(schema, seen)).unwrap_or_default(),
        Keyword::AllOf(schemas) => {
            schemas.iter().map(|schema| alternatives(schema, seen)).find(|found| !found.is_empty()).unwrap_or_default()
        }
        _ => Group::new(),
    });
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// Visits the keywords of a schema and of every schema that is combined with it, each schema once.
fn walk(schema: &'static Schema, seen: &mut Vec<&'static Schema>, visit: &mut dyn FnMut(&Keyword)) {
    if seen.iter().any(|one| std::ptr::eq(*one, schema)) {
        return;
    }
    seen.push(schema);
    for rule in schema.rules {
        match rule.keyword {
            Keyword::Reference(schema) => walk(schema, seen, visit),
            Keyword::Deferred(cell) => cell.get().into_iter().for_each(|schema| walk(schema, seen, visit)),
            Keyword::AllOf(schemas) | Keyword::AnyOf(schemas) | Keyword::OneOf(schemas) => {
                schemas.iter().for_each(|schema| walk(schema, seen, visit));
            }
            Keyword::Choice { options, .. } => options.iter().for_each(|(_, schema)| walk(schema, seen, visit)),
            _ => visit(&rule.keyword),
        }
    }
}

/// What is known of schemas that refer to others: each is read once, however many ways lead to it.
type Known = BTreeMap<*const Schema, Types>;

/// The types that a schema allows; a schema that refers to itself restricts nothing by that.
fn types(schema: &Schema, known: &mut Known) -> Types {
    if let Some(types) = known.get(&std::ptr::from_ref(schema)) {
        return *types;
    }
    let types = Types::all_of(schema.rules.iter().map(|rule| match rule.keyword {
        Keyword::Never => Types::NONE,
        Keyword::Type(names) => Types(bits(names)),
        Keyword::Enum(values) => Types::any_of(values.iter().map(Types::of)),
        Keyword::Const(value) => Types::of(&value),
        Keyword::Choice { .. } => Types(bit(Type::Object)),
        Keyword::Reference(_) | Keyword::Deferred(_) | Keyword::AllOf(_) | Keyword::AnyOf(_) | Keyword::OneOf(_) => {
            known.entry(schema).or_insert(Types::ALL);
            combined(&rule.keyword, known)
        }
        _ => Types::ALL,
    }));
    if let Some(known) = known.get_mut(&std::ptr::from_ref(schema)) {
        *known = types;
    }
    types
}

/// The types that a combination of schemas allows.
fn combined(keyword: &Keyword, known: &mut Known) -> Types {
    match *keyword {
        Keyword::Reference(schema) => types(schema, known),
        Keyword::Deferred(cell) => cell.get().map_or(Types::NONE, |schema| types(schema, known)),
        Keyword::AllOf(schemas) => Types::all_of(schemas.iter().map(|schema| types(schema, known))),
        Keyword::AnyOf(schemas) | Keyword::OneOf(schemas) => {
            Types::any_of(schemas.iter().map(|schema| types(schema, known)))
        }
        _ => Types::ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::Rule;
    use super::*;

    /// A schema that names the next one twice, both as a part and for a field, through so many levels.
    fn doubled(levels: usize) -> &'static Schema {
        let last: &'static Schema = Box::leak(Box::new(Schema::new(&[])));
        (0..levels).fold(last, |next, _| {
            let named: &'static [_] = Box::leak(Box::new([("a", next)]));
            let again: &'static Schema = Box::leak(Box::new(Schema::new(Box::leak(Box::new([Rule::new(
                1,
                Keyword::Properties { named, patterns: &[], additional: None },
            )])))));
            let twice: &'static [_] = Box::leak(Box::new([next, next, again]));
            Box::leak(Box::new(Schema::new(Box::leak(Box::new([Rule::new(1, Keyword::AllOf(twice))])))))
        })
    }

    #[test]
    fn schemas_that_lead_to_each_other_in_many_ways_are_read_once() {
        let mut known = Known::new();
        assert!(types(doubled(60), &mut known).is_any());
        assert_eq!(known.len(), 60);
        let view = View::of(doubled(60)).field("a");
        assert_eq!((view.0.len(), view.field("a").0.len()), (60, 59));
    }
}
