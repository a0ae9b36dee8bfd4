//! Calls of three public APIs: pages with a typed error, a form with lists and objects, and a stream of events.
//!
//! The documents are excerpts in the shape of these APIs; the documents that their owners publish are generated in the same way.

pub mod chat;
pub mod github;
pub mod stripe;
