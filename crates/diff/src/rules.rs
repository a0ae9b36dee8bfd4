//! Changes of `x-rules`, the rules over several parameters.

use deskledger_codegen::Node;
use deskledger_runtime::message::Argument;

use crate::annotations::is_wording;
use crate::change::{At, Changes};
use crate::messages;
use crate::set::take_pairs;

/// Compares the rules of an operation; their order and wording do not matter.
pub(crate) fn compare(changes: &mut Changes<'_>, old: &Node, new: &Node, at: &At<'_>) {
    let content = |node: &Node| {
        let entries = node.entries().iter().filter(|(key, _)| !is_wording(&key.name));
        let mut entries: Vec<_> = entries.map(|(key, node)| (key.name.clone(), node.to_json().to_string())).collect();
        entries.sort();
        entries
    };
    let name = |node: &Node| node.text("rule").map_or_else(|| messages::unnamed().into(), Argument::from);
    let (olds, news) = (old.list("x-rules"), new.list("x-rules"));
    let mut left: Vec<&Node> = news.iter().collect();
    let mut gone: Vec<&Node> = olds.iter().collect();
    take_pairs(&mut gone, &mut left, |one, two| content(one) == content(two));
    let changed = take_pairs(&mut gone, &mut left, |one, two| name(one) == name(two));
    let changed =
        changed.into_iter().map(|(one, two)| ("changed", messages::was_changed(), one, one.position, two.position));
    let removed = gone.into_iter().map(|one| ("removed", messages::was_removed(), one, one.position, new.position));
    let added = left.into_iter().map(|two| ("added", messages::was_added(), two, old.position, two.position));
    for (what, message, rule, old, new) in changed.chain(removed).chain(added) {
        let at = at.within(messages::rule_part(name(rule)));
        changes.add(&format!("rule-{what}"), (Some(old), Some(new)), &at, message);
    }
}
