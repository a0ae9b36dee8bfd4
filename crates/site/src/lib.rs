//! Static documentation sites of OpenAPI documents.
//!
//! Floors, each importing only those before it: messages, Markdown and rules < shapes of values < samples < operations <
//! reference < templates < pages < `site`. Every page is Markdown first, so that each has a twin in Markdown; the reference is Markdown made
//! from the document by the templates in `templates`.
#![doc = include_str!("../README.md")]

mod changes;
mod error;
mod markdown;
mod messages;
mod operation;
mod pages;
mod reference;
mod rules;
mod sample;
mod shape;
mod site;
mod templates;

pub use error::Error;
pub use operation::ErrorCode;
pub use pages::Options;
pub use site::{Built, build};
