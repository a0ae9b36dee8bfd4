//! Where to send the request, and over what.

use std::env;

use clap::{Arg, ArgAction};
use deskledger::{Client, ClientBuilder, Credential};

use crate::credential;
use crate::failure::Failure;
use crate::masked;
use crate::saving;
use crate::settings::{Origin, Setting, Settings};

/// The flags about the service, and about who asks.
pub(crate) fn flags() -> impl Iterator<Item = Arg> {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    [
        text("endpoint", "URL", "Address of the service, for example http://127.0.0.1:8080 [env: DESKLEDGER_ENDPOINT]"),
        text("region", "NAME", "Region of the cloud service, for example cn-north-4 [env: DESKLEDGER_REGION]")
            .conflicts_with("endpoint"),
        Arg::new("allow-http")
            .long("allow-http")
            .action(ArgAction::SetTrue)
            .help("Send the credential unencrypted to an http endpoint that is not this machine"),
    ]
    .into_iter()
    .chain(credential::flags())
    .chain([
        text(
            "ca-file",
            "FILE",
            "Certificates in PEM that are trusted beside those of the system [env: DESKLEDGER_CA_FILE]",
        ),
        text(
            "client-certificate",
            "FILE",
            "Certificate of yours in PEM, where the service asks for one [env: DESKLEDGER_CLIENT_CERTIFICATE]",
        ),
        text("client-key", "FILE", "Private key of that certificate in PEM [env: DESKLEDGER_CLIENT_KEY]"),
        text(
            "proxy",
            "URL",
            "Proxy for every host outside NO_PROXY, without a password: one with a password stands in the environment \
             [env: DESKLEDGER_PROXY; else HTTPS_PROXY, HTTP_PROXY, ALL_PROXY]",
        ),
        text("user-agent", "TEXT", "User-Agent header, for a gateway that asks for one [env: DESKLEDGER_USER_AGENT]"),
    ])
    .map(|arg| arg.help_heading("Service and credentials"))
}

/// Where the service is.
pub(crate) enum Address {
    /// An address, and the region that was named beside it: there is the identity service.
    Endpoint(Setting, Option<String>),
    Region(Setting),
}

/// The address that the strongest level gives. The vendor's SDKs let the environment replace the address of a region.
pub(crate) fn address(settings: &Settings<'_>) -> Result<Address, Failure> {
    for level in settings.levels {
        if let Some(endpoint) = settings.at(level, "endpoint")? {
            // A region of a weaker level belongs to another address: a password must not go there.
            let region = settings.at(level, "region")?.map(|region| region.value);
            return Ok(Address::Endpoint(endpoint, region));
        }
        if let Some(region) = settings.at(level, "region")? {
            return Ok(match region_override(&region.value) {
                Some(endpoint) => Address::Endpoint(endpoint, Some(region.value)),
                None => Address::Region(region),
            });
        }
    }
    Err(Failure::usage([
        "expected an endpoint, found none: give --endpoint URL or --region NAME, or set DESKLEDGER_ENDPOINT",
        "应给出终端节点，实际没有：请用 --endpoint URL 或 --region NAME 给出，或设置 DESKLEDGER_ENDPOINT",
    ]))
}

/// The client that the settings describe, before it is checked.
pub(crate) fn builder(settings: &Settings<'_>, credential: Credential) -> Result<ClientBuilder, Failure> {
    let mut builder = Client::builder().allow_http(settings.is("allow_http")?).credential(credential);
    builder = match address(settings)? {
        Address::Endpoint(endpoint, None) => builder.endpoint(endpoint.value),
        Address::Endpoint(endpoint, Some(region)) => builder.endpoint(endpoint.value).region(region),
        Address::Region(region) => builder.region(region.value),
    };
    if let Some((pem, _)) = settings.content("ca_file")? {
        builder = builder.root_certificates(pem);
    }
    builder = match (settings.content("client_certificate")?, settings.content("client_key")?) {
        (Some((certificate, _)), Some((key, _))) => builder.client_certificate(certificate, key),
        (None, None) => builder,
        (Some((_, found)), None) | (None, Some((_, found))) => {
            let found = found.origin;
            return Err(Failure::usage([
                format!(
                    "expected a client certificate and its key, found only {found}: give --client-certificate and --client-key"
                ),
                format!(
                    "应同时给出客户端证书及其私钥，实际只有 {found}：请用 --client-certificate 和 --client-key 给出"
                ),
            ]));
        }
    };
    if let Some(proxy) = settings.get("proxy")? {
        if masked::may_hold_secret(&proxy.value) && matches!(proxy.origin, Origin::Flag(_)) {
            return Err(Failure::usage([
                "--proxy: expected an address without a password, found one that others on this machine can see: set \
                 DESKLEDGER_PROXY instead",
                "--proxy：应为不含密码的地址，实际含有密码，本机上的其他人可以看到：请改为设置 DESKLEDGER_PROXY",
            ]));
        }
        builder = builder.proxy(proxy.value);
    }
    if let Some(user_agent) = settings.get("user_agent")? {
        builder = builder.user_agent(user_agent.value);
    }
    saving::patient(builder, settings)
}

/// The project id of the environment.
pub(crate) fn project_id() -> Option<Setting> {
    ["DESKLEDGER_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"].into_iter().find_map(variable)
}

fn variable(name: &str) -> Option<Setting> {
    let value = env::var(name).ok().filter(|value| !value.is_empty())?;
    Some(Setting { value, origin: Origin::Variable(name.to_owned()) })
}

/// The proxy of the settings, or the one that the system's variables name.
pub(crate) fn proxy(settings: &Settings<'_>) -> Result<Option<Setting>, Failure> {
    Ok(settings.get("proxy")?.or_else(|| proxies_of_system().next()))
}

/// Where else a proxy stands than in its strongest place.
pub(crate) fn beaten_proxies(settings: &Settings<'_>) -> Result<Vec<Origin>, Failure> {
    let of_system = proxies_of_system().map(|setting| setting.origin);
    let mut beaten = settings.beaten("proxy")?;
    beaten.extend(of_system.skip(usize::from(settings.get("proxy")?.is_none())));
    Ok(beaten)
}

fn proxies_of_system() -> impl Iterator<Item = Setting> {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"];
    names.into_iter().filter_map(variable)
}

/// Where else an address stands than where the one that counts came from.
pub(crate) fn beaten_addresses(settings: &Settings<'_>, address: &Address) -> Result<Vec<Origin>, Failure> {
    let (winner, region) = match address {
        Address::Endpoint(endpoint, region) => (&endpoint.origin, region.as_ref()),
        Address::Region(region) => (&region.origin, None),
    };
    let mut beaten = Vec::new();
    for level in settings.levels {
        beaten.extend(settings.at(level, "endpoint")?.map(|setting| setting.origin));
        // A region beside the endpoint has not lost: it names the identity service, or the variable with the endpoint.
        let lost = settings.at(level, "region")?.filter(|setting| Some(&setting.value) != region);
        beaten.extend(lost.map(|setting| setting.origin));
    }
    beaten.retain(|origin| origin != winner);
    Ok(beaten)
}

fn region_override(region: &str) -> Option<Setting> {
    let name = format!("HUAWEICLOUD_SDK_REGION_WORKSPACE_{}", region.replace('-', "_").to_ascii_uppercase());
    variable(&name)
}
