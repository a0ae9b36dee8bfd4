//! The settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::content::ContentCheck;
use crate::credential::Credential;
use crate::endpoint::Endpoint;
use crate::error::{Error, Retry};
use crate::messages;
use crate::retry::{Clock, RetryPolicy, SystemClock};
use crate::session::{Deprecations, Session, Settings};
use crate::transport::{Connection, MAX_REDIRECTS, Network, Transport};

/// Builds a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use deskledger_client::{Client, HeaderCredential, Secret};
/// let client = Client::builder()
///     .endpoint("https://api.example/v1/")
///     .credential(HeaderCredential::bearer(Secret::new("hunter2")))
///     .idle_timeout(Duration::from_secs(30))
///     .build()?;
/// assert_eq!(client.endpoint(), "https://api.example/v1");
/// assert!(!format!("{client:?}").contains("hunter2"));
/// # Ok::<(), deskledger_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    endpoint: Option<String>,
    allow_http: bool,
    network: Network,
    transport: Option<Arc<dyn Transport>>,
    follow_redirects: bool,
    settings: Settings,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("endpoint", &self.endpoint.as_deref().map(Endpoint::shown))
            .field("credential", &self.settings.credential)
            .field("network", &self.network)
            .field("retry", &self.settings.retry)
            .finish_non_exhaustive()
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            allow_http: false,
            network: Network {
                user_agent: concat!("deskledger/", env!("CARGO_PKG_VERSION")).to_owned(),
                connect_timeout: Duration::from_secs(10),
                roots: Vec::new(),
                identity: None,
                proxy: None,
            },
            transport: None,
            follow_redirects: true,
            settings: Settings {
                credential: None,
                clock: Arc::new(SystemClock::default()),
                response_timeout: Duration::from_secs(300),
                idle_timeout: Duration::from_secs(60),
                total_timeout: None,
                retry: RetryPolicy::default(),
                on_retry: None,
                raw: false,
                content_check: None,
            },
        }
    }
}

impl Client {
    /// A builder with the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl ClientBuilder {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Address of the service: `https` or `http`, optionally with a path.
    ///
    /// A loopback endpoint is reached directly, any other one through the system proxy.
    pub fn endpoint(self, endpoint: impl Into<String>) -> Self {
        self.with(|builder| builder.endpoint = Some(endpoint.into()))
    }

    /// The credential of every request. Without one, requests carry no authorization.
    pub fn credential(self, credential: impl Credential) -> Self {
        self.shared_credential(Arc::new(credential))
    }

    /// Like [`Self::credential`], for a credential whose type is only known at run time.
    pub fn shared_credential(self, credential: Arc<dyn Credential>) -> Self {
        self.with(|builder| builder.settings.credential = Some(credential))
    }

    /// Allows plain `http` to other machines, which exposes the credential to everyone on the network path. Off by
    /// default; plain `http` to this machine is always allowed.
    pub fn allow_http(self, allow: bool) -> Self {
        self.with(|builder| builder.allow_http = allow)
    }

