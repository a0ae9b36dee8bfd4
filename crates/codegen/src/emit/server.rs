//! The servers of the document: a type for each, with its variables as fields.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::choice::{self, Choice};
use super::doc::doc;
use crate::model::{Document, Server};
use crate::names;

/// The module with the servers.
pub(super) fn emit(document: &Document) -> TokenStream {
    if document.servers.is_empty() {
        return quote!();
    }
    let mut taken = names::taken_types();
    let servers = document.servers.iter().map(|one| server(one, &mut taken));
    quote! {
        #[doc = " The servers of the document: the address of each, for the endpoint of a client."]
        pub mod servers {
            #[allow(unused_imports)]
            use super::runtime;
            #(#servers)*
        }
    }
}

fn server(server: &Server, taken: &mut BTreeSet<String>) -> TokenStream {
    let address = server.url.split_once("://").map_or(server.url.as_str(), |(_, address)| address);
    let wanted = server.name.as_deref().unwrap_or(address).trim_matches('/');
    let wanted = if wanted.is_empty() { "root" } else { wanted };
    let name = names::unique(names::pascal(wanted), taken);
    let (mut fields, mut types, mut defaults, mut values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut taken_fields = BTreeSet::new();
    for one in &server.variables {
        let field = format_ident!("{}", names::unique(names::snake(&one.name), &mut taken_fields));
        let about = doc(&one.description, &format!("`{}`.", one.name));
        let (wire, default) = (&one.name, &one.default);
        if one.one_of.is_empty() {
            fields.push(quote!(#about pub #field: String));
            defaults.push(quote!(#field: #default.to_owned()));
            values.push(quote!((#wire, self.#field.as_str())));
        } else {
            let kind = names::unique(format!("{name}{}", names::pascal(wire)), taken);
            let choice = Choice::of(kind, &one.description, &one.one_of, Some(default));
            let kind = choice.ident();
            fields.push(quote!(#about pub #field: #kind));
            defaults.push(quote!(#field: #kind::default()));
            values.push(quote!((#wire, self.#field.as_str())));
            types.push(choice::emit(&choice));
        }
    }
    let (name, url) = (format_ident!("{name}"), &server.url);
    let about = doc(&server.description, &format!("`{url}`."));
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct #name { #(#fields),* }

        #[doc = " With the defaults of the document."]
        impl Default for #name {
            fn default() -> Self {
                Self { #(#defaults),* }
            }
        }

        impl #name {
            #[doc = " The address; one that starts with `/` follows that of the document."]
            pub fn url(&self) -> String {
                runtime::request::server_url(#url, &[#(#values),*])
            }
        }

        #(#types)*
    }
}
