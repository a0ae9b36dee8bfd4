//! Users, keys and tokens of several servers: a log of changes outside their machines.

use std::fmt;

use super::error::StoreError;

/// A change of the accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// Consecutive numbers from 1.
    pub number: u64,
    /// Whether the statements replace all former ones.
    pub is_whole: bool,
    /// SQL statements for the access file.
    pub sql: String,
}

/// A log of changes that several servers read and append to.
///
/// Every method fails if the log cannot be read or written; [`StoreError::is_busy`] if a retry may succeed.
#[allow(clippy::missing_errors_doc, reason = "stated above for all methods")]
pub trait Accounts: fmt::Debug + Send + Sync {
    /// Identifies the log.
    fn id(&self) -> Result<String, StoreError>;

    /// The changes after a number, by number. Those before a whole one may be missing.
    fn since(&self, number: u64) -> Result<Vec<AccountChange>, StoreError>;

    /// Excludes other writers until the result is dropped.
    fn begin(&self) -> Result<Box<dyn AppendAccounts + '_>, StoreError>;
}

/// The only writer of the log.
#[allow(clippy::missing_errors_doc, reason = "stated at Accounts")]
pub trait AppendAccounts {
    /// Stores changes, all or none.
    fn append(&mut self, changes: &[AccountChange]) -> Result<(), StoreError>;
}
