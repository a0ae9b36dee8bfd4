//! The report of `doctor`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::command::doctor::check::Check;
use crate::command::doctor::words::Words;

/// What `doctor --json` prints.
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
    pub(super) origin: String,
    /// The places in which the setting is also given, and overridden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) instead_of: Vec<String>,
}

impl Examined {
    /// The report as text.
    pub(super) fn text(&self, words: Words) -> String {
        let mut text = String::new();
        let width = self.settings.iter().map(|shown| shown.name.len()).max().unwrap_or(0);
        for Shown { name, value, origin, instead_of } in &self.settings {
            let overridden =
                if instead_of.is_empty() { String::new() } else { words.instead_of(&instead_of.join(", ")) };
            text.push_str(&format!("{name:width$}  {value}  ({origin}{overridden})\n"));
        }
        text.push('\n');
        for Check { name, outcome, found, advice, .. } in &self.checks {
            text.push_str(&format!("{} {name}: {found}\n", words.outcome(*outcome)));
            if !advice.is_empty() {
                text.push_str(&format!("    {advice}\n"));
            }
        }
        text
    }
}
