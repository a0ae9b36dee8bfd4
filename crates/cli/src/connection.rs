//! Where to send the request, and over what.

use std::env;

use clap::Arg;
use deskledger::{Client, ClientBuilder, Credential};

use crate::credential;
use crate::failure::Failure;
use crate::help::Help;
use crate::masked;
use crate::saving;
use crate::settings::{Origin, Setting, Settings};

/// The flags about the service, and about who asks.
pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    [
        help.value(
            "endpoint",
            "URL",
            [
                "Address of the service, for example http://127.0.0.1:8080 [env: DESKLEDGER_ENDPOINT]",
                "服务的终端节点，例如 http://127.0.0.1:8080 [环境变量：DESKLEDGER_ENDPOINT]",
            ],
        ),
        help.value(
            "region",
            "NAME",
            [
                "Region of the cloud service, for example cn-north-4 [env: DESKLEDGER_REGION]",
                "云服务的区域，例如 cn-north-4 [环境变量：DESKLEDGER_REGION]",
            ],
        )
        .conflicts_with("endpoint"),
        help.flag(
            "allow-http",
            [
                "Send the credential unencrypted to an http endpoint that is not this machine",
                "允许将凭证不加密地发送到非本机的 http 终端节点",
            ],
        ),
    ]
    .into_iter()
    .chain(credential::flags(help))
    .chain([
        help.value(
            "ca-file",
            "FILE",
            [
                "Certificates in PEM that are trusted beside those of the system [env: DESKLEDGER_CA_FILE]",
                "除系统证书外还信任的 PEM 格式证书 [环境变量：DESKLEDGER_CA_FILE]",
            ],
        ),
        help.value(
            "client-certificate",
            "FILE",
            [
                "Certificate of yours in PEM, where the service asks for one [env: DESKLEDGER_CLIENT_CERTIFICATE]",
                "服务要求时提供的 PEM 格式客户端证书 [环境变量：DESKLEDGER_CLIENT_CERTIFICATE]",
            ],
        ),
        help.value(
            "client-key",
            "FILE",
            [
                "Private key of that certificate in PEM [env: DESKLEDGER_CLIENT_KEY]",
                "该证书的 PEM 格式私钥 [环境变量：DESKLEDGER_CLIENT_KEY]",
            ],
        ),
        help.value(
            "proxy",
            "URL",
            [
                "Proxy for every host outside NO_PROXY, without a password: one with a password stands in the environment \
                 [env: DESKLEDGER_PROXY; else HTTPS_PROXY, HTTP_PROXY, ALL_PROXY]",
                "访问 NO_PROXY 以外的主机时使用的代理，不含密码：含密码的代理应写在环境变量中 \
                 [环境变量：DESKLEDGER_PROXY；否则 HTTPS_PROXY、HTTP_PROXY、ALL_PROXY]",
            ],
        ),
        help.value(
            "user-agent",
            "TEXT",
            [
                "User-Agent header, for a gateway that asks for one [env: DESKLEDGER_USER_AGENT]",
                "User-Agent 头，用于有此要求的网关 [环境变量：DESKLEDGER_USER_AGENT]",
            ],
        ),
    ])
    .map(move |arg| arg.help_heading(help.say(["Service and credentials", "服务与凭证"])))
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
