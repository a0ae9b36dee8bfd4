//! Changes of security schemes and of what operations ask for.

use std::collections::{BTreeMap, BTreeSet};

use deskledger_codegen::{Node, Position};

use crate::change::{Changes, Positions};
use crate::notes::wording;
use crate::world::items;

/// Schemes with their scopes that together let a request in.
type Alternative<'d> = BTreeMap<&'d str, BTreeSet<&'d str>>;

fn alternatives(node: Option<&Node>) -> Vec<Alternative<'_>> {
    let scopes = |node| items(Some(node)).iter().filter_map(Node::as_text).collect();
    let list = items(node).iter();
    list.map(|node| node.entries().iter().map(|(key, node)| (key.name.as_str(), scopes(node))).collect()).collect()
}

/// Compares what an operation asks for. A request is let in if it meets one of the alternatives.
pub(crate) fn requirements(
    changes: &mut Changes<'_>,
    old: Option<&Node>,
    new: Option<&Node>,
    places: Positions,
    at: &str,
) {
    let (mut olds, mut news) = (alternatives(old), alternatives(new));
    if olds == news {
        return;
    }
    let is_open = |list: &[Alternative<'_>]| list.is_empty() || list.iter().any(BTreeMap::is_empty);
    match (is_open(&olds), is_open(&news)) {
        (true, true) => return,
        (true, false) => {
            changes.add("security-required", places, at, format!("credentials are required now: {}", names(&news)));
            return;
        }
        (false, true) => {
            changes.add("security-dropped", places, at, "credentials are not required any more");
            return;
        }
        (false, false) => {}
    }
    olds.retain(|one| match news.iter().position(|two| one == two) {
        Some(place) => {
            news.remove(place);
            false
        }
        None => true,
    });
    let schemes = |one: &Alternative<'_>| one.keys().map(ToString::to_string).collect::<Vec<_>>();
    for one in olds {
        // The same schemes with other scopes.
        if let Some(place) = news.iter().position(|two| schemes(two) == schemes(&one)) {
            let two = news.remove(place);
            for (scheme, scopes) in &two {
                for scope in one[scheme].difference(scopes) {
                    changes.add("security-scope-removed", places, at, format!("scope {scope} of {scheme} was removed"));
                }
                for scope in scopes.difference(&one[scheme]) {
                    changes.add("security-scope-added", places, at, format!("scope {scope} of {scheme} was added"));
                }
            }
            continue;
        }
        changes.add("security-alternative-removed", places, at, format!("{} does not let in any more", names(&[one])));
    }
    for two in news {
        changes.add("security-alternative-added", places, at, format!("{} lets in now", names(&[two])));
    }
}

fn names(list: &[Alternative<'_>]) -> String {
    let one = |one: &Alternative<'_>| one.keys().copied().collect::<Vec<_>>().join(" with ");
    list.iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// Compares the security schemes of the documents.
pub(crate) fn schemes(changes: &mut Changes<'_>, old: Option<&Node>, new: Option<&Node>) {
    let start = Position { file: 0, line: 1, column: 1 };
    let whole = |node: Option<&Node>| Some(node.map_or(start, |node| node.position));
    for (key, one) in old.map(Node::entries).unwrap_or_default() {
        let at = format!("security scheme {}", key.name);
        match new.and_then(|new| new.get(&key.name)) {
            Some(two) => scheme(changes, one, two, &at),
            None => {
                changes.add("security-scheme-removed", (Some(key.position), whole(new)), &at, "was removed");
            }
        }
    }
    for (key, _) in new.map(Node::entries).unwrap_or_default() {
        if old.and_then(|old| old.get(&key.name)).is_none() {
            let at = format!("security scheme {}", key.name);
            changes.add("security-scheme-added", (whole(old), Some(key.position)), &at, "was added");
        }
    }
}

fn scheme(changes: &mut Changes<'_>, old: &Node, new: &Node, at: &str) {
    wording(changes, Some(old), Some(new), at);
    let fields = [
        ("type", "security-scheme-type-changed"),
        ("scheme", "security-scheme-type-changed"),
        ("in", "security-scheme-place-changed"),
        ("name", "security-scheme-place-changed"),
        ("openIdConnectUrl", "security-scheme-address-changed"),
    ];
    let text = |node: Option<&Node>| {
        node.map_or("nothing".to_owned(), |node| node.as_text().unwrap_or("another value").to_owned())
    };
    for (name, id) in fields {
        let (one, two) = (old.get(name), new.get(name));
        if text(one).to_lowercase() != text(two).to_lowercase() || (name == "name" && text(one) != text(two)) {
            let places = (Some(one.unwrap_or(old).position), Some(two.unwrap_or(new).position));
            changes.add(id, places, at, format!("{name} {} became {}", text(one), text(two)));
        }
    }
    for (key, one) in old.get("flows").map(Node::entries).unwrap_or_default() {
        let at = format!("{at}, flow {}", key.name);
        let Some(two) = new.get("flows").and_then(|flows| flows.get(&key.name)) else {
            let places = (Some(key.position), Some(new.position));
            changes.add("security-scheme-type-changed", places, &at, "was removed");
            continue;
        };
        for name in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
            let (was, is) = (one.get(name), two.get(name));
            if text(was) != text(is) {
                let places = (Some(was.unwrap_or(one).position), Some(is.unwrap_or(two).position));
                changes.add(
                    "security-scheme-address-changed",
                    places,
                    &at,
                    format!("{name} {} became {}", text(was), text(is)),
                );
            }
        }
        scopes(changes, one, two, &at);
    }
}

fn scopes(changes: &mut Changes<'_>, old: &Node, new: &Node, at: &str) {
    let of = |node: &Node| -> BTreeSet<String> {
        node.get("scopes").map(Node::entries).unwrap_or_default().iter().map(|(key, _)| key.name.clone()).collect()
    };
    let places = (Some(old.get("scopes").unwrap_or(old).position), Some(new.get("scopes").unwrap_or(new).position));
    let (olds, news) = (of(old), of(new));
    for scope in olds.difference(&news) {
        changes.add("security-scheme-scope-removed", places, at, format!("scope {scope} was removed"));
    }
    for scope in news.difference(&olds) {
        changes.add("security-scheme-scope-added", places, at, format!("scope {scope} was added"));
    }
}
