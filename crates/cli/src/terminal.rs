//! The terminal: output of a subcommand for the user and other programs, while it runs and when it ends.

pub(crate) mod detached_writer;
pub(crate) mod events;
#[cfg(feature = "serve")]
pub(crate) mod log;
pub(crate) mod log_filter;
pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod result;
pub(crate) mod signals;
#[cfg(feature = "serve")]
pub(crate) mod table;
pub(crate) mod target;
