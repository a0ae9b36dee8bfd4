//! Results of writes.

use deskledger::ConnectionRecord;

/// Number of columns of a record.
pub(crate) const WIDTH: usize = ConnectionRecord::COLUMNS.len();

/// Result of adding a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A new record.
    Added,
    /// An existing record without new values.
    Unchanged,
    /// An existing record whose absent values were filled in, for example the end of a session that was open.
    Updated,
    /// An existing record whose values were replaced in a correcting import.
    Corrected,
}

/// Records deleted at the end of their retention period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    /// Their project.
    pub project_id: String,
    /// Number of records.
    pub records: u64,
}
