use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::doc;
use super::json_schema::Direction;
use super::literal::{by_language, count, line, option, place, text};
use super::security::Schemes;
use super::statics::Statics;
use crate::model::{
    CrossFieldRule, Deprecation, Header, MediaType, Operation, Parameter, Provenance, Response, Role, Shape,
};
use crate::names;

/// The metadata of the operation as data.
pub(super) fn emit(operation: &Operation, statics: &Statics, schemes: &Schemes) -> TokenStream {
    let security = schemes.of(operation);
    let Operation { id, method, path, summary, description, tags, needs_credential, .. } = operation;
    let about = match summary.as_str() {
        "" => format!("`{id}`."),
        summary => format!("`{id}`: {summary}."),
    };
    let (about, name) = (doc(&about, ""), format_ident!("{}", names::shouty(&operation.name)));
    let deprecation = deprecation(operation.deprecation.as_ref());
    let parameters = operation.parameters.iter().map(|one| parameter(operation, one, statics));
    let rules = operation.rules.iter().map(rule);
    let responses = operation.responses.iter().map(|one| response(one, statics));
    quote! {
        #about
        pub static #name: runtime::Operation = runtime::Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            description: #description,
            deprecation: #deprecation,
            tags: &[#(#tags),*],
            needs_credential: #needs_credential,
            security: #security,
            parameters: &[#(#parameters),*],
            rules: &[#(#rules),*],
            responses: &[#(#responses),*],
        };
    }
}

fn parameter(operation: &Operation, one: &Parameter, statics: &Statics) -> TokenStream {
    let Parameter { name, required, empty_is_absent, description, .. } = one;
    let (descriptions, deprecation) = (by_language(&one.descriptions), deprecation(one.deprecation.as_ref()));
    let (place, example, default) =
        (place(one.place), text(one.example.as_deref()), text(one.schema.default.as_deref()));
    let rule = statics.parameter(operation, one);
    let shape = shape(&one.schema.shape, &quote!(#rule.rule), statics);
    let role = match &one.role {
        Role::Input => quote!(runtime::Role::Input),
        Role::Fixed(value) => quote!(runtime::Role::Fixed(#value)),
        Role::Transport => quote!(runtime::Role::Transport),
    };
    let (provenance, line) = (provenance(&one.provenance), line(one.position));
    quote!(runtime::Parameter {
        name: #name, place: #place, required: #required, deprecation: #deprecation, empty_is_absent: #empty_is_absent, description: #description,
        descriptions: #descriptions, example: #example, default: #default, shape: #shape, role: #role, provenance: #provenance, line: #line,
    })
}

fn shape(shape: &Shape, rule: &TokenStream, statics: &Statics) -> TokenStream {
    match shape {
        Shape::Text(_) => quote!(runtime::Shape::Text(&#rule)),
        Shape::Int(_) => quote!(runtime::Shape::Int(&#rule)),
        Shape::Number(_) => quote!(runtime::Shape::Number(&#rule)),
        Shape::Boolean => quote!(runtime::Shape::Boolean(&#rule)),
        Shape::Json(json) if statics.is_typed(json) => quote!(runtime::Shape::Json(&#rule.0)),
        Shape::Json(_) => quote!(runtime::Shape::Json(&#rule)),
        Shape::Parts(_) => quote!(runtime::Shape::Parts(&#rule)),
        Shape::Raw => quote!(runtime::Shape::Raw(&#rule)),
        Shape::List(list) => {
            let (min, max, unique) = (count(list.min), option(list.max, count), list.unique);
            let item = self::shape(&list.item, &quote!(#rule.item), statics);
            quote!(runtime::Shape::List { min: #min, max: #max, unique: #unique, item: &#item })
        }
    }
}

fn rule(rule: &CrossFieldRule) -> TokenStream {
    let descriptions = by_language(&rule.descriptions);
    let CrossFieldRule { rule, parameters, description, provenance, .. } = rule;
    let (parameters, provenance) =
        (parameters.iter().map(|(part, name)| quote!((#part, #name))), self::provenance(provenance));
    quote!(runtime::CrossFieldRule {
        rule: #rule, parameters: &[#(#parameters),*], description: #description, descriptions: #descriptions,
        provenance: #provenance,
    })
}

fn response(response: &Response, statics: &Statics) -> TokenStream {
    let (status, description) = (Literal::u16_unsuffixed(response.status), &response.description);
    let (headers, media_types) =
        (response.headers.iter().map(header), response.media_types.iter().map(|one| media_type(one, statics)));
    let provenance = provenance(&response.provenance);
    quote!(runtime::Response {
        status: #status, description: #description, headers: &[#(#headers),*], media_types: &[#(#media_types),*],
        provenance: #provenance,
    })
}

fn header(header: &Header) -> TokenStream {
    let Header { name, description, kind, example, .. } = header;
    let example = text(example.as_deref());
    quote!(runtime::Header { name: #name, description: #description, kind: #kind, example: #example })
}

fn media_type(one: &MediaType, statics: &Statics) -> TokenStream {
    let (name, schema, example) = (&one.name, text(one.schema.as_deref()), text(one.example.as_deref()));
    let rule = option(one.rule.as_ref(), |node| {
        let schema = statics.schema(node, Direction::Response);
        quote!(&schemas::#schema)
    });
    quote!(runtime::MediaType { name: #name, schema: #schema, example: #example, rule: #rule })
}

fn deprecation(deprecation: Option<&Deprecation>) -> TokenStream {
    option(deprecation, |Deprecation { since, sunset }| {
        let (since, sunset) = (text(since.as_deref()), text(sunset.as_deref()));
        quote!(runtime::Deprecation { since: #since, sunset: #sunset })
    })
}

fn provenance(provenance: &Provenance) -> TokenStream {
    let Provenance { source, note } = provenance;
    quote!(runtime::Provenance { source: #source, note: #note })
}
