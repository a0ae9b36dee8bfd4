//! A check of `doctor`, and its outcome.

use deskledger::{Error, Message};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Failure;
use crate::locale::Locale;
use crate::messages;

/// One check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Check {
    /// Name of the check: settings, name, connection, tls, service, clock, identity, credentials.
    pub(super) name: &'static str,
    /// Its outcome.
    pub(super) outcome: Outcome,
    /// The finding.
    #[schemars(with = "String")]
    pub(super) found: Message,
    /// Advice; absent if nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub(super) advice: Option<Message>,
    /// The failure of the process if this is the first check that failed.
    #[serde(skip)]
    pub(super) failure: fn(Message) -> Failure,
}

/// Outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// No problem.
    Ok,
    /// It may matter.
    Warning,
    /// It must be corrected.
    Failed,
    /// Not checked, because an earlier check failed.
    Skipped,
}

impl Outcome {
    pub(super) fn message(self) -> Message {
        match self {
            Self::Ok => messages::doctor_ok(),
            Self::Warning => messages::doctor_warning(),
            Self::Failed => messages::doctor_failed(),
            Self::Skipped => messages::doctor_skipped(),
        }
    }
}

impl Check {
    pub(super) fn ok(name: &'static str, found: Message) -> Self {
        Self { name, outcome: Outcome::Ok, found, advice: None, failure: Failure::service }
    }

    pub(super) fn failed(name: &'static str, found: Message, advice: Message) -> Self {
        Self { outcome: Outcome::Failed, advice: Some(advice), ..Self::ok(name, found) }
    }

    pub(super) fn warning(name: &'static str, found: Message, advice: Message) -> Self {
        Self { outcome: Outcome::Warning, advice: Some(advice), ..Self::ok(name, found) }
    }

    pub(super) fn skipped(name: &'static str, why: Message) -> Self {
        Self { outcome: Outcome::Skipped, ..Self::ok(name, why) }
    }
}

/// An error of the client library.
pub(super) fn error_message(error: &Error) -> Message {
    Message::translated(error.localized(Locale::English), error.localized(Locale::Chinese))
}
