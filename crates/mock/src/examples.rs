//! Examples of the document: of a media type, and those that stand inside its schema.

use deskledger_runtime::Operation;
use serde_json::{Map, Value};

/// Maximum number of consecutive references, and maximum depth of schemas.
const MAX_DEPTH: usize = 24;

/// Maximum number of schemas searched for the examples of a value.
const MAX_SCHEMAS: usize = 4_096;

/// The operation as the document has it.
pub(crate) fn operation<'d>(document: &'d Value, operation: &Operation) -> Option<&'d Value> {
    let item = resolve(document, document.get("paths")?.get(operation.path)?);
    let own = item.get(operation.method.to_ascii_lowercase());
    own.or_else(|| item.get("additionalOperations")?.get(operation.method)).map(|node| resolve(document, node))
}

/// The target of a reference within the document.
pub(crate) fn resolve<'d>(document: &'d Value, mut node: &'d Value) -> &'d Value {
    for _ in 0..MAX_DEPTH {
        let target =
            node.get("$ref").and_then(Value::as_str).and_then(|path| document.pointer(path.strip_prefix('#')?));
        let Some(target) = target else { break };
        node = target;
    }
    node
}

/// The examples of a media type, a parameter or a header, those of its schema last.
pub(crate) fn of_content(document: &Value, content: &Value) -> Vec<Value> {
    let several = content.get("examples").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let several = several.filter_map(|one| resolve(document, one).get("value").cloned());
    let schema = content.get("schema").map(|node| resolve(document, node));
    let of_schema = schema.and_then(|schema| stated(schema).cloned());
    content.get("example").cloned().into_iter().chain(several).chain(of_schema).collect()
}

/// The value that the examples inside a schema give; where a part has none it is missing.
pub(crate) fn of_schema(document: &Value, schema: &Value) -> Option<Value> {
    Search { document, open: Vec::new(), left: MAX_SCHEMAS }.value(schema)
}

/// A search for examples. A schema inside itself has none, and the number of schemas is limited: a schema that others refer to
/// is searched again for each of them.
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
pub(crate) fn blend(value: Value, example: &Value) -> Value {
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
