//! Credentials by the security schemes of a document.

use std::fmt;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskledger_runtime::percent::{percent_decode, percent_encode};
use deskledger_runtime::{EncodedRequest, Operation, ParameterIn, SecurityKind, SecurityRequirement, SecurityScheme};
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName};

use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::credential::{Authorization, CallSecurity, Credential, accepted};
use crate::error::Error;
use crate::messages;
use crate::secret::{Secret, wipe};
use crate::token_cache::TokenCache;

/// Lifetime of a token whose response does not state one; the service may reject it earlier.
const LIFETIME: Duration = Duration::from_secs(3600);
/// Time before expiry at which a token is renewed.
const MARGIN: Duration = Duration::from_secs(30);

/// Credentials for the security schemes of a document. A call sends those that it accepts, and no others.
///
/// ```
/// use deskledger_client::{Client, SchemeCredentials, Secret};
/// use deskledger_runtime::{ParameterIn, SecurityKind, SecurityScheme};
/// // Generated, as `security::KEY`.
/// static KEY: SecurityScheme =
///     SecurityScheme { name: "key", kind: SecurityKind::ApiKey(ParameterIn::Query, "api_key"), description: "" };
/// let credentials = SchemeCredentials::new().secret(&KEY, Secret::new("hunter2"));
/// assert_eq!(format!("{credentials:?}"), r#"SchemeCredentials["key"]"#);
/// let client = Client::builder().endpoint("https://api.example").credential(credentials).build()?;
/// # Ok::<(), deskledger_client::Error>(())
/// ```
#[derive(Default)]
pub struct SchemeCredentials {
    given: Vec<(&'static SecurityScheme, Given)>,
}

enum Given {
    Secret(Secret),
    Login(String, Secret),
    Client(Box<ClientCredentials>),
}

impl SchemeCredentials {
    /// No credentials.
    pub fn new() -> Self {
        Self::default()
    }

    /// An API key, or a token: of `bearer`, OAuth 2.0 or OpenID Connect.
    #[must_use]
    pub fn secret(self, scheme: &'static SecurityScheme, secret: Secret) -> Self {
        self.with(scheme, Given::Secret(secret))
    }

    /// User name and password of the scheme `basic`.
    #[must_use]
    pub fn basic(self, scheme: &'static SecurityScheme, user: impl Into<String>, password: Secret) -> Self {
        self.with(scheme, Given::Login(user.into(), password))
    }

    /// The client credentials flow of OAuth 2.0.
    #[must_use]
    pub fn client_credentials(self, scheme: &'static SecurityScheme, client: ClientCredentials) -> Self {
        self.with(scheme, Given::Client(client.into()))
    }

    fn with(mut self, scheme: &'static SecurityScheme, given: Given) -> Self {
        self.given.retain(|(one, _)| *one != scheme);
        self.given.push((scheme, given));
        self
    }

    fn of(&self, scheme: &SecurityScheme) -> Option<&Given> {
        self.given.iter().find(|(one, _)| *one == scheme).map(|(_, given)| given)
    }

    /// The requirements of a call that the given credentials have to meet.
    fn needed(&self, call: CallSecurity) -> Result<&'static [SecurityRequirement], Error> {
        accepted(call, |scheme| self.of(scheme).is_some())
    }

    async fn send(
        &self,
        request: &mut Request,
        schemes: impl Iterator<Item = &'static SecurityScheme>,
        now: SystemTime,
        expired: Option<u64>,
    ) -> Result<Option<u64>, Error> {
        let mut number = None;
        for scheme in schemes {
            match self.of(scheme) {
                Some(Given::Client(client)) => {
                    let issued = client.cache.get(now, expired, client.exchange(now)).await?;
                    number = Some(issued.number);
                    write(request, scheme, &Given::Secret(issued.token))?;
                }
                Some(given) => write(request, scheme, given)?,
                None => {}
            }
        }
        Ok(number)
    }

