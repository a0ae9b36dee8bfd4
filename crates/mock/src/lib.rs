//! A server made from any OpenAPI document.
//!
//! The rules are the data of the generated code, read back: generated code consists of types, calls and literals only.
//!
//! Floors, each importing only those before it: choices < texts, numbers, the code < its data, and what is asked of a value < schemas and
//! rules < operations and samples < examples < further schemas < the calls of a document < values and contents < requests <
//! responses < the server.
#![doc = include_str!("../README.md")]

mod api;
mod code;
mod content;
mod data;
mod direction;
mod draw;
mod examples;
mod fields;
mod further;
mod media;
mod number;
mod operations;
mod path;
mod request;
mod response;
#[cfg(feature = "server")]
mod route;
mod sample;
mod schemas;
#[cfg(feature = "server")]
mod serve;
mod text;
mod types;
mod values;
mod wanted;

pub use api::{Api, Call};
pub use code::Unreadable;
pub use request::{FieldValue, Options, Request, Sample};
pub use response::MockResponse;
#[cfg(feature = "server")]
pub use serve::{Server, serve};
pub use types::{Types, raw};
