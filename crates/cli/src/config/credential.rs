//! The credential of a request: flags first, then the environment, then the profile, then the vendor's credentials file.

use crate::messages;
use std::env;
use std::io::Read;
use std::path::Path;

use clap::{Arg, value_parser};
use deskledger::{Credential, IamUser, Message, Token};
use zeroize::Zeroizing;

use crate::config::client::{self, ClientConfig};
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::origin::{Level, Origin, Sourced};

/// A token has at most 40,000 characters; a longer input is not a token.
const MAX_INPUT: u64 = 256 * 1024;

pub(crate) struct SourcedCredential {
    pub(crate) credential: Credential,
    /// The project id next to the credential.
    pub(crate) project_id: Option<Sourced<String>>,
    pub(crate) origin: Origin,
}

pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    let token = help.value("token", "TOKEN", messages::flag_token()).conflicts_with("token_file");
    let profile =
        help.value("profile", "NAME", messages::flag_profile()).conflicts_with_all(["token", "token_file", "iam_user"]);
    let config = help.value("config", "FILE", messages::flag_config());
    let group = client::flags(help, "credential").into_iter().map(|arg| match arg.get_id().as_str() {
        "token_file" => arg.value_parser(value_parser!(std::path::PathBuf)),
        "iam_user" => arg.conflicts_with_all(["token", "token_file"]),
        _ => arg,
    });
    [token].into_iter().chain(group).chain([profile, config])
}

/// The credential of flags, environment, profile or the vendor's file.
pub(crate) fn read(config: &ClientConfig) -> Result<SourcedCredential, Failure> {
    find(config)?.ok_or_else(missing)
}

/// The error where there is no credential; the vendor's file may have been passed over.
pub(crate) fn missing() -> Failure {
    let passed_over = Credential::passed_over_file().map(|error| Failure::from(error).into_message());
    Failure::usage(messages::no_credential()).with_hints(passed_over.into_iter().collect())
}

/// The same; nothing if there is none.
pub(crate) fn find(config: &ClientConfig) -> Result<Option<SourcedCredential>, Failure> {
    for level in config.levels {
        if let Some(found) = at(config, level)? {
            return Ok(Some(found));
        }
    }
    Ok(Credential::from_file(None)?.map(discovered))
}

/// Every place that gives a credential and is overridden.
pub(crate) fn overridden(config: &ClientConfig, winner: &Origin) -> Vec<Origin> {
    let settings = &config.settings;
    let in_file = |section: Option<&str>| {
        Credential::from_file(section).ok().flatten().map(|found| Origin::Discovered(found.source))
    };
    let mut all = Vec::new();
    for level in config.levels {
        let is_environment = level == Level::Environment;
        all.extend(settings.token_file.at(level).map(|found| found.origin.clone()));
        all.extend(config.token.iter().filter(|_| level == Level::Flag).map(|token| token.origin.clone()));
        if is_environment && is_set(Token::ENV_VAR) {
            all.push(Origin::Discovered(deskledger::Source::TokenVariable));
        }
        all.extend(settings.iam_user.at(level).map(|found| found.origin.clone()));
        all.extend(config.section(level).and_then(|section| in_file(Some(&section.value))));
        if is_environment && is_set("HUAWEICLOUD_SDK_AK") {
            all.push(Origin::Discovered(deskledger::Source::KeyVariables));
        }
    }
    all.extend(in_file(None));
    let mut overridden: Vec<Origin> = Vec::new();
    for origin in all {
        if origin != *winner && !overridden.contains(&origin) {
            overridden.push(origin);
        }
    }
    overridden
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn at(config: &ClientConfig, level: Level) -> Result<Option<SourcedCredential>, Failure> {
    let of_token = |token: Token, origin: &Origin| {
        Ok(Some(SourcedCredential { credential: token.into(), project_id: None, origin: origin.clone() }))
    };
    if let Some(Sourced { value, origin }) = config.settings.token_file.at(level) {
        if value != "-" {
            return of_token(Token::from_file(value)?, origin);
        }
        let token = Token::new(standard_input(messages::credential_token())?.as_str());
        let token = token.map_err(|error| Failure::from(error).within(messages::credential_standard_input()))?;
        return of_token(token, origin);
    }
    if let Some(Sourced { value, origin }) = config.token.as_ref().filter(|_| level == Level::Flag) {
        let token = Token::new(value.as_str());
        return of_token(token.map_err(|error| Failure::from(error).within(origin.to_string()))?, origin);
    }
    if level == Level::Environment && is_set(Token::ENV_VAR) {
        return Ok(Credential::from_environment()?.map(discovered));
    }
    if let Some(name) = config.settings.iam_user.at(level) {
        return user(config, name).map(Some);
    }
    if let Some(section) = config.section(level) {
        return Ok(Credential::from_file(Some(&section.value))?.map(discovered));
    }
    let found = if level == Level::Environment { Credential::from_environment()? } else { None };
    Ok(found.map(discovered))
}

fn discovered(found: deskledger::DiscoveredCredential) -> SourcedCredential {
    let origin = Origin::Discovered(found.source);
    let project_id = found.project_id.map(|value| Sourced { value, origin: origin.clone() });
    SourcedCredential { credential: found.credential, project_id, origin }
}

fn user(config: &ClientConfig, name: &Sourced<String>) -> Result<SourcedCredential, Failure> {
    let settings = &config.settings;
    let beside = &name.origin;
    let Some(domain) = settings.iam_domain.get() else {
        return Err(Failure::usage(messages::no_iam_domain(beside.to_string())));
    };
    // The strongest kind of place that has a password; there, a file before the variable.
    let at = |level: Level| {
        let variable = config.iam_password.as_ref().filter(|_| level == Level::Environment);
        (settings.iam_password_file.at(level).map(|file| &file.value), variable)
    };
    let user = match config.levels.map(at).into_iter().find(|found| !matches!(found, (None, None))).unwrap_or_default()
    {
        (Some(file), _) if file == "-" => {
            IamUser::new(&name.value, domain, standard_input(messages::credential_password())?.as_str())?
        }
        (Some(file), _) => IamUser::from_password_file(&name.value, domain, Path::new(file))?,
        (None, Some(password)) => IamUser::new(&name.value, domain, password.value.as_str())?,
        (None, None) => return Err(Failure::usage(messages::no_iam_password(beside.to_string()))),
    };
    let user = match (settings.iam_project.get(), settings.project_id.get()) {
        (Some(project), _) => user.project_name(project),
        (None, Some(project)) => user.project_id(project),
        (None, None) => user,
    };
    let section = settings.credentials_section.get().map(String::as_str);
    let endpoint = match settings.iam_endpoint.get() {
        Some(endpoint) => Some(endpoint.clone()),
        None => Credential::iam_endpoint_of_file(section)?,
    };
    let user = if let Some(endpoint) = endpoint { user.endpoint(endpoint) } else { user };
    Ok(SourcedCredential { credential: user.into(), project_id: None, origin: name.origin.clone() })
}

/// The secret in standard input, without a byte order mark and the end of its line.
pub(crate) fn standard_input(what: Message) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    let read = std::io::stdin().take(MAX_INPUT).read_to_string(&mut text);
    read.doing(messages::reading_from_standard_input(what.clone()))?;
    let line = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        return Err(Failure::usage(messages::empty_standard_input(what)));
    }
    Ok(Zeroizing::new(line.to_owned()))
}
