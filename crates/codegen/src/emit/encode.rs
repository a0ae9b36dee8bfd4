//! `encode`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident::ident;
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
    if let (Role::Input, Shape::Json(json)) = (&one.role, &one.schema.shape)
        && statics.is_typed(json)
    {
        let value = match one.required {
            true => quote!(Some(&self.#field)),
            false => quote!(self.#field.as_ref().map(|value| value as _)),
        };
        return Some(match one.place {
            ParameterIn::Body => quote!(out.typed_body(&#rule, #media_type, #value);),
            _ => quote!(out.typed(&#rule, #value);),
        });
    }
    Some(match (&one.role, &one.schema.shape, one.required) {
        (Role::Transport, ..) => return None,
        (Role::Fixed(value), ..) => quote!(out.value(#rule.at, #value);),
        (_, Shape::Json(_), true) if one.place == ParameterIn::Body => {
            quote!(out.json_body(&#rule, #media_type, Some(&self.#field));)
        }
        (_, Shape::Json(_), false) if one.place == ParameterIn::Body => {
            quote!(out.json_body(&#rule, #media_type, self.#field.as_ref());)
        }
        (_, Shape::Parts(_), true) => quote!(out.parts_body(&#rule, #media_type, Some(&self.#field));),
        (_, Shape::Parts(_), false) => quote!(out.parts_body(&#rule, #media_type, self.#field.as_ref());),
        (_, Shape::Raw, true) => quote!(out.raw_body(#media_type, Some(&self.#field));),
        (_, Shape::Raw, false) => quote!(out.raw_body(#media_type, self.#field.as_deref());),
        (_, Shape::Json(_), true) => quote!(out.json(&#rule, Some(&self.#field));),
        (_, Shape::Json(_), false) => quote!(out.json(&#rule, self.#field.as_ref());),
        (_, Shape::List(_), _) => quote!(out.list(#rule.at, &self.#field);),
        (_, Shape::Text(_), false) => quote!(out.optional(#rule.at, #rule.present(self.#field.as_deref()));),
        (_, _, true) => quote!(out.value(#rule.at, &self.#field);),
        (_, _, false) => quote!(out.optional(#rule.at, self.#field.as_ref());),
    })
}
