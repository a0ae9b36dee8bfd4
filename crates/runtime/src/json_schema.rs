//! JSON Schema as data: what the generator makes of a schema, and the functions that validate a value with it.
//!
//! Drafts differ in how a rule is written, not in what it means: the generator reads the drafts, here is one set of rules.

mod alone;
mod data;
mod defaults;
mod describe;
mod evaluate;
mod reading;
mod report;
mod schema;
mod types;
mod validator;

pub use crate::constraint::decimal::Decimal;
pub use crate::constraint::number::Number;
pub(crate) use reading::WhileReading;
pub use report::{Finding, MAX_FINDINGS};
pub use schema::{Keyword, Literal, Rule, Schema, Type};
pub use serde_json::Value;
pub(crate) use types::View;

/// A value of the document, which the generator has read before.
pub fn literal(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
