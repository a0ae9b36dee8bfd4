//! What the document says, as data, checked and with positions. Everything that is generated is made from it.

mod body;
mod deprecation;
mod document;
mod operation;
mod pagination;
mod parameter;
mod multipart;
mod record;
mod response;
mod rule;
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
pub(crate) use types::{
    Column, CrossFieldRule, Document, Header, Json, Lines, MediaType, Next, Operation, Parameter, ParameterIn, Parts,
    Provenance, Record, Response, Role, SecurityKind, Server, Shape, Text,
};
