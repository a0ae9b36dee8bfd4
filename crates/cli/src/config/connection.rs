//! Endpoint and connection of requests.

use crate::messages;
use clap::Arg;
use deskledger::{Client, ClientBuilder, Credential, proxy_variables, region_variable};

use crate::config::client::{self, ClientConfig};
use crate::config::resolve::{Setting, variable};
use crate::config::{credential, file, redact, transfer};
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::origin::{Origin, Sourced};

/// The flags of the service, the credential and the connection.
pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    let service = client::flags(help, "service")
        .into_iter()
        .map(|arg| if arg.get_id() == "region" { arg.conflicts_with("endpoint") } else { arg });
    service
        .chain(credential::flags(help))
        .chain(client::flags(help, "transport"))
        .map(move |arg| arg.help_heading(help.say(messages::connection_service_credentials())))
}

/// The endpoint of the service.
pub(crate) enum Address<'c> {
    /// An address, and the region next to it, which has the identity service.
    Endpoint(&'c Sourced<String>, Option<&'c Sourced<String>>),
    Region(&'c Sourced<String>),
}

/// The address of the strongest place.
pub(crate) fn address(config: &ClientConfig) -> Result<Address<'_>, Failure> {
    let settings = &config.settings;
    for level in config.levels {
        match (settings.endpoint.at(level), settings.region.at(level)) {
            // A region of a weaker place belongs to another address: a password is never sent to an inferred host.
            (Some(endpoint), region) => return Ok(Address::Endpoint(endpoint, region)),
            (None, Some(region)) => return Ok(Address::Region(region)),
            (None, None) => {}
        }
    }
    Err(Failure::usage(messages::no_endpoint()))
}

/// The address that the environment names for a region, which the library uses in place of the usual one.
pub(crate) fn region_override(region: &str) -> Result<Option<Sourced<String>>, Failure> {
    variable(&region_variable(region))
}

/// The client of the settings, before it is validated; nothing if it has no address. Problems of the settings are added to
/// `problems`.
pub(crate) fn builder(
    config: &ClientConfig,
    credential: Credential,
    problems: &mut Vec<Failure>,
) -> Option<ClientBuilder> {
    let settings = &config.settings;
    let allow_http = settings.allow_http.get().copied().unwrap_or_default();
    let mut builder = Client::builder().allow_http(allow_http).credential(credential);
    let is_unread = config.is_unread(&["endpoint", "region"]);
    let address = address(config).map_err(|problem| problems.extend(Some(problem).filter(|_| !is_unread)));
    builder = match &address {
        Ok(Address::Endpoint(endpoint, None)) => builder.endpoint(&endpoint.value),
        Ok(Address::Endpoint(endpoint, Some(region))) => builder.endpoint(&endpoint.value).region(&region.value),
        Ok(Address::Region(region)) => builder.region(&region.value),
        Err(()) => builder,
    };
    let mut read = |setting| content(setting).map_err(|problem| problems.push(problem)).ok().flatten();
    let [roots, certificate, key] = [&settings.cacert, &settings.cert, &settings.key].map(&mut read);
    if let Some(pem) = roots {
        builder = builder.root_certificates(pem);
    }
    if let (Some(certificate), Some(key)) = (certificate, key) {
        builder = builder.client_certificate(certificate, key);
    }
    match (settings.cert.first(), settings.key.first()) {
        (Some(found), None) | (None, Some(found)) if !config.is_unread(&["cert", "key"]) => {
            problems.push(Failure::usage(messages::certificate_without_key(found.origin.to_string())));
        }
        _ => {}
    }
    if let Some(proxy) = settings.proxy.first() {
        if redact::may_hold_secret(&proxy.value) && matches!(proxy.origin, Origin::Flag(_)) {
            problems.push(Failure::usage(messages::password_in_proxy_flag()));
        }
        builder = builder.proxy(&proxy.value);
    }
    if let Some(user_agent) = settings.user_agent.get() {
        builder = builder.user_agent(user_agent);
    }
    (address.is_ok() && !is_unread).then(|| transfer::configure(builder, settings))
}

/// The content of the file that a setting names.
fn content(setting: &Setting<String>) -> Result<Option<Vec<u8>>, Failure> {
    let Some(Sourced { value, origin }) = setting.first() else { return Ok(None) };
    file::content(value.as_ref()).map(Some).doing(messages::connection_reading(origin.to_string(), value))
}

/// The proxy of the settings, or of the system's variables for the scheme of the endpoint; a setting overrides all of them.
pub(crate) fn proxy(config: &ClientConfig, is_https: bool) -> Result<Setting<String>, Failure> {
    let mut proxy = config.settings.proxy.clone();
    let other = proxy_variables(!is_https).into_iter().take(if proxy.first().is_some() { 2 } else { 0 });
    for name in proxy_variables(is_https).into_iter().chain(other) {
        proxy.extend(variable(name)?);
    }
    Ok(proxy)
}

/// Every place that names an address and is overridden.
pub(crate) fn overridden_addresses(config: &ClientConfig, address: &Address<'_>) -> Vec<Origin> {
    let (winner, region) = match address {
        Address::Endpoint(endpoint, region) => (&endpoint.origin, region.map(|region| &region.value)),
        Address::Region(region) => (&region.origin, None),
    };
    let mut overridden = Vec::new();
    for level in config.levels {
        overridden.extend(config.settings.endpoint.at(level).map(|endpoint| endpoint.origin.clone()));
        // The same region as that of the endpoint is not overridden: it names the identity service.
        let lost = config.settings.region.at(level).filter(|other| Some(&other.value) != region);
        overridden.extend(lost.map(|region| region.origin.clone()));
    }
    overridden.retain(|origin| origin != winner);
    overridden
}
