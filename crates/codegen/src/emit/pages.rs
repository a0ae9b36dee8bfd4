//! The items of all pages of an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::types::rust_type;
use crate::diagnostic::Problems;
use crate::messages;
use crate::model::{Next, Operation};
use crate::names;
use crate::types::{Kind, Rust, Success, Types};

/// `pages`, for an operation that returns a list page by page.
pub(super) fn emit(operation: &Operation, types: &Types<'_>, problems: &mut Problems) -> TokenStream {
    let Some(pagination) = &operation.pagination else { return quote!() };
    let found = match types.outcome(operation).map(|outcome| &outcome.success) {
        Some(Success::One(page)) => items(page, pagination.items.as_deref(), types).map(|found| (page, found)),
        _ => None,
    };
    let Some((page, (items, item))) = found else {
        // A header `Link` may also name something else than pages.
        if matches!(pagination.next, Next::Link) && pagination.items.is_none() {
            return quote!();
        }
        problems.warn("unsupported", pagination.position, messages::no_list_in_page(), messages::name_items());
        return quote!();
    };
    let prefix = quote!(types::);
    let (page, item) = (rust_type(page, types, &prefix), rust_type(item, types, &prefix));
    let (name, field) = (names::pascal(&operation.name), format_ident!("{}", pagination.parameter));
    let (name, first) = (format_ident!("{name}"), pagination.first);
    let (next, count) = (quote!(next: Option<String>, _count: usize), quote!(_next: Option<String>, count: usize));
    let (mut marker, mut follows) = (quote!(None), quote!());
    let (arguments, advance) = match &pagination.next {
        Next::Marker(pointer) => {
            marker = quote!(client::pages::text_at(&page, #pointer));
            (next, quote!(client::pages::follow(&mut self.#field, next)))
        }
        Next::Offset => (count, quote!(client::pages::skip(&mut self.#field, count))),
        Next::Page => (count, quote!(client::pages::turn(&mut self.#field, #first, count))),
        Next::Link => {
            follows = quote!(
                const FOLLOWS_LINKS: bool = true;
            );
            (quote!(_next: Option<String>, _count: usize), quote!(false))
        }
    };
    quote! {
        impl #name {
            #[doc = " The items of this page and of all pages after it, requested one after the other."]
            pub fn pages(&self, client: &client::Client) -> client::pages::Pages<Self> {
                client::pages::Pages::new(self.clone(), client)
            }
        }

        impl client::pages::Paginated for #name {
            type Page = #page;
            type Item = #item;
            #follows

            async fn page(&self, client: &client::Client) -> Result<client::Typed<#page>, client::Error> {
                self.send(client).await
            }

            fn read(page: #page) -> (Option<String>, Vec<#item>) {
                (#marker, #items)
            }

            fn advance(&mut self, #arguments) -> bool {
                #advance
            }
        }
    }
}

/// The items of a page as an expression, and the type of each.
fn items<'t>(page: &'t Rust, pointer: Option<&str>, types: &'t Types<'_>) -> Option<(TokenStream, &'t Rust)> {
    let pointer = pointer.map(str::to_owned).or_else(|| only_list(page, types))?;
    let (mut items, mut rust) = (quote!(page), page);
    for step in pointer.split('/').skip(1) {
        let wire = step.replace("~1", "/").replace("~0", "~");
        let field = fields(rust, types)?.iter().find(|field| field.wire == wire)?;
        let ident = format_ident!("{}", field.name);
        (items, rust) = (quote!(#items.#ident), &field.rust);
        if let Rust::Optional(inner) = rust {
            (items, rust) = (quote!(#items.unwrap_or_default()), inner);
        }
    }
    if let Rust::Implied(inner) = rust {
        (items, rust) = (quote!(#items.value), inner);
    }
    match rust {
        Rust::List(item) => Some((items, item)),
        _ => None,
    }
}

/// Pointer to the only list of a page: the page itself, or one of its fields.
fn only_list(page: &Rust, types: &Types<'_>) -> Option<String> {
    fn is_list(rust: &Rust) -> bool {
        match rust {
            Rust::Optional(inner) | Rust::Implied(inner) => is_list(inner),
            rust => matches!(rust, Rust::List(_)),
        }
    }
    if is_list(page) {
        return Some(String::new());
    }
    let mut lists = fields(page, types)?.iter().filter(|field| is_list(&field.rust));
    let (only, others) = (lists.next()?, lists.next());
    others.is_none().then(|| format!("/{}", only.wire.replace('~', "~0").replace('/', "~1")))
}

fn fields<'t, 's>(rust: &Rust, types: &'t Types<'s>) -> Option<&'t [crate::types::Field<'s>]> {
    let Rust::Named(index) = rust else { return None };
    match &types.definitions.get(*index)?.kind {
        Kind::Struct { fields, .. } => Some(fields),
        _ => None,
    }
}
