use std::collections::BTreeSet;

use deskledger_runtime::percent::percent_decode;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::cross_field;
use super::doc::{attribute, described, doc};
use super::field::{default, field_type, ident, value_type};
use super::statics::Statics;
use super::types::{debug, rust_type};
use crate::model::{Document, Operation, Parameter, ParameterIn, Shape};
use crate::names;
use crate::types::Types;

/// The request value.
pub(super) fn emit(operation: &Operation, types: &Types<'_>, warns: bool) -> TokenStream {
    let name = format_ident!("{}", names::pascal(&operation.name));
    let about = match operation.summary.as_str() {
        "" => format!("Request value of `{}`.", operation.id),
        summary => format!("Request value of `{}`: {summary}.", operation.id),
    };
    let about = doc(&described(&about, operation.deprecation.as_ref()), "");
    let fields = operation.inputs().map(|one| {
        let (doc, name) = (field_doc(one), ident(one));
        let kind = field_type(&one.schema.shape, one.required, types);
        let deprecated = attribute(one.deprecation.as_ref().filter(|_| warns));
        quote!(#doc #deprecated pub #name: #kind)
    });
    let constructors = constructors(operation, types, warns);
    let fields = quote!(pub struct #name { #(#fields),* } #constructors);
    if !operation.inputs().any(|one| one.is_secret) {
        return quote!(#about #[derive(Clone, Debug, Default, PartialEq)] #fields);
    }
    let shown = operation.inputs().filter(|one| !one.is_secret).map(|one| &one.field);
    let debug = debug(" Without the fields that may hold a secret.", &name, shown);
    quote!(#about #[derive(Clone, Default, PartialEq)] #fields #debug)
}

/// The documentation of a field.
fn field_doc(one: &Parameter) -> TokenStream {
    let name = format!("`{}`.", one.name);
    let text = if one.description.trim().is_empty() { &name } else { &one.description };
    doc(&described(text, one.deprecation.as_ref()), "")
}

/// Maximum number of arguments of a constructor.
const MAX_ARGUMENTS: usize = 7;

/// `new` with what is required, and a method for each of the other fields.
fn constructors(operation: &Operation, types: &Types<'_>, warns: bool) -> TokenStream {
    let name = format_ident!("{}", names::pascal(&operation.name));
    let (required, others): (Vec<_>, Vec<_>) = operation.inputs().partition(|one| one.required);
    let parts = |one: &Parameter| (ident(one), value_type(&one.schema.shape, types));
    let arguments = required.iter().map(|one| match (&one.schema.shape, parts(one)) {
        (Shape::Text(_), (field, _)) => quote!(#field: impl Into<String>),
        (Shape::Parts(_), (field, value)) => quote!(#field: impl Into<#value>),
        (_, (field, value)) => quote!(#field: #value),
    });
    let values = required.iter().map(|one| match (&one.schema.shape, ident(one)) {
        (Shape::Text(_) | Shape::Parts(_), field) => quote!(#field: #field.into()),
        (_, field) => quote!(#field),
    });
    let rest = if others.is_empty() { quote!() } else { quote!(..Self::default()) };
    let new = (1..=MAX_ARGUMENTS).contains(&required.len()).then(|| {
        quote! {
            #[doc = " A request with the values that it must have."]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #rest }
            }
        }
    });
    let setters = others.iter().filter(|one| one.field != "defaults").map(|one| {
        let ((field, value), setter) = (parts(one), format_ident!("with_{}", one.field.trim_start_matches('_')));
        let about = format!(" The same request with `{}`.", one.name);
        let deprecated = attribute(one.deprecation.as_ref().filter(|_| warns));
        let (argument, set) = match &one.schema.shape {
            Shape::Text(_) | Shape::Parts(_) => (quote!(impl Into<#value>), quote!(Some(#field.into()))),
            Shape::List(_) => (value, quote!(#field)),
            _ => (value, quote!(Some(#field))),
        };
        quote! {
            #[doc = #about]
            #deprecated
            #[must_use]
            pub fn #setter(mut self, #field: #argument) -> Self {
                self.#field = #set;
                self
            }
        }
    });
    let items: Vec<TokenStream> = new.into_iter().chain(setters).collect();
    if items.is_empty() { quote!() } else { quote!(impl #name { #(#items)* }) }
}

/// The parts of bodies from their types, and the other way round; operations may share a type.
pub(super) fn emit_parts(document: &Document, statics: &Statics) -> TokenStream {
    let inputs = document.operations.iter().flat_map(|operation| operation.inputs().map(move |one| (operation, one)));
    let mut done = BTreeSet::new();
    let parts = inputs.filter_map(|(operation, one)| match &one.schema.shape {
        Shape::Parts(parts) => Some((operation, one, statics.types.body(&parts.schema)?)),
        _ => None,
    });
    let conversions = parts.filter(|(.., rust)| done.insert(*rust)).map(|(operation, one, rust)| {
        let (rust, rule) = (rust_type(rust, statics.types, &quote!(types::)), statics.parameter(operation, one));
        quote! {
            impl From<#rust> for runtime::FormParts {
                fn from(body: #rust) -> Self {
                    Self::of(&body)
                }
            }

            impl TryFrom<&runtime::FormParts> for #rust {
                type Error = runtime::typed::Mismatch;

                fn try_from(parts: &runtime::FormParts) -> Result<Self, Self::Error> {
                    #rule.rule.typed(parts)
                }
            }
        }
    });
    quote!(#(#conversions)*)
}

/// `check`, `decode` and what the rules over more than one parameter add.
pub(super) fn emit_rules(operation: &Operation, statics: &Statics, time_range: &TokenStream) -> TokenStream {
    let name = format_ident!("{}", names::pascal(&operation.name));
    let checks = operation.inputs().map(|one| check(operation, one, statics));
    let rules = operation.rules.iter().map(|rule| cross_field::emit(operation, rule, statics, time_range));
    let names = operation.inputs().filter_map(|one| check_names(operation, one, statics));
    let checks: Vec<TokenStream> = checks.chain(names).chain(rules).collect();
    let out = if checks.is_empty() { quote!(_out) } else { quote!(out) };
    let decode = decode(operation, statics);
    let from_values = from_values(operation, statics);
    let ranges = operation.rules.iter().filter(|rule| rule.rule == "time_range").map(|rule| {
        let call = cross_field::time_range(operation, rule, statics, time_range);
        let ends = rule.parameters.iter().filter_map(|(part, name)| {
            let (part, field) = (format_ident!("{part}"), ident(operation.inputs().find(|one| one.name == *name)?));
            Some(quote!(self.#field = Some(range.#part().to_string());))
        });
        quote! {
            #[doc = " The time range of the request; `None` if there is none or it is invalid."]
            pub fn time_range(&self) -> Option<#time_range> { #call }
            #[doc = " The same request for the connections of that time range."]
            #[must_use]
            pub fn between(mut self, range: #time_range) -> Self {
                #(#ends)*
                self
            }
        }
    });
    quote! {
        impl #name {
            #[doc = " Checks every rule of the document and reports every violation."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = " Every violation."]
            pub fn check(&self) -> Result<(), runtime::Violations> { runtime::check(self) }

            #decode
            #from_values
            #(#ranges)*
        }

        impl runtime::Rules for #name {
            fn rules(&self, #out: &mut impl runtime::Verdict) { #(#checks)* }
        }
    }
}

fn check(operation: &Operation, one: &Parameter, statics: &Statics) -> TokenStream {
    let (rule, field) = (statics.parameter(operation, one), ident(one));
    match (&one.schema.shape, one.required) {
        (Shape::List(_), true) => quote!(#rule.check_list(&self.#field, out);),
        (Shape::List(_), false) => quote!(#rule.check_optional_list(&self.#field, out);),
        (_, true) => quote!(#rule.check(&self.#field, out);),
        (Shape::Text(_) | Shape::Raw, false) => quote!(#rule.check_optional(self.#field.as_deref(), out);),
        (Shape::Json(json), false) if statics.is_typed(json) => {
            quote!(#rule.check_optional(self.#field.as_ref().map(|value| value as _), out);)
        }
        (_, false) => quote!(#rule.check_optional(self.#field.as_ref(), out);),
    }
}

fn decode(operation: &Operation, statics: &Statics) -> TokenStream {
    let in_query = |one: &&Parameter| one.place == ParameterIn::Query;
    let known = operation.parameters.iter().filter(in_query).flat_map(names_in_query);
    // A query in the path itself is sent as it stands there.
    let in_path = operation.path.split('#').next().and_then(|path| path.split_once('?')).map_or("", |(_, query)| query);
    let in_path = in_path.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
    // A name may be encoded in the document; those of a request are compared decoded.
    let in_path: Vec<_> = in_path.map(|name| percent_decode(name, true).unwrap_or(name.into())).collect();
    let known = known.chain(in_path.iter().map(AsRef::as_ref));
    let fields = operation.inputs().map(|one| {
        let (field, rule, read) = (ident(one), statics.parameter(operation, one), read(one, statics));
        quote!(#field: #read(&#rule, &mut out))
    });
    let defaults = operation.inputs().filter(|one| !one.required).filter_map(|one| {
        let (field, value) = (ident(one), default(&one.schema.shape, one.schema.default.as_deref()?, statics));
        Some(match one.schema.shape {
            Shape::Text(_) | Shape::Json(_) => quote!(self.#field.get_or_insert_with(|| #value);),
            _ => quote!(self.#field.get_or_insert(#value);),
        })
    });
    let inside = operation.inputs().filter(|one| one.has_defaults).map(|one| {
        let (field, rule) = (ident(one), statics.parameter(operation, one));
        let value = if one.required { quote!(Some(&mut self.#field)) } else { quote!(self.#field.as_mut()) };
        quote!(#rule.fill(#value);)
    });
    let defaults: Vec<TokenStream> = defaults.chain(inside).collect();
    let mutable = if defaults.is_empty() { quote!() } else { quote!(mut) };
    let query = binding(operation.inputs().filter(in_query));
    quote! {
        #[doc = " Reads the request from the wire, with the defaults of the document, and checks every rule."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = " Every violation."]
        pub fn decode(wire: &runtime::RawRequest<'_>) -> Result<Self, runtime::Violations> {
            Self::decode_raw(wire).map(Self::with_defaults)
        }
        #[doc = " Reads the request from the wire as it was sent, without defaults, and checks every rule."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = " Every violation."]
        pub fn decode_raw(wire: &runtime::RawRequest<'_>) -> Result<Self, runtime::Violations> {
            let mut out = runtime::Violations::new();
            #query wire.query(&[#(#known),*], &mut out);
            let request = Self { #(#fields),* };
            runtime::checked(request, out)
        }
        #[doc = " Fills in the defaults of the document where a value is absent."]
        #[must_use]
        pub fn with_defaults(#mutable self) -> Self {
            #(#defaults)*
            self
        }
    }
}

/// The names that a parameter has in the query.
fn names_in_query(one: &Parameter) -> Vec<&str> {
    match &one.schema.shape {
        Shape::Json(json) if !json.in_query.is_empty() => json.in_query.iter().map(String::as_str).collect(),
        _ => vec![&one.name],
    }
}

/// The check that no field of an object has the name of another parameter, where fields may have it.
fn check_names(operation: &Operation, one: &Parameter, statics: &Statics) -> Option<TokenStream> {
    let Shape::Json(json) = &one.schema.shape else { return None };
    let others =
        operation.parameters.iter().filter(|other| other.place == ParameterIn::Query && other.name != one.name);
    let others = others.flat_map(names_in_query).filter(|other| {
        *other != "*" && json.in_query.iter().any(|own| own == "*" || own.ends_with('[') && other.starts_with(own))
    });
    let others: Vec<&str> = others.collect();
    let (field, rule) = (ident(one), statics.parameter(operation, one));
    let value = match one.required {
        true => quote!(Some(&self.#field)),
        false if statics.is_typed(json) => quote!(self.#field.as_ref().map(|value| value as _)),
        false => quote!(self.#field.as_ref()),
    };
    (!others.is_empty()).then(|| quote!(#rule.check_names(#value, &[#(#others),*], out);))
}

/// The variable with the values that these parameters are read from.
fn binding<'p>(parameters: impl Iterator<Item = &'p Parameter>) -> TokenStream {
    match parameters.map(|one| matches!(one.schema.shape, Shape::Text(_))).reduce(|a, b| a || b) {
        // A text is taken out.
        Some(true) => quote!(let mut query =),
        Some(false) => quote!(let query =),
        None => quote!(),
    }
}

/// `from_values`, for an operation whose inputs are plain values with names of their own.
fn from_values(operation: &Operation, statics: &Statics) -> TokenStream {
    let names: BTreeSet<&str> = operation.inputs().map(|one| one.name.as_str()).collect();
    let is_plain = |one: &Parameter| !matches!(one.schema.shape, Shape::Json(_) | Shape::Parts(_) | Shape::Raw);
    if names.len() < operation.inputs().count() || !operation.inputs().all(is_plain) {
        return quote!();
    }
    let known = operation.inputs().map(|one| &one.name);
    let fields = operation.inputs().map(|one| {
        let (field, rule, read) = (ident(one), statics.parameter(operation, one), read_by_name(one, statics));
        quote!(#field: #read(&#rule, &mut out))
    });
    let query = binding(operation.inputs());
    quote! {
        #[doc = " Reads the request from texts by the names of its parameters, not percent-encoded, without defaults, and"]
        #[doc = " checks every rule. A list repeats its name."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = " Every violation."]
        pub fn from_values<'v>(
            values: impl IntoIterator<Item = (&'v str, &'v str)>,
        ) -> Result<Self, runtime::Violations> {
            let mut out = runtime::Violations::new();
            #query runtime::Query::of_values(values, &[#(#known),*], &mut out);
            let request = Self { #(#fields),* };
            runtime::checked(request, out)
        }
    }
}

/// The function that reads a parameter.
fn read(one: &Parameter, statics: &Statics) -> TokenStream {
    let (source, part) = match one.place {
        ParameterIn::Query => return read_by_name(one, statics),
        ParameterIn::Path => (quote!(wire), "path"),
        ParameterIn::Header => (quote!(wire), "header"),
        ParameterIn::Cookie => (quote!(wire), "cookie"),
        ParameterIn::Body => (quote!(wire), "body"),
    };
    let required = if one.required && one.place != ParameterIn::Path { "required_" } else { "" };
    let Some(kind) = kind(&one.schema.shape, statics) else {
        let value = value_type(&one.schema.shape, statics.types);
        let name = match (one.place, one.required) {
            (ParameterIn::Path, _) => "path_value",
            (_, true) => "required_header",
            (_, false) => "header_parsed",
        };
        let name = format_ident!("{name}");
        return quote!(#source.#name::<_, #value>);
    };
    let name = format_ident!("{required}{part}_{kind}");
    quote!(#source.#name)
}

/// The function that takes a parameter out of values by name.
fn read_by_name(one: &Parameter, statics: &Statics) -> TokenStream {
    let required = if one.required { "required_" } else { "" };
    match (&one.schema.shape, kind(&one.schema.shape, statics)) {
        (Shape::List(list), _) => {
            let item = value_type(&list.item, statics.types);
            quote!(query.list::<_, #item>)
        }
        (_, Some(kind)) => {
            let name = format_ident!("{required}{kind}");
            quote!(query.#name)
        }
        (shape, None) => {
            let (value, name) = (value_type(shape, statics.types), if one.required { "required" } else { "parsed" });
            let name = format_ident!("{name}");
            quote!(query.#name::<_, #value>)
        }
    }
}

/// The kind of a value in the names of the functions that read it; none of one that is parsed from its text.
fn kind(shape: &Shape, statics: &Statics) -> Option<&'static str> {
    match shape {
        Shape::Json(json) if statics.is_typed(json) => Some("typed"),
        Shape::Json(_) => Some("json"),
        Shape::Parts(_) => Some("parts"),
        Shape::Raw => Some("raw"),
        Shape::Text(_) => Some("text"),
        Shape::Int(_) | Shape::Number(_) | Shape::Boolean | Shape::List(_) => None,
    }
}
