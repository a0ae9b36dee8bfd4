//! Rules over more than one parameter.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::field::ident;
use super::literal::line;
use super::statics::Statics;
use crate::diagnostic::Problems;
use crate::messages;
use crate::model::{CrossFieldRule, Document, Operation, Parameter, Shape};

/// The type of the rule `time_range`; empty where no operation has that rule.
pub(super) fn time_range_type(document: &Document, path: Option<&str>, problems: &mut Problems) -> TokenStream {
    let mut rules = document.operations.iter().flat_map(|operation| &operation.rules);
    let Some(rule) = rules.find(|rule| rule.rule == "time_range") else { return TokenStream::new() };
    let (found, hint) = match path.map(syn::parse_str::<syn::Path>) {
        Some(Ok(path)) => return quote!(#path),
        Some(Err(error)) => (messages::wrong_type_of_time_range(error.to_string()), messages::correct_time_range()),
        None => (messages::no_type_of_time_range(), messages::name_time_range()),
    };
    problems.report("x-rules", rule.position, found, hint);
    TokenStream::new()
}

/// The check of a rule.
pub(super) fn emit(
    operation: &Operation,
    rule: &CrossFieldRule,
    statics: &Statics,
    range: &TokenStream,
) -> TokenStream {
    let line = line(rule.position);
    let one = |name: &str| operation.inputs().find(|one| one.name == name);
    let presences = |part: &str| {
        let named = rule.parameters.iter().filter(|(own, _)| *own == part);
        let presences = named.filter_map(|(_, name)| Some(presence(operation, one(name)?, statics)));
        presences.collect::<Vec<_>>()
    };
    match rule.rule {
        "time_range" => {
            let ends = ends(operation, rule, statics);
            quote!(#range::check(#(#ends,)* #line, out);)
        }
        "requires" => {
            let (given, needs) = (presences("parameter"), presences("needs"));
            quote!(runtime::cross::requires(#(#given),*, &[#(#needs),*], #line, out);)
        }
        "ordered" => {
            let ends = rule.parameters.iter().filter_map(|(_, name)| Some(end(operation, one(name)?, statics)));
            quote!(runtime::cross::ordered(#(#ends,)* #line, out);)
        }
        name => {
            let (name, values) = (format_ident!("{name}"), presences("parameters"));
            quote!(runtime::cross::#name(&[#(#values),*], #line, out);)
        }
    }
}

/// The time range of a request, without what is wrong with it.
pub(super) fn time_range(
    operation: &Operation,
    rule: &CrossFieldRule,
    statics: &Statics,
    range: &TokenStream,
) -> TokenStream {
    let ends = ends(operation, rule, statics);
    quote!(#range::collect(#(#ends,)* 0, &mut runtime::Violations::new()))
}

/// The ends of a time range, each with its rule.
fn ends(operation: &Operation, rule: &CrossFieldRule, statics: &Statics) -> Vec<TokenStream> {
    let named = rule.parameters.iter().filter_map(|(_, name)| operation.inputs().find(|one| one.name == *name));
    let end = |one| (statics.parameter(operation, one), ident(one));
    named.map(end).map(|(field, ident)| quote!((&#field, self.#ident.as_deref()))).collect()
}

/// Position of a value, and whether it is present.
fn presence(operation: &Operation, one: &Parameter, statics: &Statics) -> TokenStream {
    let (rule, field) = (statics.parameter(operation, one), ident(one));
    match &one.schema.shape {
        Shape::Text(_) => quote!((#rule.at, #rule.present(self.#field.as_deref()).is_some())),
        Shape::List(_) => quote!((#rule.at, !self.#field.is_empty())),
        _ => quote!((#rule.at, self.#field.is_some())),
    }
}

/// Position of a value, and the value if it is present.
fn end(operation: &Operation, one: &Parameter, statics: &Statics) -> TokenStream {
    let (rule, field) = (statics.parameter(operation, one), ident(one));
    match (&one.schema.shape, one.required) {
        (Shape::Text(_), true) => quote!((#rule.at, Some(self.#field.as_str()))),
        (Shape::Text(_), false) => quote!((#rule.at, #rule.present(self.#field.as_deref()))),
        (_, true) => quote!((#rule.at, Some(&self.#field))),
        (_, false) => quote!((#rule.at, self.#field.as_ref())),
    }
}
