//! Request handlers: the generated traits are implemented by `export`, `list`, `ledger` and `tokens`. `extract` authenticates, validates and authorises each request.

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
mod ledger;
mod list;
mod tokens;
