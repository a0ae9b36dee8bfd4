//! Misbehaviour on request, so that clients can be tested against it: answers that are late, refused, cut, stalled, of
//! a wrong length or of another version, and records that come twice, late or broken. The same seed and the same order
//! of requests give the same faults.

mod body;
mod misbehave;
mod records;

use std::fmt::Display;
use std::path::Path;

use deskledger_records::Message;
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use misbehave::{Dice, misbehave};

/// How many bytes the file may have.
const MOST_BYTES: u64 = 1 << 20;

/// How many records may overtake a late one: they are all held in memory.
const MOST_LATE: u32 = 1000;

/// What goes wrong, as the file says it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chaos {
    /// What the faults are drawn from.
    #[serde(default)]
    pub seed: u64,
    /// Faults that may happen to a request, each on its own.
    pub rules: Vec<ChaosRule>,
}

/// When something goes wrong, and what.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChaosRule {
    /// Only for paths that contain this.
    #[serde(default)]
    pub path: String,
    /// Not for the first so many of these requests.
    #[serde(default)]
    pub after: u64,
    /// How often it begins, from 0 (never) to 1 (always).
    pub chance: f64,
    /// For how many of these requests it lasts once it has begun, the first one included: a storm.
    #[serde(default = "once")]
    #[schemars(range(min = 1))]
    pub lasts: u64,
    /// It begins at most so many times; without end if absent.
    pub times: Option<u64>,
    /// What goes wrong.
    pub fault: Fault,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The answer begins so many milliseconds late.
    Latency {
        /// Milliseconds.
        millis: u64,
    },
    /// The request is answered with this status at once, for example 429 or 503, and with the body that the service,
    /// the gateway before it or the identity service sends with it.
    Status {
        /// From 400 to 599.
        status: u16,
        /// Seconds in the header Retry-After.
        retry_after: Option<u32>,
    },
    /// The connection breaks after so many bytes of the body.
    Truncate {
        /// Bytes.
        after: u64,
    },
    /// Nothing comes for a while after so many bytes of the body.
    Stall {
        /// Bytes.
        after: u64,
        /// Milliseconds.
        millis: u64,
    },
    /// The header Content-Length tells more bytes than come.
    WrongLength {
        /// How many more than come; where that is not known at the start, as with most files, 1 GiB and so many more.
        more: u64,
    },
    /// The ETag is another one.
    ChangedEtag,
    /// The token is refused as one that has expired, with 401. Whoever holds it cannot know before. Only for requests
    /// that carry a token.
    ExpiredToken,
    /// Records come twice: in a list, and in files of CSV and NDJSON. Such an answer has no ETag and is not encoded.
    DuplicatedRecords {
        /// Each record whose number this divides, from 1.
        every: u32,
    },
    /// Records come later than their place, as duplicated ones do in the same answers.
    LateRecords {
        /// Each record whose number this divides, from 1.
        every: u32,
        /// Behind so many others, at most 1,000; at the end where fewer follow.
        by: u32,
    },
    /// Records are broken, in the same answers: the line ends in the middle; in a list the start is no time.
    MalformedRecords {
        /// Each record whose number this divides, from 1.
        every: u32,
    },
}

impl Chaos {
    /// Reads the JSON file.
    ///
    /// # Errors
    /// It cannot be read, or does not say what it must, in words.
    pub fn read(path: &Path) -> Result<Self, Message> {
        let reading = |[english, chinese]: [&dyn Display; 2]| {
            let path = path.display();
            Message::new(
                format!("reading faults from {path}: {english}"),
                format!("从 {path} 读取故障设置失败：{chinese}"),
            )
        };
        let told = |error: &dyn Display| reading([error, error]);
        let wrong = |number: usize, [english, chinese]: [String; 2]| {
            reading([&format_args!("rule {number}: {english}"), &format_args!("第 {number} 条规则：{chinese}")])
        };
        let size = std::fs::metadata(path).map_err(|error| told(&error))?.len();
        if size > MOST_BYTES {
            return Err(reading([
                &format_args!("expected at most {MOST_BYTES} bytes, found {size}"),
                &format_args!("应最多 {MOST_BYTES} 字节，实际为 {size} 字节"),
            ]));
        }
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        let chaos: Self = serde_json::from_str(&text).map_err(|error| told(&error))?;
        for (rule, number) in chaos.rules.iter().zip(1..) {
            if !(0.0..=1.0).contains(&rule.chance) {
                let chance = rule.chance;
                return Err(wrong(
                    number,
                    [
                        format!("expected a chance from 0 to 1, found {chance}"),
                        format!("chance 应为 0 到 1，实际为 {chance}"),
                    ],
                ));
            }
            if rule.lasts == 0 {
                return Err(wrong(
                    number,
                    ["expected lasts to be 1 or more, found 0", "lasts 应为 1 或更大，实际为 0"].map(str::to_owned),
                ));
            }
            rule.fault.check().map_err(|told| wrong(number, told))?;
        }
        Ok(chaos)
    }
}

/// How many requests a fault lasts for that does not say so.
fn once() -> u64 {
    1
}

impl Fault {
    /// The word for it in the file, in the log and among what is counted.
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

    fn check(self) -> Result<(), [String; 2]> {
        match self {
            Self::Status { status, .. } if !(400..=599).contains(&status) => Err([
                format!("expected a status from 400 to 599, found {status}"),
                format!("status 应为 400 到 599，实际为 {status}"),
            ]),
            Self::DuplicatedRecords { every: 0 }
            | Self::LateRecords { every: 0, .. }
            | Self::MalformedRecords { every: 0 } => {
                Err(["expected every to be 1 or more, found 0", "every 应为 1 或更大，实际为 0"].map(str::to_owned))
            }
            Self::LateRecords { by, .. } if !(1..=MOST_LATE).contains(&by) => Err([
                format!("expected by to be from 1 to {MOST_LATE}, found {by}"),
                format!("by 应为 1 到 {MOST_LATE}，实际为 {by}"),
            ]),
            _ => Ok(()),
        }
    }
}
