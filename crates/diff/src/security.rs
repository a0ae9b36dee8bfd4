//! Changes of security schemes and of what operations ask for.

use std::collections::{BTreeMap, BTreeSet};

use deskledger_codegen::{Key, Node, Position};
use deskledger_runtime::message::Message;

use crate::annotations::{became, text_of, wording};
use crate::change::{At, Changes, Positions};
use crate::kind::Verdict;
use crate::messages;
use crate::set::{Age, entries, take_pairs};
use crate::world::{World, items};

/// Schemes with their scopes that together let a request in.
type Alternative<'d> = BTreeMap<&'d str, BTreeSet<&'d str>>;

/// The names that schemes of the old document have in the new one.
pub(crate) type Renamed<'d> = BTreeMap<&'d str, &'d str>;

fn alternatives<'d>(node: Option<&'d Node>, renamed: &Renamed<'d>) -> Vec<Alternative<'d>> {
    let scopes = |node: &'d Node| node.items().iter().filter_map(Node::as_text).collect();
    let name = |key: &'d Key| renamed.get(key.name.as_str()).copied().unwrap_or(&key.name);
    let list = items(node).iter();
    list.map(|node| node.entries().iter().map(|(key, node)| (name(key), scopes(node))).collect()).collect()
}

/// Compares what an operation asks for. A request is let in if it meets one of the alternatives.
pub(crate) fn requirements<'d>(
    changes: &mut Changes<'_>,
    (old, new): (Option<&'d Node>, Option<&'d Node>),
    renamed: &Renamed<'d>,
    places: Positions,
    at: &At<'_>,
) {
    let (mut olds, mut news) = (alternatives(old, renamed), alternatives(new, &Renamed::new()));
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
    // A caller with the credentials of an alternative also has those of one that asks for fewer.
    let as_let_in = |one: &Alternative<'_>| all.iter().any(|two| is_part(two, one)).then_some(Verdict::Safe);
    for (one, two) in take_pairs(&mut olds, &mut news, |one, two| one.keys().eq(two.keys())) {
        for (scheme, new) in &two {
            scopes(changes, ("security-scope", as_let_in(&one)), (&one[scheme], new), places, at, Some(*scheme));
        }
    }
    for one in olds {
        let (wire, message) = (as_let_in(&one), messages::no_longer_lets_in(names(&[one])));
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

/// The schemes that only have another name in the new document. A name is not sent, what counts is the definition; where
/// several have the same one, their descriptions tell which is which.
pub(crate) fn renamed<'d>(world: &World<'d>, old: Option<&'d Node>, new: Option<&'d Node>) -> Renamed<'d> {
    let mut renamed = Renamed::new();
    for is_described in [true, false] {
        let mut alike: BTreeMap<String, [Vec<&'d str>; 2]> = BTreeMap::new();
        for (age, node, other) in [(Age::Old, old, new), (Age::New, new, old)] {
            let is_taken = |name: &str| renamed.iter().any(|(old, new)| [*old, *new][age as usize] == name);
            for (key, node) in node.map(Node::entries).unwrap_or_default() {
                if other.is_none_or(|other| other.get(&key.name).is_none()) && !is_taken(&key.name) {
                    let definition = definition(world.resolve(age, node), is_described);
                    alike.entry(definition).or_default()[age as usize].push(&key.name);
                }
            }
        }
        for [olds, news] in alike.into_values() {
            if let ([one], [two]) = (&*olds, &*news) {
                renamed.insert(one, two);
            }
        }
    }
    renamed
}

/// What a scheme means for requests, and its description.
fn definition(node: &Node, is_described: bool) -> String {
    let fields = FIELDS.map(|(name, _)| field(node, name));
    let flow = |flow: &Node| (ADDRESSES.map(|name| flow.get(name).map(text_of)), scope_names(flow).join(" "));
    let flows: BTreeMap<_, _> = node.map("flows").iter().map(|(key, node)| (key.name.as_str(), flow(node))).collect();
    format!("{fields:?} {flows:?} {:?}", node.text("description").filter(|_| is_described))
}

/// The fields of a scheme, with what of it they are.
const FIELDS: [(&str, &str); 5] =
    [("type", "type"), ("scheme", "type"), ("in", "place"), ("name", "place"), ("openIdConnectUrl", "address")];
const ADDRESSES: [&str; 3] = ["authorizationUrl", "tokenUrl", "refreshUrl"];

/// A field as it counts. Names of headers ignore case, as HTTP does; those of query parameters and cookies do not, nor do
/// addresses.
fn field(node: &Node, name: &str) -> Option<String> {
    let is_exact = name == "openIdConnectUrl" || (name == "name" && node.text("in") != Some("header"));
    let text = node.get(name).map(text_of)?;
    Some(if is_exact { text } else { text.to_lowercase() })
}

/// The scopes of a flow, in order.
fn scope_names(flow: &Node) -> Vec<&str> {
    let mut names: Vec<_> = flow.map("scopes").iter().map(|(key, _)| key.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Compares the security schemes of the documents.
pub(crate) fn schemes<'d>(
    changes: &mut Changes<'_>,
    world: &World<'d>,
    (old, new): (Option<&'d Node>, Option<&'d Node>),
    renamed: &Renamed<'d>,
) {
    let start = Position { file: 0, line: 1, column: 1 };
    let whole = |node: Option<&Node>| Some(node.map_or(start, |node| node.position));
    let all = |node: Option<&'d Node>| node.map(Node::entries).unwrap_or_default().iter();
    let find = |node, name: &str| all(node).find(|(key, _)| key.name == name);
    for (was, is) in renamed {
        let (Some((old, one)), Some((new, two))) = (find(old, was), find(new, is)) else { continue };
        let at = At::new(messages::security_scheme_part(*was));
        let places = (Some(old.position), Some(new.position));
        changes.add("security-scheme-renamed", places, &at, messages::became("name", *was, *is));
        wording(changes, Some(world.resolve(Age::Old, one)), Some(world.resolve(Age::New, two)), &at);
    }
    let olds = all(old).filter(|(key, _)| !renamed.contains_key(key.name.as_str()));
    let news = all(new).filter(|(key, _)| !renamed.values().any(|name| *name == key.name));
    for entry in entries(olds, news, str::to_owned) {
        let at = At::new(messages::security_scheme_part(&entry.key.name));
        match (entry.old, entry.new) {
            (Some(one), Some(two)) => {
                scheme(changes, world.resolve(Age::Old, one), world.resolve(Age::New, two), &at);
            }
            _ => changes.add_one_sided("security-scheme", None, entry, (whole(old), whole(new)), &at),
        }
    }
}

fn scheme<'n>(changes: &mut Changes<'_>, old: &'n Node, new: &'n Node, at: &At<'_>) {
    wording(changes, Some(old), Some(new), at);
    for (name, kind) in FIELDS {
        let (one, two) = (old.get(name), new.get(name));
        if field(old, name) != field(new, name) {
            let places = (Some(one.unwrap_or(old).position), Some(two.unwrap_or(new).position));
            let message = became(name, one.map(text_of), two.map(text_of));
            changes.add(&format!("security-scheme-{kind}-changed"), places, at, message);
        }
    }
    for (key, one) in old.map("flows") {
        let at = at.within(messages::flow_part(&key.name));
        let Some(two) = new.get("flows").and_then(|flows| flows.get(&key.name)) else {
            let places = (Some(key.position), Some(new.position));
            changes.add("security-scheme-type-changed", places, &at, messages::was_removed());
            continue;
        };
        for name in ADDRESSES {
            let (was, is) = (one.get(name), two.get(name));
            if was.map(text_of) != is.map(text_of) {
                let places = (Some(was.unwrap_or(one).position), Some(is.unwrap_or(two).position));
                let message = became(name, was.map(text_of), is.map(text_of));
                changes.add("security-scheme-address-changed", places, &at, message);
            }
        }
        let places = (Some(one.get("scopes").unwrap_or(one).position), Some(two.get("scopes").unwrap_or(two).position));
        let names = |node: &'n Node| scope_names(node).into_iter().collect();
        scopes(changes, ("security-scheme-scope", None), (&names(one), &names(two)), places, &at, None);
    }
}

/// Reports the scopes of which there are more or fewer, more with another verdict than that of the kind.
fn scopes(
    changes: &mut Changes<'_>,
    (part, wire): (&str, Option<Verdict>),
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
            let wire = wire.filter(|_| became == "added");
            changes.add_rated(&format!("{part}-{became}"), wire, places, at, message, None);
        }
    }
}
