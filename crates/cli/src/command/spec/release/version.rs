//! The version in a document and in a package.

use std::ops::Range;

use deskledger_codegen::{Contract, Position};
use toml::de::DeTable;

use crate::error::Failure;
use crate::messages;

/// The version of a document, and where it stands.
pub(super) struct Version {
    pub(super) text: String,
    position: Position,
}

pub(super) fn of(contract: &Contract) -> Result<Version, Failure> {
    let node = contract.root().get("info").and_then(|info| info.get("version"));
    let version = node.filter(|node| node.position.file == 0);
    let version = version.and_then(|node| Some(Version { text: node.as_text()?.to_owned(), position: node.position }));
    version.ok_or_else(|| Failure::problems(messages::release_no_version("")))
}

/// A document with another version.
pub(super) fn set(document: &str, old: &Version, new: &str) -> Result<String, Failure> {
    if old.text == new {
        return Ok(document.to_owned());
    }
    let lines = || document.split_inclusive('\n');
    let (line, column) = (old.position.line as usize, old.position.column as usize);
    let before: usize = lines().take(line.saturating_sub(1)).map(str::len).sum();
    let rest = document.get(before..).unwrap_or_default();
    let inside: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let value = rest.get(inside..).unwrap_or_default();
    let quote = usize::from(value.starts_with(['\'', '"']));
    let start = before + inside + quote;
    if !document.get(start..).is_some_and(|value| value.starts_with(&old.text)) {
        return Err(Failure::problems(messages::release_cannot_edit(line, &*old.text)));
    }
    Ok(replaced(document, start..start + old.text.len(), new))
}

/// A `Cargo.toml` with another version of its package.
pub(super) fn set_package(text: &str, new: &str) -> String {
    package(text).map_or_else(|| text.to_owned(), |(place, _)| replaced(text, place, new))
}

/// The version in a `Cargo.toml`, of the package or of the workspace, and where it stands.
pub(super) fn package(text: &str) -> Option<(Range<usize>, &str)> {
    let file = DeTable::parse(text).ok()?.into_inner();
    let workspace = file.get("workspace").and_then(|workspace| workspace.get_ref().get("package"));
    let version = [file.get("package"), workspace].into_iter().flatten().find_map(|package| {
        let version = package.get_ref().get("version")?;
        version.get_ref().is_str().then(|| version.span())
    })?;
    // Without the quotes.
    let place = version.start + 1..version.end.checked_sub(1)?;
    Some((place.clone(), text.get(place)?))
}

fn replaced(text: &str, place: Range<usize>, new: &str) -> String {
    let mut text = text.to_owned();
    text.replace_range(place, new);
    text
}
