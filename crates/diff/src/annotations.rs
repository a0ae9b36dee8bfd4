//! Wording, deprecation, dates of an end, and levels of stability.

use deskledger_codegen::{Node, Value};
use deskledger_runtime::format;

use crate::change::{Changes, Positions};

const LEVELS: [&str; 4] = ["draft", "alpha", "beta", "stable"];

/// Whether a name holds text for readers.
pub(crate) fn is_wording(name: &str) -> bool {
    ["description", "summary", "title", "example", "examples", "externalDocs", "xml", "x-description", "x-provenance"]
        .contains(&name)
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
pub(crate) fn became(what: &str, old: Option<String>, new: Option<String>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{what} {old} became {new}"),
        (Some(old), None) => format!("{what} {old} was removed"),
        (None, Some(new)) => format!("{what} {new} was added"),
        (None, None) => format!("{what} changed"),
    }
}

/// Compares `deprecated`, `x-sunset` and `x-stability-level` of a part.
pub(crate) fn lifecycle<'d>(
    changes: &mut Changes<'_>,
    what: &str,
    old: Get<'_, 'd>,
    new: Get<'_, 'd>,
    positions: Positions,
    at: &str,
) {
    let mut add = |id: &str, message: String| changes.add(id, positions, at, message);
    let is = |get: Get<'_, 'd>| get("deprecated").is_some_and(|node| node.value == Value::Boolean(true));
    let text = |node: &Node| node.as_text().map_or_else(|| node.to_json().to_string(), str::to_owned);
    let (was_sunset, is_sunset) = (old("x-sunset"), new("x-sunset"));
    match (is(old), is(new)) {
        (false, true) => match is_sunset.map(text) {
            Some(date) => add(&format!("{what}-deprecated"), format!("was deprecated, to end on {date}")),
            None => add(&format!("{what}-deprecated-without-sunset"), "was deprecated".to_owned()),
        },
        (true, false) => add(&format!("{what}-reactivated"), "is not deprecated any more".to_owned()),
        _ => {}
    }
    for node in [was_sunset, is_sunset].into_iter().flatten() {
        if date(node).is_none() && was_sunset.map(text) != is_sunset.map(text) {
            add("sunset-invalid", format!("expected x-sunset as a date such as 2026-12-31, found {}", text(node)));
        }
    }
    match (was_sunset.and_then(date), is_sunset.and_then(date)) {
        (Some(was), Some(is)) if is < was => add("sunset-earlier", format!("x-sunset {was} became {is}")),
        (Some(was), Some(is)) if is > was => add("sunset-later", format!("x-sunset {was} became {is}")),
        (None, Some(is)) if was_sunset.is_none() => add("sunset-added", format!("x-sunset {is} was added")),
        (Some(was), None) if is_sunset.is_none() && is(new) => {
            add("sunset-removed", format!("x-sunset {was} was removed"))
        }
        _ => {}
    }
    let (was, now) = (old("x-stability-level").map(text), new("x-stability-level").map(text));
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
pub(crate) fn wording(changes: &mut Changes<'_>, old: Option<&Node>, new: Option<&Node>, at: &str) {
    if let (Some(old), Some(new)) = (old, new) {
        reworded(changes, (old, new), (Some(old.position), Some(new.position)), at);
    }
}

/// The same, with the positions of what is absent in one of them.
pub(crate) fn reworded(changes: &mut Changes<'_>, (old, new): (&Node, &Node), whole: Positions, at: &str) {
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
            changes.add(id, (position(was).or(whole.0), position(is).or(whole.1)), at, format!("{name} changed"));
        }
    }
}

/// Whether two values differ, wherever they stand.
pub(crate) fn differ(old: Option<&Node>, new: Option<&Node>) -> bool {
    match (old.map(|node| &node.value), new.map(|node| &node.value)) {
        (Some(Value::Text(old)), Some(Value::Text(new))) => old != new,
        _ => old.map(Node::to_json) != new.map(Node::to_json),
    }
}
