//! The store in one SQLite file.
//!
//! The table is clustered in the order of the export, so that an export is one scan. Its columns are those of the
//! document: a new field there becomes a new column.

mod connection;
mod expire;
mod import;
mod read;
mod schema;
mod snapshot;
mod statements;

pub(super) use connection::Sqlite;
pub(super) use import::Writer;
pub use schema::FILE_NAME;
