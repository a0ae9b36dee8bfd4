//! Inline types with the same content are one type, and the others are aliases of it: a name stays what its place says.

use std::collections::BTreeMap;

use super::about::about;
use super::definition::{Alternative, Definition, Kind, Rust, Types};
use crate::model::Deprecation;
use crate::spec::Source;

/// Content of a type: the number of its text, and the types in it.
type Content = (usize, Vec<Rust>);

/// Keeps one type of each content. A component keeps its own type, which inline types share.
pub(super) fn share<'s>(types: &mut Types<'s>, source: &mut Source<'s>, is_component: impl Fn(&str) -> bool) {
    let mut texts = BTreeMap::new();
    let contents: Vec<Content> = types.definitions.iter().map(|one| content(one, source, &mut texts)).collect();
    let is_component: Vec<bool> = types.definitions.iter().map(|one| is_component(&one.name)).collect();
    let (own, inline): (Vec<usize>, Vec<usize>) = (0..contents.len()).partition(|index| is_component[*index]);
    let mut kept: Vec<usize> = (0..contents.len()).collect();
    // Types that hold the same types are the same in turn.
    loop {
        let mut firsts = BTreeMap::new();
        let mut next = kept.clone();
        for index in own.iter().chain(&inline).copied() {
            let (text, held) = &contents[index];
            let mut held = held.clone();
            held.iter_mut().for_each(|rust| rust.renumber(&|target| kept[target]));
            let first = *firsts.entry((*text, held)).or_insert(index);
            if !is_component[index] {
                next[index] = first;
            }
        }
        if next == kept {
            break;
        }
        kept = next;
    }
    keep(types, &kept);
}

/// Removes the types that another one replaces.
fn keep(types: &mut Types<'_>, kept: &[usize]) {
    let mut places = vec![0; kept.len()];
    let own = (0..kept.len()).filter(|index| kept[*index] == *index);
    own.enumerate().for_each(|(place, index)| places[index] = place);
    let definitions = std::mem::take(&mut types.definitions);
    for (index, definition) in definitions.into_iter().enumerate() {
        if kept[index] == index {
            types.definitions.push(definition);
        } else {
            types.aliases.push((definition.name, Rust::Named(kept[index]), definition.schema));
        }
    }
    types.renumber(&|target| places[kept[target]]);
}

fn content<'s>(one: &Definition<'s>, source: &mut Source<'s>, texts: &mut BTreeMap<String, usize>) -> Content {
    let mut held = Vec::new();
    let text = match &one.kind {
        Kind::Struct { fields, rest, other } => {
            let shown = fields.iter().map(|field| {
                held.push(field.rust.clone());
                let about = about(field.schema, "");
                format!(
                    "{:?}",
                    (&field.name, field.wire, field.required, Deprecation::of(field.schema), field.secret, about)
                )
            });
            let shown: Vec<String> = shown.collect();
            held.extend(rest.iter().map(|(_, rust)| rust.clone()));
            format!("struct {shown:?} {:?} {other:?}", rest.as_ref().map(|(name, _)| name))
        }
        Kind::Texts(values) => format!("texts {values:?}"),
        Kind::Ints(values) => format!("ints {values:?}"),
        Kind::Union { tag, alternatives } => {
            let shown = alternatives.iter().map(|one| {
                held.push(one.rust.clone());
                format!("{:?}", (&one.name, one.kinds, &one.tags, schema(one, source)))
            });
            let shown: Vec<String> = shown.collect();
            format!("union {tag} {shown:?}")
        }
        Kind::Responses { bodies, is_error } => {
            held.extend(bodies.iter().map(|(_, _, rust)| rust.clone()));
            let statuses: Vec<u16> = bodies.iter().map(|(status, ..)| *status).collect();
            format!("responses {is_error} {statuses:?}")
        }
    };
    let next = texts.len();
    (*texts.entry(text).or_insert(next), held)
}

/// The text of the schema of an alternative, or its position if references in it are relative to that.
fn schema<'s>(one: &Alternative<'s>, source: &mut Source<'s>) -> String {
    let Some(target) = one.schema.and_then(|node| source.resolve(node)) else { return String::new() };
    let text = target.to_json().to_string();
    if text.contains("\"$") { format!("{:?}", target.position) } else { text }
}
