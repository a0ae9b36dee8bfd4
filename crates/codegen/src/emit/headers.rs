//! The headers of responses: a key for each, with the type of its value.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::doc::doc;
use super::types::rust_type;
use crate::model::{Document, Header, Operation};
use crate::names;
use crate::types::Types;

/// The keys, by the names of the headers and the types of their values.
pub(super) struct HeaderKeys<'d> {
    keys: Vec<(Ident, &'d Header, TokenStream)>,
    idents: BTreeMap<(String, String), Ident>,
}

impl<'d> HeaderKeys<'d> {
    pub(super) fn new(document: &'d Document, types: &Types<'_>) -> Self {
        let (mut keys, mut idents, mut taken) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        for header in document.operations.iter().flat_map(headers) {
            let rust = value_type(header, types, &quote!(super::types::));
            idents.entry(key(header, &rust)).or_insert_with(|| {
                let ident = format_ident!("{}", names::unique(names::shouty(&header.name), &mut taken));
                keys.push((ident.clone(), header, rust));
                ident
            });
        }
        Self { keys, idents }
    }

    /// The key of a header.
    pub(super) fn of(&self, header: &Header, types: &Types<'_>) -> Option<&Ident> {
        self.idents.get(&key(header, &value_type(header, types, &quote!(super::types::))))
    }

    /// The module with the keys.
    pub(super) fn module(&self) -> TokenStream {
        if self.keys.is_empty() {
            return quote!();
        }
        let keys = self.keys.iter().map(|(ident, header, rust)| {
            let (about, name) = (doc(&header.description, &format!("`{}`.", header.name)), &header.name);
            quote!(#about pub const #ident: runtime::typed::HeaderKey<#rust> = runtime::typed::HeaderKey::new(#name);)
        });
        quote! {
            #[doc = " The headers of the responses, with the types of their values."]
            pub mod headers {
                use super::runtime;
                #(#keys)*
            }
        }
    }
}

/// The headers of the responses of an operation; the media type is that of the body.
pub(super) fn headers(operation: &Operation) -> impl Iterator<Item = &Header> {
    let all = operation.responses.iter().flat_map(|response| &response.headers);
    all.filter(|header| !header.name.eq_ignore_ascii_case("content-type"))
}

/// The type of the value; without types it is that of the schema, or text.
pub(super) fn value_type(header: &Header, types: &Types<'_>, prefix: &TokenStream) -> TokenStream {
    let rust = header.schema.as_ref().and_then(|schema| types.body(schema));
    match (rust, header.kind.as_str()) {
        (Some(rust), _) => rust_type(rust, types, prefix),
        (None, "integer") => quote!(i64),
        (None, "number") => quote!(f64),
        (None, "boolean") => quote!(bool),
        _ => quote!(String),
    }
}

fn key(header: &Header, rust: &TokenStream) -> (String, String) {
    (header.name.to_ascii_lowercase(), rust.to_string())
}
