//! From the model to Rust: types, calls and literals, no loop and no decision.

mod choice;
mod code_writer;
mod cross_field;
mod doc;
mod encode;
mod field;
mod headers;
mod json_schema;
mod literal;
mod operation;
mod pages;
mod pattern;
mod record;
mod request;
mod security;
mod send;
mod server;
mod service;
mod static_items;
mod statics;
mod types;

pub(crate) use code_writer::CodeWriter;
pub use json_schema::{Draft, format_validator, validator};

use quote::quote;

use crate::diagnostic::Problems;
use crate::model::{Deprecation, Document, Operation};
use crate::spec::Files;
use crate::types::Types;
use json_schema::Compiler;
use statics::Statics;

/// Generated code besides the requests and their rules.
#[derive(Clone, Copy)]
pub(crate) struct Options<'o> {
    /// The functions that send.
    pub(crate) send: bool,
    /// The path of the type of the rule `time_range`.
    pub(crate) time_range: Option<&'o str>,
    /// Attributes that warn callers of what is deprecated.
    pub(crate) deprecated: bool,
}

/// Generates the code; what cannot be generated is in `problems` afterwards.
pub(crate) fn emit(
    document: &Document,
    types: &Types<'_>,
    files: &Files,
    options: Options<'_>,
    problems: &mut Problems,
) -> Option<String> {
    let mut schemas = Compiler::of_document(files, document.is_3_1);
    let statics = Statics::new(document, types, &mut schemas);
    let (mut type_items, mut schema_items) = (CodeWriter::of_module(), CodeWriter::of_module());
    types::emit(types, &mut schemas, options.deprecated, &mut type_items);
    schemas.write(&mut schema_items, problems);
    let schemes = security::Schemes::new(document);
    let choices = choice::choices(document);
    record::check_types(document, problems);
    let time_range = cross_field::time_range_type(document, options.time_range, problems);
    if !problems.is_empty() {
        return None;
    }
    let mut out = CodeWriter::new(options.deprecated && uses_deprecated(document, types));
    out.add_all(document.operations.iter().map(|one| request::emit(one, types, options.deprecated)));
    out.add_all(static_items::emit(&statics));
    let imports = quote! {
        #[allow(unused_imports, reason = "not every document has patterns")]
        use super::runtime::{self, json_schema as json};
    };
    out.add_module("mod schemas", imports, schema_items);
    let head = concat!(
        "/// The types of the document.\n",
        "#[allow(deprecated, reason = \"fields that are deprecated are read and written\")]\n",
        "#[allow(clippy::large_enum_variant, reason = \"the document decides what a value holds\")]\n",
        "pub mod types"
    );
    let imports = quote! {
        #[allow(unused_imports, reason = "not every document has maps")]
        use std::collections::BTreeMap;
        use super::runtime;
        #[allow(unused_imports, reason = "not every document has values of any type")]
        use runtime::json_schema::Value;
    };
    out.add_module(head, imports, type_items);
    for operation in &document.operations {
        out.add(request::emit_rules(operation, &statics, &time_range));
        out.add(encode::emit(operation, &statics));
        if options.send {
            out.add(send::emit(operation, types, options.deprecated));
            out.add(pages::emit(operation, types, problems));
        }
    }
    if options.send {
        out.add_all(send::errors(types));
    }
    out.add(request::emit_parts(document, &statics));
    out.add_all(choices.iter().map(choice::emit));
    out.add_all(document.records.iter().map(|record| record::emit(record, &statics)));
    out.add_all(document.operations.iter().map(|one| operation::emit(one, &statics, &schemes)));
    out.add(schemes.module(document));
    out.add(server::emit(document));
    out.add(headers::HeaderKeys::new(document, types).module());
    out.add(quote! {
        #[doc = " The document as JSON."]
        pub static DOCUMENT: &str = include_str!("openapi.json");
    });
    out.finish(problems)
}

/// Generates the server side.
pub(crate) fn emit_services(
    document: &Document,
    types: &Types<'_>,
    options: Options<'_>,
    problems: &mut Problems,
) -> Option<String> {
    let mut out = CodeWriter::new(options.deprecated && uses_deprecated(document, types));
    out.add_all(service::emit(document, types, problems));
    out.finish(problems)
}

/// Whether generated code itself uses what is deprecated.
fn uses_deprecated(document: &Document, types: &Types<'_>) -> bool {
    document.operations.iter().flat_map(Operation::inputs).any(|one| one.deprecation.is_some())
        || document.operations.iter().any(|one| one.deprecation.is_some() && one.pagination.is_some())
        || types.schemas().any(|schema| Deprecation::of(schema).is_some())
}
