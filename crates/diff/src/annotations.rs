//! Wording, deprecation, dates of an end, and levels of stability.

use deskledger_codegen::{Node, Value};
use deskledger_runtime::format;
use deskledger_runtime::message::{Argument, Message};

use crate::change::{At, Changes, Positions};
use crate::messages;
use crate::number::rounded;

const LEVELS: [&str; 4] = ["draft", "alpha", "beta", "stable"];

/// Whether a name holds text for readers.
pub(crate) fn is_wording(name: &str) -> bool {
    ["description", "summary", "title", "example", "examples", "externalDocs", "xml", "x-description", "x-provenance"]
        .contains(&name)
}

/// A value as text: a text itself, anything else as JSON.
pub(crate) fn text_of(node: &Node) -> String {
    node.as_text().map_or_else(|| node.to_json().to_string(), str::to_owned)
}

/// The date of `x-sunset`, if it is one: a date, or the date of a time.
pub(crate) fn date(node: &Node) -> Option<String> {
    let text = node.as_text()?;
    let day = text.get(..10)?;
    let is_time = text.len() == 10 || format::find("date-time").is_some_and(|format| (format.is_valid)(text));
    let is_date = format::find("date").is_some_and(|format| (format.is_valid)(day));
    (is_date && is_time).then(|| day.to_owned())
}

/// The removal in the id of a kind, by the announced end.
pub(crate) fn removal(node: &Node, today: &str) -> &'static str {
    match node.get("x-sunset").and_then(date) {
        Some(day) if node.is("deprecated") && !today.is_empty() && day.as_str() < today => "removed-after-sunset",
        Some(_) => "removed-before-sunset",
        None => "removed",
    }
}

type Get<'a, 'd> = &'a dyn Fn(&str) -> Option<&'d Node>;

/// The change of a value in words.
pub(crate) fn became(what: &str, old: Option<impl Into<Argument>>, new: Option<impl Into<Argument>>) -> Message {
    match (old, new) {
        (Some(old), Some(new)) => messages::became(what, old, new),
        (Some(old), None) => messages::value_was_removed(what, old),
        (None, Some(new)) => messages::value_was_added(what, new),
        (None, None) => messages::keyword_changed(what),
    }
}

/// Compares `deprecated`, `x-sunset` and `x-stability-level` of a part.
pub(crate) fn lifecycle<'d>(
    changes: &mut Changes<'_>,
    what: &str,
    old: Get<'_, 'd>,
    new: Get<'_, 'd>,
    positions: Positions,
    at: &At<'_>,
) {
    let mut add = |id: &str, message: Message| changes.add(id, positions, at, message);
    let is = |get: Get<'_, 'd>| get("deprecated").is_some_and(|node| node.value == Value::Boolean(true));
    let (was_sunset, is_sunset) = (old("x-sunset"), new("x-sunset"));
    match (is(old), is(new)) {
        (false, true) => match is_sunset.map(text_of) {
            Some(date) => add(&format!("{what}-deprecated"), messages::was_deprecated_until(date)),
            None => add(&format!("{what}-deprecated-without-sunset"), messages::was_deprecated()),
        },
        (true, false) => add(&format!("{what}-reactivated"), messages::no_longer_deprecated()),
        _ => {}
    }
    for node in [was_sunset, is_sunset].into_iter().flatten() {
        if date(node).is_none() && was_sunset.map(text_of) != is_sunset.map(text_of) {
            add("sunset-invalid", messages::not_a_date(text_of(node)));
        }
    }
    let dates = (was_sunset.and_then(date), is_sunset.and_then(date));
    let id = match &dates {
        (Some(was), Some(is)) if is < was => Some("sunset-earlier"),
        (Some(was), Some(is)) if is > was => Some("sunset-later"),
        (None, Some(_)) if was_sunset.is_none() => Some("sunset-added"),
        (Some(_), None) if is_sunset.is_none() && is(new) => Some("sunset-removed"),
        _ => None,
    };
    if let Some(id) = id {
        add(id, became("x-sunset", dates.0, dates.1));
    }
    let (was, now) = (old("x-stability-level").map(text_of), new("x-stability-level").map(text_of));
    if was != now {
        let place = |level: &String| LEVELS.iter().position(|known| known == level);
        let message = became("x-stability-level", was.clone(), now.clone());
        match (was.as_ref().map(place), now.as_ref().map(place)) {
            (Some(None), _) | (_, Some(None)) => add("stability-invalid", message),
            (Some(Some(was)), Some(Some(now))) if now < was => add("stability-decreased", message),
            (Some(Some(_)), Some(Some(_))) => add("stability-increased", message),
            _ => add("stability-declared", message),
        }
    }
}

/// Reports text for readers, and extensions, that differ.
pub(crate) fn wording(changes: &mut Changes<'_>, old: Option<&Node>, new: Option<&Node>, at: &At<'_>) {
    if let (Some(old), Some(new)) = (old, new) {
        reworded(changes, (old, new), (Some(old.position), Some(new.position)), at);
    }
}

/// The same, with the positions of what is absent in one of them.
pub(crate) fn reworded(changes: &mut Changes<'_>, (old, new): (&Node, &Node), whole: Positions, at: &At<'_>) {
    let names = old.entries().iter().chain(new.entries().iter().filter(|(key, _)| old.get(&key.name).is_none()));
    let known = ["x-sunset", "x-stability-level", "x-rules", "x-extensible-enum"];
    for (key, _) in names.filter(|(key, _)| !known.contains(&key.name.as_str())) {
        let name = key.name.as_str();
        let id = match name {
            name if is_wording(name) => "wording-changed",
            name if name.starts_with("x-") => "extension-changed",
            _ => continue,
        };
        let (was, is) = (old.get(name), new.get(name));
        if differ(was, is) {
            let position = |node: Option<&Node>| node.map(|node| node.position);
            changes.add(id, (position(was).or(whole.0), position(is).or(whole.1)), at, messages::keyword_changed(name));
        }
    }
}

/// Whether two values differ, wherever they stand.
pub(crate) fn differ(old: Option<&Node>, new: Option<&Node>) -> bool {
    match (old.map(|node| &node.value), new.map(|node| &node.value)) {
        (Some(Value::Text(old)), Some(Value::Text(new))) => old != new,
        _ => old.map(Node::to_json) != new.map(Node::to_json) || old.map(rounded) != new.map(rounded),
    }
}
