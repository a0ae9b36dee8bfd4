//! `doctor`: the origin of each setting, and the problems between this machine and the service.

mod checks;
mod report;

use clap::{ArgMatches, Command};
use deskledger::{Credential, Message, Token};

use crate::config::client::{ClientConfig, PROJECT_VARIABLES};
use crate::config::connection::{self, Address};
use crate::config::credential::{self, SourcedCredential};
use crate::config::property::env_note;
use crate::config::redact;
use crate::error::Failure;
use crate::help::Help;
use crate::origin::{Origin, Sourced};
use crate::terminal::output::Output;
use crate::terminal::signals::unless_interrupted;
use crate::{args, locale, messages};
use checks::Subject;
use report::{Check, Outcome, Shown};

pub(crate) use report::Examined;

/// Settings that the line of the credential or of the address covers.
const COVERED: [&str; 5] = ["endpoint", "region", "token_file", "iam_user", "credentials_section"];

pub(crate) fn command(help: Help) -> Command {
    let project_id = Message::list(vec![messages::project_id(), env_note(&PROJECT_VARIABLES)], Message::of(""));
    help.subcommand("doctor", messages::about_doctor())
        .long_about(help.say(messages::description_of_doctor()))
        .after_help(help.say(messages::examples_of_doctor()))
        .args(connection::flags(help))
        .args([help.value("project_id", "PROJECT_ID", project_id), args::json(help)])
}

pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let examined = unless_interrupted(async { Ok::<_, Failure>(examine(matches).await) }).await?;
    output.print(&examined, || examined.text(locale::of_environment()))?;
    let Some(failed) = examined.checks.iter().find(|check| check.outcome == Outcome::Failed) else { return Ok(()) };
    Err((failed.failure)(messages::within(failed.name, messages::doctor_summary())))
}

async fn examine(matches: &ArgMatches) -> Examined {
    let mut shown = Vec::new();
    let mut checks = Vec::new();
    let wrong = |failure: Failure| {
        let found = Check::failed("settings", failure.into_message(), messages::doctor_see_help());
        Check { failure: Failure::usage, ..found }
    };
    match prepare(matches, &mut shown) {
        Ok((subject, no_credential)) => {
            checks.push(match no_credential {
                Some(failure) => wrong(failure),
                None => Check::ok("settings", messages::doctor_settings_fit()),
            });
            checks::examine(subject, &mut checks).await;
        }
        Err(failure) => checks.push(wrong(failure)),
    }
    Examined { healthy: checks.iter().all(|check| check.outcome != Outcome::Failed), settings: shown, checks }
}

/// Reads the settings and lists each; the first problem ends it, except for a missing credential.
fn prepare(matches: &ArgMatches, shown: &mut Vec<Shown>) -> Result<(Subject, Option<Failure>), Failure> {
    let config = ClientConfig::read(matches)?;
    let mut show = |name: &str, value: String, origin: &Origin, overridden: Vec<Origin>| {
        let instead_of = overridden.iter().map(Origin::message).collect();
        shown.push(Shown { name: name.to_owned(), value, origin: origin.message(), instead_of });
    };
    for (name, Sourced { value, origin }) in &config.named {
        show(name, value.clone(), origin, Vec::new());
    }
    let address = connection::address(&config);
    let mut is_https = true;
    if let Ok(address) = &address {
        let overridden = connection::overridden_addresses(&config, address);
        let endpoint = match address {
            Address::Endpoint(setting, _) => Ok((*setting).clone()),
            Address::Region(setting) => connection::region_override(&setting.value)?.ok_or(setting),
        };
        match endpoint {
            Ok(endpoint) => {
                is_https = !endpoint.value.starts_with("http:");
                show("endpoint", redact::address(&endpoint.value), &endpoint.origin, overridden);
            }
            Err(region) => show("region", region.value.clone(), &region.origin, overridden),
        }
    }
    let proxy = connection::proxy(&config, is_https)?;
    for (property, values) in config.resolved.given() {
        let [first, overridden @ ..] = values else { continue };
        let value = first.value.as_str().map_or_else(|| first.value.to_string(), str::to_owned);
        let value = if property.is_address() { redact::address(&value) } else { value };
        if !COVERED.contains(&property.key.as_str()) && property.key != "proxy" {
            let overridden = overridden.iter().map(|sourced| sourced.origin.clone()).collect();
            show(&property.key, value, &first.origin, overridden);
        }
    }
    if let Some(Sourced { value, origin }) = proxy.first() {
        show("proxy", redact::address(value), origin, proxy.overridden().cloned().collect());
    }
    let (credential, beside, no_credential) = match credential::read(&config) {
        Ok(SourcedCredential { credential, project_id, origin }) => {
            // The debug output of a credential contains no secret.
            show("credential", format!("{credential:?}"), &origin, credential::overridden(&config, &origin));
            (credential, project_id, None)
        }
        // A placeholder, which is never sent.
        Err(failure) => (Token::new("none")?.into(), None, Some(failure)),
    };
    let project_id = config.settings.project_id.get().cloned().or_else(|| {
        let setting = beside?;
        show("project_id", setting.value.clone(), &setting.origin, Vec::new());
        Some(setting.value)
    });
    let is_signed = matches!(credential, Credential::Key(_));
    let mut problems = Vec::new();
    let builder = connection::builder(&config, credential, &mut problems);
    let client = builder.map(|builder| checks::without_retries(builder, &config.settings).build()).transpose();
    let client = client.map_err(|error| problems.push(error.into())).ok().flatten();
    let Some(client) = client.filter(|_| problems.is_empty()) else {
        problems.extend(no_credential);
        return Err(Failure::all(problems));
    };
    let proxy = proxy.first().filter(|_| client.has_proxy()).map(|proxy| proxy.origin.to_string());
    Ok((Subject { client, project_id, is_signed, proxy, has_credential: no_credential.is_none() }, no_credential))
}
