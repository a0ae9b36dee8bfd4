//! Connection records in a ClickHouse cluster.
//!
//! Each project has one home among the nodes, chosen by a hash of both names, so that the load is spread and no query needs
//! two nodes. Rows are never changed: a record that gains values is a further row with a higher version, and reads take the
//! newest of each record up to the committed version of the project. A table engine that replaces rows would drop the
//! former row as soon as it merges the parts, even if the new one is never committed.

mod address;
mod cluster;
mod delete;
mod import;
mod lock;
mod messages;
mod node;
mod read;
mod schema;
mod versions;
mod worker;

pub use address::SCHEME;
pub use cluster::ClickHouse;
