//! Connection records in a ClickHouse cluster.
//!
//! Each project has one home among the nodes, chosen by a hash of both names, so that the load is spread and no query needs
//! two nodes. Rows are never changed: a record that gains values is a further row with a higher version, and reads take the
//! newest of each record up to the committed version of the project. A table engine that replaces rows would drop the
//! former row as soon as it merges the parts, even if the new one is never committed.
//!
//! With the feature `cold`, months that are over can be moved to Parquet files on object storage, which reads take in their
//! place.

mod accounts;
mod address;
mod cluster;
mod cold;
mod corrections;
mod delete;
mod import;
mod insert;
mod lock;
mod messages;
mod month;
mod node;
#[cfg_attr(not(feature = "cold"), path = "no_objects.rs")]
mod objects;
mod read;
mod removal;
mod schema;
mod versions;
mod worker;

pub use address::check_address;
pub use cluster::ClickHouse;
