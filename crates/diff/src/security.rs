//! Changes of security schemes and of what operations ask for.

use std::collections::{BTreeMap, BTreeSet};

use deskledger_codegen::{Node, Position};
use deskledger_runtime::message::Message;

use crate::annotations::{became, wording};
use crate::change::{At, Changes, Positions};
use crate::kind::Verdict;
use crate::messages;
use crate::set::{entries, take_pairs};
use crate::world::items;

/// Schemes with their scopes that together let a request in.
type Alternative<'d> = BTreeMap<&'d str, BTreeSet<&'d str>>;

fn alternatives<'d>(node: Option<&'d Node>) -> Vec<Alternative<'d>> {
    let scopes = |node: &'d Node| node.items().iter().filter_map(Node::as_text).collect();
    let list = items(node).iter();
    list.map(|node| node.entries().iter().map(|(key, node)| (key.name.as_str(), scopes(node))).collect()).collect()
}

/// Compares what an operation asks for. A request is let in if it meets one of the alternatives.
pub(crate) fn requirements(
    changes: &mut Changes<'_>,
    old: Option<&Node>,
    new: Option<&Node>,
    places: Positions,
    at: &At<'_>,
) {
    let (mut olds, mut news) = (alternatives(old), alternatives(new));
    if olds == news {
        return;
    }
    let is_open = |list: &[Alternative<'_>]| list.is_empty() || list.iter().any(BTreeMap::is_empty);
    let (was_open, is_open) = (is_open(&olds), is_open(&news));
    if was_open && !is_open {
        changes.add("security-required", places, at, messages::credentials_required(names(&news)));
    } else if is_open && !was_open {
        changes.add("security-dropped", places, at, messages::credentials_not_required());
    }
    if was_open || is_open {
        return;
    }
    let all = news.clone();
    take_pairs(&mut olds, &mut news, |one, two| one == two);
    // The same schemes with other scopes.
    for (one, two) in take_pairs(&mut olds, &mut news, |one, two| one.keys().eq(two.keys())) {
        for (scheme, new) in &two {
            scopes(changes, "security-scope", (&one[scheme], new), places, at, Some(*scheme));
        }
    }
    for one in olds {
        // A caller with these credentials also has those of an alternative that asks for fewer.
        let is_let_in = all.iter().any(|two| is_part(two, &one));
        let (wire, message) = (is_let_in.then_some(Verdict::Safe), messages::no_longer_lets_in(names(&[one])));
        changes.add_rated("security-alternative-removed", wire, places, at, message, None);
    }
    for two in news {
        changes.add("security-alternative-added", places, at, messages::lets_in(names(&[two])));
    }
}

/// Whether one alternative asks for nothing that the other does not ask for.
fn is_part(one: &Alternative<'_>, other: &Alternative<'_>) -> bool {
    one.iter().all(|(scheme, scopes)| other.get(scheme).is_some_and(|others| scopes.is_subset(others)))
}

fn names(list: &[Alternative<'_>]) -> Message {
    let one = |one: &Alternative<'_>| Message::list(one.keys().copied().map(Message::of).collect(), messages::with());
    Message::list(list.iter().map(one).collect(), messages::or())
}

/// Compares the security schemes of the documents.
pub(crate) fn schemes<'n>(changes: &mut Changes<'_>, old: Option<&'n Node>, new: Option<&'n Node>) {
    let start = Position { file: 0, line: 1, column: 1 };
    let whole = |node: Option<&Node>| Some(node.map_or(start, |node| node.position));
    let all = |node: Option<&'n Node>| node.map(Node::entries).unwrap_or_default().iter();
    for entry in entries(all(old), all(new), str::to_owned) {
        let at = At::new(messages::security_scheme_part(&entry.key.name));
        match (entry.old, entry.new) {
            (Some(one), Some(two)) => scheme(changes, one, two, &at),
            _ => changes.add_one_sided("security-scheme", None, entry, (whole(old), whole(new)), &at),
        }
    }
}

fn scheme<'n>(changes: &mut Changes<'_>, old: &'n Node, new: &'n Node, at: &At<'_>) {
    wording(changes, Some(old), Some(new), at);
    let fields =
        [("type", "type"), ("scheme", "type"), ("in", "place"), ("name", "place"), ("openIdConnectUrl", "address")];
    let text = |node: &Node| node.as_text().map_or_else(|| node.to_json().to_string(), str::to_owned);
    for (name, kind) in fields {
        let (one, two) = (old.get(name), new.get(name));
        let (was, is) = (one.map(text), two.map(text));
        let small = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
        // Names of headers ignore case, as HTTP does; those of query parameters and cookies do not.
        let is_exact = name == "name" && old.text("in") != Some("header");
        if small(&was) != small(&is) || (is_exact && was != is) {
            let places = (Some(one.unwrap_or(old).position), Some(two.unwrap_or(new).position));
            changes.add(&format!("security-scheme-{kind}-changed"), places, at, became(name, was, is));
        }
    }
    for (key, one) in old.map("flows") {
        let at = at.within(messages::flow_part(&key.name));
        let Some(two) = new.get("flows").and_then(|flows| flows.get(&key.name)) else {
            let places = (Some(key.position), Some(new.position));
            changes.add("security-scheme-type-changed", places, &at, messages::was_removed());
            continue;
        };
        for name in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
            let (was, is) = (one.get(name), two.get(name));
            if was.map(text) != is.map(text) {
                let places = (Some(was.unwrap_or(one).position), Some(is.unwrap_or(two).position));
                let message = became(name, was.map(text), is.map(text));
                changes.add("security-scheme-address-changed", places, &at, message);
            }
        }
        let places = (Some(one.get("scopes").unwrap_or(one).position), Some(two.get("scopes").unwrap_or(two).position));
        let names = |node: &'n Node| node.map("scopes").iter().map(|(key, _)| key.name.as_str()).collect();
        scopes(changes, "security-scheme-scope", (&names(one), &names(two)), places, &at, None);
    }
}

/// Reports the scopes of which there are more or fewer.
fn scopes(
    changes: &mut Changes<'_>,
    part: &str,
    (old, new): (&BTreeSet<&str>, &BTreeSet<&str>),
    places: Positions,
    at: &At<'_>,
    scheme: Option<&str>,
) {
    for (scopes, others, became) in [(old, new, "removed"), (new, old, "added")] {
        for scope in scopes.difference(others) {
            let message = match (became, scheme) {
                ("removed", None) => messages::value_was_removed(messages::scope(), *scope),
                ("removed", Some(scheme)) => messages::part_was_removed(messages::scope(), *scope, scheme),
                (_, None) => messages::value_was_added(messages::scope(), *scope),
                (_, Some(scheme)) => messages::part_was_added(messages::scope(), *scope, scheme),
            };
            changes.add(&format!("{part}-{became}"), places, at, message);
        }
    }
}
