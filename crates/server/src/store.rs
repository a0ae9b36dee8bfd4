//! The record store, in one SQLite file.
//!
//! The table is clustered in the order of the export, so that an export is one scan. Its columns are those of the
//! document: a new field there becomes a new column.

mod connection;
mod error;
mod expire;
mod filter;
mod identity;
mod import;
mod read;
mod record;
mod remove;
mod schema;
mod snapshot;
mod statements;

pub use connection::Store;
pub use error::StoreError;
pub use expire::Expiring;
pub use filter::Filter;
pub use import::Import;
pub use record::{Expired, Outcome, Row};
pub use schema::FILE_NAME;