    /// Adds the schemes for display. A key in the query is not shown, either.
    fn show(&self, request: &mut Request, schemes: impl Iterator<Item = &'static SecurityScheme>) -> Result<(), Error> {
        let shown = Given::Secret(Secret::new("hidden"));
        for scheme in schemes {
            match self.of(scheme) {
                Some(given @ Given::Login(..)) => write(request, scheme, given)?,
                Some(_) => write(request, scheme, &shown)?,
                None => {}
            }
        }
        Ok(())
    }
}

/// Adds a credential to a request.
fn write(request: &mut Request, scheme: &SecurityScheme, given: &Given) -> Result<(), Error> {
    let (name, value) = match (scheme.kind, given) {
        (SecurityKind::ApiKey(ParameterIn::Query, name), Given::Secret(secret)) => {
            let before = request.url().query().map(|query| format!("{query}&")).unwrap_or_default();
            let query = format!("{before}{}={}", percent_encode(name), percent_encode(secret.expose()));
            request.url_mut().set_query(Some(&query));
            return Ok(());
        }
        (SecurityKind::ApiKey(ParameterIn::Cookie, name), Given::Secret(secret)) => {
            let before = request.headers().get(COOKIE).and_then(|value| value.to_str().ok());
            let before = before.map(|cookies| format!("{cookies}; ")).unwrap_or_default();
            (COOKIE, secret.header(&format!("{before}{name}="))?)
        }
        (SecurityKind::ApiKey(_, name), Given::Secret(secret)) => {
            let wrong = |_| Error::configuration(messages::no_header(name));
            (name.parse::<HeaderName>().map_err(wrong)?, secret.header("")?)
        }
        (SecurityKind::Bearer | SecurityKind::OAuth2(_) | SecurityKind::OpenIdConnect(_), Given::Secret(secret)) => {
            (AUTHORIZATION, secret.header("Bearer ")?)
        }
        (SecurityKind::Basic, Given::Login(user, password)) => {
            (AUTHORIZATION, encoded(user, password).header("Basic ")?)
        }
        (SecurityKind::MutualTls, _) => return Ok(()),
        _ => return Err(Error::configuration(messages::other_credential(scheme.name))),
    };
    request.headers_mut().insert(name, value);
    Ok(())
}

fn encoded(user: &str, password: &Secret) -> Secret {
    Secret::new(STANDARD.encode(format!("{user}:{}", password.expose())))
}

impl Credential for SchemeCredentials {
    /// Every credential: the request is not known to be a call of the document.
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime, expired: Option<u64>) -> Authorization<'a> {
        Box::pin(self.send(request, self.given.iter().map(|(scheme, _)| *scheme), now, expired))
    }

    fn authorize_call<'a>(
        &'a self,
        request: &'a mut Request,
        call: CallSecurity,
        now: SystemTime,
        expired: Option<u64>,
    ) -> Authorization<'a> {
        Box::pin(async move { self.send(request, self.needed(call)?.iter().map(|one| one.scheme), now, expired).await })
    }

    fn preview(&self, request: &mut Request, _: SystemTime) -> Result<(), Error> {
        self.show(request, self.given.iter().map(|(scheme, _)| *scheme))
    }

    fn preview_call(&self, request: &mut Request, call: CallSecurity, _: SystemTime) -> Result<(), Error> {
        self.show(request, self.needed(call)?.iter().map(|one| one.scheme))
    }

    fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let mut hide = |secret: &Secret| text = secret.redact(&text, "[secret]");
        for (_, given) in &self.given {
            match given {
                Given::Secret(secret) => {
                    hide(secret);
                    hide(&Secret::new(percent_encode(secret.expose())));
                }
                Given::Login(user, password) => {
                    hide(&encoded(user, password));
                    hide(password);
                    // The secret of a client is encoded as in a form.
                    percent_decode(password.expose(), false).iter().for_each(|one| hide(&Secret::new(one.as_ref())));
                }
                Given::Client(client) => {
                    hide(&client.secret);
                    client.cache.last().iter().for_each(|issued| hide(&issued.token));
                }
            }
        }
        text
    }

    fn is_expired(&self, error: &Error) -> bool {
        error.is_unauthorized()
    }
}

