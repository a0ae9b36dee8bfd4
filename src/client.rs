//! The client of this API: configured by region or endpoint, with the credentials of this vendor.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use deskledger_client::{Clock, Endpoint, Error, Probe, Retry, RetryPolicy, Transport};

use crate::credentials::token_exchange::TokenExchange;
use crate::credentials::{Credential, Token};
use crate::records_file::RecordsFile;
use crate::{messages, region};

/// Sends requests to one endpoint with one credential. Cheap to clone; clones share their connections.
///
/// The vendor-neutral part is [`deskledger_client::Client`].
#[derive(Clone)]
pub struct Client {
    client: deskledger_client::Client,
    /// Identity service client, for credentials that need one.
    identity: Option<deskledger_client::Client>,
}

impl Client {
    /// A builder with the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Address of the identity service, which exchanges a password for a token.
    pub fn identity_endpoint(&self) -> Option<&str> {
        self.identity.as_ref().map(|identity| identity.endpoint())
    }

    /// Requests the headers of the identity service, like [`deskledger_client::Client::probe`]; `None` if the
    /// credential needs no identity service.
    ///
    /// # Errors
    /// `is_network` if there is no response.
    pub async fn probe_identity(&self) -> Option<Result<Probe, Error>> {
        Some(self.identity.as_ref()?.probe().await)
    }
}

impl Deref for Client {
    type Target = deskledger_client::Client;

    fn deref(&self) -> &Self::Target {
        &self.client
    }
}

impl From<Client> for deskledger_client::Client {
    fn from(client: Client) -> Self {
        client.client
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
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
    builder: deskledger_client::ClientBuilder,
    endpoint: Option<String>,
    region: Option<String>,
    credential: Option<Credential>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("builder", &self.builder)
            .field("endpoint", &self.endpoint.as_deref().map(Endpoint::shown))
            .field("region", &self.region)
            .field("credential", &self.credential)
            .finish()
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        let builder = deskledger_client::Client::builder()
            .user_agent(concat!("deskledger/", env!("CARGO_PKG_VERSION")))
            .content_check(RecordsFile);
        Self { builder, endpoint: None, region: None, credential: None }
    }
}

/// Delegates settings to the inner builder, with their documentation.
macro_rules! settings {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(
            #[doc = concat!("See [`deskledger_client::ClientBuilder::", stringify!($name), "`].")]
            pub fn $name(self, $($argument: $type),*) -> Self {
                Self { builder: self.builder.$name($($argument),*), ..self }
            }
        )*
    };
}

impl ClientBuilder {
    settings! {
        allow_http(allow: bool);
        connect_timeout(timeout: Duration);
        response_timeout(timeout: Duration);
        idle_timeout(timeout: Duration);
        total_timeout(timeout: Duration);
        root_certificates(pem: impl Into<Vec<u8>>);
        client_certificate(certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>);
        proxy(address: impl Into<String>);
        retry(policy: RetryPolicy);
        user_agent(user_agent: impl Into<String>);
        clock(clock: impl Clock);
        transport(transport: impl Transport);
        on_retry(watch: impl Fn(&Retry) + Send + Sync + 'static);
        raw(raw: bool);
    }

    /// Address of the service: `https` or `http`, optionally with a path. Takes precedence over the region.
    ///
    /// A loopback endpoint is reached directly, any other one through the system proxy.
    pub fn endpoint(self, endpoint: impl Into<String>) -> Self {
        Self { endpoint: Some(endpoint.into()), ..self }
    }

    /// Region of the service, for example `cn-north-4`, which determines the endpoint. As in the vendor's SDKs, the
    /// environment variable `HUAWEICLOUD_SDK_REGION_WORKSPACE_<REGION>` (`..._CN_NORTH_4`) overrides the address.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { region: Some(region.into()), ..self }
    }

    /// The credential: a [`Token`], an [`AccessKey`](crate::AccessKey), a [discovered](Credential::find) one, or an
    /// [`IamUser`](crate::IamUser) whose password is exchanged for a token.
    pub fn credential(self, credential: impl Into<Credential>) -> Self {
        Self { credential: Some(credential.into()), ..self }
    }

    /// Uses a token as the credential.
    pub fn token(self, token: Token) -> Self {
        self.credential(token)
    }

    /// Validates the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    /// `is_invalid` if endpoint and region are both missing, a setting is not valid, or the credential is missing. All of these
    /// are reported at once.
    pub fn build(self) -> Result<Client, Error> {
        let allow_http = self.builder.allows_http();
        let address = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => Ok(endpoint.clone()),
            (None, Some(region)) => region::service(region, allow_http, &|name| std::env::var_os(name)),
            (None, None) => Err(Error::configuration(messages::no_endpoint())),
        };
        let endpoint = address.and_then(|address| Endpoint::parse(&address, allow_http));
        let credential = self.credential.ok_or_else(|| Error::configuration(messages::no_credential()));
        let (endpoint, credential) = match (endpoint, credential) {
            (Ok(endpoint), Ok(credential)) => (endpoint, credential),
            (endpoint, credential) => {
                // The other settings do not depend on the endpoint.
                let others = self.builder.endpoint("https://localhost").build().err();
                return Err(Error::configurations([endpoint.err(), credential.err(), others].into_iter().flatten()));
            }
        };
        let builder = self.builder.endpoint(endpoint.base());
        let (builder, identity) = match credential {
            Credential::Token(token) => (builder.credential(token), None),
            Credential::Key(key) => (builder.credential(key), None),
            Credential::User(user) => {
                let region = self.region.as_deref().or_else(|| region::of(endpoint.base()));
                let exchange = TokenExchange::new(builder.clone(), &user, region, endpoint.base())?;
                let identity = exchange.client().clone();
                (builder.credential(exchange), Some(identity))
            }
        };
        Ok(Client { client: builder.build()?, identity })
    }
}
