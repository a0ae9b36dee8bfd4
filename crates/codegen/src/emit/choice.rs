//! Types for parameters that have a list of values.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::doc::doc;
use crate::diagnostic::Position;
use crate::model::{Document, Shape};
use crate::names;

/// A type with one value for each text of an enum.
pub(super) struct Choice<'d> {
    name: String,
    description: &'d str,
    values: &'d [String],
    /// Names of the values in Rust.
    variants: Vec<String>,
    default: Option<&'d str>,
}

impl<'d> Choice<'d> {
    pub(super) fn of(name: String, description: &'d str, values: &'d [String], default: Option<&'d str>) -> Self {
        let mut variants = BTreeSet::from(["ALL".to_owned()]);
        let variants = values.iter().map(|value| names::unique(names::pascal(value), &mut variants)).collect();
        Self { name, description, values, variants, default }
    }

    /// The name of the type.
    pub(super) fn ident(&self) -> Ident {
        format_ident!("{}", self.name)
    }
}

/// One for each parameter with an enum; the name has the operation in it only where it must.
pub(super) fn choices(document: &Document) -> Vec<Choice<'_>> {
    let found = document.operations.iter().flat_map(|operation| {
        operation.inputs().filter_map(move |one| match &one.schema.shape {
            Shape::Text(text) if !text.one_of.is_empty() => Some((operation, one, &text.one_of)),
            _ => None,
        })
    });
    let found: Vec<_> = found.collect();
    let mut taken = names::taken_types();
    taken.extend(document.operations.iter().map(|one| names::pascal(&one.name)));
    taken.extend(document.records.iter().map(|one| names::pascal(&one.name)));
    let mut shorts: BTreeMap<String, BTreeSet<Position>> = BTreeMap::new();
    for (_, one, _) in &found {
        shorts.entry(names::pascal(&one.name)).or_default().insert(one.position);
    }
    let (mut choices, mut done) = (Vec::new(), BTreeSet::new());
    for (operation, one, values) in found {
        if !done.insert(one.position) {
            continue;
        }
        let short = names::pascal(&one.name);
        let is_alone = shorts.get(&short).is_none_or(|positions| positions.len() == 1);
        let name = if is_alone { short } else { format!("{}{short}", names::pascal(&operation.name)) };
        let name = names::unique(name, &mut taken);
        choices.push(Choice::of(name, &one.description, values, one.schema.default.as_deref()));
    }
    choices
}

/// The type.
pub(super) fn emit(choice: &Choice<'_>) -> TokenStream {
    let (name, doc_of_type) = (format_ident!("{}", choice.name), doc(choice.description, &choice.name));
    let variants: Vec<_> = choice.variants.iter().map(|variant| format_ident!("{variant}")).collect();
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
            pub fn decode(text: &str) -> Option<Self> {
                runtime::choice(Self::ALL, text)
            }
        }

        #[doc = " For the methods of a request, which take a text."]
        impl From<#name> for String {
            fn from(value: #name) -> Self {
                value.as_str().to_owned()
            }
        }
    }
}
