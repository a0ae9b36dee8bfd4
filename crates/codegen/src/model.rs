//! The document as data, checked and with positions. All code is generated from it.

mod body;
mod deprecation;
mod document;
mod multipart;
mod operation;
mod pagination;
mod parameter;
mod record;
mod response;
mod rule;
mod satisfies;
mod schema;
mod search;
mod security;
mod server;
mod text;
mod types;
mod value;

pub(crate) use deprecation::Deprecation;
pub(crate) use document::{METHODS, is_another_format, read, version};
pub use rule::cross_rules;
pub(crate) use schema::{empty_ranges, is_of_its_schema, rejects_null};
pub(crate) use types::{
    Column, CrossFieldRule, Document, Header, Json, Lines, MediaType, Next, Operation, Parameter, ParameterIn, Parts,
    Provenance, Record, Response, Role, SecurityKind, Server, Shape, Text,
};
