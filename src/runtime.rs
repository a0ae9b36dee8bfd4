//! What generated code of this document calls: the runtime, and the rule of the time range.

pub use deskledger_runtime::*;

pub use deskledger_client::multipart::{BrokenWrapper, Unwrap, boundary};

pub use crate::time_range::TimeRange;
