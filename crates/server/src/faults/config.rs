//! The fault file.

use std::path::Path;

use deskledger_records::Message;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::messages;
use crate::sqlite::read_text;

/// Maximum size of the file in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Maximum offset of a late record: the records in between are held in memory.
const MAX_OFFSET: u32 = 1000;

/// Faults to inject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chaos {
    /// Seed of the random number generator.
    #[serde(default)]
    pub seed: u64,
    /// Rules, evaluated independently for each request.
    pub rules: Vec<ChaosRule>,
}

/// A fault and its condition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChaosRule {
    /// Applies only to paths that contain this text.
    #[serde(default)]
    pub path: String,
    /// Number of matching requests before the first fault.
    #[serde(default)]
    pub after: u64,
    /// Probability that a burst begins, from 0 to 1.
    pub chance: f64,
    /// Length of a burst in matching requests.
    #[serde(default = "one")]
    #[schemars(range(min = 1))]
    pub burst: u64,
    /// Maximum number of bursts; unlimited if absent.
    pub max_bursts: Option<u64>,
    /// The fault.
    pub fault: Fault,
}

/// A fault.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// Delays the response.
    Latency {
        /// Milliseconds.
        millis: u64,
    },
    /// Returns this status, for example 429 or 503, with the body of the service, the gateway or the identity service.
    Status {
        /// From 400 to 599.
        status: u16,
        /// Seconds in the header Retry-After.
        retry_after: Option<u32>,
    },
    /// Closes the connection after some bytes of the body.
    Truncate {
        /// Bytes.
        after: u64,
    },
    /// Pauses after some bytes of the body.
    Stall {
        /// Bytes.
        after: u64,
        /// Milliseconds.
        millis: u64,
    },
    /// Sends a Content-Length larger than the body.
    WrongLength {
        /// The excess in bytes; added to 1 GiB if the length is unknown, as for most files.
        more: u64,
    },
    /// Changes the ETag.
    ChangedEtag,
    /// Rejects the token as expired, with 401. Only for requests with a token.
    ExpiredToken,
    /// Duplicates records in lists and in CSV and NDJSON files. The response has no ETag and is not compressed.
    DuplicatedRecords {
        /// Applies to every n-th record.
        every: u32,
    },
    /// Moves records to a later position, in the same responses.
    LateRecords {
        /// Applies to every n-th record.
        every: u32,
        /// Number of positions, at most 1,000; to the end if fewer records follow.
        offset: u32,
    },
    /// Corrupts records in the same responses: the line is cut; in a list the start is not a time.
    MalformedRecords {
        /// Applies to every n-th record.
        every: u32,
    },
}

impl Chaos {
    /// Reads a JSON file.
    ///
    /// # Errors
    /// It cannot be read or is invalid.
    pub fn read(path: &Path) -> Result<Self, Message> {
        let reading = |what: Message| messages::reading_faults_from(path.display(), what);
        let invalid = |number: usize, message: Message| reading(messages::rule(number, message));
        let text = read_text(path, MAX_BYTES).map_err(reading)?;
        let chaos: Self = serde_json::from_str(&text).map_err(|error| reading(Message::of(error.to_string())))?;
        for (rule, number) in chaos.rules.iter().zip(1..) {
            if !(0.0..=1.0).contains(&rule.chance) {
                let chance = rule.chance;
                return Err(invalid(number, messages::expected_a_chance_from_0(chance)));
            }
            if rule.burst == 0 {
                return Err(invalid(number, messages::expected_burst_to_be_1()));
            }
            rule.fault.check().map_err(|message| invalid(number, message))?;
        }
        Ok(chaos)
    }
}

/// Default length of a burst.
fn one() -> u64 {
    1
}

impl Fault {
    /// Name in the file, in the log and in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Status { .. } => "status",
            Self::Truncate { .. } => "truncate",
            Self::Stall { .. } => "stall",
            Self::WrongLength { .. } => "wrong_length",
            Self::ChangedEtag => "changed_etag",
            Self::ExpiredToken => "expired_token",
            Self::DuplicatedRecords { .. } => "duplicated_records",
            Self::LateRecords { .. } => "late_records",
            Self::MalformedRecords { .. } => "malformed_records",
        }
    }

    fn check(self) -> Result<(), Message> {
        match self {
            Self::Status { status, .. } if !(400..=599).contains(&status) => {
                Err(messages::expected_a_status_from_400(status))
            }
            Self::DuplicatedRecords { every: 0 }
            | Self::LateRecords { every: 0, .. }
            | Self::MalformedRecords { every: 0 } => Err(messages::expected_every_to_be_1()),
            Self::LateRecords { offset, .. } if !(1..=MAX_OFFSET).contains(&offset) => {
                Err(messages::expected_offset_to_be_from_1(MAX_OFFSET, offset))
            }
            _ => Ok(()),
        }
    }
}