impl fmt::Debug for SchemeCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SchemeCredentials")?;
        f.debug_list().entries(self.given.iter().map(|(scheme, _)| scheme.name)).finish()
    }
}

/// The client credentials flow of OAuth 2.0: tokens are requested on demand, once for all concurrent calls, and renewed
/// before they end and when the service rejects one.
///
/// ```
/// use deskledger_client::{Client, ClientCredentials, Secret};
/// let endpoint = Client::builder().endpoint("https://login.example/token");
/// let client = ClientCredentials::new(endpoint, "my-service", Secret::new("hunter2"))?.scope("read");
/// assert!(!format!("{client:?}").contains("hunter2"));
/// # Ok::<(), deskledger_client::Error>(())
/// ```
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    scopes: Vec<String>,
    client: Client,
    cache: TokenCache<Secret>,
}

/// The request for a token, of RFC 6749, 4.4.2.
static TOKEN: Operation = Operation {
    id: "token",
    method: "POST",
    path: "",
    summary: "",
    description: "",
    deprecation: None,
    tags: &[],
    needs_credential: true,
    security: &[&[SecurityRequirement { scheme: &LOGIN, scopes: &[] }]],
    parameters: &[],
    rules: &[],
    responses: &[],
};
static LOGIN: SecurityScheme = SecurityScheme { name: "client", kind: SecurityKind::Basic, description: "" };

impl ClientCredentials {
    /// The client with its secret. The endpoint of the builder is the token endpoint; its timeouts, proxy and
    /// certificates apply to token requests.
    ///
    /// # Errors
    /// Those of [`ClientBuilder::build`].
    pub fn new(builder: ClientBuilder, id: impl Into<String>, secret: Secret) -> Result<Self, Error> {
        let id = id.into();
        // RFC 6749, 2.3.1: both are encoded as in a form.
        let (user, password) = (percent_encode(&id), Secret::new(percent_encode(secret.expose())));
        let login = SchemeCredentials::new().basic(&LOGIN, user, password);
        // The secret is sent to this address, never to one named in a response.
        let client = builder.follow_redirects(false).credential(login).build()?;
        Ok(Self { id, secret, scopes: Vec::new(), client, cache: TokenCache::default() })
    }

    /// The token endpoint that the document states for a scheme, with the default settings.
    ///
    /// # Errors
    /// The document states none, or it is not an absolute address.
    pub fn of_scheme(scheme: &SecurityScheme, id: impl Into<String>, secret: Secret) -> Result<Self, Error> {
        let SecurityKind::OAuth2(url) = scheme.kind else {
            return Err(Error::configuration(messages::other_credential(scheme.name)));
        };
        Self::new(Client::builder().endpoint(url), id, secret)
    }

    /// Requests a scope. May be called several times.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    async fn exchange(&self, now: SystemTime) -> Result<(Secret, SystemTime), Error> {
        let form = || {
            let scope = percent_encode(&self.scopes.join(" "));
            let scope = if scope.is_empty() { scope } else { format!("&scope={scope}") };
            let mut request = EncodedRequest::new(&TOKEN);
            let form = format!("grant_type=client_credentials{scope}");
            request.body = Some(("application/x-www-form-urlencoded".to_owned(), form.into_bytes()));
            request
        };
        let mut body: serde_json::Value = self.client.call(&TOKEN, Ok(()), form).await?.json()?;
        let is_bearer = body["token_type"].as_str().is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        let token = body["access_token"].as_str().filter(|token| is_bearer && !token.is_empty()).map(Secret::new);
        let seconds = body["expires_in"].as_u64().or_else(|| body["expires_in"].as_str()?.parse().ok());
        wipe(&mut body);
        let missing = || Error::incomplete(messages::no_bearer_token(self.client.endpoint())).not_retryable();
        let lifetime = seconds.map_or(LIFETIME, |seconds| Duration::from_secs(seconds.min(u32::MAX.into())));
        let until = now + lifetime.saturating_sub(MARGIN.min(lifetime / 10));
        Ok((token.ok_or_else(missing)?, until))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("id", &self.id).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}
