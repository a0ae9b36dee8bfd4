//! Fields that only one side states: `readOnly` ones are not part of a request, `writeOnly` ones not of a response.

use std::collections::BTreeSet;

use deskledger_runtime::json_schema::Schema;
use serde_json::Value;

use crate::examples::target;

/// Maximum nesting of values that are looked into.
const MAX_DEPTH: usize = 24;

/// Maximum number of schemas that describe one value, and of those that a whole value is compared with.
const MAX_PARTS: usize = 64;
const MAX_SCHEMAS: usize = 20_000;

/// Most fields that are left out one by one.
const MAX_FIELDS: usize = 64;

/// A value without the fields that are marked with the keyword; with those of them that the rule requires all the same.
pub(crate) fn without(
    document: &Value,
    (keyword, described): (&str, Option<&Value>),
    rule: &'static Schema,
    value: Value,
) -> Value {
    let mut search = Search { document, keyword, found: BTreeSet::new(), left: MAX_SCHEMAS };
    described.into_iter().for_each(|schema| search.marked(schema, &value, &mut Vec::new()));
    if search.found.is_empty() {
        return value;
    }
    let mut stripped = value.clone();
    search.found.iter().for_each(|path| remove(&mut stripped, path));
    if rule.is_valid(&stripped) {
        return stripped;
    }
    search.found.iter().take(MAX_FIELDS).fold(value, |value, path| {
        let mut stripped = value.clone();
        remove(&mut stripped, path);
        if rule.is_valid(&stripped) { stripped } else { value }
    })
}

/// A step into a value: the name of a field or the place of an item.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Field(String),
    Item(usize),
}

fn remove(mut value: &mut Value, path: &[Step]) {
    for (place, step) in path.iter().enumerate() {
        let inner = match (step, value) {
            (Step::Field(name), Value::Object(fields)) if place + 1 == path.len() => {
                fields.remove(name);
                return;
            }
            (Step::Field(name), Value::Object(fields)) => fields.get_mut(name),
            (Step::Item(place), Value::Array(items)) => items.get_mut(*place),
            _ => None,
        };
        let Some(inner) = inner else { return };
        value = inner;
    }
}

/// A search for the fields of a value that are marked with a keyword.
struct Search<'d> {
    document: &'d Value,
    keyword: &'d str,
    found: BTreeSet<Vec<Step>>,
    left: usize,
}

impl<'d> Search<'d> {
    fn marked(&mut self, schema: &'d Value, value: &Value, path: &mut Vec<Step>) {
        if path.len() == MAX_DEPTH || !(value.is_object() || value.is_array()) {
            return;
        }
        for part in parts(self.document, schema, &["allOf", "anyOf", "oneOf", "then", "else"]) {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            match value {
                Value::Object(fields) => {
                    let properties = part.get("properties").and_then(Value::as_object);
                    for (name, value) in fields {
                        let own = properties.and_then(|properties| properties.get(name));
                        let Some(field) = own.or_else(|| part.get("additionalProperties")) else { continue };
                        path.push(Step::Field(name.clone()));
                        if self.found.contains(path) {
                            // Another part of the schema has marked it.
                        } else if is_marked(self.document, field, self.keyword) {
                            self.found.insert(path.clone());
                        } else {
                            self.marked(field, value, path);
                        }
                        path.pop();
                    }
                }
                Value::Array(items) => {
                    let first = part.get("prefixItems").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                    for (place, value) in items.iter().enumerate() {
                        let Some(item) = first.get(place).or_else(|| part.get("items")) else { continue };
                        path.push(Step::Item(place));
                        self.marked(item, value, path);
                        path.pop();
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_marked(document: &Value, schema: &Value, keyword: &str) -> bool {
    parts(document, schema, &["allOf"]).iter().any(|part| part.get(keyword) == Some(&Value::Bool(true)))
}

/// A schema with those that it refers to, and those of these compositions.
fn parts<'d>(document: &'d Value, schema: &'d Value, compositions: &[&str]) -> Vec<&'d Value> {
    let mut parts = vec![schema];
    let mut place = 0;
    while let Some(part) = parts.get(place).copied().filter(|_| parts.len() < MAX_PARTS) {
        place += 1;
        let members = compositions.iter().filter_map(|name| part.get(*name));
        let members = members.flat_map(|one| one.as_array().map_or(std::slice::from_ref(one), Vec::as_slice));
        let found: Vec<&Value> = members.chain(target(document, part)).collect();
        for one in found {
            if !parts.iter().any(|known| std::ptr::eq(*known, one)) {
                parts.push(one);
            }
        }
    }
    parts
}
