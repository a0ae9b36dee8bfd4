//! Names after the place: `Order` and its field `lines` give `OrderLines`, an item of it `OrderLinesItem`.

use std::collections::BTreeMap;

use crate::diagnostic::Position;
use crate::names;
use crate::spec::{Node, Value};

/// Names by the place of the schema.
pub(super) type Names = BTreeMap<Position, String>;

/// Maximum nesting of schemas.
const MAX_LEVELS: usize = 128;

/// Names a schema and those in it.
pub(super) fn name(node: &Node, wanted: &str, level: usize, out: &mut Names) {
    if level == MAX_LEVELS || out.contains_key(&node.position) || !matches!(node.value, Value::Map(_)) {
        return;
    }
    out.insert(node.position, wanted.to_owned());
    let mut child = |node: &Node, name: String| self::name(node, &name, level + 1, out);
    for (key, schema) in node.entries() {
        match (key.name.as_str(), &schema.value) {
            ("properties", Value::Map(fields)) => {
                fields.iter().for_each(|(key, node)| child(node, format!("{wanted}{}", names::pascal(&key.name))));
            }
            ("items", Value::Map(_)) => child(schema, format!("{wanted}Item")),
            ("additionalProperties", Value::Map(_)) => child(schema, format!("{wanted}Value")),
            ("allOf", Value::List(members)) => members.iter().for_each(|node| child(node, wanted.to_owned())),
            ("oneOf" | "anyOf", Value::List(members)) => {
                for (index, node) in members.iter().enumerate() {
                    child(node, alternative(node, wanted, index));
                }
            }
            _ => {}
        }
    }
}

/// An alternative is named by its title where that is a name.
fn alternative(node: &Node, owner: &str, index: usize) -> String {
    let title = node.text("title").filter(|title| title.len() <= 40);
    match title {
        Some(title) => format!("{owner}{}", names::pascal(title)),
        None => format!("{owner}Option{}", index + 1),
    }
}
