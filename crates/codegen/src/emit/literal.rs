//! Values of the model as literals of Rust.

use deskledger_runtime::json_schema::{Decimal, Number};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::diagnostic::Position;
use crate::model::{Lines, ParameterIn};
use crate::spec::{Node, Value};

/// `runtime::ParameterIn::...`.
pub(super) fn place(place: ParameterIn) -> TokenStream {
    let place = format_ident!("{place:?}");
    quote!(runtime::ParameterIn::#place)
}

/// The line of a position.
pub(super) fn line(position: Position) -> Literal {
    Literal::u32_unsuffixed(position.line)
}

/// Positions of the keywords of a rule.
pub(super) fn lines(lines: &Lines) -> TokenStream {
    let lines = lines.iter().map(|(name, line)| {
        let line = Literal::u32_unsuffixed(*line);
        quote!((#name, #line))
    });
    quote!(runtime::SourceLines(&[#(#lines),*]))
}

/// A format that the runtime knows.
pub(super) fn format(name: &str) -> TokenStream {
    let name = format_ident!("{}", name.replace('-', "_").to_uppercase());
    quote!(runtime::format::#name)
}

/// A number of the document, with the name that `module` has in the generated code.
pub(super) fn json_number(number: Number, module: &TokenStream) -> TokenStream {
    match number {
        Number::Whole(whole) => {
            let whole = Literal::i128_unsuffixed(whole);
            quote!(#module::Number::Whole(#whole))
        }
        Number::Float(float) => {
            let float = Literal::f64_unsuffixed(float);
            quote!(#module::Number::Float(#float))
        }
    }
}

/// A step, with the name that `module` has in the generated code.
pub(super) fn decimal(Decimal { mantissa, exponent }: Decimal, module: &TokenStream) -> TokenStream {
    let (mantissa, exponent) = (Literal::u64_unsuffixed(mantissa), Literal::i32_unsuffixed(exponent));
    quote!(#module::Decimal { mantissa: #mantissa, exponent: #exponent })
}

/// `Some(...)` or `None`.
pub(super) fn option<V>(value: Option<V>, emit: impl FnOnce(V) -> TokenStream) -> TokenStream {
    value.map(emit).map_or(quote!(None), |value| quote!(Some(#value)))
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

/// A value of the document as data.
pub(super) fn document_value(node: &Node) -> TokenStream {
    match &node.value {
        Value::Null => quote!(json::Literal::Null),
        Value::Boolean(value) => quote!(json::Literal::Boolean(#value)),
        Value::Number(value) => {
            let value = json_number(Number::of(value), &quote!(json));
            quote!(json::Literal::Number(#value))
        }
        Value::Text(value) => quote!(json::Literal::Text(#value)),
        Value::List(items) => {
            let items = items.iter().map(document_value);
            quote!(json::Literal::List(&[#(#items),*]))
        }
        Value::Map(entries) => {
            let names = entries.iter().map(|(key, _)| &key.name);
            let values = entries.iter().map(|(_, node)| document_value(node));
            quote!(json::Literal::Object(&[#((#names, #values)),*]))
        }
    }
}
