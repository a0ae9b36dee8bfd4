//! The comparison of two documents.

use std::collections::{BTreeMap, HashMap};
use std::panic::resume_unwind;
use std::thread;

use deskledger_codegen::{Contract, Diagnostics, Node};
use deskledger_runtime::message::Message;

use crate::annotations::{differ, text_of, wording};
use crate::change::{At, Change, Changes, Comparison};
use crate::ignore::Ignore;
use crate::operation::{Call, Operations, methods, of_method};
use crate::same::Same;
use crate::schema::Schemas;
use crate::set::{Age, Flow, entries};
use crate::world::World;
use crate::{messages, security, servers, version};

/// Options of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Today, as in `2026-12-31`: whether announced ends and accepted changes have passed. Without it none has.
    pub today: Option<String>,
    /// Changes that are accepted.
    pub ignore: Option<Ignore>,
}

/// Compares two documents, each with its name and its text.
///
/// # Errors
/// One of them is broken, or not OpenAPI 3.0 or 3.1.
pub fn compare(old: (&str, &str), new: (&str, &str), options: &Options) -> Result<Comparison, Diagnostics> {
    let read = |(name, text)| Contract::read(name, text, None, None);
    Ok(compare_contracts(&read(old)?, &read(new)?, options))
}

/// Stack of the comparison: schemas are followed deeper than the stack of an ordinary thread allows.
const STACK_BYTES: usize = 128 << 20;

/// Compares two documents that have been read.
pub fn compare_contracts(old: &Contract, new: &Contract, options: &Options) -> Comparison {
    on_large_stack(|| compare_here(old, new, options, true))
}

/// Compares on a stack of its own.
pub(crate) fn on_large_stack(work: impl Fn() -> Comparison + Sync) -> Comparison {
    thread::scope(|scope| match thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, &work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
        Err(_) => work(),
    })
}

/// Compares; without `skips` also what is alike in both documents.
fn compare_here(old: &Contract, new: &Contract, options: &Options, skips: bool) -> Comparison {
    let world = World::new(old, new);
    let same = if skips { Same::new(&world, old.root(), new.root()) } else { Same::default() };
    let schemas = Schemas::new(&world, &same, Changes::new(old, new));
    let mut operations = Operations {
        schemas,
        today: options.today.as_deref().unwrap_or_default(),
        renamed: security::Renamed::new(),
        callbacks: 0,
    };
    document(&mut operations, old.root(), new.root());
    finish(operations.schemas.changes.list, version_of(old), version_of(new), options)
}

/// The version of a document.
pub(crate) fn version_of(contract: &Contract) -> Option<String> {
    let version = contract.root().get("info").and_then(|info| info.get("version"))?;
    Some(text_of(version))
}

pub(crate) fn finish(
    mut changes: Vec<Change>,
    old_version: Option<String>,
    new_version: Option<String>,
    options: &Options,
) -> Comparison {
    changes.sort_by(|one, two| {
        (two.verdict, &one.old, &one.new, &one.id).cmp(&(one.verdict, &two.old, &two.new, &two.id))
    });
    let next_version = old_version.as_deref().and_then(|old| version::next(old, &changes));
    let (changes, accepted, notes) = match &options.ignore {
        Some(ignore) => ignore.apply(changes, options.today.as_deref().unwrap_or_default()),
        None => (changes, Vec::new(), Vec::new()),
    };
    let mut counts = BTreeMap::new();
    changes.iter().for_each(|change| *counts.entry(change.verdict.name().to_owned()).or_default() += 1);
    let verdict = changes.iter().map(|change| change.verdict).max();
    Comparison { verdict, counts, old_version, new_version, next_version, changes, accepted, notes }
}

impl Comparison {
    /// The changes of several documents with one version: the highest of theirs, and the largest step from it.
    pub fn join(comparisons: impl IntoIterator<Item = Self>) -> Self {
        let all: Vec<Self> = comparisons.into_iter().collect();
        let old = version::highest_version(all.iter().filter_map(|one| one.old_version.clone()));
        let new = version::highest_version(all.iter().filter_map(|one| one.new_version.clone()));
        let (mut changes, mut accepted, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for one in all {
            changes.extend(one.changes);
            accepted.extend(one.accepted);
            notes.extend(one.notes);
        }
        Self { accepted, notes, ..finish(changes, old, new, &Options::default()) }
    }
}

fn document<'d>(operations: &mut Operations<'_, 'd>, old: &'d Node, new: &'d Node) {
    info(operations, old, new);
    let changes = &mut operations.schemas.changes;
    servers::compare(changes, old, new, &At::new(messages::servers_part()));
    let (world, schemes) = (operations.schemas.world, (part(old, "securitySchemes"), part(new, "securitySchemes")));
    operations.renamed = security::renamed(world, schemes.0, schemes.1);
    security::schemes(changes, world, schemes, &operations.renamed);
    tags(changes, old, new);
    calls(operations, old, new, "paths");
    calls(operations, old, new, "webhooks");
    components(operations, old, new);
}

