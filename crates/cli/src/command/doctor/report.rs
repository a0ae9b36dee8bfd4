//! The report of `doctor`: the settings, and the checks with their outcomes.

use deskledger::Message;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Failure;
use crate::locale::Locale;
use crate::messages;

/// Output of `doctor --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Examined {
    /// Whether no check failed.
    pub(super) healthy: bool,
    /// The settings, with where each came from.
    pub(super) settings: Vec<Shown>,
    /// The checks, in their order.
    pub(super) checks: Vec<Check>,
}

/// A setting.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// Name of the setting.
    pub(super) name: String,
    /// Its value; secrets are left out.
    pub(super) value: String,
    /// The flag, the variable, or the file and the key that it came from.
    #[schemars(with = "String")]
    pub(super) origin: Message,
    /// The places in which the setting is also given, and overridden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub(super) instead_of: Vec<Message>,
}

/// One check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Check {
    /// Name of the check: settings, name, connection, tls, service, clock, identity, credentials.
    pub(super) name: &'static str,
    /// Its outcome.
    pub(super) outcome: Outcome,
    /// What was found.
    #[schemars(with = "String")]
    pub(super) found: Message,
    /// What to do; empty if there is nothing to do.
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

impl Examined {
    pub(super) fn text(&self, locale: Locale) -> String {
        let mut text = String::new();
        let width = self.settings.iter().map(|shown| shown.name.len()).max().unwrap_or(0);
        for Shown { name, value, origin, instead_of } in &self.settings {
            let origin = origin.localized(locale);
            let overridden: Vec<String> = instead_of.iter().map(|origin| origin.localized(locale)).collect();
            let instead_of = || messages::doctor_instead_of(overridden.join(", ")).localized(locale);
            let overridden = if overridden.is_empty() { String::new() } else { instead_of() };
            text.push_str(&format!("{name:width$}  {value}  ({origin}{overridden})\n"));
        }
        text.push('\n');
        for Check { name, outcome, found, advice, .. } in &self.checks {
            let (outcome, found) = (outcome.message().localized(locale), found.localized(locale));
            text.push_str(&format!("{outcome} {name}: {found}\n"));
            if let Some(advice) = advice {
                text.push_str(&format!("    {}\n", advice.localized(locale)));
            }
        }
        text
    }
}
