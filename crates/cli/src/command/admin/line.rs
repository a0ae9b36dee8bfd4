//! The lines that `admin` prints, and its error for the file of users.

use std::collections::BTreeMap;

use deskledger_server::AccessError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{Failure, message_of};
use crate::messages;

/// One line that `admin` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Line {
    /// A user, with the role in each project, and the addresses at which it is locked.
    User { user: String, projects: BTreeMap<String, String>, keys: Vec<String>, locked: Vec<String> },
    /// A project, with the role of each user.
    Project { project: String, name: Option<String>, users: BTreeMap<String, String> },
    /// A new access key. Its secret is shown only once.
    Key { ak: String, sk: String },
    /// A backup.
    Backup { records: u64, users: u64, bytes: u64 },
    /// Records that are removed, or would be with `--confirm`.
    Removal {
        project_id: String,
        records: u64,
        removed: bool,
        /// Whether the write-ahead logs have been emptied: nothing of the records remains in the files.
        #[serde(skip_serializing_if = "Option::is_none")]
        is_erased: Option<bool>,
        /// Backups that still hold the records.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        copies: Vec<String>,
    },
    /// Records of a project that are older than the retention.
    Expiry { project_id: String, expired: u64, total: u64, removed: bool },
    /// The records of a project, the same in both stores.
    Copy {
        project_id: String,
        records: u64,
        /// Of the project as a CSV file.
        sha256: String,
    },
    /// A month of a project that is a file on object storage, or is no longer.
    Seal {
        project_id: String,
        month: String,
        records: u64,
        /// Size of the file.
        bytes: u64,
        /// Of the file.
        sha256: String,
        url: String,
        is_sealed: bool,
    },
    /// The first damage of each file, or `ok`.
    Check { records: String, users: String },
    /// Records that were moved to the order of their starts.
    Optimization { moved: u64 },
    /// A change without a result, with `--json`.
    Done { done: bool },
}

/// The error of the file of users.
pub(super) fn failed(error: &AccessError) -> Failure {
    // A name or a password that cannot be is wrong usage; the file itself is sound.
    match error.is_invalid() {
        true => Failure::usage(message_of(error)),
        false => Failure::local(messages::admin_users_server(), error),
    }
}
