//! The rules and patterns as constants, so that a compiled check knows the values that it compares with.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::doc;
use super::field::{rule, rule_type};
use super::literal::{line, place};
use super::pattern::pattern_fields;
use super::statics::{Static, Statics};

/// All constants.
pub(super) fn emit(statics: &Statics) -> impl Iterator<Item = TokenStream> {
    let rules = statics.rules.iter().map(|(name, one)| item(name, one, statics));
    let patterns = statics.patterns.iter().map(|pattern| {
        let (name, fields) = (statics.pattern(pattern), pattern_fields(pattern));
        quote!(const #name: runtime::Pattern = #fields;)
    });
    rules.chain(patterns)
}

fn item(name: &str, one: &Static<'_>, statics: &Statics) -> TokenStream {
    let (name, kind, rule) = (format_ident!("{name}"), rule_type(one.shape, statics), rule(one.shape, statics));
    let (place, line, wire_name) = (place(one.place), line(one.position), one.wire_name);
    let empty_is_absent = one.empty_is_absent;
    let head = match one.doc {
        Some(text) => {
            let doc = doc(text, one.wire_name);
            quote!(#doc pub const)
        }
        None => quote!(const),
    };
    quote! {
        #head #name: runtime::Field<#kind> = runtime::Field {
            at: runtime::Location { place: #place, name: #wire_name, line: #line },
            empty_is_absent: #empty_is_absent,
            rule: #rule,
        };
    }
}
