//! The functions that send a request, on the client crate.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::attribute;
use super::field::body_type;
use super::types::rust_type;
use crate::model::Operation;
use crate::names;
use crate::types::{Kind, Success, Types};

/// `send` and its kind.
pub(super) fn emit(operation: &Operation, types: &Types<'_>, warns: bool) -> TokenStream {
    let deprecated = attribute(operation.deprecation.as_ref().filter(|_| warns));
    let (name, table) = (names::pascal(&operation.name), names::shouty(&operation.name));
    let (name, table) = (format_ident!("{name}"), format_ident!("{table}"));
    let outcome = types.outcome(operation);
    let errors = outcome.and_then(|outcome| outcome.errors).map(|index| format_ident!("{}", types.name(index)));
    let errors = errors.map(|errors| {
        let about =
            format!(" [`types::{errors}`] has the error responses of the document: `types::{errors}::from(&error)`.");
        quote!(#[doc = #about])
    });
    let method = |about: &str, name: &str, argument: TokenStream, result: TokenStream, body: TokenStream| {
        let name = format_ident!("{name}");
        quote! {
            #[doc = #about]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = " Every violation, before anything is sent; or the failure of the call."]
            #errors
            #deprecated
            pub async fn #name(&self, client: &client::Client #argument) -> Result<client::#result, client::Error> {
                #body
            }
        }
    };
    let send_as = |response: TokenStream, call: TokenStream| {
        let about = " Sends the request as [`Self::send`] does, and asks for one media type of the document.";
        method(about, "send_as", quote!(, media_type: &str), response, quote!(client.#call.await))
    };
    if operation.is_download() {
        let call = quote!(client.download(&#table, self.check(), || self.encode(), None).await);
        let about = " Sends the request, after checking every rule of the document.";
        let send = method(about, "send", quote!(), quote!(Download), call);
        let call = quote!(download(&#table, self.check(), || self.encode(), Some(media_type)));
        let send_as = send_as(quote!(Download), call);
        return quote!(impl #name { #send #send_as });
    }
    let (prefix, successes) = (quote!(types::), || operation.responses.iter().filter(|one| one.is_success()));
    let is_typed = outcome.is_some_and(|outcome| !matches!(outcome.success, Success::Raw));
    // Typed media types are requested, if there are others.
    let (call, send_as) = match is_typed && successes().any(|one| one.media_types.len() > 1) {
        false => (quote!(client.call(&#table, self.check(), || self.encode()).await), quote!()),
        true => {
            let mut names: Vec<_> = successes().filter_map(|one| Some(one.json()?.name.as_str())).collect();
            names.dedup();
            let accept = names.join(", ");
            let call = quote!(call_as(&#table, self.check(), || self.encode(), media_type));
            let send_as = send_as(quote!(Response), call);
            (quote!(client.call_as(&#table, self.check(), || self.encode(), #accept).await), send_as)
        }
    };
    let sequences = successes().flat_map(|one| &one.media_types).find_map(|one| Some((&one.name, one.items.as_ref()?)));
    let stream = sequences.map(|(media_type, (sequence, schema))| {
        let (item, sequence) = (body_type(schema, types, &prefix), format_ident!("{sequence}"));
        let about =
            " Sends the request, after checking every rule of the document, and returns the items of the response as they arrive.";
        let call = quote! {
            let sequence = runtime::sequence::Sequence::#sequence;
            client.stream(&#table, self.check(), || self.encode(), #media_type, sequence).await
        };
        method(about, "stream", quote!(), quote!(Items<#item>), call)
    });
    let (success, call) = match outcome.map(|outcome| &outcome.success) {
        Some(Success::One(rust)) => {
            let rust = rust_type(rust, types, &prefix);
            (quote!(Typed<#rust>), quote!(#call.and_then(client::Response::typed)))
        }
        Some(Success::Several(index)) => {
            let name = format_ident!("{}", types.name(*index));
            (quote!(Typed<types::#name>), quote!(#call.and_then(client::Response::by_status)))
        }
        _ => (quote!(Response), call),
    };
    let about = " Sends the request, after checking every rule of the document, and reads the whole response.";
    let send = method(about, "send", quote!(), success, call);
    quote!(impl #name { #send #send_as #stream })
}

/// The errors of calls, from those of the client.
pub(super) fn errors(types: &Types<'_>) -> impl Iterator<Item = TokenStream> {
    let errors = types.definitions.iter().filter(|one| matches!(one.kind, Kind::Responses { is_error: true, .. }));
    errors.map(|one| {
        let name = format_ident!("{}", one.name);
        quote! {
            impl From<&client::Error> for types::#name {
                fn from(error: &client::Error) -> Self {
                    error.typed().unwrap_or(Self::Other)
                }
            }
        }
    })
}
