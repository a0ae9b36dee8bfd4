//! The statics of the generated code: one for each rule, and the tables of patterns.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::doc::doc;
use super::field::{line, place, rule, rule_type};
use super::pattern::pattern_fields;
use crate::diagnostic::{Position, Problems};
use crate::model::{Column, Document, Operation, Parameter, Place, Record, Shape};
use crate::names;
use crate::pattern::Pattern;

/// A static that holds a rule.
#[derive(PartialEq)]
struct Static<'d> {
    wire_name: &'d str,
    place: Place,
    position: Position,
    empty_is_absent: bool,
    shape: Shape,
    /// Documentation, if it is public.
    doc: Option<&'d str>,
}

/// The statics, by name.
pub(super) struct Statics<'d> {
    rules: Vec<(String, Static<'d>)>,
    names: BTreeMap<(String, Position), String>,
    patterns: Vec<Pattern>,
}

impl<'d> Statics<'d> {
    /// Gives every rule a name: the short one, unless two rules would share it.
    pub(super) fn new(document: &'d Document, problems: &mut Problems) -> Self {
        let wanted = wanted(document);
        let mut statics = Self { rules: Vec::new(), names: BTreeMap::new(), patterns: Vec::new() };
        let mut taken: BTreeMap<String, Position> = BTreeMap::from([("DOCUMENT".to_owned(), Position::default())]);
        taken.extend(document.operations.iter().map(|operation| (names::shouty(&operation.id), operation.position)));
        for (owner, short, one) in &wanted {
            let is_alone = !taken.contains_key(short)
                && wanted.iter().all(|(_, other_short, other)| other_short != short || other == one);
            let name = if is_alone { short.clone() } else { format!("{owner}_{short}") };
            statics.names.insert((owner.clone(), one.position), name);
        }
        for (owner, _, one) in wanted {
            let name = statics.names[&(owner, one.position)].clone();
            statics.gather_patterns(&one.shape);
            match statics.rules.iter().find(|(other, _)| *other == name) {
                Some((_, other)) if *other == one => {}
                Some((_, other)) => collision(problems, &name, one.position, other.position),
                None if taken.contains_key(&name) => collision(problems, &name, one.position, taken[&name]),
                None => statics.rules.push((name, one)),
            }
        }
        statics
    }

    fn gather_patterns(&mut self, shape: &Shape) {
        match shape {
            Shape::Text(text) => {
                let new =
                    text.pattern.iter().filter(|one| self.patterns.iter().all(|other| other.source != one.source));
                let new: Vec<_> = new.cloned().collect();
                self.patterns.extend(new);
            }
            Shape::List(list) => self.gather_patterns(&list.item),
            _ => {}
        }
    }

    /// The static of a parameter.
    pub(super) fn parameter(&self, operation: &Operation, parameter: &Parameter) -> Ident {
        self.name(names::shouty(&operation.id), parameter.position)
    }

    /// The static of a field of a record.
    pub(super) fn column(&self, record: &Record, column: &Column) -> Ident {
        self.name(names::shouty(&record.name), column.position)
    }

    fn name(&self, owner: String, position: Position) -> Ident {
        let name = self.names.get(&(owner, position)).map_or("UNNAMED", String::as_str);
        format_ident!("{name}")
    }

    /// The static of a pattern.
    pub(super) fn pattern(&self, pattern: &Pattern) -> Ident {
        let index = self.patterns.iter().position(|other| other.source == pattern.source);
        format_ident!("PATTERN_{}", index.unwrap_or_default())
    }

    /// All of them.
    pub(super) fn emit(&self) -> TokenStream {
        let rules = self.rules.iter().map(|(name, one)| {
            let (name, kind, rule) = (format_ident!("{name}"), rule_type(&one.shape), rule(&one.shape, self));
            let (place, line, wire_name) = (place(one.place), line(one.position), one.wire_name);
            let empty_is_absent = one.empty_is_absent;
            let head = match one.doc {
                Some(text) => {
                    let doc = doc(text, one.wire_name);
                    quote!(#doc pub static)
                }
                None => quote!(static),
            };
            quote! {
                #head #name: runtime::Field<#kind> = runtime::Field {
                    at: runtime::At { place: #place, name: #wire_name, line: #line },
                    empty_is_absent: #empty_is_absent,
                    rule: #rule,
                };
            }
        });
        let patterns = self.patterns.iter().map(|pattern| self.table(pattern));
        quote!(#(#rules)* #(#patterns)*)
    }

    fn table(&self, pattern: &Pattern) -> TokenStream {
        let (name, fields) = (self.pattern(pattern), pattern_fields(pattern));
        quote!(static #name: runtime::Pattern = #fields;)
    }
}

/// Every rule with its owner and its short name, in the order of the document.
fn wanted(document: &Document) -> Vec<(String, String, Static<'_>)> {
    let parameters = document.operations.iter().flat_map(|operation| {
        operation.parameters.iter().map(|one| {
            let wanted = Static {
                wire_name: &one.name,
                place: one.place,
                position: one.position,
                empty_is_absent: one.empty_is_absent,
                shape: one.schema.shape.clone(),
                doc: None,
            };
            (names::shouty(&operation.id), names::shouty(&one.name), wanted)
        })
    });
    let credentials = document.credentials.iter().map(|one| {
        let wanted = Static {
            wire_name: &one.name,
            place: one.place,
            position: one.position,
            empty_is_absent: false,
            shape: Shape::Text(one.rule.clone()),
            doc: Some(&one.description),
        };
        ("CREDENTIAL".to_owned(), names::shouty(&one.name), wanted)
    });
    let columns = document.records.iter().flat_map(|record| {
        record.columns.iter().map(|one| {
            let wanted = Static {
                wire_name: &one.name,
                place: Place::Body,
                position: one.position,
                empty_is_absent: false,
                shape: one.schema.shape.clone(),
                doc: None,
            };
            let owner = names::shouty(&record.name);
            (owner.clone(), format!("{owner}_{}", names::shouty(&one.name)), wanted)
        })
    });
    parameters.chain(credentials).chain(columns).collect()
}

fn collision(problems: &mut Problems, name: &str, position: Position, other: Position) {
    let found = format!("expected names that differ in Rust, found {name} also on line {}", other.line);
    problems.report("name-collision", position, found, "rename one of the two");
}
