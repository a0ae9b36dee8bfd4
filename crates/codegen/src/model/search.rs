use std::collections::BTreeSet;

use super::schema::empty_ranges;
use super::types::Shape;
use crate::messages;
use crate::spec::{Node, Source, Value, has_names, is_data};

/// Whether a value may hold a secret: a text of the format `password`, however deep.
pub(super) fn is_secret(source: &mut Source<'_>, shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => text.secret,
        Shape::List(list) => is_secret(source, &list.item),
        _ => is_in(source, shape, |node| node.text("format") == Some("password")),
    }
}

/// Whether a value may hold fields with defaults, however deep.
pub(super) fn has_defaults(source: &mut Source<'_>, shape: &Shape) -> bool {
    is_in(source, shape, |node| node.get("default").is_some())
}

/// Reports the ranges of a parameter that no value is in, however deep.
pub(super) fn report_empty_ranges(source: &mut Source<'_>, shape: &Shape) {
    let mut found = Vec::new();
    is_in(source, shape, |node| {
        found.extend(empty_ranges(node));
        false
    });
    found.into_iter().for_each(|(_, at, found)| source.report("empty-range", at, found, messages::change_one()));
}

/// Whether a schema says something, however deep.
fn is_in(source: &mut Source<'_>, shape: &Shape, says: impl FnMut(&Node) -> bool) -> bool {
    let schema = match shape {
        Shape::Json(json) => &json.schema,
        Shape::Parts(parts) => &parts.schema,
        _ => return false,
    };
    Search { source, says, followed: BTreeSet::new() }.finds(schema, false)
}

struct Search<'n, 's, F> {
    source: &'n mut Source<'s>,
    says: F,
    /// References followed so far: a cycle adds nothing.
    followed: BTreeSet<*const Node>,
}

impl<F: FnMut(&Node) -> bool> Search<'_, '_, F> {
    fn finds(&mut self, node: &Node, are_names: bool) -> bool {
        match &node.value {
            Value::List(list) => list.iter().any(|node| self.finds(node, false)),
            Value::Map(entries) => {
                let mut references = ["$ref", "$dynamicRef"].iter().filter_map(|name| node.get(name));
                (!are_names && ((self.says)(node) || references.any(|one| self.follows(one))))
                    || entries
                        .iter()
                        .filter(|(key, _)| !is_data(&key.name, are_names))
                        .any(|(key, node)| self.finds(node, has_names(&key.name, are_names)))
            }
            _ => false,
        }
    }

    fn follows(&mut self, reference: &Node) -> bool {
        let Some(target) = self.source.follow(reference) else { return false };
        self.followed.insert(target) && self.finds(target, false)
    }
}
