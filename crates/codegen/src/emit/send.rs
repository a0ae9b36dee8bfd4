//! The functions that send a request, on the client crate.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::deprecated::attribute;
use super::types::rust_type;
use crate::model::Operation;
use crate::names;
use crate::types::{Success, Types};

/// `send`, and the errors of the call from those of the client.
pub(super) fn emit(operation: &Operation, types: &Types<'_>, warns: bool) -> TokenStream {
    let deprecated = attribute(operation.deprecation.as_ref().filter(|_| warns));
    let (name, table) = (names::pascal(&operation.name), names::shouty(&operation.name));
    let (name, table) = (format_ident!("{name}"), format_ident!("{table}"));
    let outcome = types.outcome(operation);
    let errors = outcome.and_then(|outcome| outcome.errors).map(|index| format_ident!("{}", types.name(index)));
    let (about, from) = match errors {
        Some(errors) => {
            let about = format!(
                " [`types::{errors}`] has the error responses of the document: `types::{errors}::from(&error)`."
            );
            let from = quote! {
                impl From<&client::Error> for types::#errors {
                    fn from(error: &client::Error) -> Self {
                        error.typed().unwrap_or(Self::Other)
                    }
                }
            };
            (quote!(#[doc = #about]), from)
        }
        None => (quote!(), quote!()),
    };
    let head = quote! {
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = " Every violation, before anything is sent; or the failure of the call."]
        #about
    };
    if operation.is_download() {
        return quote! {
            impl #name {
                #[doc = " Sends the request, after checking every rule of the document."]
                #head
                #deprecated
                pub async fn send(&self, client: &client::Client) -> Result<client::Download, client::Error> {
                    client.download(&#table, self.check(), || self.encode(), None).await
                }

                #[doc = " Sends the request as [`Self::send`] does, and asks for one media type of the document."]
                #head
                #deprecated
                pub async fn send_as(
                    &self,
                    client: &client::Client,
                    media_type: &str,
                ) -> Result<client::Download, client::Error> {
                    client.download(&#table, self.check(), || self.encode(), Some(media_type)).await
                }
            }
            #from
        };
    }
    let call = quote!(client.call(&#table, self.check(), || self.encode()).await);
    let prefix = quote!(types::);
    let (success, call) = match outcome.map(|outcome| &outcome.success) {
        Some(Success::One(rust)) => {
            let rust = rust_type(rust, types, &prefix);
            (quote!(client::Typed<#rust>), quote!(#call.and_then(client::Response::typed)))
        }
        Some(Success::Several(index)) => {
            let name = format_ident!("{}", types.name(*index));
            (quote!(client::Typed<types::#name>), quote!(#call.and_then(client::Response::by_status)))
        }
        _ => (quote!(client::Response), call),
    };
    quote! {
        impl #name {
            #[doc = " Sends the request, after checking every rule of the document, and reads the whole response."]
            #head
            #deprecated
            pub async fn send(&self, client: &client::Client) -> Result<#success, client::Error> {
                #call
            }
        }
        #from
    }
}
