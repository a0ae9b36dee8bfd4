//! The calls of the server, one room each, and the door through which they come.

mod asked;
pub(crate) mod conditional;
mod decoding;
mod disposition;
mod door;
pub(crate) mod encoding;
mod entity;
pub(crate) mod export;
mod language;
pub(crate) mod list;
pub(crate) mod projects;
pub(crate) mod range;
pub(crate) mod records;
pub(crate) mod roles;
pub(crate) mod token;
