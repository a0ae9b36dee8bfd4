//! `encode`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::field::ident;
use super::statics::Statics;
use crate::model::{Operation, Parameter, ParameterIn, Role, Shape};
use crate::names;

/// `encode`.
pub(super) fn emit(operation: &Operation, statics: &Statics) -> TokenStream {
    let (name, table) = (names::pascal(&operation.name), names::shouty(&operation.name));
    let (name, table) = (format_ident!("{name}"), format_ident!("{table}"));
    let values: Vec<_> = operation.parameters.iter().filter_map(|one| value(operation, one, statics)).collect();
    let body = match values.as_slice() {
        [] => quote!(runtime::EncodedRequest::new(&#table)),
        values => quote! {
            let mut out = runtime::EncodedRequest::new(&#table);
            #(#values)*
            out
        },
    };
    quote! {
        impl #name {
            #[doc = " The request as it goes over the wire. It is not checked, and has no address and no credential."]
            pub fn encode(&self) -> runtime::EncodedRequest {
                #body
            }
        }
    }
}

fn value(operation: &Operation, one: &Parameter, statics: &Statics) -> Option<TokenStream> {
    let (field, rule) = (ident(one), statics.parameter(operation, one));
    let media_type = one.media_type.as_deref().unwrap_or_default();
    let is_typed = matches!(&one.schema.shape, Shape::Json(json) if statics.is_typed(json));
    let value = match (one.required, &one.schema.shape) {
        (true, _) => quote!(Some(&self.#field)),
        (false, Shape::Raw) => quote!(self.#field.as_deref()),
        (false, _) if is_typed => quote!(self.#field.as_ref().map(|value| value as _)),
        (false, _) => quote!(self.#field.as_ref()),
    };
    let is_body = one.place == ParameterIn::Body;
    Some(match (&one.role, &one.schema.shape, one.required) {
        (Role::Transport, ..) => return None,
        (Role::Fixed(value), ..) => quote!(out.value(#rule.at, #value);),
        (_, Shape::Json(_), _) if is_typed && is_body => quote!(out.typed_body(&#rule, #media_type, #value);),
        (_, Shape::Json(_), _) if is_typed => quote!(out.typed(&#rule, #value);),
        (_, Shape::Json(_), _) if is_body => quote!(out.json_body(&#rule, #media_type, #value);),
        (_, Shape::Json(_), _) => quote!(out.json(&#rule, #value);),
        (_, Shape::Parts(_), _) => quote!(out.parts_body(&#rule, #media_type, #value);),
        (_, Shape::Raw, _) => quote!(out.raw_body(#media_type, #value);),
        (_, Shape::List(_), _) => quote!(out.list(#rule.at, &self.#field);),
        (_, Shape::Text(_), false) => quote!(out.optional(#rule.at, #rule.present(self.#field.as_deref()));),
        (_, _, true) => quote!(out.value(#rule.at, &self.#field);),
        (_, _, false) => quote!(out.optional(#rule.at, #value);),
    })
}
