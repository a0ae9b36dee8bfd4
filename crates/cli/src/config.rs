//! Settings: where they may be given, which value wins, and what is built from them.

pub(crate) mod client;
pub(crate) mod connection;
pub(crate) mod credential;
#[cfg(feature = "serve")]
pub(crate) mod data_dir;
pub(crate) mod file;
pub(crate) mod property;
pub(crate) mod redact;
pub(crate) mod resolve;
pub(crate) mod transfer;
