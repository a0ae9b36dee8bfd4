use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::doc;
use super::field::field_type;
use super::literal::by_language;
use super::statics::Statics;
use crate::diagnostic::{Position, Problems};
use crate::messages;
use crate::model::{Column, Document, Record, Shape};
use crate::names;

/// Reports records that would share a name, or hide a type that generated code uses.
pub(super) fn check_types(document: &Document, problems: &mut Problems) {
    let mut taken: BTreeMap<String, Position> = BTreeMap::new();
    for (name, position) in document.records.iter().map(|one| (names::pascal(&one.name), one.position)) {
        if names::is_taken_type(&name) {
            problems.report("name-collision", position, messages::taken_name(&name), messages::rename_it());
        }
        if let Some(other) = taken.insert(name.clone(), position) {
            let found = messages::names_alike_on_line(name, other.line);
            problems.report("name-collision", position, found, messages::rename_one());
        }
    }
}

/// The record, its columns and its rules.
pub(super) fn emit(record: &Record, statics: &Statics) -> TokenStream {
    let (name, about) = (format_ident!("{}", names::pascal(&record.name)), doc(&record.description, &record.name));
    let fields = record.columns.iter().map(|column| field(column, statics));
    let columns = record.columns.iter().map(column);
    let values = record.columns.iter().map(value);
    let checks = record.columns.iter().map(|column| check(record, column, statics));
    let count = Literal::usize_unsuffixed(record.columns.len());
    quote! {
        #about
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct #name { #(#fields),* }

        impl #name {
            #[doc = " The columns of a table of these records, in the order of the document."]
            pub const COLUMNS: &'static [runtime::Column] = &[#(#columns),*];

            #[doc = " The values in the order of [`Self::COLUMNS`]."]
            pub fn values(&self) -> [runtime::Value<'_>; #count] {
                [#(#values),*]
            }

            #[doc = " Checks every rule of the document and reports every violation."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = " Every violation."]
            pub fn check(&self) -> Result<(), runtime::Violations> { runtime::check(self) }
        }

        impl runtime::Rules for #name {
            fn rules(&self, out: &mut impl runtime::Verdict) { #(#checks)* }
        }
    }
}

fn field(column: &Column, statics: &Statics) -> TokenStream {
    let (doc, snake) = (doc(&column.description, &format!("`{}`.", column.name)), names::snake(&column.name));
    let (ident, kind) = (format_ident!("{snake}"), field_type(&column.schema.shape, column.required, statics.types));
    let wire = &column.name;
    let renamed = if *wire == snake { quote!() } else { quote!(#[serde(rename = #wire)]) };
    let absent = match column.required {
        true => quote!(),
        false => quote!(#[serde(default, skip_serializing_if = "Option::is_none")]),
    };
    quote!(#doc #renamed #absent pub #ident: #kind)
}

fn column(column: &Column) -> TokenStream {
    let (name, required, description) = (&column.name, column.required, &column.description);
    let kind = match &column.schema.shape {
        Shape::Text(text) if matches!(text.format, Some("date-time" | "minute")) => quote!(Instant),
        Shape::Text(_) | Shape::List(_) | Shape::Json(_) | Shape::Parts(_) | Shape::Raw => quote!(Text),
        Shape::Int(_) => quote!(Int),
        Shape::Number(_) => quote!(Number),
        Shape::Boolean => quote!(Boolean),
    };
    let headings = by_language(&column.headings);
    quote!(runtime::Column {
        name: #name, kind: runtime::ColumnKind::#kind, required: #required, description: #description, headings: #headings
    })
}

fn value(column: &Column) -> TokenStream {
    let field = format_ident!("{}", names::snake(&column.name));
    match (&column.schema.shape, column.required) {
        (Shape::Text(_), true) => quote!(self.#field.as_str().into()),
        (Shape::Text(_), false) => quote!(self.#field.as_deref().into()),
        _ => quote!(self.#field.into()),
    }
}

fn check(record: &Record, column: &Column, statics: &Statics) -> TokenStream {
    let (rule, field) = (statics.column(record, column), format_ident!("{}", names::snake(&column.name)));
    match (&column.schema.shape, column.required) {
        (_, true) => quote!(#rule.check(&self.#field, out);),
        (Shape::Text(_), false) => quote!(#rule.check_optional(self.#field.as_deref(), out);),
        (_, false) => quote!(#rule.check_optional(self.#field.as_ref(), out);),
    }
}
