//! The request, from flags that the document declares.

use crate::messages;
use clap::{Arg, ArgMatches};
use deskledger::runtime::{Operation, Parameter, ParameterIn};
use deskledger::{EXPORT_CONNECTION_RECORDS, ExportConnectionRecords, Message, Violation};

use super::range::{self, PARAMETERS};
use crate::config::client::{ClientConfig, PROJECT_VARIABLES};
use crate::config::property::env_note;
use crate::config::resolve::flag;
use crate::error::Failure;
use crate::help::Help;
use crate::locale::Locale;
use crate::origin::{self, Sourced};
use crate::terminal::result::TimeRange;

static CALL: &Operation = &EXPORT_CONNECTION_RECORDS;

/// One flag for each parameter that a caller fills in.
pub(super) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    CALL.inputs().map(move |parameter| {
        Arg::new(parameter.name)
            .long(parameter.name.replace('_', "-").to_ascii_lowercase())
            .value_name(parameter.name.to_ascii_uppercase())
            .allow_hyphen_values(true)
            .help(describe(parameter, help))
            .help_heading(help.say(messages::request_parameters_call()))
    })
}

/// The rules over more than one parameter, for the end of the help.
pub(super) fn rules(locale: Locale) -> String {
    CALL.rules.iter().map(|rule| format!("{}\n", rule.description_in(language(locale)))).collect()
}

/// The deprecation of the call, for the description; empty if there is none.
pub(super) fn deprecation(help: Help) -> String {
    let deprecation = CALL.deprecation.map(|one| messages::deprecated_call(one.localized(help.0)));
    deprecation.map_or_else(String::new, |text| format!("\n\n{}", help.say(text)))
}

/// The language of the document's descriptions.
fn language(locale: Locale) -> &'static str {
    locale.choose("en_US", "zh_CN")
}

fn describe(parameter: &Parameter, help: Help) -> String {
    let Help(locale) = help;
    let shape = parameter.shape.localized(locale);
    let notes = [
        parameter.deprecation.map(|one| messages::deprecation_note(one.localized(locale))),
        parameter.default.map(messages::default_note),
        parameter.example.map(messages::example_note),
        (parameter.name == "project_id").then(|| env_note(&PROJECT_VARIABLES)),
    ];
    let notes: String = notes.into_iter().flatten().map(|note| help.say(note)).collect();
    format!("{} [{shape}]{notes}", parameter.description_in(language(locale)))
}

/// Builds the request from flags, settings and the project id next to the credential, which is the weakest. A problem that
/// only follows from an earlier one is not added to `problems`.
pub(super) fn read(
    matches: &ArgMatches,
    config: &ClientConfig,
    of_credential: Option<&Sourced<String>>,
    range: Option<&TimeRange>,
    problems: &mut Vec<Failure>,
) -> Option<ExportConnectionRecords> {
    let settings = &config.settings;
    let (mut given, mut unread) = (Vec::new(), Vec::new());
    for parameter in CALL.inputs() {
        let typed = flag(matches, parameter.name).unwrap_or_else(|problem| {
            // A setting with the same name has reported it.
            if !config.is_unread(&[parameter.name]) {
                problems.push(problem);
            }
            unread.push(parameter.name);
            None
        });
        // The other parameters belong to one request only: no setting has them.
        let found = match parameter.name {
            "project_id" => typed.or_else(|| settings.project_id.first().or(of_credential).cloned()),
            "language" => typed.or_else(|| settings.language.first().cloned()),
            _ => typed.or_else(|| range::parameter(range?, parameter.name)),
        };
        given.extend(found.map(|found| (parameter.name, found)));
    }
    let values: Vec<(&str, &str)> = given.iter().map(|(name, found)| (*name, found.value.as_str())).collect();
    let origin = |name: &str| given.iter().find(|(known, _)| *known == name).map(|(_, found)| &found.origin);
    let violations = match ExportConnectionRecords::from_values(values.iter().copied()) {
        Ok(request) => return Some(request),
        Err(violations) => violations,
    };
    let follows = |violation: &Violation| match violation.rule {
        "time_range" => unread.iter().any(|name| PARAMETERS.contains(name)),
        _ => violation.found.is_none() && (unread.contains(&&*violation.name) || config.is_unread(&[&violation.name])),
    };
    if !violations.iter().all(follows) {
        let failure = Failure::invalid_except(&violations, follows).with_origins(origin);
        problems.push(failure.with_hints(missing(&values, |name| unread.contains(&name) || config.is_unread(&[name]))));
    }
    None
}

/// How to give the parameters of the path that are missing.
fn missing(values: &[(&str, &str)], is_unread: impl Fn(&str) -> bool) -> Vec<Message> {
    let is_missing = |parameter: &&Parameter| {
        parameter.place == ParameterIn::Path
            && values.iter().all(|(name, _)| *name != parameter.name)
            && !is_unread(parameter.name)
    };
    let hint = |parameter: &Parameter| {
        let (flag, name) = (origin::flag(parameter.name), parameter.name.to_ascii_uppercase());
        messages::give_flag_or_variable(flag.to_string(), name.to_string())
    };
    CALL.inputs().filter(is_missing).map(hint).collect()
}
