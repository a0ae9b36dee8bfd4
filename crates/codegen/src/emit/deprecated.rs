//! Deprecations, for the compiler and for readers.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Deprecation;

/// The attribute, from which the compiler warns callers.
pub(super) fn attribute(deprecation: Option<&Deprecation>) -> TokenStream {
    match deprecation.map(terms) {
        None => quote!(),
        Some(terms) if terms.is_empty() => quote!(#[deprecated]),
        Some(terms) => {
            let note = terms.join(", ");
            quote!(#[deprecated(note = #note)])
        }
    }
}

/// A text for readers with the deprecation at its end.
pub(super) fn described(text: &str, deprecation: Option<&Deprecation>) -> String {
    let Some(deprecation) = deprecation else { return text.to_owned() };
    let start = if deprecation.since.is_some() { "Deprecated " } else { "Deprecated, " };
    let ends = format!("{start}{}", terms(deprecation).join(", "));
    format!("{}\n\n{}.", text.trim(), ends.trim_end_matches(", "))
}

fn terms(deprecation: &Deprecation) -> Vec<String> {
    let since = deprecation.since.as_ref().map(|day| format!("since {day}"));
    since.into_iter().chain(deprecation.sunset.as_ref().map(|day| format!("ends on {day}"))).collect()
}
