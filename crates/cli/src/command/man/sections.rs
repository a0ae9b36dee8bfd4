//! The sections of a manual page that the help does not have: environment, files, related pages.

use std::collections::BTreeMap;

use clap::Command;

use crate::locale::Locale;
use crate::messages::{self, Text};

/// Variables of every subcommand.
const VARIABLES: [(&str, Text); 2] =
    [("DESKLEDGER_LOG", messages::man_variable_log), ("LC_ALL, LC_MESSAGES, LANG", messages::man_variable_language)];

/// Files of subcommands, by the names of these; all of them have those of the empty name.
const FILES: [(&[&str], &str, Text); 8] = [
    (&["export", "doctor", ""], "~/.config/deskledger/config.toml", messages::man_file_config),
    (&["export", "doctor", ""], "~/.huaweicloud/credentials", messages::man_file_credentials),
    (&["export", "convert"], "FILE.part", messages::man_file_part),
    (&["export"], "FILE.part.json", messages::man_file_resume_metadata),
    (&["serve", "admin", "import", "seed", "demo"], "DIR/ledger.sqlite", messages::man_file_store),
    (&["serve", "admin"], "DIR/access.sqlite, DIR/tokens", messages::man_file_access),
    (&["man", ""], "~/.local/share/man/man1", messages::man_file_pages),
    (&["completions", ""], "~/.local/share/bash-completion/completions/deskledger", messages::man_file_completions),
];

/// Variables of the environment that the help of the flags names, each with its flags.
pub(super) fn environment(command: &Command, locale: Locale) -> Vec<(String, String)> {
    let mut variables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for arg in command.get_arguments() {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let Some(flag) = arg.get_long().map(|long| format!("--{long}")) else { continue };
        for word in help.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')) {
            let is_variable = word.contains('_') && word.starts_with(|first: char| first.is_ascii_uppercase());
            if is_variable && word.chars().all(|letter| !letter.is_ascii_lowercase()) {
                let flags = variables.entry(word.to_owned()).or_default();
                if !flags.contains(&flag) {
                    flags.push(flag.clone());
                }
            }
        }
    }
    let named = variables.into_iter().map(|(name, flags)| (name, flags.join(", ")));
    named.chain(VARIABLES.map(|(name, text)| (name.to_owned(), text().localized(locale)))).collect()
}

/// Files that a subcommand reads or writes; `name` is that of the subcommand under the root.
pub(super) fn files(name: &str, locale: Locale) -> Vec<(String, String)> {
    let of_name = FILES.iter().filter(|(names, ..)| names.contains(&name));
    of_name.map(|(_, path, text)| ((*path).to_owned(), text().localized(locale))).collect()
}

/// The other pages.
pub(super) fn related(page: &str, pages: &[String]) -> String {
    let others = pages.iter().filter(|other| other.as_str() != page);
    others.map(|name| format!("{name}(1)")).collect::<Vec<_>>().join(", ")
}
