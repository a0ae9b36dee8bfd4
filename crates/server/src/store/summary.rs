//! Summaries of records.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

use deskledger::DateTime;
use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::error::StoreError;
use super::filter::Filter;
use super::handle::Store;

/// Office hours on Monday to Friday, in local time.
const OFFICE_HOURS: std::ops::Range<i8> = 8..18;

/// Numbers of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records.
    pub records: u64,
    /// Different users.
    pub users: u64,
    /// Records with a failure reason.
    pub failures: u64,
    /// Records without an end and without a failure reason.
    pub open: u64,
    /// Connections that started outside office hours.
    pub off_hours: u64,
}

impl Store {
    /// Summarizes the matching records in one scan; office hours are those of the time zone. `None` as soon as `is_needed`
    /// returns false, which is called regularly.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn summarize(
        &self,
        filter: &Filter,
        zone: &TimeZone,
        is_needed: impl Fn() -> bool + Send + 'static,
    ) -> Result<Option<Summary>, StoreError> {
        let mut summary = Summary::default();
        // A hash of 64 bits instead of the name: a million users take 16 MB, and are distinguished but for one chance in 30 million.
        let (mut users, hasher) = (HashSet::new(), RandomState::new());
        let read = self.export(filter, is_needed, |row| {
            let text = |name: &str| row.text(name).filter(|text| !text.is_empty());
            summary.records += 1;
            users.extend(text("user_name").map(|user| hasher.hash_one(&*user)));
            if text("connection_failure_reason").is_some() {
                summary.failures += 1;
            } else if text("connection_end_time").is_none() {
                summary.open += 1;
            }
            let start = text("connection_start_time").and_then(|start| start.parse::<DateTime>().ok());
            summary.off_hours += u64::from(start.is_some_and(|start| is_off_hours(start, zone)));
            ControlFlow::Continue(())
        })?;
        summary.users = users.len() as u64;
        Ok(read.is_continue().then_some(summary))
    }
}

fn is_off_hours(start: DateTime, zone: &TimeZone) -> bool {
    let Ok(start) = Timestamp::from_second(start.unix_seconds()) else { return false };
    let local = zone.to_datetime(start);
    matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday) || !OFFICE_HOURS.contains(&local.hour())
}
