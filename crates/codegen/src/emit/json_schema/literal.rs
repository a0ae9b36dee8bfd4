use deskledger_runtime::json_schema::Number;
use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal::json_number;
use crate::spec::{Node, Value};

/// A value of the document as data.
pub(super) fn value(node: &Node) -> TokenStream {
    match &node.value {
        Value::Null => quote!(json::Literal::Null),
        Value::Boolean(value) => quote!(json::Literal::Boolean(#value)),
        Value::Number(value) => {
            let value = json_number(Number::of(value), &quote!(json));
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
