//! The report of `doctor`.

use deskledger::Message;
use schemars::JsonSchema;
use serde::Serialize;

use crate::command::doctor::check::Check;
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

impl Examined {
    pub(super) fn text(&self, locale: Locale) -> String {
        let mut text = String::new();
        let width = self.settings.iter().map(|shown| shown.name.len()).max().unwrap_or(0);
        for Shown { name, value, origin, instead_of } in &self.settings {
            let origin = origin.localized(locale);
            let overridden: Vec<String> = instead_of.iter().map(|origin| origin.localized(locale)).collect();
            let overridden = match overridden.is_empty() {
                true => String::new(),
                false => messages::doctor_instead_of(overridden.join(", ")).localized(locale),
            };
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
