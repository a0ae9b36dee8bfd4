//! Changes that are known and accepted for a time.

use deskledger_runtime::format;
use deskledger_runtime::message::Message;
use serde::Deserialize;

use crate::change::{Accepted, Change};
use crate::messages;

/// A list of accepted changes, as a file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignore {
    /// The rules.
    #[serde(default)]
    pub ignore: Vec<IgnoreRule>,
}

/// A change that is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IgnoreRule {
    /// Kind of the change.
    pub id: String,
    /// Part of the contract, as reports name it; any part where it is absent.
    pub at: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is accepted, such as `2026-12-31`.
    pub until: String,
}

impl Ignore {
    /// Problems of the rules: an unknown kind, an empty reason, an invalid day.
    pub fn problems(&self) -> Vec<Message> {
        let is_date = |text: &str| format::find("date").is_some_and(|format| (format.is_valid)(text));
        let mut problems = Vec::new();
        for (place, rule) in self.ignore.iter().enumerate() {
            let number = place + 1;
            if crate::kind::find(&rule.id).is_none() {
                problems.push(messages::ignore_unknown_kind(number, &rule.id));
            }
            if rule.reason.trim().is_empty() {
                problems.push(messages::ignore_no_reason(number));
            }
            if !is_date(&rule.until) {
                problems.push(messages::ignore_no_date(number, &rule.until));
            }
        }
        problems
    }

    /// The changes that are not accepted, those that are, and rules that have expired or fit nothing.
    pub(crate) fn apply(&self, changes: Vec<Change>, today: &str) -> (Vec<Change>, Vec<Accepted>, Vec<String>) {
        let is_valid = |rule: &IgnoreRule| today.is_empty() || rule.until.as_str() >= today;
        let fits = |rule: &IgnoreRule, change: &Change| {
            rule.id == change.id && rule.at.as_ref().is_none_or(|at| *at == change.at.to_string())
        };
        let name = |rule: &IgnoreRule| match &rule.at {
            Some(at) => format!("{} at {at}", rule.id),
            None => rule.id.clone(),
        };
        let (mut left, mut accepted, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for rule in &self.ignore {
            if !changes.iter().any(|change| fits(rule, change)) {
                notes.push(format!("the rule for {} fits no change", name(rule)));
            } else if !is_valid(rule) {
                notes.push(format!(
                    "the rule for {} expired on {}: the change is reported again",
                    name(rule),
                    rule.until
                ));
            }
        }
        for change in changes {
            match self.ignore.iter().find(|rule| is_valid(rule) && fits(rule, &change)) {
                Some(rule) => {
                    accepted.push(Accepted { change, reason: rule.reason.clone(), until: rule.until.clone() });
                }
                None => left.push(change),
            }
        }
        (left, accepted, notes)
    }
}
