//! The server side: a trait for each tag, its routes, and the responses of each operation.

use std::collections::{BTreeMap, BTreeSet};

use deskledger_runtime::message::Message;
use deskledger_runtime::percent::encode_template;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::doc;
use super::field::body_type;
use super::headers::{self, HeaderKeys};
use super::literal::text;
use crate::diagnostic::Problems;
use crate::messages;
use crate::model::{Document, Operation, ParameterIn, Response, Shape};
use crate::names;
use crate::types::{Types, status_name};

/// Methods that axum routes.
const METHODS: [&str; 9] = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

/// The traits of a document with what belongs to them, one by one.
pub(super) fn emit(document: &Document, types: &Types<'_>, problems: &mut Problems) -> Vec<TokenStream> {
    let keys = HeaderKeys::new(document, types);
    let mut taken = names::taken_types();
    taken.extend(["Future", "Send"].map(str::to_owned));
    taken.extend(document.operations.iter().map(|one| format!("{}Response", names::pascal(&one.name))));
    let mut tags: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &document.operations {
        let tag = operation.tags.first().map_or("default", String::as_str);
        tags.entry(tag).or_default().push(operation);
    }
    let mut routes = Routes::default();
    let mut items = vec![quote! {
        #[allow(unused_imports, reason = "not every document has values of any type")]
        use server::runtime;
    }];
    for (tag, operations) in tags {
        let name = names::unique(names::pascal(if tag == "default" { "Api" } else { tag }), &mut taken);
        items.push(service(&name, tag, &operations, &mut routes, problems));
    }
    items.extend(document.operations.iter().map(|one| response(one, types, &keys)));
    items
}

fn service(name: &str, tag: &str, all: &[&Operation], routes: &mut Routes, problems: &mut Problems) -> TokenStream {
    let (about, router) = (format!("The operations of the tag `{tag}`."), format_ident!("{}", names::snake(name)));
    let (about, name) = (doc(&about, ""), format_ident!("{name}"));
    let methods = all.iter().map(|one| {
        let (method, request) = (format_ident!("{}", names::snake(&one.name)), names::pascal(&one.name));
        let (request, response) = (format_ident!("{request}"), format_ident!("{request}Response"));
        let about = doc(&one.summary, &format!("`{} {}`.", one.method, one.path));
        quote! {
            #about
            fn #method(
                &self,
                context: Self::Context,
                request: api::#request,
            ) -> impl Future<Output = Result<#response, Self::Error>> + Send;
        }
    });
    let methods: Vec<_> = methods.collect();
    let calls = all.iter().filter_map(|one| {
        let path = routes.add(one, problems)?;
        let (method, request) = (format_ident!("{}", names::snake(&one.name)), names::pascal(&one.name));
        let (request, table) = (format_ident!("{request}"), format_ident!("{}", names::shouty(&one.name)));
        let body = one.inputs().find(|one| one.place == ParameterIn::Body);
        let media_type = body.and_then(|one| match one.schema.shape {
            // Bytes are passed on, whichever of the listed media types they have.
            Shape::Raw => Some(one.listed.join(", ")),
            _ => one.media_type.clone(),
        });
        let media_type = text(media_type.as_deref());
        Some(quote! {
            .call(
                #path,
                server::Endpoint { operation: &api::#table, media_type: #media_type, decode: api::#request::decode },
                |service, context, request| async move { <S as #name>::#method(&service, context, request).await },
            )
        })
    });
    let routed = format!(" The routes of an implementation of [`{name}`].");
    quote! {
        #about
        pub trait #name: server::Accept { #(#methods)* }

        #[doc = #routed]
        pub fn #router<S: #name>(service: std::sync::Arc<S>) -> server::Router {
            server::Routes::new(service)#(#calls)*.into_router()
        }
    }
}

/// The paths as axum has them. At one place of a path, all parameters have the same name.
#[derive(Default)]
struct Routes {
    names: BTreeMap<String, String>,
    taken: BTreeSet<(String, String)>,
}

