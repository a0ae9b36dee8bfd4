//! Rules over more than one parameter.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::field::line;
use super::request::ident;
use super::statics::Statics;
use crate::model::{CrossFieldRule, Operation, Parameter, Shape};

/// The check of a rule.
pub(super) fn emit(operation: &Operation, rule: &CrossFieldRule, statics: &Statics) -> TokenStream {
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
            quote!(runtime::TimeRange::check(#(#ends,)* #line, out);)
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
pub(super) fn time_range(operation: &Operation, rule: &CrossFieldRule, statics: &Statics) -> TokenStream {
    let ends = ends(operation, rule, statics);
    quote!(runtime::TimeRange::collect(#(#ends,)* 0, &mut runtime::Violations::new()))
}

/// The ends of a time range, each with its rule.
fn ends(operation: &Operation, rule: &CrossFieldRule, statics: &Statics) -> Vec<TokenStream> {
    let ends = rule.parameters.iter().filter_map(|(_, name)| {
        let one = operation.inputs().find(|one| one.name == *name)?;
        let (field, ident) = (statics.parameter(operation, one), ident(one));
        Some(quote!((&#field, self.#ident.as_deref())))
    });
    ends.collect()
}

/// Where a value stands, and whether it is there.
fn presence(operation: &Operation, one: &Parameter, statics: &Statics) -> TokenStream {
    let (rule, field) = (statics.parameter(operation, one), ident(one));
    match &one.schema.shape {
        Shape::Text(_) => quote!((#rule.at, #rule.present(self.#field.as_deref()).is_some())),
        Shape::List(_) => quote!((#rule.at, !self.#field.is_empty())),
        _ => quote!((#rule.at, self.#field.is_some())),
    }
}

/// Where a value stands, and the value if it is there.
fn end(operation: &Operation, one: &Parameter, statics: &Statics) -> TokenStream {
    let (rule, field) = (statics.parameter(operation, one), ident(one));
    match (&one.schema.shape, one.required) {
        (Shape::Text(_), true) => quote!((#rule.at, Some(self.#field.as_str()))),
        (Shape::Text(_), false) => quote!((#rule.at, #rule.present(self.#field.as_deref()))),
        (_, true) => quote!((#rule.at, Some(&self.#field))),
        (_, false) => quote!((#rule.at, self.#field.as_ref())),
    }
}
