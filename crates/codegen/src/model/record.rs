use std::collections::BTreeMap;

use super::schema;
use super::text::by_language;
use super::types::{Column, Record, Shape};
use crate::messages;
use crate::names;
use crate::spec::{Key, Node, Object, Source};

/// Reads a schema as a record: an object with headings. `None` for any other schema, which nothing is generated from.
pub(super) fn read<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node) -> Option<Record> {
    let has_heading = |node: &Node| node.get("x-heading").is_some();
    node.get("properties")?.entries().iter().find(|(_, node)| has_heading(node))?;
    let known = ["type", "description", "required", "properties", "title", "example", "additionalProperties"];
    let object = Object::read(source, node, messages::a_record, &known)?;
    let properties = object.map(source, "properties");
    let mut required = Vec::new();
    for node in object.list(source, "required") {
        let name = node.as_text().unwrap_or_default();
        if !properties.iter().any(|(key, _)| key.name == name) {
            let found = messages::no_field_of_record(&key.name, name);
            source.report("required", node.position, found, messages::add_field());
        }
        required.push(name);
    }
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    let mut columns = Vec::new();
    for (key, node) in properties {
        if let Some(other) = fields.insert(names::snake(&key.name), &key.name) {
            let found = messages::names_alike(&key.name, other);
            source.report("name-collision", key.position, found, messages::rename_one());
        }
        columns.extend(column(source, key, node, required.contains(&key.name.as_str())));
    }
    Some(Record {
        name: key.name.clone(),
        position: key.position,
        description: object.prose(source, "description"),
        columns,
    })
}

fn column<'s>(source: &mut Source<'s>, key: &'s Key, node: &'s Node, required: bool) -> Option<Column> {
    let schema = schema::read(source, node)?;
    if matches!(schema.shape, Shape::List(_) | Shape::Json(_) | Shape::Parts(_) | Shape::Raw) {
        let found = messages::no_plain_value(schema.shape.name());
        return source.refuse("unsupported", node.position, found, messages::write_a_plain_value());
    }
    let headings = node.map("x-heading");
    let headings = by_language(source, headings, messages::a_heading);
    let description = node.text("description").unwrap_or_default().trim().to_owned();
    Some(Column { name: key.name.clone(), position: key.position, required, description, headings, schema })
}