impl Routes {
    /// The path of an operation; none, with a warning, if it cannot be routed.
    fn add(&mut self, operation: &Operation, problems: &mut Problems) -> Option<String> {
        let path = encode_template(operation.path.split(['?', '#']).next().unwrap_or_default());
        let (mut place, mut out) = (String::new(), String::new());
        for (index, segment) in path.split('/').enumerate().skip(1) {
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let is_parameter = segment.contains('{');
            place.push_str(if is_parameter { "/{}" } else { "/" });
            place.push_str(if is_parameter { "" } else { segment });
            let own = name.filter(|name| !name.contains(['{', '}', '*'])).map_or(format!("part{index}"), str::to_owned);
            let name = self.names.entry(place.clone()).or_insert(own);
            out.push_str(&if is_parameter { format!("/{{{name}}}") } else { format!("/{segment}") });
        }
        let mut warn = |found: Message| {
            problems.warn("unsupported", operation.position, found, messages::route_by_hand());
            None
        };
        if !METHODS.contains(&operation.method.as_str()) {
            return warn(messages::unrouted_method(&operation.method));
        }
        if !self.taken.insert((place, operation.method.clone())) {
            return warn(messages::route_again(&operation.method, &operation.path));
        }
        Some(out)
    }
}

/// The responses of an operation: a constructor for each status and a method for each header.
fn response(operation: &Operation, types: &Types<'_>, keys: &HeaderKeys<'_>) -> TokenStream {
    let name = format_ident!("{}Response", names::pascal(&operation.name));
    let mut taken = BTreeSet::new();
    let constructors = operation.responses.iter().map(|one| constructors(one, types, &mut taken));
    let constructors: Vec<_> = constructors.collect();
    let mut done = BTreeSet::new();
    let setters =
        headers::headers(operation).filter(|one| done.insert(one.name.to_ascii_lowercase())).filter_map(|one| {
            let (key, rust) = (keys.of(one, types)?, headers::value_type(one, types, &quote!(api::types::)));
            let setter = format_ident!("{}", names::unique(format!("with_{}", names::snake(&one.name)), &mut taken));
            let about = doc(&one.description, &format!("`{}`.", one.name));
            Some(quote! {
                #about
                #[must_use]
                pub fn #setter(self, value: &#rust) -> Self {
                    Self(self.0.header(api::headers::#key, value))
                }
            })
        });
    let setters: Vec<_> = setters.collect();
    let about = doc(&format!("A response of `{}`.", operation.id), "");
    quote! {
        #about
        #[derive(Debug)]
        pub struct #name(pub server::TypedResponse);

        impl #name { #(#constructors)* #(#setters)* }

        impl From<#name> for server::TypedResponse {
            fn from(response: #name) -> Self {
                response.0
            }
        }
    }
}

fn constructors(response: &Response, types: &Types<'_>, taken: &mut BTreeSet<String>) -> TokenStream {
    let class = Literal::u16_unsuffixed(response.status);
    let (status, argument) = match response.status {
        0..10 => (quote!(status), quote!(status: u16,)),
        _ => (quote!(#class), quote!()),
    };
    let about = doc(&response.description, &format!("{}.", response.status));
    let name = names::snake(&status_name(response.status));
    let mut items = Vec::new();
    let mut add = |suffix: &str, argument: TokenStream, response: TokenStream| {
        let suffix = if items.is_empty() { "" } else { suffix };
        let name = format_ident!("{}", names::unique(format!("{name}{suffix}"), taken));
        items.push(quote!(#about pub fn #name(#argument) -> Self { Self(server::TypedResponse::#response) }));
    };
    if response.media_types.is_empty() {
        add("", argument, quote!(empty(#class, #status)));
        return quote!(#(#items)*);
    }
    if let Some((json, schema)) = response.json().and_then(|json| Some((json, json.rule.as_ref()?))) {
        let value = body_type(schema, types, &quote!(api::types::));
        let media_type = &json.name;
        add("", quote!(#argument body: &#value), quote!(typed(#class, #status, #media_type, body)));
    }
    let sequences = response.media_types.iter().filter_map(|one| Some((&one.name, one.items.as_ref()?)));
    for (media_type, (sequence, schema)) in sequences {
        let value = body_type(schema, types, &quote!(api::types::));
        let sequence = format_ident!("{sequence}");
        add(
            "_items",
            quote!(#argument items: impl server::Stream<Item = #value> + Send + 'static),
            quote!(items(#class, #status, #media_type, runtime::sequence::Sequence::#sequence, items)),
        );
    }
    if response.media_types.iter().any(|one| one.rule.is_none() && one.items.is_none()) {
        add("_content", quote!(#argument content: server::Content), quote!(content(#class, #status, content)));
    }
    quote!(#(#items)*)
}
