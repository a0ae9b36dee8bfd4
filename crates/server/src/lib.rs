//! A server that keeps connection records and exports them by the same contract as the cloud.

mod access;
mod audit;
mod auth;
mod backup;
mod call;
mod caller;
mod chaos;
mod connections;
mod console;
mod export;
mod head;
mod http_error;
mod idle;
pub mod import;
pub mod ledger;
mod metrics;
mod openapi;
mod places;
mod private;
mod ready;
pub mod reference;
mod request_id;
mod retention;
mod routes;
mod serve;
mod state;
mod store;

pub use access::{Access, AccessError, NewKey, NewToken, Project, Role, User};
pub use auth::{InvalidTokens, Tokens};
pub use backup::{Backup, TOKENS, back_up};
pub use chaos::{Chaos, ChaosRule, Fault};
pub use deskledger_records::write::Format;
pub use export::{ExportError, write_records};
pub use serve::{Limits, Options, serve, serve_with, serve_within};
pub use store::{Expired, FILE_NAME, Filter, Import, Outcome, Row, Store, StoreError};
