use std::collections::BTreeSet;

use super::Shape;
use crate::spec::{Node, Value};

/// Keys whose values are data, and no schema.
const DATA: [&str; 5] = ["default", "enum", "example", "examples", "const"];

/// Whether a value may hold a secret: a text of the format `password`, however deep.
pub(super) fn is_in(root: &Node, shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => text.secret,
        Shape::List(list) => is_in(root, &list.item),
        Shape::Json(json) => Search { root, followed: BTreeSet::new() }.finds(&json.schema),
        _ => false,
    }
}

struct Search<'n> {
    root: &'n Node,
    /// References that were followed: one that leads back to itself says nothing new.
    followed: BTreeSet<&'n str>,
}

impl<'n> Search<'n> {
    fn finds(&mut self, node: &'n Node) -> bool {
        match &node.value {
            Value::List(list) => list.iter().any(|node| self.finds(node)),
            Value::Map(entries) => {
                node.get("format").and_then(Node::as_text) == Some("password")
                    || node.get("$ref").and_then(Node::as_text).is_some_and(|text| self.follows(text))
                    || entries
                        .iter()
                        .filter(|(key, _)| !DATA.contains(&key.name.as_str()))
                        .any(|(_, node)| self.finds(node))
            }
            _ => false,
        }
    }

    fn follows(&mut self, reference: &'n str) -> bool {
        let Some(steps) = reference.strip_prefix("#/").filter(|_| self.followed.insert(reference)) else {
            return false;
        };
        let mut steps = steps.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
        steps.try_fold(self.root, |node, step| node.get(&step)).is_some_and(|node| self.finds(node))
    }
}
