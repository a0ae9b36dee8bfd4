//! The HTTP client: certificates, proxy, redirects, host names.

use std::time::Duration;
use std::{env, fmt};

use deskledger_runtime::message::{Argument, Message};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::tls::{Certificate, Identity};
use reqwest::{Proxy, redirect};
use zeroize::Zeroizing;

use crate::endpoint::Endpoint;
use crate::error::{Error, NameError, Remedy, causes, chain, network_reason};
use crate::messages;

use super::proxy::{self, Route};

/// Maximum number of redirects within a host.
pub(crate) const MAX_REDIRECTS: usize = 5;

#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) user_agent: String,
    pub(crate) connect_timeout: Duration,
    /// PEM certificates trusted in addition to the system's.
    pub(crate) roots: Vec<Vec<u8>>,
    /// Client certificate and private key in PEM.
    pub(crate) identity: Option<(Vec<u8>, Zeroizing<Vec<u8>>)>,
    pub(crate) proxy: Option<String>,
}

/// Hides keys and the proxy address, which may contain a password.
impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("user_agent", &self.user_agent)
            .field("connect_timeout", &self.connect_timeout)
            .field("roots", &self.roots.len())
            .field("client_certificate", &self.identity.is_some())
            .field("proxy", &self.proxy.is_some())
            .finish()
    }
}

impl Network {
    /// The HTTP client for an endpoint, and whether its requests go through a proxy. What is wrong with the settings is added
    /// to `wrong`, also where there is no endpoint; nothing is returned if anything is wrong.
    pub(crate) fn client(
        &self,
        endpoint: Option<&Endpoint>,
        may_be_redirected: bool,
        wrong: &mut Vec<Error>,
    ) -> Option<(reqwest::Client, bool)> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Fails only if another thread has installed a provider first, which is equivalent.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(&self.user_agent)
            .connect_timeout(self.connect_timeout)
            .tcp_nodelay(true)
            .dns_resolver(SystemNames)
            .referer(false)
            .retry(reqwest::retry::never())
            .redirect(redirect::Policy::custom(move |attempt| {
                let is_same = may_be_redirected
                    && attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
                if is_same && attempt.previous().len() <= MAX_REDIRECTS { attempt.follow() } else { attempt.stop() }
            }));
        let roots: Vec<_> = self.roots.iter().filter_map(|pem| Error::kept(certificates(pem), wrong)).collect();
        if !roots.is_empty() {
            builder = builder.tls_certs_merge(roots.into_iter().flatten());
        }
        if let Some((certificate, key)) = &self.identity
            && let Some(identity) = Error::kept(identity(certificate, key), wrong)
        {
            builder = builder.identity(identity);
        }
        let route = match endpoint {
            Some(endpoint) => proxy::route(self.proxy.as_deref(), endpoint, &|name| env::var_os(name)),
            None => self.proxy.as_deref().map_or(Ok(Route::Direct), |address| proxy::parse(address).map(Route::Proxy)),
        };
        let route = Error::kept(route, wrong);
        let endpoint = endpoint.filter(|_| wrong.is_empty())?;
        let (builder, has_proxy) = match route? {
            Route::Direct => (Ok(builder.no_proxy()), false),
            Route::Proxy(url) => (Proxy::all(url).map(|proxy| builder.proxy(proxy)), true),
            Route::System => (Ok(builder), proxy::is_of_system(endpoint)),
        };
        let client = builder.and_then(reqwest::ClientBuilder::build);
        let client = client.map_err(|error| Error::configuration(messages::no_http_client(causes(&error))));
        Error::kept(client, wrong).map(|client| (client, has_proxy))
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
    match Certificate::from_pem_bundle(pem) {
        Ok(all) if !all.is_empty() => Ok(all),
        Ok(_) => Err(Error::configuration(messages::no_certificate())),
        Err(error) => Err(Error::configuration(messages::bad_certificate(causes(&error)))),
    }
}

fn identity(certificate: &[u8], key: &[u8]) -> Result<Identity, Error> {
    // Parser errors may quote the key.
    let wrong = |_| Error::configuration(messages::bad_client_certificate());
    let mut both = Zeroizing::new(key.to_vec());
    both.push(b'\n');
    both.extend_from_slice(certificate);
    Identity::from_pem(&both).map_err(wrong)
}

/// Why there is no response; `text` is the text of the errors.
pub(crate) fn reason(error: &reqwest::Error, text: String) -> Argument {
    match rustls_error(error) {
        Some(rustls::Error::InvalidCertificate(_)) => messages::bad_server_certificate(text).into(),
        _ if error.is_timeout() => messages::timed_out(text).into(),
        _ => network_reason(error, text),
    }
}

/// Advice for certificate failures, and the setting that may remedy them.
pub(crate) fn certificate_advice(error: &reqwest::Error) -> Option<(Message, Option<Remedy>)> {
    use rustls::{AlertDescription, CertificateError as Wrong, Error};
    let advice = match rustls_error(error)? {
        Error::InvalidCertificate(wrong) => match wrong {
            Wrong::UnknownIssuer => return Some((messages::check_issuer(), Some(Remedy::RootCertificate))),
            Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => messages::check_name(),
            Wrong::Expired | Wrong::ExpiredContext { .. } => messages::check_time(),
            Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => messages::check_time(),
            // rustls has no variant for this error; `openssl req -x509` creates such certificates by default.
            Wrong::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => messages::check_authority(),
            _ => messages::check_https(),
        },
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            return Some((messages::give_certificate(), Some(Remedy::ClientCertificate)));
        }
        _ => messages::check_https(),
    };
    Some((advice, None))
}

/// The TLS error in a chain of causes.
fn rustls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// The system resolver with its own error type: an unresolved host name needs other advice than an unreachable host.
struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(addresses) => Ok(Box::new(addresses.collect::<Vec<_>>().into_iter()) as Addrs),
                Err(cause) => Err(NameError(cause).into()),
            }
        })
    }
}
