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
use crate::retry::{Clock, RetryPolicy, SystemClock, Watch};
use crate::session::Session;
use crate::transport::{Connection, Network, Transport};

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
    credential: Option<Arc<dyn Credential>>,
    allow_http: bool,
    response_timeout: Duration,
    idle_timeout: Duration,
    total_timeout: Option<Duration>,
    retry: RetryPolicy,
    network: Network,
    clock: Option<Arc<dyn Clock>>,
    transport: Option<Arc<dyn Transport>>,
    on_retry: Option<Watch>,
    raw: bool,
    content_check: Option<Arc<dyn ContentCheck>>,
    follow_redirects: bool,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("endpoint", &self.endpoint)
            .field("credential", &self.credential)
            .field("network", &self.network)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            credential: None,
            allow_http: false,
            response_timeout: Duration::from_secs(300),
            idle_timeout: Duration::from_secs(60),
            total_timeout: None,
            retry: RetryPolicy::default(),
            network: Network {
                user_agent: concat!("deskledger/", env!("CARGO_PKG_VERSION")).to_owned(),
                connect_timeout: Duration::from_secs(10),
                roots: Vec::new(),
                identity: None,
                proxy: None,
            },
            clock: None,
            transport: None,
            on_retry: None,
            raw: false,
            content_check: None,
            follow_redirects: true,
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
    /// Address of the service, with `https` or `http`, optionally with a path.
    ///
    /// An endpoint on this machine is reached directly, any other one through the proxy that the system names.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// The credential of every request; without one, requests are sent without authorization.
    pub fn credential(self, credential: impl Credential) -> Self {
        self.shared_credential(Arc::new(credential))
    }

    /// As [`Self::credential`], for a credential whose type is known at run time only.
    pub fn shared_credential(mut self, credential: Arc<dyn Credential>) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Allows plain `http` to another machine, where anybody on the way can read the credential. Off by default;
    /// to this machine `http` is always allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// How long a connection may take: 10 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.network.connect_timeout = timeout;
        self
    }

    /// How long the service may take to send the headers of its response: 300 s by default.
    pub fn response_timeout(mut self, timeout: Duration) -> Self {
        self.response_timeout = timeout;
        self
    }

    /// How long nothing may come in the middle of a file: 60 s by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long one call may take in all: tokens, attempts, delays, and the file until its last byte. Unlimited by default,
    /// because a large file takes its time; see [`Error::is_deadline_exceeded`].
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Certificates in PEM that are trusted beside those of the system: of a company's own issuer, or of a proxy that
    /// looks inside. Can be given several times.
    ///
    /// ```
    /// let builder = deskledger_client::Client::builder().endpoint("https://h.example");
    /// let error = builder.root_certificates("no certificate").build().unwrap_err();
    /// assert!(error.is_invalid() && error.to_string().contains("in PEM"));
    /// ```
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.network.roots.push(pem.into());
        self
    }

    /// A certificate of this side with its private key, both in PEM, for a service or a gateway that asks for one.
    ///
    /// ```
    /// let builder = deskledger_client::Client::builder().endpoint("https://h.example");
    /// let error = builder.client_certificate("no certificate", "no key").build().unwrap_err();
    /// assert!(error.is_invalid() && error.to_string().contains("client certificate"));
    /// ```
    pub fn client_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.network.identity = Some((certificate.into(), Zeroizing::new(key.into())));
        self
    }

    /// The proxy that every request goes through, for example `http://proxy.example:3128`, maybe with a user name and a
    /// password. Hosts of the environment variable `NO_PROXY` are reached directly. Without it the proxy is the one that
    /// the system names, for example in `HTTPS_PROXY`.
    ///
    /// ```
    /// let builder = deskledger_client::Client::builder().endpoint("https://h.example");
    /// let error = builder.proxy("user:hunter2@proxy").build().unwrap_err();
    /// assert!(error.is_invalid() && !error.to_string().contains("hunter2"));
    /// ```
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.network.proxy = Some(address.into());
        self
    }

    /// When a failed request is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The `User-Agent` header: `deskledger/VERSION` by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.network.user_agent = user_agent.into();
        self
    }

    /// The clock for pauses and for the answer and idle timeouts. Tests hand in one that they turn themselves.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sends requests in place of the network: for tests without sockets, or for a transport of your own.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Has `watch` called before each pause after which a request is sent again.
    pub fn on_retry(mut self, watch: impl Fn(&Retry) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Arc::new(watch));
        self
    }

    /// Whether a file is returned as received: without removing encodings, and whatever its format. Off by default. An error
    /// document, a web page or an empty body is rejected all the same.
    pub fn raw(mut self, raw: bool) -> Self {
        self.raw = raw;
        self
    }

    /// Whether the content of a file is what was requested; without a check every format is.
    pub fn content_check(mut self, check: impl ContentCheck) -> Self {
        self.content_check = Some(Arc::new(check));
        self
    }

    /// Whether redirects within the host are followed: on by default, unless the credential forbids it.
    pub fn follow_redirects(mut self, follow: bool) -> Self {
        self.follow_redirects = follow;
        self
    }

    /// Whether plain `http` to another machine is allowed.
    pub fn allows_http(&self) -> bool {
        self.allow_http
    }

    /// Validates the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    /// `is_invalid` where the endpoint is missing or wrong, or another setting is.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = self.endpoint.as_deref().ok_or_else(|| Error::configuration(messages::no_endpoint()))?;
        let endpoint = Endpoint::parse(endpoint, self.allow_http)?;
        let user_agent = HeaderValue::from_str(&self.network.user_agent)
            .map_err(|_| Error::configuration(messages::bad_user_agent()))?;
        let follow = self.follow_redirects && self.credential.as_ref().is_none_or(|one| one.allows_redirects());
        let http = self.network.client(&endpoint, follow)?;
        Ok(Client::new(Session {
            connection: Connection::new(http, user_agent, self.transport),
            has_proxy: self.network.has_proxy(&endpoint),
            endpoint,
            credential: self.credential,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::default())),
            response_timeout: self.response_timeout,
            idle_timeout: self.idle_timeout,
            total_timeout: self.total_timeout,
            retry: self.retry,
            on_retry: self.on_retry,
            raw: self.raw,
            content_check: self.content_check,
        }))
    }
}
