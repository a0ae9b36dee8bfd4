//! SQLite files: one way to create, open, migrate and share them.

mod check;
mod database;
mod migration;
mod permissions;
mod pool;

pub(crate) use check::check;
pub(crate) use database::{Database, Turn, Turns};
pub(crate) use migration::{MigrationError, Schema, migrate};
pub(crate) use permissions::{
    append_file, create_database, create_directories, create_directory, create_file, parent, read_text, restrict,
    sync_directory,
};
pub(crate) use pool::{FileId, Pool, open, truncate_log};
