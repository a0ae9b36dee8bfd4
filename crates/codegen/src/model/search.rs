use std::collections::BTreeSet;

use super::types::Shape;
use crate::spec::{Files, Node, Value, step_name};

/// Keys whose values are data, and no schema.
const DATA: [&str; 5] = ["default", "enum", "example", "examples", "const"];

/// Whether a value may hold a secret: a text of the format `password`, however deep.
pub(super) fn is_secret(files: &Files, shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => text.secret,
        Shape::List(list) => is_secret(files, &list.item),
        _ => is_in(files, shape, |node| node.get("format").and_then(Node::as_text) == Some("password")),
    }
}

/// Whether a value may hold fields with defaults, however deep.
pub(super) fn has_defaults(files: &Files, shape: &Shape) -> bool {
    is_in(files, shape, |node| node.get("default").is_some())
}

/// Whether a schema says something, however deep.
fn is_in(files: &Files, shape: &Shape, says: fn(&Node) -> bool) -> bool {
    match shape {
        Shape::Json(json) => Search { files, says, followed: BTreeSet::new() }.finds(&json.schema),
        Shape::Parts(parts) => Search { files, says, followed: BTreeSet::new() }.finds(&parts.schema),
        _ => false,
    }
}

struct Search<'n> {
    files: &'n Files,
    says: fn(&Node) -> bool,
    /// References that were followed: one that leads back to itself says nothing new.
    followed: BTreeSet<(u32, &'n str)>,
}

impl<'n> Search<'n> {
    fn finds(&mut self, node: &'n Node) -> bool {
        match &node.value {
            Value::List(list) => list.iter().any(|node| self.finds(node)),
            Value::Map(entries) => {
                (self.says)(node)
                    || node.get("$ref").is_some_and(|reference| self.follows(reference))
                    || entries
                        .iter()
                        .filter(|(key, _)| !DATA.contains(&key.name.as_str()))
                        .any(|(_, node)| self.finds(node))
            }
            _ => false,
        }
    }

    fn follows(&mut self, reference: &'n Node) -> bool {
        let Some(text) = reference.as_text() else { return false };
        let Some((file, root, fragment)) = self.files.target(reference.position, text) else { return false };
        if !self.followed.insert((file, fragment)) {
            return false;
        }
        let mut steps = fragment.split('/').filter(|step| !step.is_empty()).map(step_name);
        steps.try_fold(root, |node, step| node.get(&step)).is_some_and(|node| self.finds(node))
    }
}
