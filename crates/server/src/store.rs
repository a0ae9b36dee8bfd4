//! The record store: an interface, and the embedded store in one SQLite file.
//!
//! The embedded table has the rows in the order in which they came, with an index in the order of the export. A record is kept as the
//! line that it is in an exported CSV file, beside its key, its start and what selects it: a full export reads one column
//! instead of one for each field.

mod batches;
mod candidate;
mod connection;
mod error;
mod filter;
mod handle;
mod identity;
mod import;
mod interface;
mod line;
mod month;
mod move_records;
mod optimize;
mod queue;
mod record;
mod records;
mod schema;
mod statements;
mod summary;

pub use candidate::Candidate;
pub use connection::Embedded;
pub use error::StoreError;
pub use filter::{Filter, Page};
pub use handle::{Import, Store};
pub use import::Corrections;
pub use interface::{AccountChange, Accounts, AppendAccounts, EachRow, Importing, IsNeeded, Records, Slot};
pub use line::Row;
pub use month::{Month, Sealed};
pub use record::{Added, Conflicts, Expired, Expiring, Outcome};
pub use schema::FILE_NAME;
pub use summary::Summary;
