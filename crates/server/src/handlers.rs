//! Request handlers, one file per resource. `extract` authenticates, validates and authorises each request.

#[cfg(test)]
mod abandoned;
pub(crate) mod api;
mod authenticate;
mod authorize;
mod blocking;
pub(crate) mod console_export;
mod context;
mod errors;
mod export;
mod extract;
mod list;
mod projects;
mod records;
mod roles;
mod summary;
mod tokens;
