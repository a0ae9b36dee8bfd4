//! Documents and pages compiled into the server.

pub(crate) mod console;
pub(crate) mod openapi;
pub mod reference;
