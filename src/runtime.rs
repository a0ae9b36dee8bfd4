//! Imports of the generated code of this document: the runtime.

pub use deskledger_runtime::*;

pub use deskledger_client::multipart::{BrokenWrapper, Unwrap, boundary};