    /// Time limit for establishing a connection. Default: 10 s.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.with(|builder| builder.network.connect_timeout = timeout)
    }

    /// Time limit for the response headers. Default: 300 s.
    pub fn response_timeout(self, timeout: Duration) -> Self {
        self.with(|builder| builder.settings.response_timeout = timeout)
    }

    /// Time limit for the next bytes of a response body. Default: 60 s.
    pub fn idle_timeout(self, timeout: Duration) -> Self {
        self.with(|builder| builder.settings.idle_timeout = timeout)
    }

    /// Time limit of one call, including token requests, attempts, delays and the whole body. Unlimited by default,
    /// because large files take long; see [`Error::is_deadline_exceeded`].
    pub fn total_timeout(self, timeout: Duration) -> Self {
        self.with(|builder| builder.settings.total_timeout = Some(timeout))
    }

    /// PEM certificates trusted in addition to the system's: a company CA, or that of a TLS-inspecting proxy. May be
    /// called several times.
    ///
    /// ```
    /// let builder = deskledger_client::Client::builder().endpoint("https://h.example");
    /// let error = builder.root_certificates("no certificate").build().unwrap_err();
    /// assert!(error.is_invalid() && error.to_string().contains("in PEM"));
    /// ```
    pub fn root_certificates(self, pem: impl Into<Vec<u8>>) -> Self {
        self.with(|builder| builder.network.roots.push(pem.into()))
    }

    /// Client certificate and private key in PEM, for mutual TLS.
    ///
    /// ```
    /// let builder = deskledger_client::Client::builder().endpoint("https://h.example");
    /// let error = builder.client_certificate("no certificate", "no key").build().unwrap_err();
    /// assert!(error.is_invalid() && error.to_string().contains("client certificate"));
    /// ```
    pub fn client_certificate(self, certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.with(|builder| builder.network.identity = Some((certificate.into(), Zeroizing::new(key.into()))))
    }

    /// Proxy of every request, for example `http://proxy.example:3128`, optionally with user name and password. Hosts
    /// in the environment variable `NO_PROXY` are reached directly. Default: the proxy that `HTTPS_PROXY` (or
    /// `HTTP_PROXY` for plain `http`) or `ALL_PROXY` names, in upper or lower case, else that of the system.
    ///
    /// ```
    /// let builder = deskledger_client::Client::builder().endpoint("https://h.example");
    /// let error = builder.proxy("user:hunter2@proxy").build().unwrap_err();
    /// assert!(error.is_invalid() && !error.to_string().contains("hunter2"));
    /// ```
    pub fn proxy(self, address: impl Into<String>) -> Self {
        self.with(|builder| builder.network.proxy = Some(address.into()))
    }

    /// The retry policy.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with(|builder| builder.settings.retry = policy)
    }

    /// The `User-Agent` header: `deskledger/VERSION` by default.
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        self.with(|builder| builder.network.user_agent = user_agent.into())
    }

    /// Clock of the delays and of the response and idle timeouts. Tests pass one that they control.
    pub fn clock(self, clock: impl Clock) -> Self {
        self.with(|builder| builder.settings.clock = Arc::new(clock))
    }

    /// Replaces the network, for tests without sockets or for a custom transport.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.with(|builder| builder.transport = Some(Arc::new(transport)))
    }

    /// Calls `watch` before the delay of each retry.
    pub fn on_retry(self, watch: impl Fn(&Retry) + Send + Sync + 'static) -> Self {
        self.with(|builder| builder.settings.on_retry = Some(Arc::new(watch)))
    }

    /// Returns files as received: encodings are not removed, and every format is accepted. Off by default. Error
    /// documents, web pages and empty bodies are rejected in any case.
    pub fn raw(self, raw: bool) -> Self {
        self.with(|builder| builder.settings.raw = raw)
    }

    /// Validates the content of a file. Without a check every format is accepted.
    pub fn content_check(self, check: impl ContentCheck) -> Self {
        self.with(|builder| builder.settings.content_check = Some(Arc::new(check)))
    }

    /// Follows redirects within the host. On by default, unless the credential forbids it.
    pub fn follow_redirects(self, follow: bool) -> Self {
        self.with(|builder| builder.follow_redirects = follow)
    }

    /// Whether plain `http` to other machines is allowed.
    pub fn allows_http(&self) -> bool {
        self.allow_http
    }

    /// Validates the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    /// `is_invalid` if the endpoint is missing, or a setting is not valid. Every invalid setting is reported.
    pub fn build(self) -> Result<Client, Error> {
        let mut wrong = Vec::new();
        let endpoint = self.endpoint.as_deref().ok_or_else(|| Error::configuration(messages::no_endpoint()));
        let endpoint = Error::kept(endpoint.and_then(|address| Endpoint::parse(address, self.allow_http)), &mut wrong);
        let user_agent = HeaderValue::from_str(&self.network.user_agent)
            .map_err(|_| Error::configuration(messages::bad_user_agent()));
        let user_agent = Error::kept(user_agent, &mut wrong);
        let credential = self.settings.credential.as_ref();
        let follow = self.follow_redirects && credential.is_none_or(|one| one.allows_redirects());
        let http = self.network.client(endpoint.as_ref(), follow, &mut wrong);
        let (Some(endpoint), Some(user_agent), Some((http, has_proxy))) = (endpoint, user_agent, http) else {
            return Err(Error::configurations(wrong));
        };
        Ok(Client::new(Session {
            max_redirects: if follow && self.transport.is_none() { MAX_REDIRECTS } else { 0 },
            has_proxy,
            has_certificate: self.network.identity.is_some(),
            connection: Connection { http, user_agent, transport: self.transport },
            endpoint,
            settings: self.settings,
            deprecations: Deprecations::default(),
        }))
    }
}
