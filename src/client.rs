//! The client and its builder.

mod direct;
mod door;
mod ending;
mod identity;
mod network;
mod preview;
mod probe;
mod reply;
mod service;
mod span;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::auth::{Credential, Token};
use crate::download::Download;
use crate::endpoint::Endpoint;
use crate::error::{Error, Retry, catalogue};
use crate::retry::{Clock, RetryPolicy, SystemClock, Watch};
use deskledger_runtime::Operation;
use deskledger_runtime::Violations;

pub use direct::Direct;
pub use door::{Answer, Call, Context, Part};
pub(crate) use door::{Door, LONGEST_REFUSAL, Opened, causes};
use identity::Identity;
use network::Network;
pub(crate) use network::why;
pub use preview::Preview;
pub use probe::Probe;
pub use reply::Reply;
use service::Transport;
pub use service::{HttpAnswer, HttpBody, HttpFailure, HttpService};

/// Sends requests to one endpoint with one credential. Cheap to clone; clones share their connections.
///
/// There is no total timeout unless one is set: an export may take as long as it gets ahead. See [`ClientBuilder`] for
/// the timeouts that there are.
#[derive(Clone)]
pub struct Client {
    door: Arc<Door>,
}

impl Client {
    /// A builder with the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Address of the service, without `/` at its end.
    pub fn endpoint(&self) -> &str {
        self.door.endpoint.base()
    }

    /// Address of the identity service, where a user's password is exchanged for a token.
    pub fn identity_endpoint(&self) -> Option<&str> {
        self.door.identity.as_ref().map(|identity| identity.door.endpoint.base())
    }

    /// Sends a request and returns its file; generated code calls it.
    ///
    /// # Errors
    /// `checked`, a refusal, a failure of the network, or an answer that is not the file.
    pub async fn download<C: Call>(
        &self,
        operation: &'static Operation,
        checked: Result<(), Violations>,
        call: C,
        media_type: Option<&str>,
    ) -> Result<Download, Error> {
        checked.map_err(Error::invalid)?;
        Download::open(self.door.clone(), operation, Arc::new(call), media_type).await
    }
}

impl Client {
    /// The request as it would be sent to this service, without credentials; nothing is sent.
    ///
    /// # Errors
    /// The request cannot be made.
    pub async fn preview<C: Call>(&self, call: &C, media_type: Option<&str>) -> Result<Preview, Error> {
        self.door.preview(call, &accept(media_type)?).await
    }
}

/// The header that asks for a media type.
pub(crate) fn accept(media_type: Option<&str>) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(media_type.unwrap_or("*/*")).map_err(|_| Error::setup(catalogue::bad_media_type()))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.door.fmt(f)
    }
}

/// Builds a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use deskledger::{Client, Token};
/// let client = Client::builder()
///     .region("cn-north-4")
///     .token(Token::new("secret")?)
///     .idle_timeout(Duration::from_secs(30))
///     .build()?;
/// assert_eq!(client.endpoint(), "https://workspace.cn-north-4.myhuaweicloud.com");
/// assert!(!format!("{client:?}").contains("secret"));
/// # Ok::<(), deskledger::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    endpoint: Option<String>,
    region: Option<String>,
    credential: Option<Credential>,
    allow_http: bool,
    answer_timeout: Duration,
    idle_timeout: Duration,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    network: Network,
    clock: Option<Arc<dyn Clock>>,
    service: Option<Arc<dyn HttpService>>,
    on_retry: Option<Watch>,
    as_is: bool,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
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
            region: None,
            credential: None,
            allow_http: false,
            answer_timeout: Duration::from_secs(300),
            idle_timeout: Duration::from_secs(60),
            deadline: None,
            retry: RetryPolicy::default(),
            network: Network {
                user_agent: concat!("deskledger/", env!("CARGO_PKG_VERSION")).to_owned(),
                connect_timeout: Duration::from_secs(10),
                roots: Vec::new(),
                identity: None,
                proxy: None,
            },
            clock: None,
            service: None,
            on_retry: None,
            as_is: false,
        }
    }
}

impl ClientBuilder {
    /// Address of the service, with `https` or `http`, maybe with a path. It wins over the region.
    ///
    /// An endpoint on this machine is reached directly, any other one through the proxy that the system names.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Region of the service, for example `cn-north-4`; the endpoint is made of it. As in the vendor's SDKs the environment
    /// variable `HUAWEICLOUD_SDK_REGION_WORKSPACE_<REGION>` (`..._CN_NORTH_4`) replaces that address.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The credential: a [`Token`], an [`AccessKey`](crate::AccessKey), or one that was [found](Credential::find),
    /// or an [`IamUser`](crate::IamUser) whose password is exchanged for a token.
    pub fn credential(mut self, credential: impl Into<Credential>) -> Self {
        self.credential = Some(credential.into());
        self
    }

