//! Results of writes, and of looks for records that expire.

use deskledger::ConnectionRecord;

use super::error::StoreError;

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

/// Numbers of records of a batch by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// New records.
    pub added: u64,
    /// Existing records that changed.
    pub updated: u64,
    /// Existing records without new values.
    pub unchanged: u64,
}

/// Positions of the records of a batch that differ from the stored ones, and what differs.
pub type Conflicts = Vec<(usize, StoreError)>;

/// Maximum number of reported conflicts of a batch.
const MAX_CONFLICTS: usize = 100;

/// The outcomes of a batch as numbers, or its first conflicts.
pub(super) fn count(
    outcomes: impl Iterator<Item = Result<Outcome, StoreError>>,
) -> Result<Result<Added, Conflicts>, StoreError> {
    let (mut added, mut conflicts) = (Added::default(), Vec::new());
    for (position, outcome) in outcomes.enumerate() {
        match outcome {
            Ok(Outcome::Added) => added.added += 1,
            Ok(Outcome::Updated | Outcome::Corrected) => added.updated += 1,
            Ok(Outcome::Unchanged) => added.unchanged += 1,
            Err(error) if error.is_conflict() => conflicts.push((position, error)),
            Err(error) => return Err(error),
        }
        if conflicts.len() == MAX_CONFLICTS {
            break;
        }
    }
    Ok(if conflicts.is_empty() { Ok(added) } else { Err(conflicts) })
}

/// A project with records that expire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// The project.
    pub project_id: String,
    /// Number of records that expire.
    pub expired: u64,
    /// Number of all its records.
    pub total: u64,
}

/// Records deleted at the end of their retention period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    /// Their project.
    pub project_id: String,
    /// Number of records.
    pub records: u64,
}
