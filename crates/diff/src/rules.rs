//! Changes of `x-rules`, the rules over several parameters.

use deskledger_codegen::Node;

use crate::change::Changes;
use crate::notes::is_wording;
use crate::world::items;

/// Compares the rules of an operation; their order and wording do not matter.
pub(crate) fn compare(changes: &mut Changes<'_>, old: &Node, new: &Node, at: &str) {
    let content = |node: &Node| {
        let entries = node.entries().iter().filter(|(key, _)| !is_wording(&key.name));
        let mut entries: Vec<_> = entries.map(|(key, node)| (key.name.clone(), node.to_json().to_string())).collect();
        entries.sort();
        entries
    };
    let name = |node: &Node| node.get("rule").and_then(Node::as_text).unwrap_or("without a name").to_owned();
    let (olds, news) = (items(old.get("x-rules")), items(new.get("x-rules")));
    let mut left: Vec<&Node> = news.iter().collect();
    let mut gone: Vec<&Node> = olds.iter().collect();
    gone.retain(|one| match left.iter().position(|two| content(one) == content(two)) {
        Some(place) => {
            left.remove(place);
            false
        }
        None => true,
    });
    for one in gone {
        let label = format!("{at}, rule {}", name(one));
        match left.iter().position(|two| name(one) == name(two)) {
            Some(place) => {
                let two = left.remove(place);
                changes.add("rule-changed", (Some(one.position), Some(two.position)), &label, "changed");
            }
            None => {
                changes.add("rule-removed", (Some(one.position), Some(new.position)), &label, "was removed");
            }
        }
    }
    for two in left {
        let label = format!("{at}, rule {}", name(two));
        changes.add("rule-added", (Some(old.position), Some(two.position)), &label, "was added");
    }
}
