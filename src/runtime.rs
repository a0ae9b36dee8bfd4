//! What generated code calls: the runtime, the client, and the rule of the time range.

pub use deskledger_runtime::*;

pub use crate::client::{Answer, Call, Client, Context, Direct, Part, Reply};
pub use crate::download::Download;
pub use crate::download::multipart::{BrokenWrapper, Unwrap, boundary};
pub use crate::error::Error;
pub use crate::time_range::TimeRange;
