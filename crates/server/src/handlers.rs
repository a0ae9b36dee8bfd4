//! Request handlers, one file per resource. `extract` authenticates, validates and authorises each request.

mod authenticate;
mod authorize;
mod blocking;
pub(crate) mod console_export;
mod context;
mod errors;
pub(crate) mod export;
mod extract;
pub(crate) mod list;
pub(crate) mod projects;
pub(crate) mod records;
pub(crate) mod roles;
pub(crate) mod summary;
pub(crate) mod tokens;
