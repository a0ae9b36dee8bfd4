//! `unevaluatedProperties` and `unevaluatedItems`: the fields and items that no other keyword of a schema looks at.

use super::data::{Data, Items, Named, Node};
use super::evaluate::{self, accepts};
use super::schema::{Keyword, MAX_LEVELS, Schema};

/// The name of a field, or the place of an item.
#[derive(Clone, Copy)]
pub(super) enum Part<'p> {
    Field(&'p str),
    Item(usize),
}

/// Whether another keyword of the schema looks at a part of a value that keeps it.
pub(super) fn is_evaluated<'v>(of: &Schema, value: impl Data<'v>, part: Part<'_>, level: usize) -> bool {
    level < MAX_LEVELS && of.rules.iter().any(|rule| is_seen(&rule.keyword, value, part, level + 1, true))
}

fn is_seen<'v>(keyword: &Keyword, value: impl Data<'v>, part: Part<'_>, level: usize, is_own: bool) -> bool {
    let inside = |schema: &Schema| {
        level < MAX_LEVELS && schema.rules.iter().any(|rule| is_seen(&rule.keyword, value, part, level + 1, false))
    };
    let chosen = |schema: &Schema| accepts(schema, value, level) && inside(schema);
    match (*keyword, part) {
        (Keyword::Properties { named, patterns, additional }, Part::Field(field)) => {
            additional.is_some()
                || named.iter().any(|(name, _)| *name == field)
                || patterns.iter().any(|(pattern, _)| pattern.is_match(field))
        }
        (Keyword::PrefixItems(schemas), Part::Item(index)) => index < schemas.len(),
        (Keyword::Items { from, .. }, Part::Item(index)) => index >= from,
        (Keyword::Contains { item, .. }, Part::Item(index)) => match value.node() {
            Node::List(items) => items.iter().nth(index).is_some_and(|one| accepts(item, one, level)),
            _ => false,
        },
        (Keyword::UnevaluatedProperties { .. }, Part::Field(_)) | (Keyword::UnevaluatedItems { .. }, Part::Item(_)) => {
            !is_own
        }
        (Keyword::Reference(schema), _) => inside(schema),
        (Keyword::AllOf(schemas), _) => schemas.iter().any(|schema| inside(schema)),
        (Keyword::AnyOf(schemas) | Keyword::OneOf(schemas), _) => schemas.iter().any(|schema| chosen(schema)),
        (Keyword::Choice { property, options }, _) => match value.node() {
            Node::Object(fields) => evaluate::chosen(property, options, fields).is_some_and(inside),
            _ => false,
        },
        (Keyword::If { condition, then, otherwise }, _) => match accepts(condition, value, level) {
            true => inside(condition) || then.is_some_and(inside),
            false => otherwise.is_some_and(inside),
        },
        (Keyword::DependentSchemas(schemas), _) => match value.node() {
            Node::Object(fields) => schemas.iter().any(|(name, schema)| fields.has(name) && inside(schema)),
            _ => false,
        },
        _ => false,
    }
}
