use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Number;

use crate::spec::{Node, Value};

/// A value of the document as data.
pub(super) fn value(node: &Node) -> TokenStream {
    match &node.value {
        Value::Null => quote!(json::Literal::Null),
        Value::Boolean(value) => quote!(json::Literal::Boolean(#value)),
        Value::Number(value) => {
            let value = number(value);
            quote!(json::Literal::Number(#value))
        }
        Value::Text(value) => quote!(json::Literal::Text(#value)),
        Value::List(items) => {
            let items = items.iter().map(value);
            quote!(json::Literal::List(&[#(#items),*]))
        }
        Value::Map(entries) => {
            let names = entries.iter().map(|(key, _)| &key.name);
            let values = entries.iter().map(|(_, node)| value(node));
            quote!(json::Literal::Object(&[#((#names, #values)),*]))
        }
    }
}

/// A number of the document as data.
pub(super) fn number(number: &Number) -> TokenStream {
    match number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)) {
        Some(whole) => {
            let whole = Literal::i128_unsuffixed(whole);
            quote!(json::Number::Whole(#whole))
        }
        None => {
            let float = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
            quote!(json::Number::Float(#float))
        }
    }
}
