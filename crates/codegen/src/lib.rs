//! Turns an OpenAPI document into Rust: a type for every schema, requests with their rules, tables of what the document says,
//! and a client.
//!
//! Floors, each importing only those before it: messages < [`diagnostic`](Diagnostic) and patterns < `spec` (the document with
//! positions) < `model` (its content, checked) < `types` < `emit` < `progenitor` < `build` < this file.
//!
//! A document that is broken, or that says what is not supported, gives [`Diagnostics`]: several in one run, each with
//! file, line, column and a hint. Nothing of a document is ignored silently.
//!
//! ```
//! let document = r#"
//! openapi: 3.0.3
//! info: { title: Files, version: 1.0.0 }
//! paths:
//!   /files/{id}:
//!     get:
//!       operationId: getFile
//!       parameters:
//!         - { name: id, in: path, required: true, schema: { type: string, pattern: '^[a-z]+$', maxLength: 8 } }
//!       responses:
//!         '200': { description: The file., content: { text/csv: { schema: { type: string, format: binary } } } }
//! "#;
//! let output = deskledger_codegen::generate("files.yaml", document)?;
//! assert!(output.files["openapi.rs"].contains("pub struct GetFile {"));
//!
//! let wrong = document.replace("maxLength: 8", "maxLenght: 8");
//! let diagnostics = deskledger_codegen::generate("files.yaml", &wrong).unwrap_err().to_string();
//! assert!(diagnostics.starts_with("files.yaml:9:"), "{diagnostics}");
//! assert!(diagnostics.contains("did you mean `maxLength`?"), "{diagnostics}");
//! # Ok::<(), deskledger_codegen::Diagnostics>(())
//! ```

mod build;
mod diagnostic;
mod emit;
#[doc(hidden)]
pub mod fuzzing;
mod messages;
mod model;
mod names;
mod pattern;
#[cfg(feature = "progenitor")]
mod progenitor;
mod reader;
mod schema_keywords;
mod spec;
mod types;

pub use build::{Built, Error, Options, Output, build, build_with, generate, generate_file, generate_with};
pub use diagnostic::{Diagnostic, Diagnostics, Position, Severity};
pub use emit::{Draft, format_validator, validator};
pub use model::cross_rules;
pub use pattern::{InvalidPattern, Table};
pub use reader::{Contract, Reader};
pub use schema_keywords::schema_keywords;
pub use spec::{Key, Node, Numeral, Value};
