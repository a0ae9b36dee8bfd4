//! From a JSON Schema, draft 4 or 2020-12, to Rust data that the runtime validates values with.
//!
//! The drafts differ in how a rule is written; what is emitted is the same for both.

mod choice;
mod compiler;
mod direction;
mod draft;
mod effect;
mod keywords;
mod validator;

pub(super) use compiler::Compiler;
pub(super) use draft::Direction;
pub use draft::Draft;
pub use validator::{format_validator, validator};