fn info<'d>(operations: &mut Operations<'_, 'd>, old: &'d Node, new: &'d Node) {
    let changes = &mut operations.schemas.changes;
    let at = At::new(messages::info_part());
    wording(changes, old.get("info"), new.get("info"), &at);
    if let (Some(one), Some(two)) = (old.get("info"), new.get("info"))
        && differ(one.get("license"), two.get("license"))
    {
        let place = |info: &Node| Some(info.get("license").unwrap_or(info).position);
        changes.add("wording-changed", (place(one), place(two)), &at, messages::keyword_changed("license"));
    }
    let number = |root: &'d Node| root.get("info").and_then(|info| info.get("version"));
    if let (Some(was), Some(is)) = (number(old), number(new))
        && let (Some(one), Some(two)) = (was.as_text(), is.as_text())
        && version::is_lower(two, one)
    {
        let positions = (Some(was.position), Some(is.position));
        changes.add("version-decreased", positions, &at, messages::version_became(one, two));
    }
}

fn tags(changes: &mut Changes<'_>, old: &Node, new: &Node) {
    for tag in old.list("tags") {
        let Some(name) = tag.text("name") else { continue };
        let other = new.list("tags").iter().find(|other| other.text("name") == Some(name));
        wording(changes, Some(tag), other, &At::new(messages::tag_part(name)));
    }
}

fn part<'d>(root: &'d Node, name: &str) -> Option<&'d Node> {
    root.get("components").and_then(|components| components.get(name))
}

/// A path without the names of its parameters.
fn form(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut is_name = false;
    for character in path.chars() {
        is_name = (is_name || character == '{') && character != '}';
        if !is_name || character == '{' {
            out.push(character);
        }
    }
    out
}

/// Compares the operations of `paths`, or of `webhooks`.
fn calls<'d>(operations: &mut Operations<'_, 'd>, old: &'d Node, new: &'d Node, part: &str) {
    let is_webhook = part == "webhooks";
    let of = |root: &'d Node| root.map(part).iter().filter(|(key, _)| !key.name.starts_with("x-"));
    let (olds, news) = (of(old), of(new).collect::<Vec<_>>());
    let names = || news.iter().enumerate().map(|(place, (key, _))| (key.name.as_str(), place));
    let exact: HashMap<&str, usize> = names().collect();
    let forms: HashMap<String, usize> = names().map(|(name, place)| (form(name), place)).collect();
    let mut taken = vec![false; news.len()];
    let whole = |root: &'d Node| root.get(part).map_or(root.position, |node| node.position);
    for (key, node) in olds {
        let item = operations.schemas.world.resolve(Age::Old, node);
        let found = exact.get(key.name.as_str()).or_else(|| forms.get(&form(&key.name)).filter(|_| !is_webhook));
        let other = found.map(|place| {
            taken[*place] = true;
            let (key, node) = news[*place];
            (key, operations.schemas.world.resolve(Age::New, node))
        });
        if let Some((other, _)) = other.filter(|(other, _)| other.name != key.name) {
            let positions = (Some(key.position), Some(other.position));
            let (at, message) =
                (At::new(messages::path_part(&key.name)), messages::path_became(&key.name, &other.name));
            operations.schemas.changes.add("operation-path-renamed", positions, &at, message);
        }
        let call = |(method, node), item, root, path| Call { node, item, root, path, method };
        let absent = other.map_or(whole(new), |(_, item)| item.position);
        for (method, node) in methods(item) {
            let one = call((method, node), item, old, &key.name);
            let two = other.and_then(|(other, item)| {
                of_method(item, method).map(|node| call((method, node), item, new, &other.name))
            });
            match two {
                Some(two) => operations.call(&one, &two, is_webhook),
                None => operations.removed(&one, absent, is_webhook),
            }
        }
        if let Some((other, new_item)) = other {
            for (method, node) in methods(new_item).filter(|(method, _)| of_method(item, method).is_none()) {
                let two = call((method, node), new_item, new, &other.name);
                operations.added(&two, item.position, is_webhook);
            }
        }
    }
    for ((key, node), _) in news.iter().zip(&taken).filter(|(_, is_taken)| !**is_taken) {
        let item = operations.schemas.world.resolve(Age::New, node);
        for (method, node) in methods(item) {
            let call = Call { node, item, root: new, path: &key.name, method };
            operations.added(&call, whole(old), is_webhook);
        }
    }
}

