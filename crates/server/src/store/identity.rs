//! What makes two records the same, and the form in which their values are kept.

use deskledger::{ColumnKind, ConnectionRecord, DateTime, Value};
use sha2::{Digest, Sha256};

use super::{StoreError, WIDTH};

/// Fields that tell records apart where there is no transaction id. They are known when a connection is attempted:
/// none is filled in later. A failure is among them, so that an attempt and its retry in the same second stay two.
const IDENTIFYING: &[&str] = &[
    "user_name",
    "computer_name",
    "terminal_ip",
    "terminal_mac",
    "terminal_name",
    "connection_start_time",
    "connection_failure_reason",
];

/// A value in the form in which it is kept: points in time in their one spelling, empty text absent.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kept<'r> {
    /// As it came.
    Plain(Value<'r>),
    /// A point in time, respelled.
    Time(String),
}

/// Key of a record within its project: the transaction id, or a digest where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key<'r> {
    Transaction(&'r str),
    Digest([u8; 32]),
}

impl<'r> Kept<'r> {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Kept::Plain(value) => *value,
            Kept::Time(text) => Value::Text(text),
        }
    }
}

/// The values of a record in the form in which they are kept, in the order of the columns.
pub(super) fn kept(record: &ConnectionRecord) -> Result<[Kept<'_>; WIDTH], StoreError> {
    let mut kept = record.values().map(Kept::Plain);
    for (kept, column) in kept.iter_mut().zip(ConnectionRecord::COLUMNS) {
        let Kept::Plain(Value::Text(text)) = *kept else { continue };
        if text.is_empty() && !column.required {
            *kept = Kept::Plain(Value::Absent);
        } else if column.kind == ColumnKind::Instant {
            let time: DateTime = text.parse().map_err(|error| StoreError::invalid_record(column.name, error))?;
            *kept = Kept::Time(time.to_string());
        }
    }
    Ok(kept)
}

/// The key of a record whose values are `kept`.
pub(super) fn key<'r>(record: &'r ConnectionRecord, kept: &[Kept<'_>; WIDTH]) -> Key<'r> {
    if let Some(id) = record.transaction_id.as_deref().filter(|id| !id.is_empty()) {
        return Key::Transaction(id);
    }
    let mut digest = Sha256::new();
    for (kept, column) in kept.iter().zip(ConnectionRecord::COLUMNS) {
        if let (true, Value::Text(text)) = (IDENTIFYING.contains(&column.name), kept.value()) {
            for part in [column.name, text] {
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part);
            }
        }
    }
    Key::Digest(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(record: &ConnectionRecord) -> Key<'_> {
        key(record, &kept(record).unwrap())
    }

    fn record() -> ConnectionRecord {
        ConnectionRecord {
            user_name: Some("jy01@local.com".into()),
            connection_start_time: "2020-04-24T03:02:47Z".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_session_that_ended_is_the_one_that_was_open() {
        let ended = ConnectionRecord { connection_end_time: Some("2020-04-24T03:36:43Z".into()), ..record() };
        assert_eq!(key_of(&record()), key_of(&ended));
    }

    #[test]
    fn the_same_moment_in_another_spelling_is_not_another_record() {
        let east = ConnectionRecord { connection_start_time: "2020-04-24T11:02:47.25+08:00".into(), ..record() };
        assert_eq!(key_of(&record()), key_of(&east));
    }

    #[test]
    fn values_that_move_to_the_neighbouring_field_are_another_record() {
        let user = ConnectionRecord { computer_name: None, ..record() };
        let computer = ConnectionRecord { user_name: None, computer_name: Some("jy01@local.com".into()), ..record() };
        assert_ne!(key_of(&user), key_of(&computer));
    }

    #[test]
    fn every_identifying_field_is_a_column() {
        for name in IDENTIFYING {
            assert!(ConnectionRecord::COLUMNS.iter().any(|column| column.name == *name), "{name}");
        }
    }

    #[test]
    fn a_time_that_does_not_read_is_told_by_its_field() {
        let wrong = ConnectionRecord { connection_end_time: Some("soon".into()), ..record() };
        let error = kept(&wrong).unwrap_err();
        assert!(error.is_invalid_record());
        assert_eq!(
            error.to_string(),
            "field connection_end_time: expected a date and time such as 2020-04-24T03:02:47Z"
        );
    }
}
