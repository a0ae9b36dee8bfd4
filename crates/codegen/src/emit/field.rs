use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::json_schema::Direction;
use super::literal::{count, decimal, format, int, json_number, lines, number, option};
use super::statics::Statics;
use super::types::rust_type;
use crate::model::{Parameter, Shape, Text};
use crate::spec::Node;
use crate::types::Types;

/// The name of the field of a parameter.
pub(super) fn ident(parameter: &Parameter) -> Ident {
    format_ident!("{}", parameter.field)
}

/// Type of the values of a schema of a body.
pub(super) fn body_type(schema: &Node, types: &Types<'_>, prefix: &TokenStream) -> TokenStream {
    let rust = types.body(schema);
    rust.map_or(quote!(runtime::json_schema::Value), |rust| rust_type(rust, types, prefix))
}

/// Type of a value of this shape.
pub(super) fn value_type(shape: &Shape, types: &Types<'_>) -> TokenStream {
    match shape {
        Shape::Text(_) => quote!(String),
        Shape::Int(_) => quote!(i64),
        Shape::Number(_) => quote!(f64),
        Shape::Boolean => quote!(bool),
        Shape::Json(json) => body_type(&json.schema, types, &quote!(types::)),
        Shape::Parts(_) => quote!(runtime::FormParts),
        Shape::Raw => quote!(Vec<u8>),
        Shape::List(list) => {
            let item = value_type(&list.item, types);
            quote!(Vec<#item>)
        }
    }
}

/// Type of the field of a request or a record.
pub(super) fn field_type(shape: &Shape, required: bool, types: &Types<'_>) -> TokenStream {
    let value = value_type(shape, types);
    if required || matches!(shape, Shape::List(_)) { value } else { quote!(Option<#value>) }
}

/// Type of the rule.
pub(super) fn rule_type(shape: &Shape, statics: &Statics) -> TokenStream {
    match shape {
        Shape::Text(_) => quote!(runtime::Text),
        Shape::Int(_) => quote!(runtime::Int),
        Shape::Number(_) => quote!(runtime::Number),
        Shape::Boolean => quote!(runtime::Boolean),
        Shape::Json(json) if statics.is_typed(json) => quote!(runtime::TypedJson),
        Shape::Json(_) => quote!(runtime::Json),
        Shape::Parts(_) => quote!(runtime::Multipart),
        Shape::Raw => quote!(runtime::Raw),
        Shape::List(list) => {
            let item = rule_type(&list.item, statics);
            quote!(runtime::List<#item>)
        }
    }
}

/// The rule as a literal.
pub(super) fn rule(shape: &Shape, statics: &Statics) -> TokenStream {
    match shape {
        Shape::Text(text) => text_rule(text, statics),
        Shape::Int(rule) => {
            let (min, max, step) = (option(rule.min, int), option(rule.max, int), option(rule.multiple_of, int));
            let lines = lines(&rule.lines);
            quote!(runtime::Int { min: #min, max: #max, multiple_of: #step, lines: #lines })
        }
        Shape::Number(rule) => {
            let module = quote!(runtime::json_schema);
            let (min, max) =
                (option(rule.min, |min| json_number(min, &module)), option(rule.max, |max| json_number(max, &module)));
            let step = option(rule.multiple_of, |step| decimal(step, &module));
            let (no_min, no_max) = (rule.exclusive_min, rule.exclusive_max);
            let lines = lines(&rule.lines);
            quote!(runtime::Number {
                min: #min, exclusive_min: #no_min, max: #max, exclusive_max: #no_max, multiple_of: #step, lines: #lines
            })
        }
        Shape::Boolean => quote!(runtime::Boolean),
        Shape::Raw => quote!(runtime::Raw),
        Shape::Parts(parts) => {
            let (schema, files) = (statics.schema(&parts.schema, Direction::Request), &parts.files);
            let types = parts.media_types.iter().map(|(name, types)| quote!((#name, &[#(#types),*])));
            quote!(runtime::Multipart { schema: &schemas::#schema, files: &[#(#files),*], media_types: &[#(#types),*] })
        }
        Shape::Json(json) => {
            let (schema, style, explode) =
                (statics.schema(&json.schema, Direction::Request), format_ident!("{}", json.style), json.explode);
            let rule =
                quote!(runtime::Json { schema: &schemas::#schema, style: runtime::Style::#style, explode: #explode });
            if statics.is_typed(json) { quote!(runtime::TypedJson(#rule)) } else { rule }
        }
        Shape::List(list) => {
            let (min, max, unique) = (count(list.min), option(list.max, count), list.unique);
            let (item, lines) = (self::rule(&list.item, statics), lines(&list.lines));
            quote!(runtime::List { min: #min, max: #max, unique: #unique, item: #item, lines: #lines })
        }
    }
}

fn text_rule(rule: &Text, statics: &Statics) -> TokenStream {
    let (min, max, secret, one_of) = (count(rule.min), option(rule.max, count), rule.secret, &rule.one_of);
    let pattern = rule.pattern.as_ref().map(|pattern| statics.pattern(pattern));
    let pattern = option(pattern, |name| quote!(&#name));
    let format = option(rule.format, format);
    let lines = lines(&rule.lines);
    quote!(runtime::Text {
        min: #min, max: #max, pattern: #pattern, format: #format, one_of: &[#(#one_of),*], secret: #secret,
        lines: #lines
    })
}

/// The default as an expression of the type of the field.
pub(super) fn default(shape: &Shape, wire: &str, statics: &Statics) -> TokenStream {
    let parsed = match shape {
        Shape::Int(_) => wire.parse().ok().map(int),
        Shape::Number(_) => wire.parse().ok().map(number),
        Shape::Boolean => wire.parse::<bool>().ok().map(|value| quote!(#value)),
        Shape::Json(json) if statics.is_typed(json) => Some(quote!(runtime::typed::literal(#wire))),
        Shape::Json(_) => Some(quote!(runtime::json_schema::literal(#wire))),
        Shape::Text(_) | Shape::List(_) | Shape::Parts(_) | Shape::Raw => None,
    };
    parsed.unwrap_or_else(|| quote!(#wire.into()))
}
