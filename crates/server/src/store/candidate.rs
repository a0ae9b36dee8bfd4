//! A record to be stored, for a store with lines elsewhere.

use deskledger::{ConnectionRecord, DateTime, Value};
use deskledger_client::hex;

use super::error::StoreError;
use super::identity::{Key, Stored, key, line, normalize};
use super::import::{Corrections, conflict, merge};
use super::line::Row;
use super::record::{Outcome, WIDTH};
use super::statements::uuid;

/// A record with normalised values, and its identity.
pub struct Candidate<'r> {
    record: &'r ConnectionRecord,
    values: [Stored<'r>; WIDTH],
    key: Key,
}

impl<'r> Candidate<'r> {
    /// # Errors
    /// A point in time is invalid.
    pub fn new(record: &'r ConnectionRecord) -> Result<Self, StoreError> {
        let values = normalize(record)?;
        let key = key(record, &values);
        Ok(Self { record, values, key })
    }

    /// The start of the connection in seconds since 1970.
    pub fn start(&self) -> i64 {
        let start: Option<DateTime> = self.record.connection_start_time.parse().ok();
        start.map(DateTime::unix_seconds).unwrap_or_default()
    }

    /// The identity as a text, in the order of the export.
    pub fn key(&self) -> String {
        let (kind, text) = match &self.key {
            Key::Transaction(id) => uuid(id).map_or_else(|| ("0", id.to_string()), |uuid| ("1", hex(&uuid))),
            Key::Digest(digest) => ("1", hex(digest)),
        };
        format!("{kind}{text}")
    }

    /// The outcome beside the stored record, the line to be stored unless that is unchanged, and what it replaces.
    ///
    /// # Errors
    /// Values differ and may not be replaced.
    pub fn merge(
        &self,
        stored: Option<&str>,
        is_correcting: bool,
    ) -> Result<(Outcome, String, Corrections), StoreError> {
        let mut values: [Value<'_>; WIDTH] = std::array::from_fn(|index| self.values[index].value());
        let Some(stored) = stored.map(Row::new) else {
            return Ok((Outcome::Added, line(&values), Corrections::new()));
        };
        let stored = stored.values();
        let merged = merge(&mut values, &stored, is_correcting);
        let (outcome, corrections) = merged.map_err(|fields| conflict(&Row::new(&line(&values)), &fields))?;
        Ok((outcome, line(&values), corrections))
    }
}