    /// A token as the credential.
    pub fn token(self, token: Token) -> Self {
        self.credential(token)
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

    /// How long the service may prepare its answer before the first byte: 300 s by default.
    pub fn answer_timeout(mut self, timeout: Duration) -> Self {
        self.answer_timeout = timeout;
        self
    }

    /// How long nothing may come in the middle of a file: 60 s by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long everything that one call does may take: tokens, attempts, pauses, and the file until its last byte. None by
    /// default, because a large file takes its time; [`Error::is_deadline_exceeded`] tells that it has ended.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Certificates in PEM that are trusted beside those of the system: of a company's own issuer, or of a proxy that
    /// looks inside. Can be given several times.
    ///
    /// ```
    /// # let token = deskledger::Token::new("secret")?;
    /// let builder = deskledger::Client::builder().region("cn-north-4").token(token);
    /// let error = builder.root_certificates("no certificate").build().unwrap_err();
    /// assert!(error.is_invalid() && error.to_string().contains("in PEM"));
    /// # Ok::<(), deskledger::Error>(())
    /// ```
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.network.roots.push(pem.into());
        self
    }

    /// A certificate of this side with its private key, both in PEM, for a service or a gateway that asks for one.
    ///
    /// ```
    /// # let token = deskledger::Token::new("secret")?;
    /// let builder = deskledger::Client::builder().region("cn-north-4").token(token);
    /// let error = builder.client_certificate("no certificate", "no key").build().unwrap_err();
    /// assert!(error.is_invalid() && error.to_string().contains("client certificate"));
    /// # Ok::<(), deskledger::Error>(())
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
    /// # let token = deskledger::Token::new("secret")?;
    /// let builder = deskledger::Client::builder().region("cn-north-4").token(token);
    /// let error = builder.proxy("user:hunter2@proxy").build().unwrap_err();
    /// assert!(error.is_invalid() && !error.to_string().contains("hunter2"));
    /// # Ok::<(), deskledger::Error>(())
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

    /// Answers requests in place of the network: for tests without sockets, or for a way of one's own.
    pub fn service(mut self, service: impl HttpService) -> Self {
        self.service = Some(Arc::new(service));
        self
    }

    /// Has `watch` called before each pause after which a request is sent again.
    pub fn on_retry(mut self, watch: impl Fn(&Retry) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Arc::new(watch));
        self
    }

    /// Whether a file is handed on as it comes: no wrapper is taken off it, and text or bytes that are no table pass. Off by
    /// default. An error document, a page or nothing at all is not the file anyway.
    pub fn as_is(mut self, as_is: bool) -> Self {
        self.as_is = as_is;
        self
    }

    /// Checks what was given and makes the client. Nothing is sent.
    ///
    /// # Errors
    /// `is_invalid` where neither endpoint nor region is given, or one of them is wrong, or the token is missing.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => Endpoint::parse(endpoint, self.allow_http)?,
            (None, Some(region)) => Endpoint::at_region(region, self.allow_http, &|name| std::env::var_os(name))?,
            (None, None) => return Err(Error::setup(catalogue::no_endpoint())),
        };
        let credential = self.credential.ok_or_else(|| Error::setup(catalogue::no_credential()))?;
        let (credential, place) = match credential {
            Credential::User(user) => {
                let place = Identity::endpoint(&user, self.region.as_deref(), &endpoint, self.allow_http)?;
                (Credential::User(user.at(place.0.base(), place.1.as_deref())), Some(place))
            }
            other => (other, None),
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::default()));
        let user_agent =
            HeaderValue::from_str(&self.network.user_agent).map_err(|_| Error::setup(catalogue::bad_user_agent()))?;
        let door = |endpoint: Endpoint, may_be_redirected, identity| {
            let http = self.network.client(&endpoint, may_be_redirected)?;
            Ok(Door {
                transport: Transport::new(http, user_agent.clone(), self.service.clone()),
                endpoint,
                credential: credential.clone(),
                identity,
                clock: clock.clone(),
                answer_timeout: self.answer_timeout,
                idle_timeout: self.idle_timeout,
                deadline: self.deadline,
                retry: self.retry.clone(),
                on_retry: self.on_retry.clone(),
                as_is: self.as_is,
            })
        };
        let identity = match (&credential, place) {
            (Credential::User(user), Some((there, region))) => {
                // A password goes where it was sent to, and to no other place that an answer may name.
                Some(Identity { door: Box::new(door(there, false, None)?), user: user.clone(), region })
            }
            _ => None,
        };
        let door = door(endpoint, credential.may_be_redirected(), identity)?;
        Ok(Client { door: Arc::new(door) })
    }
}
