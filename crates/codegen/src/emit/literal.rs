//! Values of the model as literals of Rust.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::diagnostic::Position;
use crate::model::{Lines, ParameterIn};

/// `runtime::ParameterIn::...`.
pub(super) fn place(place: ParameterIn) -> TokenStream {
    match place {
        ParameterIn::Path => quote!(runtime::ParameterIn::Path),
        ParameterIn::Query => quote!(runtime::ParameterIn::Query),
        ParameterIn::Header => quote!(runtime::ParameterIn::Header),
        ParameterIn::Cookie => quote!(runtime::ParameterIn::Cookie),
        ParameterIn::Body => quote!(runtime::ParameterIn::Body),
    }
}

/// The line of a position.
pub(super) fn line(position: Position) -> Literal {
    Literal::u32_unsuffixed(position.line)
}

/// Where the keywords of a rule stand.
pub(super) fn lines(lines: &Lines) -> TokenStream {
    let lines = lines.iter().map(|(name, line)| {
        let line = Literal::u32_unsuffixed(*line);
        quote!((#name, #line))
    });
    quote!(runtime::SourceLines(&[#(#lines),*]))
}

/// A format that the run time knows.
pub(super) fn format(name: &str) -> TokenStream {
    match name {
        "minute" => quote!(runtime::Minute::FORMAT),
        "date-time" => quote!(runtime::DATE_TIME),
        name => {
            let name = format_ident!("{}", name.to_uppercase());
            quote!(runtime::format::#name)
        }
    }
}

/// `Some(...)` or `None`.
pub(super) fn option<V>(value: Option<V>, emit: impl Fn(V) -> TokenStream) -> TokenStream {
    match value {
        Some(value) => {
            let value = emit(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    }
}

/// A text that may be absent.
pub(super) fn text(value: Option<&str>) -> TokenStream {
    option(value, |value| quote!(#value))
}

pub(super) fn count(value: usize) -> TokenStream {
    let value = Literal::usize_unsuffixed(value);
    quote!(#value)
}

pub(super) fn int(value: i64) -> TokenStream {
    let digits = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

pub(super) fn number(value: f64) -> TokenStream {
    let digits = Literal::f64_unsuffixed(value.abs());
    if value < 0.0 { quote!(-#digits) } else { quote!(#digits) }
}

/// Texts by language, as data.
pub(super) fn by_language(texts: &[(String, String)]) -> TokenStream {
    let texts = texts.iter().map(|(language, text)| quote!((#language, #text)));
    quote!(&[#(#texts),*])
}
