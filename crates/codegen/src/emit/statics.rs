//! The statics of the generated code: one for each rule, and the tables of patterns.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use quote::format_ident;

use super::json_schema::{Compiler, Direction};
use crate::diagnostic::Position;
use crate::model::{Column, Document, Json, Operation, Parameter, ParameterIn, Record, Shape, Text};
use crate::names;
use crate::pattern::Pattern;
use crate::spec::Node;
use crate::types::Types;

/// A static that holds a rule.
pub(super) struct Static<'d> {
    pub(super) wire_name: &'d str,
    pub(super) place: ParameterIn,
    pub(super) position: Position,
    pub(super) empty_is_absent: bool,
    pub(super) shape: &'d Shape,
    /// Documentation, if it is public.
    pub(super) doc: Option<&'d str>,
}

/// The statics, by name.
pub(super) struct Statics<'d> {
    pub(super) rules: Vec<(String, Static<'d>)>,
    names: BTreeMap<(String, Position), String>,
    pub(super) patterns: Vec<Pattern>,
    /// Numbers of the schemas, by where they stand.
    schemas: BTreeMap<(Position, Direction), usize>,
    pub(super) types: &'d Types<'d>,
}

impl<'d> Statics<'d> {
    /// Gives every rule a name: the short one, unless two rules would share it.
    pub(super) fn new<'c>(document: &'d Document, types: &'d Types<'d>, schemas: &mut Compiler<'c>) -> Self
    where
        'd: 'c,
    {
        let wanted = wanted(document);
        let mut statics =
            Self { rules: Vec::new(), names: BTreeMap::new(), patterns: Vec::new(), schemas: BTreeMap::new(), types };
        let mut taken = names::taken_statics(wanted.len());
        taken.extend(document.operations.iter().map(|operation| names::shouty(&operation.name)));
        let mut shorts: BTreeMap<String, BTreeSet<Position>> = BTreeMap::new();
        for (_, short, one) in &wanted {
            shorts.entry(short.clone()).or_default().insert(one.position);
        }
        let mut done: BTreeMap<Position, String> = BTreeMap::new();
        for (owner, short, one) in wanted {
            // The same component in several operations is one rule.
            if let Some(name) = done.get(&one.position) {
                statics.names.insert((owner, one.position), name.clone());
                continue;
            }
            let is_alone = !taken.contains(&short) && shorts[&short].len() == 1;
            let name = names::unique(if is_alone { short } else { format!("{owner}_{short}") }, &mut taken);
            done.insert(one.position, name.clone());
            statics.names.insert((owner, one.position), name.clone());
            statics.collect_patterns(one.shape);
            let schema = match one.shape {
                Shape::Json(json) => Some(&json.schema),
                Shape::Parts(parts) => Some(&parts.schema),
                _ => None,
            };
            if let Some(schema) = schema {
                let number = schemas.index(schema, Direction::Request);
                statics.schemas.insert((schema.position, Direction::Request), number);
            }
            statics.rules.push((name, one));
        }
        let responses = document.operations.iter().flat_map(|operation| &operation.responses);
        let bodies = responses.flat_map(|response| &response.media_types);
        for node in bodies.filter_map(|media_type| media_type.rule.as_ref()) {
            let number = schemas.index(node, Direction::Response);
            statics.schemas.insert((node.position, Direction::Response), number);
        }
        statics
    }

    /// Whether a value has a type of its own.
    pub(super) fn is_typed(&self, json: &Json) -> bool {
        self.types.body(&json.schema).is_some()
    }

    /// The static of a schema, for values of a request or of a response.
    pub(super) fn schema(&self, node: &Node, direction: Direction) -> Ident {
        let number = self.schemas.get(&(node.position, direction)).copied();
        format_ident!("SCHEMA_{}", number.unwrap_or_default())
    }

    fn collect_patterns(&mut self, shape: &Shape) {
        match shape {
            Shape::Text(Text { pattern: Some(new), .. })
                if self.patterns.iter().all(|one| one.source != new.source) =>
            {
                self.patterns.push(new.clone());
            }
            Shape::List(list) => self.collect_patterns(&list.item),
            _ => {}
        }
    }

    /// The static of a parameter.
    pub(super) fn parameter(&self, operation: &Operation, parameter: &Parameter) -> Ident {
        self.name(names::shouty(&operation.name), parameter.position)
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
}

impl<'d> Static<'d> {
    fn new(wire_name: &'d str, place: ParameterIn, position: Position, shape: &'d Shape) -> Self {
        Self { wire_name, place, position, empty_is_absent: false, shape, doc: None }
    }
}

/// Every rule with its owner and its short name, in the order of the document.
fn wanted(document: &Document) -> Vec<(String, String, Static<'_>)> {
    let parameters = document.operations.iter().flat_map(|operation| {
        operation.parameters.iter().map(|one| {
            let wanted = Static::new(&one.name, one.place, one.position, &one.schema.shape);
            let wanted = Static { empty_is_absent: one.empty_is_absent, ..wanted };
            (names::shouty(&operation.name), names::shouty(&one.field), wanted)
        })
    });
    let credentials = document.credentials.iter().map(|one| {
        let wanted = Static::new(&one.name, one.place, one.position, &one.shape);
        let wanted = Static { doc: Some(&one.description), ..wanted };
        ("CREDENTIAL".to_owned(), names::shouty(&one.name), wanted)
    });
    let columns = document.records.iter().flat_map(|record| {
        record.columns.iter().map(|one| {
            let wanted = Static::new(&one.name, ParameterIn::Body, one.position, &one.schema.shape);
            let owner = names::shouty(&record.name);
            (owner.clone(), format!("{owner}_{}", names::shouty(&one.name)), wanted)
        })
    });
    parameters.chain(credentials).chain(columns).collect()
}
