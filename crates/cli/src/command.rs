//! The subcommands, each with its arguments, its work and its result.

#[cfg(feature = "serve")]
pub(crate) mod admin;
pub(crate) mod completions;
pub(crate) mod convert;
#[cfg(feature = "serve")]
pub(crate) mod demo;
#[cfg(feature = "docs")]
pub(crate) mod docs;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod export;
mod generated_dir;
#[cfg(feature = "serve")]
pub(crate) mod import;
pub(crate) mod man;
pub(crate) mod schema;
pub(crate) mod sdk;
#[cfg(feature = "serve")]
pub(crate) mod seed;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod spec;
