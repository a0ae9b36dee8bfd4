//! Defaults of fields, filled in where a value that was read has none. What is sent has none either.

use serde_json::Value;

use super::schema::{Keyword, MAX_LEVELS, Schema};

/// Fills in the fields that are absent and have a default. A default is a whole value: nothing is filled in
/// inside it.
pub(super) fn fill(schema: &'static Schema, value: &mut Value, level: usize) {
    fill_once(schema, value, level, &mut Vec::new());
}

/// Fills in the fields of one value. A schema that is combined with itself has nothing to add: `seen` has those before.
fn fill_once(schema: &'static Schema, value: &mut Value, level: usize, seen: &mut Vec<&'static Schema>) {
    if level == MAX_LEVELS || seen.iter().any(|one| std::ptr::eq(*one, schema)) {
        return;
    }
    seen.push(schema);
    let next = level + 1;
    for rule in schema.rules {
        match (rule.keyword, &mut *value) {
            (Keyword::Reference(schema), value) => fill_once(schema, value, next, seen),
            (Keyword::Deferred(cell), value) => {
                cell.get().into_iter().for_each(|schema| fill_once(schema, value, next, seen));
            }
            (Keyword::AllOf(schemas), value) => schemas.iter().for_each(|schema| fill_once(schema, value, next, seen)),
            (Keyword::Choice { property, options }, value) => {
                let chosen = value.get(property).and_then(Value::as_str);
                let chosen = chosen.and_then(|name| options.iter().find(|(one, _)| *one == name));
                if let Some((_, schema)) = chosen {
                    fill_once(schema, value, next, seen);
                }
            }
            (Keyword::PrefixItems(schemas), Value::Array(items)) => {
                items.iter_mut().zip(schemas).for_each(|(item, schema)| fill(schema, item, next));
            }
            (Keyword::Items { from, item: schema }, Value::Array(items)) => {
                items.iter_mut().skip(from).for_each(|item| fill(schema, item, next));
            }
            (Keyword::Properties { named, patterns, additional }, Value::Object(fields)) => {
                for (name, field) in fields.iter_mut() {
                    let by_name = named.iter().filter(|(one, _)| one == name).map(|(_, schema)| *schema);
                    let by_pattern = patterns.iter().filter(|(one, _)| one.is_match(name)).map(|(_, schema)| *schema);
                    let mut known = by_name.chain(by_pattern).peekable();
                    let additional = additional.filter(|_| known.peek().is_none());
                    known.chain(additional).for_each(|schema| fill(schema, field, next));
                }
                for (name, schema) in named.iter().filter(|(_, schema)| !schema.rules.is_empty()) {
                    if let Some(default) = default(schema, 0).filter(|_| !fields.contains_key(*name)) {
                        fields.insert((*name).to_owned(), default);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The default that a schema states, or one that it refers to.
fn default(schema: &Schema, level: usize) -> Option<Value> {
    let stated = schema.rules.iter().find_map(|rule| match rule.keyword {
        Keyword::Default(value) => Some(value.to_value()),
        _ => None,
    });
    stated.or_else(|| {
        schema.rules.iter().filter(|_| level < MAX_LEVELS).find_map(|rule| match rule.keyword {
            Keyword::Reference(schema) => default(schema, level + 1),
            Keyword::Deferred(cell) => default(cell.get()?, level + 1),
            _ => None,
        })
    })
}
