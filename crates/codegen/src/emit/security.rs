//! The security schemes of the document, as data.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::doc::doc;
use super::literal::place;
use crate::model::{Document, Operation, SecurityKind};
use crate::names;

/// The statics of the schemes, by their names in the document.
pub(super) struct Schemes(BTreeMap<String, Ident>);

impl Schemes {
    pub(super) fn new(document: &Document) -> Self {
        let mut taken = BTreeSet::new();
        let schemes = document.security_schemes.iter().map(|scheme| {
            let name = names::unique(names::shouty(&scheme.name), &mut taken);
            (scheme.name.clone(), format_ident!("{name}"))
        });
        Self(schemes.collect())
    }

    /// The module with the schemes.
    pub(super) fn module(&self, document: &Document) -> TokenStream {
        if self.0.is_empty() {
            return quote!();
        }
        let schemes = document.security_schemes.iter().filter_map(|scheme| {
            let (name, ident, description) = (&scheme.name, self.0.get(&scheme.name)?, &scheme.description);
            let about = doc(description, &format!("`{name}`."));
            let kind = match &scheme.kind {
                SecurityKind::ApiKey(at, name) => {
                    let at = place(*at);
                    quote!(ApiKey(#at, #name))
                }
                SecurityKind::Basic => quote!(Basic),
                SecurityKind::Bearer => quote!(Bearer),
                SecurityKind::Http(scheme) => quote!(Http(#scheme)),
                SecurityKind::OAuth2(url) => quote!(OAuth2(#url)),
                SecurityKind::OpenIdConnect(url) => quote!(OpenIdConnect(#url)),
                SecurityKind::MutualTls => quote!(MutualTls),
            };
            Some(quote! {
                #about
                pub static #ident: runtime::SecurityScheme = runtime::SecurityScheme {
                    name: #name, kind: runtime::SecurityKind::#kind, description: #description,
                };
            })
        });
        quote! {
            #[doc = " The security schemes of the document."]
            pub mod security {
                use super::runtime;
                #(#schemes)*
            }
        }
    }

    /// The security requirements of a call.
    pub(super) fn of(&self, operation: &Operation) -> TokenStream {
        let known = |one: &&Vec<(String, Vec<String>)>| one.iter().all(|(name, _)| self.0.contains_key(name));
        let alternatives = operation.security.iter().filter(known).map(|alternative| {
            let needed = alternative.iter().filter_map(|(name, scopes)| {
                let scheme = self.0.get(name)?;
                Some(quote!(runtime::SecurityRequirement { scheme: &security::#scheme, scopes: &[#(#scopes),*] }))
            });
            quote!(&[#(#needed),*])
        });
        quote!(&[#(#alternatives),*])
    }
}
