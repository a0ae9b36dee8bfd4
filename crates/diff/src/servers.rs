//! Changes of servers and of their variables.

use deskledger_codegen::Node;

use crate::change::{At, Changes};
use crate::messages;
use crate::world::items;

/// Compares the servers of a document, a path or an operation.
pub(crate) fn compare(changes: &mut Changes<'_>, old: Option<&Node>, new: Option<&Node>, at: &At<'_>) {
    let (Some(whole_old), Some(whole_new)) = (old.or(new), new.or(old)) else { return };
    let url = |node: &Node| node.text("url").unwrap_or("/").trim_end_matches('/').to_owned();
    let find = |list: Option<&'_ Node>, wanted: &str| items(list).iter().position(|node| url(node) == wanted);
    for one in items(old) {
        let name = url(one);
        let Some(place) = find(new, &name) else {
            let places = (Some(one.position), Some(whole_new.position).filter(|_| new.is_some()));
            changes.add("server-removed", places, at, messages::value_was_removed(messages::server(), name));
            continue;
        };
        let two = &items(new)[place];
        for (key, variable) in one.map("variables") {
            let other = two.get("variables").and_then(|variables| variables.get(&key.name));
            let missing = |node: &Node| {
                variable.list("enum").iter().any(|value| {
                    let values = node.list("enum");
                    !values.is_empty() && !values.iter().any(|other| other.value == value.value)
                })
            };
            let default = |node: &Node| node.get("default").map(Node::to_json);
            let changed = other.is_none_or(|other| default(other) != default(variable) || missing(other));
            if changed {
                let places = (Some(key.position), Some(other.unwrap_or(two).position));
                let message = messages::part_changed(messages::variable(), &key.name, &name);
                changes.add("server-variable-changed", places, at, message);
            }
        }
    }
    for two in items(new).iter().filter(|two| find(old, &url(two)).is_none()) {
        let places = (Some(whole_old.position).filter(|_| old.is_some()), Some(two.position));
        changes.add("server-added", places, at, messages::value_was_added(messages::server(), url(two)));
    }
}
