//! A check of `doctor`, and its outcome.

use schemars::JsonSchema;
use serde::Serialize;

/// One check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Check {
    /// Name of the check: settings, name, connection, tls, service, clock, identity, credentials.
    pub(super) name: &'static str,
    /// Its outcome.
    pub(super) outcome: Outcome,
    /// What was found.
    pub(super) found: String,
    /// What to do; empty if there is nothing to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) advice: String,
    /// Exit code of the process if this is the first check that failed.
    #[serde(skip)]
    pub(super) exit: Exit,
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

/// Which exit code a failed check gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Exit {
    #[default]
    Service,
    Usage,
    Refused,
}

impl Check {
    pub(super) fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Ok, found: found.into(), advice: String::new(), exit: Exit::default() }
    }

    pub(super) fn failed(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failed, advice: advice.into(), ..Self::ok(name, found) }
    }

    pub(super) fn warning(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Warning, advice: advice.into(), ..Self::ok(name, found) }
    }

    pub(super) fn skipped(name: &'static str, why: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, ..Self::ok(name, why) }
    }
}
