//! The types of the values that JSON can express.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::code_writer::CodeWriter;
use super::doc::{attribute, described, doc};
use super::json_schema::{Compiler, Direction};
use super::literal::option;
use crate::model::Deprecation;
use crate::spec::Node;
use crate::types::{Alternative, Definition, Field, Kind, Rust, Types, about};

/// The type, as it is named in the module of the types, or with `prefix` outside of it.
pub(super) fn rust_type(rust: &Rust, types: &Types<'_>, prefix: &TokenStream) -> TokenStream {
    let of = |generic: TokenStream, inner: &Rust| {
        let inner = rust_type(inner, types, prefix);
        quote!(#generic #inner>)
    };
    let named = |index: &usize| format_ident!("{}", types.name(*index));
    match rust {
        Rust::Text => quote!(String),
        Rust::Formatted(name) => {
            let name = format_ident!("{name}");
            quote!(runtime::typed::text::#name)
        }
        Rust::I32 => quote!(i32),
        Rust::I64 => quote!(i64),
        Rust::U64 => quote!(u64),
        Rust::F64 => quote!(f64),
        Rust::Decimal => quote!(runtime::typed::Decimal),
        Rust::Boolean => quote!(bool),
        Rust::File => quote!(runtime::typed::FilePart),
        Rust::Unit => quote!(()),
        Rust::Any if prefix.is_empty() => quote!(Value),
        Rust::Any => quote!(runtime::json_schema::Value),
        Rust::List(item) => of(quote!(Vec<), item),
        Rust::Map(value) if prefix.is_empty() => of(quote!(BTreeMap < String,), value),
        Rust::Map(value) => of(quote!(std::collections::BTreeMap < String,), value),
        Rust::Optional(value) => of(quote!(Option<), value),
        Rust::Implied(value) => of(quote!(runtime::typed::Implied<), value),
        Rust::Named(index) => {
            let name = named(index);
            quote!(#prefix #name)
        }
        Rust::Boxed(index) => {
            let name = named(index);
            quote!(Box<#prefix #name>)
        }
    }
}

/// Writes the items of the module.
pub(super) fn emit<'s>(types: &Types<'s>, schemas: &mut Compiler<'s>, warns: bool, out: &mut CodeWriter) {
    out.add_all(types.definitions.iter().map(|one| definition(one, types, schemas, warns)));
    out.add_all(types.aliases.iter().map(|(name, rust, schema)| {
        let (about, alias) = (documented(schema, &format!("`{name}`."), warns), format_ident!("{name}"));
        let rust = rust_type(rust, types, &quote!());
        quote!(#about pub type #alias = #rust;)
    }));
}

fn definition<'s>(one: &Definition<'s>, types: &Types<'s>, schemas: &mut Compiler<'s>, warns: bool) -> TokenStream {
    let (about, name) = (documented(one.schema, &format!("`{}`.", one.name), warns), format_ident!("{}", one.name));
    match &one.kind {
        Kind::Struct { fields, rest, other } => {
            let declared = fields.iter().map(|one| field(one, types, warns));
            let declared: Vec<_> = declared.collect();
            let lines = fields.iter().enumerate().map(|(index, one)| {
                let (index, field, wire) = (Literal::usize_unsuffixed(index), format_ident!("{}", one.name), one.wire);
                let required = one.required;
                quote!(#index #field #wire #required)
            });
            let rest = rest.as_ref().map(|(field, rust)| {
                let (field, rust) = (format_ident!("{field}"), rust_type(rust, types, &quote!()));
                (quote!(#[doc = " Other fields."] pub #field: BTreeMap<String, #rust>,), field)
            });
            let other = other.as_ref().map(|field| {
                let field = format_ident!("{field}");
                let doc = " The value, where it is not an object: the document states no type.";
                (quote!(#[doc = #doc] pub #field: Option<Value>,), quote!(| #field))
            });
            let ((rest, rest_name), (other, other_name)) = (rest.unzip(), other.unzip());
            let (debug, shown) = match fields.iter().any(|field| field.secret) {
                false => (quote!(Debug,), quote!()),
                true => {
                    let shown = fields.iter().filter(|field| !field.secret).map(|field| &field.name);
                    (quote!(), debug(" Without the fields that hold a secret.", &name, shown))
                }
            };
            quote! {
                #about
                #[derive(Clone, #debug Default, PartialEq)]
                pub struct #name { #(#declared,)* #rest #other }
                runtime::object!(#name { #(#lines)* } #rest_name #other_name);
                #shown
            }
        }
        Kind::Texts(values) => {
            let rows = values.iter().map(|(name, text)| (name, format!("`{text}`."), quote!(#text)));
            choice(&about, &name, rows, quote!(text_enum), quote!(String), "text")
        }
        Kind::Ints(values) => {
            let number = |number: i64| Literal::i64_unsuffixed(number).into_token_stream();
            let rows = values.iter().map(|(name, value)| (name, format!("{value}."), number(*value)));
            choice(&about, &name, rows, quote!(int_enum), quote!(i64), "number")
        }
        Kind::Responses { bodies, is_error } => responses(one, bodies, *is_error, types),
        Kind::Union { tag, alternatives } => union(&about, one, tag, alternatives, types, schemas),
    }
}

/// An enum of values of one kind, each with its name and its documentation.
fn choice<'v>(
    about: &TokenStream,
    name: &Ident,
    rows: impl Iterator<Item = (&'v String, String, TokenStream)>,
    macro_name: TokenStream,
    kept: TokenStream,
    what: &str,
) -> TokenStream {
    let rows: Vec<_> = rows.map(|(name, about, value)| (format_ident!("{name}"), doc(&about, ""), value)).collect();
    let (names, docs) = (rows.iter().map(|row| &row.0), rows.iter().map(|row| &row.1));
    let lines = rows.iter().map(|(name, _, value)| quote!(#name #value));
    let unknown =
        format!(" A {what} that the document does not have; it is kept, and sent only where no rule forbids it.");
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name {
            #(#docs #names,)*
            #[doc = #unknown]
            Unknown(#kept),
        }
        runtime::#macro_name!(#name { #(#lines)* });
    }
}

/// The bodies of responses by status.
fn responses(one: &Definition<'_>, bodies: &[(u16, String, Rust)], is_error: bool, types: &Types<'_>) -> TokenStream {
    let name = format_ident!("{}", one.name);
    let rows = bodies.iter().map(|(status, name, rust)| {
        let rust = rust_type(rust, types, &quote!());
        let doc = doc(&if *status < 10 { name.clone() } else { format!("{status}.") }, "");
        (Literal::u16_unsuffixed(*status), format_ident!("{name}"), rust, doc)
    });
    let rows: Vec<_> = rows.collect();
    let variants = rows.iter().map(|(_, name, rust, doc)| quote!(#doc #name(#rust),));
    let lines = rows.iter().map(|(status, name, ..)| quote!(#status #name));
    let about = if is_error { "error responses of the document" } else { "responses of the document for success" };
    let about = doc(&format!("The {about}."), "");
    let known = " Another response, or none: the error has everything that is known.";
    let other = is_error.then(|| quote!(#[doc = #known] Other,));
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name { #(#variants)* #other }
        runtime::responses!(#name { #(#lines)* });
    }
}

fn union<'s>(
    about: &TokenStream,
    one: &Definition<'s>,
    tag: &str,
    alternatives: &[Alternative<'s>],
    types: &Types<'s>,
    schemas: &mut Compiler<'s>,
) -> TokenStream {
    let name = format_ident!("{}", one.name);
    let variants = alternatives.iter().map(|one| {
        let (variant, rust) = (format_ident!("{}", one.name), rust_type(&one.rust, types, &quote!()));
        let doc = doc("", &format!("`{}`.", one.name));
        quote!(#doc #variant(#rust))
    });
    let lines = alternatives.iter().enumerate().map(|(index, one)| {
        let (index, variant) = (Literal::usize_unsuffixed(index), format_ident!("{}", one.name));
        let (kinds, tags) = (Literal::u8_unsuffixed(one.kinds), &one.tags);
        let schema = option(one.schema, |node| {
            let schema = format_ident!("SCHEMA_{}", schemas.index(node, Direction::Response));
            quote!(&super::schemas::#schema)
        });
        quote!(#index #variant #kinds [#(#tags)*] #schema;)
    });
    let lines: Vec<_> = lines.collect();
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that is none of these; it is kept, and sent only where no rule forbids it."]
            Other(Value),
        }
        runtime::union!(#name #tag { #(#lines)* });
    }
}

/// `Debug` with these fields only.
pub(super) fn debug<'f>(about: &str, name: &Ident, shown: impl Iterator<Item = &'f String>) -> TokenStream {
    let text = name.to_string();
    let shown =
        shown.map(|name| (name, format_ident!("{name}"))).map(|(name, field)| quote!(.field(#name, &self.#field)));
    quote! {
        #[doc = #about]
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text)#(#shown)*.finish_non_exhaustive()
            }
        }
    }
}

fn field(one: &Field<'_>, types: &Types<'_>, warns: bool) -> TokenStream {
    let (name, rust) = (format_ident!("{}", one.name), rust_type(&one.rust, types, &quote!()));
    let about = documented(one.schema, &format!("`{}`.", one.wire), warns);
    quote!(#about pub #name: #rust)
}

/// The documentation of a type or a field, and its deprecation.
fn documented(schema: &Node, otherwise: &str, warns: bool) -> TokenStream {
    let deprecation = Deprecation::of(schema);
    let text = described(&about(schema, otherwise), deprecation.as_ref());
    let (doc, deprecated) = (doc(&text, ""), attribute(deprecation.as_ref().filter(|_| warns)));
    quote!(#doc #deprecated)
}
