//! Types for parameters that have a list of values.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::doc;
use crate::diagnostic::{Position, Problems};
use crate::model::{Document, Parameter, Shape};
use crate::names;

/// A type with one value for each text of an enum.
pub(super) struct Choice<'d> {
    name: String,
    position: Position,
    description: &'d str,
    values: &'d [String],
    default: Option<&'d str>,
}

/// One for each parameter with an enum; the name has the operation in it only where it must.
pub(super) fn choices<'d>(document: &'d Document, problems: &mut Problems) -> Vec<Choice<'d>> {
    let found = document.operations.iter().flat_map(|operation| {
        operation.inputs().filter_map(move |one| match &one.schema.shape {
            Shape::Text(text) if !text.one_of.is_empty() => Some((operation, one, &text.one_of)),
            _ => None,
        })
    });
    let found: Vec<_> = found.collect();
    let mut choices: Vec<Choice<'d>> = Vec::new();
    for (operation, one, values) in &found {
        let short = names::pascal(&one.name);
        let same = |other: &Parameter| names::pascal(&other.name) == short && other.position != one.position;
        let is_alone = !found.iter().any(|(_, other, _)| same(other));
        let name = if is_alone { short } else { format!("{}{short}", names::pascal(&operation.id)) };
        if choices.iter().any(|other| other.name == name && other.position == one.position) {
            continue;
        }
        let mut variants = BTreeMap::new();
        for value in values.iter() {
            if let Some(other) = variants.insert(names::pascal(value), value) {
                let found = format!("expected values that differ in Rust, found {value:?} beside {other:?}");
                problems.report(
                    "name-collision",
                    one.position,
                    found,
                    "describe the values with a pattern instead of an enum",
                );
            }
        }
        let (description, default) = (one.description.as_str(), one.schema.default.as_deref());
        choices.push(Choice { name, position: one.position, description, values, default });
    }
    choices
}

/// Reports types that would share a name, or hide one that generated code uses.
pub(super) fn check_types(document: &Document, choices: &[Choice<'_>], problems: &mut Problems) {
    let operations = document.operations.iter().map(|one| (names::pascal(&one.id), one.position));
    let records = document.records.iter().map(|one| (names::pascal(&one.name), one.position));
    let choices = choices.iter().map(|one| (one.name.clone(), one.position));
    let mut taken: BTreeMap<String, Position> = BTreeMap::new();
    for (name, position) in operations.chain(records).chain(choices) {
        if names::is_taken_type(&name) {
            let found = format!("expected a name that Rust has no meaning for, found {name}");
            problems.report("name-collision", position, found, "rename it");
        }
        if let Some(other) = taken.insert(name.clone(), position) {
            let found = format!("expected names that differ in Rust, found {name} also on line {}", other.line);
            problems.report("name-collision", position, found, "rename one of the two");
        }
    }
}

/// The type.
pub(super) fn emit(choice: &Choice<'_>) -> TokenStream {
    let (name, doc_of_type) = (format_ident!("{}", choice.name), doc(choice.description, &choice.name));
    let variants: Vec<_> = choice.values.iter().map(|value| format_ident!("{}", names::pascal(value))).collect();
    let declared = choice.values.iter().zip(&variants).map(|(value, variant)| {
        let doc = doc(&format!("`{value}`."), "");
        let default = if choice.default == Some(value) { quote!(#[default]) } else { quote!() };
        quote!(#doc #default #variant)
    });
    let values = choice.values;
    let derives = if choice.default.is_some() { quote!(, Default) } else { quote!() };
    quote! {
        #doc_of_type
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash #derives)]
        pub enum #name { #(#declared),* }

        impl #name {
            #[doc = " Every value with its text on the wire, in the order of the document."]
            pub const ALL: &'static [(Self, &'static str)] = &[#((Self::#variants, #values)),*];

            #[doc = " The text on the wire."]
            pub fn as_str(self) -> &'static str {
                Self::ALL[self as usize].1
            }

            #[doc = " The value of a text on the wire; `None` for any other text."]
            pub fn from_wire(text: &str) -> Option<Self> {
                runtime::choice(Self::ALL, text)
            }
        }
    }
}
