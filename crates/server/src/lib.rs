//! A server that keeps connection records and exports them by the same contract as the cloud.

mod auth;
mod export;
mod http_error;
mod idle;
mod openapi;
pub mod reference;
mod request_id;
mod routes;
mod serve;
pub mod seed;
mod store;

pub use auth::{InvalidTokens, Tokens};
pub use export::{ExportError, Format, write_records};
pub use serve::{Limits, serve, serve_within};
pub use store::{FILE_NAME, Filter, Import, Outcome, Row, Store, StoreError};
