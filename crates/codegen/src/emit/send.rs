use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::client::Argument;
use super::request::ident;
use super::statics::Statics;
use crate::model::{Operation, Parameter, Role, Shape};
use crate::names;

/// The client side of an operation whose answer is a file.
pub(super) fn emit(operation: &Operation, signature: &[Argument], statics: &Statics) -> TokenStream {
    let (name, table) = (names::pascal(&operation.name), names::shouty(&operation.name));
    let (name, table) = (format_ident!("{name}"), format_ident!("{table}"));
    let method = format_ident!("{}", names::snake(&operation.id));
    let arguments = signature.iter().filter_map(|argument| {
        let one = operation.parameters.get(argument.parameter)?;
        Some(value(operation, one, argument, statics))
    });
    let resumes = operation.parameters.iter().any(|one| one.role == Role::Transport);
    let part = if resumes { quote!(part) } else { quote!(_part) };
    quote! {
        impl runtime::Call for #name {
            fn call<'a>(&'a self, api: &'a client::Client, #part: &'a runtime::Part) -> runtime::Answer<'a> {
                Box::pin(api.#method(#(#arguments),*))
            }
        }

        impl #name {
            #[doc = " Sends the request, after checking every rule of the document."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = " Every violation, before anything is sent; or what went wrong with the call."]
            pub async fn send(&self, client: &runtime::Client) -> Result<runtime::Download, runtime::Error> {
                runtime::Client::download(client, &#table, self.check(), self.clone(), None).await
            }

            #[doc = " Sends the request as [`Self::send`] does, and asks for one media type of the document."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = " Every violation, before anything is sent; or what went wrong with the call."]
            pub async fn send_as(
                &self,
                client: &runtime::Client,
                media_type: &str,
            ) -> Result<runtime::Download, runtime::Error> {
                runtime::Client::download(client, &#table, self.check(), self.clone(), Some(media_type)).await
            }
        }
    }
}

fn value(operation: &Operation, one: &Parameter, argument: &Argument, statics: &Statics) -> TokenStream {
    let (field, rule) = (ident(one), statics.parameter(operation, one));
    match (&one.role, &one.schema.shape, one.required) {
        (Role::Fixed(value), ..) => quote!(#value),
        (Role::Transport, ..) => quote!(part.#field.as_deref()),
        (Role::Input, Shape::List(_), _) if argument.optional => quote!(Some(&self.#field)),
        (Role::Input, Shape::Text(_) | Shape::List(_), true) => quote!(&self.#field),
        (Role::Input, Shape::Text(_), false) => quote!(#rule.present(self.#field.as_deref())),
        (Role::Input, ..) => quote!(self.#field),
    }
}
