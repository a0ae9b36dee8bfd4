//! What the generated code of this document imports: the runtime, and the time range rule.

pub use deskledger_runtime::*;

pub use deskledger_client::multipart::{BrokenWrapper, Unwrap, boundary};

pub use crate::time_range::TimeRange;