/// Schemas that came or went, and records: the columns of files.
fn components<'d>(operations: &mut Operations<'_, 'd>, old: &'d Node, new: &'d Node) {
    let (olds, news) = (part(old, "schemas"), part(new, "schemas"));
    let all = |node: Option<&'d Node>| node.map(Node::entries).unwrap_or_default().iter();
    let whole = (Some(olds.unwrap_or(old).position), Some(news.unwrap_or(new).position));
    for entry in entries(all(olds), all(news), str::to_owned) {
        let at = At::new(Message::of(format!("schema {}", entry.key.name)));
        match (entry.old, entry.new) {
            (Some(one), Some(two)) => record(operations, one, two, &at),
            _ => operations.schemas.changes.add_one_sided("schema", None, entry, whole, &at),
        }
    }
}

fn record<'d>(operations: &mut Operations<'_, 'd>, old: &'d Node, new: &'d Node, at: &At<'_>) {
    let columns = |node: &'d Node| -> Vec<_> {
        let fields = node.map("properties").iter();
        fields.map(|(key, node)| (key.name.as_str(), node.get("x-heading").map(Node::to_json))).collect()
    };
    if columns(old).iter().chain(&columns(new)).all(|(_, heading)| heading.is_none()) {
        return;
    }
    if columns(old) != columns(new) {
        let positions = (Some(old.position), Some(new.position));
        operations.schemas.changes.add("record-columns-changed", positions, at, messages::columns_changed());
    }
    operations.schemas.compare(Flow::Response, Some(old), Some(new), at);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A document with alternatives between `<` and `>`: an edit takes another one.
    const DOCUMENT: &str = "openapi: <3.0.3|3.1.0|3.0.3|3.1.0>
info: { title: Files, version: 1.0.0 }
paths:
  /files/{id}:
    post:
      description: <a|b>
      parameters:
        - { name: id, in: path, required: true, description: <a|b>, schema: { type: string, maxLength: <9|9|9|8>, title: <a|b> } }
        - { name: size, in: query, schema: { type: <integer|integer|string>, description: <a|b> } }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/<File|File|File|Part>' } } } }
      responses:
        '200': { description: <a|b>, content: { application/json: { schema: { type: array, description: <a|b>, items: { $ref: '#/components/schemas/File' } } } } }
        '404': { description: A, content: { application/json: { schema: { $ref: '#/components/schemas/Wrong' } } } }
components:
  schemas:
    File:
      <|description: a|description: b>
      type: object
      required: [<id|id|id, name>]
      <|additionalProperties: false|additionalProperties: { description: a }|additionalProperties: { description: b }>
      properties:
        id: { type: string, <|readOnly: true, |readOnly: false, >description: <a|b> }
        name: { type: string, enum: [a, b<|, c>], description: <a|b> }
        within: { $ref: '#/components/schemas/File'<||, description: a> }
        part: { <$ref: '#/components/schemas/Part'|allOf: [{ $ref: '#/components/schemas/Part' }]> }
        description: { type: string, maxLength: <5|5|5|6>, example: <a|b> }
    Part:
      type: object
      title: <a|b>
      properties:
        lines: { type: array, description: <a|b>, items: { type: [integer, string], maximum: <7|7|7|8>, description: <a|b> } }
        kind: { <oneOf|oneOf|anyOf>: [{ type: string, title: <a|b>, format: date }, { type: integer, description: <a|b> }] }
        of: { $ref: '#/components/schemas/Wrong' }
    Wrong: { type: object, description: <a|b>, properties: { code: { type: integer, <minimum: 1, |minimum: 1, |>description: <a|b> } } }
";

    /// The document with one alternative of each place.
    fn edited(choices: &[u8]) -> String {
        let mut parts = DOCUMENT.split(['<', '>']);
        let mut text = parts.next().unwrap_or_default().to_owned();
        for choice in choices.iter().cycle() {
            let (Some(place), Some(rest)) = (parts.next(), parts.next()) else { break };
            let all: Vec<&str> = place.split('|').collect();
            text.push_str(all[usize::from(*choice) % all.len()]);
            text.push_str(rest);
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

        /// Parts that are skipped because they are equal, or differ in wording only, would not change the report.
        #[test]
        fn what_is_skipped_would_change_no_report(
            old in prop::collection::vec(0..4_u8, 40),
            edits in prop::collection::vec((0..40_usize, 0..4_u8), 0..12),
        ) {
            let mut new = old.clone();
            edits.into_iter().for_each(|(place, choice)| new[place] = choice);
            let [old, new] = [edited(&old), edited(&new)];
            let read = |name, text: &str| Contract::read(name, text, None, None).map_err(|wrong| TestCaseError::fail(wrong.to_string()));
            let (one, two) = (read("old", &old)?, read("new", &new)?);
            let options = Options::default();
            let [skipped, whole] = [true, false].map(|skips| compare_here(&one, &two, &options, skips));
            prop_assert_eq!(skipped.report(crate::Format::Text, None), whole.report(crate::Format::Text, None), "{}\n{}", old, new);
        }
    }
}
