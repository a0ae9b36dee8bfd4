//! Changes of servers and of their variables.

use deskledger_codegen::Node;

use crate::change::{At, Changes};
use crate::kind::Verdict;
use crate::messages;

/// The address of a server.
fn url(node: &Node) -> &str {
    Some(node.text("url").unwrap_or_default().trim_end_matches('/')).filter(|url| !url.is_empty()).unwrap_or("/")
}

/// Where the servers of a part stand.
fn whole(holder: &Node) -> &Node {
    holder.get("servers").unwrap_or(holder)
}

/// The addresses of a part with their servers; without any, the address is that of the document.
fn servers(holder: &Node) -> Vec<(&str, &Node)> {
    match holder.list("servers") {
        [] => vec![("/", whole(holder))],
        list => list.iter().map(|node| (url(node), node)).collect(),
    }
}

/// Compares the servers of two documents, or those that count for an operation.
pub(crate) fn compare(changes: &mut Changes<'_>, old: &Node, new: &Node, at: &At<'_>) {
    let (olds, news) = (servers(old), servers(new));
    for (name, one) in &olds {
        let Some((_, two)) = news.iter().find(|(other, _)| other == name) else {
            let places = (Some(one.position), Some(whole(new).position));
            changes.add("server-removed", places, at, messages::value_was_removed(messages::server(), *name));
            continue;
        };
        for (key, variable) in one.map("variables") {
            let other = two.get("variables").and_then(|variables| variables.get(&key.name));
            // Without an enum any value is allowed.
            let is_within = |one: &Node, two: &Node| {
                let (values, others) = (one.list("enum"), two.list("enum"));
                let has = |value: &Node| others.iter().any(|other| other.value == value.value);
                others.is_empty() || (!values.is_empty() && values.iter().all(has))
            };
            let default = |node: &Node| node.get("default").map(Node::to_json);
            let is_wider = other.is_some_and(|other| default(other) == default(variable) && is_within(variable, other));
            if !is_wider || other.is_some_and(|other| !is_within(other, variable)) {
                let places = (Some(key.position), Some(other.unwrap_or(two).position));
                let message = messages::part_changed(messages::variable(), &key.name, *name);
                let wire = is_wider.then_some(Verdict::Safe);
                changes.add_rated("server-variable-changed", wire, places, at, message, None);
            }
        }
    }
    for (name, two) in news.iter().filter(|(name, _)| !olds.iter().any(|(other, _)| other == name)) {
        let places = (Some(whole(old).position), Some(two.position));
        changes.add("server-added", places, at, messages::value_was_added(messages::server(), *name));
    }
}
