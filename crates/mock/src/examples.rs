//! Examples of the document: of a media type, and those that stand inside its schema.

use deskledger_runtime::json_schema::Schema;
use deskledger_runtime::{Location, Operation};
use serde_json::{Map, Value};

use crate::sample::{Wish, sample};

/// How many references are followed, and how deep schemas are.
const MAX_DEPTH: usize = 24;

/// Maximum number of schemas searched for the examples of a value.
const MAX_SCHEMAS: usize = 4_096;

/// The operation as the document has it.
pub(crate) fn operation<'d>(document: &'d Value, operation: &Operation) -> Option<&'d Value> {
    let item = path_item(document, operation)?;
    let own = item.get(operation.method.to_ascii_lowercase());
    own.or_else(|| item.get("additionalOperations")?.get(operation.method)).map(|node| resolve(document, node))
}

fn path_item<'d>(document: &'d Value, operation: &Operation) -> Option<&'d Value> {
    Some(resolve(document, document.get("paths")?.get(operation.path)?))
}

/// A parameter as the document has it: that of the operation before that of its path.
pub(crate) fn parameter<'d>(document: &'d Value, call: &Operation, at: Location) -> Option<&'d Value> {
    let owners = [operation(document, call), path_item(document, call)].into_iter().flatten();
    let lists = owners.filter_map(|owner| owner.get("parameters")?.as_array());
    let is_wanted = |one: &&Value| {
        one["name"] == at.name
            && one["in"].as_str().is_some_and(|place| format!("{:?}", at.place).eq_ignore_ascii_case(place))
    };
    lists.flatten().map(|one| resolve(document, one)).find(is_wanted)
}

/// A parameter or a header, or its only media type: whichever has the schema.
pub(crate) fn with_schema(node: &Value) -> &Value {
    let content = node.get("content").and_then(Value::as_object).and_then(|content| content.values().next());
    content.unwrap_or(node)
}

/// The target of a reference within the document.
pub(crate) fn resolve<'d>(document: &'d Value, mut node: &'d Value) -> &'d Value {
    for _ in 0..MAX_DEPTH {
        let Some(target) = target(document, node) else { break };
        node = target;
    }
    node
}

/// What a reference refers to, which may be a reference.
pub(crate) fn target<'d>(document: &'d Value, node: &Value) -> Option<&'d Value> {
    document.pointer(node.get("$ref")?.as_str()?.strip_prefix('#')?)
}

/// The examples of a value: that of the generated code as JSON, and those of its media type, those of the schema last.
pub(crate) fn examples(document: &Value, content: Option<&Value>, of_code: Option<&str>) -> Vec<Value> {
    let of_code = of_code.and_then(|text| serde_json::from_str(text).ok());
    let part = |name: &str| content.and_then(|content| content.get(name));
    let several = part("examples").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let several = several.filter_map(|one| resolve(document, one).get("value"));
    let of_schema = part("schema").and_then(|schema| stated(resolve(document, schema)));
    of_code.into_iter().chain(part("example").into_iter().chain(several).chain(of_schema).cloned()).collect()
}

/// A value that a schema accepts: made by its rules, with the examples inside it where these are accepted.
pub(crate) fn made(document: &Value, described: Option<&Value>, schema: &'static Schema, wish: Wish) -> Option<Value> {
    let made = sample(schema, wish)?;
    let search = |schema| Search { document, open: Vec::new(), left: MAX_SCHEMAS }.value(schema);
    let blended = described.and_then(search).map(|inside| blend(made.clone(), &inside));
    Some(blended.filter(|value| schema.is_valid(value)).unwrap_or(made))
}

/// A search for the value that the examples inside a schema give; where a part has none it is missing. A schema inside itself
/// has none, and the number of schemas is limited: a schema that others refer to is searched again for each of them.
struct Search<'d> {
    document: &'d Value,
    open: Vec<&'d Value>,
    left: usize,
}

impl<'d> Search<'d> {
    fn value(&mut self, schema: &'d Value) -> Option<Value> {
        let schema = resolve(self.document, schema);
        self.left = self.left.checked_sub(1)?;
        if let Some(example) = stated(schema) {
            return Some(example.clone());
        }
        if self.open.len() == MAX_DEPTH || self.open.iter().any(|open| std::ptr::eq(*open, schema)) {
            return None;
        }
        self.open.push(schema);
        let value = self.parts(schema);
        self.open.pop();
        value
    }

    fn parts(&mut self, schema: &'d Value) -> Option<Value> {
        let mut object = Map::new();
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Some(Value::Object(fields)) = self.value(part) {
                object.extend(fields);
            }
        }
        for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if let Some(value) = self.value(field) {
                object.insert(name.clone(), value);
            }
        }
        if !object.is_empty() {
            return Some(Value::Object(object));
        }
        let item = self.value(schema.get("items")?)?;
        Some(Value::Array(vec![item]))
    }
}

fn stated(schema: &Value) -> Option<&Value> {
    schema.get("example").or_else(|| schema.get("examples")?.as_array()?.first())
}

/// A value with the parts of an example in place of its own.
fn blend(value: Value, example: &Value) -> Value {
    match (value, example) {
        (Value::Object(mut fields), Value::Object(examples)) => {
            for (name, example) in examples {
                let known = fields.remove(name);
                fields.insert(name.clone(), known.map_or_else(|| example.clone(), |known| blend(known, example)));
            }
            Value::Object(fields)
        }
        (Value::Array(items), Value::Array(examples)) if !items.is_empty() && !examples.is_empty() => {
            items.into_iter().map(|item| blend(item, &examples[0])).collect()
        }
        _ => example.clone(),
    }
}
