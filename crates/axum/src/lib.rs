//! Serves the operations of an OpenAPI document with axum.
//!
//! Generated code has a trait for each tag, with a method for each operation, and a function that makes an axum router of an
//! implementation. Requests are decoded and validated before a method is called. [`Service`] does so for most services;
//! [`Accept`] is for services that authenticate a caller before they read a body.

mod accept;
mod endpoint;
mod response;
mod routes;
mod service;

pub use accept::Accept;
pub use axum::Router;
pub use axum::response::Response;
pub use deskledger_runtime as runtime;
pub use endpoint::Endpoint;
pub use futures_util::Stream;
pub use response::{Content, TypedResponse};
pub use routes::Routes;
pub use service::{Incoming, Service};
