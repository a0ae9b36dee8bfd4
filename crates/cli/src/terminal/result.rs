//! The result of an export, as `--json` and `--progress json` report it.

use deskledger::{Download, Message, SavedFile};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Retried;
use crate::messages;

/// Output of `export --json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Exported {
    /// Path of the file; `-` for standard output. Bytes of the name that are not valid text are shown as U+FFFD.
    pub(crate) path: String,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// The format that its content has: `xlsx`, `csv`, `ndjson`, `parquet`, ...
    pub(crate) format: String,
    /// Number of records. `null` if it is unknown: a workbook above 16 MiB or with a heading that is not known; a workbook
    /// or Parquet on standard output, a pipe or a device; a file in another format.
    pub(crate) records: Option<u64>,
    /// The layers that were stripped, the outermost first: `multipart`, `gzip`, `zip`.
    pub(crate) unwrapped: Vec<String>,
    /// Id of the request, for questions to the operator of the service.
    pub(crate) request_id: Option<String>,
    /// Number of retries.
    pub(crate) retries: u32,
    /// Reason and delay of each of the last 32 retries.
    pub(crate) history: Vec<Retried>,
    /// `proved`, or `unproved` if only the end of the connection ended the file (`--allow-unproved-end`).
    pub(crate) end: &'static str,
    /// SHA-256 of the file in hexadecimal, if it was requested or stated by the service.
    pub(crate) sha256: Option<String>,
    /// Number of bytes that an earlier run had received.
    pub(crate) resumed_from: u64,
    /// The time range that flags such as `--last-month` selected; absent without them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time_range: Option<TimeRange>,
}

/// A time range, as flags selected it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TimeRange {
    /// The parameter `start_time` of the request.
    pub(crate) start_time: String,
    /// The parameter `end_time` of the request, which is not part of the range.
    pub(crate) end_time: String,
    /// The time zone of the flags.
    pub(crate) time_zone: String,
    /// The start by the clocks of the time zone.
    pub(crate) local_start: String,
    /// The end by the clocks of the time zone.
    pub(crate) local_end: String,
}

fn end(is_unproved: bool) -> &'static str {
    if is_unproved { "unproved" } else { "proved" }
}

impl Exported {
    pub(crate) fn saved(saved: SavedFile) -> Self {
        Self {
            path: saved.path.display().to_string(),
            bytes: saved.bytes,
            format: saved.format.extension().to_owned(),
            records: saved.records,
            unwrapped: Vec::new(),
            request_id: saved.request_id,
            retries: saved.retries,
            history: saved.history.iter().map(Retried::from).collect(),
            end: end(saved.has_unproved_end),
            sha256: saved.sha256,
            resumed_from: saved.resumed_from,
            time_range: None,
        }
    }

    /// The result for a person.
    pub(crate) fn sentence(&self) -> Message {
        messages::exported(self.path.as_str(), known(self.records), self.bytes.to_string(), self.format.as_str())
    }

    /// The result of a stream that has taken so many bytes.
    pub(crate) fn streamed(download: &Download, path: String, bytes: u64) -> Self {
        Self {
            path,
            bytes,
            format: download.format().extension().to_owned(),
            records: download.records(),
            unwrapped: Vec::new(),
            request_id: download.request_id().map(str::to_owned),
            retries: download.retries(),
            history: download.retry_history().iter().map(Retried::from).collect(),
            end: end(download.has_unproved_end()),
            sha256: download.sha256(),
            resumed_from: 0,
            time_range: None,
        }
    }
}

/// The number of records, which may not be known.
pub(crate) fn known(records: Option<u64>) -> Message {
    records.map_or_else(messages::records_unknown, counted)
}

pub(crate) fn counted(records: u64) -> Message {
    match records {
        1 => messages::one_record(),
        _ => messages::records(records.to_string()),
    }
}

/// The last event of an export that failed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Failed {
    /// The expected value, the found one, and the remedy.
    pub(crate) message: String,
    /// Exit code of the process.
    pub(crate) exit_code: u8,
}

/// One line of `--progress json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// The download of the file has started.
    Started {
        /// Its length in bytes, if the service has stated it.
        total: Option<u64>,
        /// Its format: `xlsx`, `csv`, `ndjson`, `parquet`, ...
        format: String,
        /// Id of the request, for questions to the operator of the service.
        request_id: Option<String>,
    },
    /// Progress, at most five times a second. `bytes` returns to 0 if the download starts over.
    Progress {
        /// Bytes so far.
        bytes: u64,
        /// Length in bytes, if the service has stated it.
        total: Option<u64>,
        /// Bytes per second over about the last three seconds.
        bytes_per_second: Option<u64>,
    },
    /// A request is sent again after a delay, which starts now.
    Retry(Retried),
    /// The file is complete. The last line.
    Finished(Box<Exported>),
    /// There is no file. The last event. On standard error, the error message as without `--progress` follows it.
    Failed(Failed),
}
