//! Access keys: the id names the owner, the secret signs.

use std::borrow::Cow;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use deskledger_client::reqwest::{Body, Request, Url};
use deskledger_client::{Error, Secret};
use deskledger_runtime::percent::percent_decode;
use deskledger_runtime::{DateTime, Message};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};

use super::advice;
use super::sign::{self, SigningRequest};
use super::token::Token;
use crate::messages;

static DATE: HeaderName = HeaderName::from_static("x-sdk-date");
static PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");
static SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");
/// Maximum length of id and secret, in characters.
const MAX_LENGTH: usize = 255;

/// Access key (AK and SK), permanent or temporary. It signs requests with SDK-HMAC-SHA256. The secret is never sent or
/// shown, and is wiped from memory when dropped.
///
/// ```
/// use deskledger::AccessKey;
/// let key = AccessKey::new("HPUAB2C3", "secret")?;
/// assert_eq!(format!("{key:?}"), "AccessKey(HPUAB2C3)");
/// assert!(AccessKey::new("HPUAB2C3", "").is_err());
/// # Ok::<(), deskledger::Error>(())
/// ```
#[derive(Clone)]
pub struct AccessKey {
    id: String,
    secret: Secret,
    security_token: Option<Token>,
}

impl AccessKey {
    /// Creates a key from its id (AK) and secret (SK).
    ///
    /// # Errors
    /// `is_invalid` if one of them is empty, longer than 255 characters, or contains characters other than printable
    /// ASCII.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        let (id, secret) = (id.into(), Secret::new(secret));
        for (what, text) in [(messages::access_key_id(), id.as_str()), (messages::secret_access_key(), secret.expose())]
        {
            let is_text = text.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
            if text.is_empty() || text.len() > MAX_LENGTH || !is_text {
                let found = if is_text { messages::characters(text.len()) } else { messages::another_character() };
                return Err(Error::configuration(messages::plain_characters(MAX_LENGTH, found)).within(what));
            }
        }
        if id.contains([',', '=']) {
            return Err(Error::configuration(messages::no_separator()).within(messages::access_key_id()));
        }
        Ok(Self { id, secret, security_token: None })
    }

    /// Adds the security token of a temporary key.
    #[must_use]
    pub fn with_security_token(mut self, security_token: Token) -> Self {
        self.security_token = Some(security_token);
        self
    }

    /// Signs a request that is otherwise complete.
    fn sign(&self, request: &mut Request, now: SystemTime) -> Result<(), Error> {
        let date = date(now)?;
        let headers = request.headers_mut();
        headers.insert(&DATE, header(&date)?);
        if let Some(token) = &self.security_token {
            headers.insert(&SECURITY_TOKEN, token.header()?);
        }
        if let Some(project_id) = project_id(request.url()) {
            request.headers_mut().insert(&PROJECT_ID, header(&project_id)?);
        }
        let host = host(request.url());
        let mut signed = vec![("host", host.as_str())];
        for name in [&CONTENT_TYPE, &DATE, &PROJECT_ID, &SECURITY_TOKEN] {
            if let Some(value) = request.headers().get(name) {
                let value = value.to_str().map_err(|_| Error::configuration(messages::unsigned_header()))?;
                signed.push((name.as_str(), value));
            }
        }
        let path = segments(request.url().path())?;
        let query: Vec<(String, String)> = request.url().query_pairs().into_owned().collect();
        let signable = SigningRequest {
            method: request.method().as_str(),
            path: &path,
            query: &query,
            headers: &signed,
            body: request.body().and_then(Body::as_bytes).unwrap_or_default(),
        };
        let mut proof = header(&sign::sign(signable, &self.id, self.secret.expose(), &date))?;
        proof.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, proof);
        Ok(())
    }
}

impl deskledger_client::Credential for AccessKey {
    fn preview(&self, request: &mut Request, now: SystemTime) -> Result<(), Error> {
        self.sign(request, now)
    }

    fn redact(&self, text: &str) -> String {
        self.security_token.as_ref().map_or_else(|| text.to_owned(), |token| token.redact(text))
    }

    fn advice(&self, status: u16) -> Option<Message> {
        advice::of(status)
    }

    /// A signature covers one address.
    fn allows_redirects(&self) -> bool {
        false
    }

    fn depends_on_clock(&self) -> bool {
        true
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccessKey({})", self.id)
    }
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::configuration(messages::unsigned_value()))
}

/// Time in the format of the header: `20200424T030247Z`.
fn date(now: SystemTime) -> Result<String, Error> {
    let seconds = now.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok());
    let time = seconds.and_then(DateTime::from_unix_seconds);
    let time = time.ok_or_else(|| Error::configuration(messages::no_date()))?;
    Ok(time.to_string().replace(['-', ':'], ""))
}

/// Host in the format of the `Host` header: the port only if it is not the default.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Project of a path such as `/v2/PROJECT/connections`; regional services expect it next to the signature.
fn project_id(url: &Url) -> Option<String> {
    let is_version = |segment: &&str| segment.strip_prefix('v').is_some_and(|version| version.parse::<u8>().is_ok());
    let mut segments = url.path_segments()?.skip_while(|segment| !is_version(segment)).skip(1);
    segments.next().filter(|segment| !segment.is_empty()).map(str::to_owned)
}

/// Percent-decoded segments of a path: the signature encodes them canonically.
fn segments(path: &str) -> Result<Vec<String>, Error> {
    let decoded = |segment: &str| percent_decode(segment, false).map(Cow::into_owned);
    let segments: Option<Vec<String>> = path.split('/').skip(1).map(decoded).collect();
    segments.ok_or_else(|| Error::configuration(messages::unsigned_path()))
}
