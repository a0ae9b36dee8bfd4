//! Request authorization.

use std::fmt;
use std::pin::Pin;
use std::time::SystemTime;

use deskledger_runtime::{Message, Security, SecurityKind, SecurityRequirement, SecurityScheme};
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderName};

use crate::error::Error;
use crate::messages;
use crate::secret::Secret;

/// Security requirements of a call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallSecurity {
    /// The alternatives; none where the document does not say.
    pub accepted: Security,
    /// Whether the client has a certificate.
    pub has_certificate: bool,
}

/// The first alternative of a call for which every credential is there.
///
/// # Errors
/// `is_invalid` where there is none: nothing is sent then.
pub(crate) fn accepted(
    call: CallSecurity,
    is_given: impl Fn(&SecurityScheme) -> bool,
) -> Result<&'static [SecurityRequirement], Error> {
    let is_there = |one: &SecurityRequirement| {
        is_given(one.scheme) || (call.has_certificate && one.scheme.kind == SecurityKind::MutualTls)
    };
    let whole = call.accepted.iter().find(|one| !one.is_empty() && one.iter().all(is_there));
    if call.accepted.is_empty() || call.accepted.iter().any(|one| one.is_empty()) {
        return Ok(whole.copied().unwrap_or_default());
    }
    let name = |one: &SecurityRequirement| one.scheme.name;
    let names = |one: &&[SecurityRequirement]| one.iter().map(name).collect::<Vec<_>>().join(" + ");
    let missing = || call.accepted.iter().map(names).collect::<Vec<_>>().join(", ");
    whole.copied().ok_or_else(|| Error::configuration(messages::no_credential(missing())))
}

/// Authorizes requests: a key in a header, a signature, or a token that another service issues.
///
/// The `Debug` output must not contain secrets.
pub trait Credential: fmt::Debug + Send + Sync + 'static {
    /// Authorizes a request that is otherwise complete. Without an implementation of its own as [`Self::preview`] does.
    ///
    /// Returns the number of the token if the credential can obtain a new one. `expired` is the number of a token that
    /// the service has rejected as expired.
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime, _expired: Option<u64>) -> Authorization<'a> {
        Box::pin(std::future::ready(self.preview(request, now).map(|()| None)))
    }

    /// Authorizes a request for display, without obtaining a token. Secret values are marked as sensitive.
    ///
    /// # Errors
    /// The request cannot be authorized.
    fn preview(&self, request: &mut Request, now: SystemTime) -> Result<(), Error>;

    /// Authorizes a request of a call that accepts these security schemes. Without an implementation of its own as every
    /// request.
    fn authorize_call<'a>(
        &'a self,
        request: &'a mut Request,
        _call: CallSecurity,
        now: SystemTime,
        expired: Option<u64>,
    ) -> Authorization<'a> {
        self.authorize(request, now, expired)
    }

    /// Like [`Self::preview`], for a call that accepts these security schemes.
    ///
    /// # Errors
    /// The request cannot be authorized.
    fn preview_call(&self, request: &mut Request, _call: CallSecurity, now: SystemTime) -> Result<(), Error> {
        self.preview(request, now)
    }

    /// The text with secrets redacted that a server may have repeated.
    fn redact(&self, text: &str) -> String;

    /// Whether an error response means that the token has expired and a new one may succeed.
    fn is_expired(&self, _error: &Error) -> bool {
        false
    }

    /// Advice for an error response with this status, if the credential has more specific advice than the client.
    fn advice(&self, _status: u16) -> Option<Message> {
        None
    }

    /// Whether an authorized request may be redirected within the same host.
    fn allows_redirects(&self) -> bool {
        true
    }

    /// Whether the authorization depends on the current time, as a signature does.
    fn depends_on_clock(&self) -> bool {
        false
    }
}

/// The authorization of one request.
pub type Authorization<'a> = Pin<Box<dyn Future<Output = Result<Option<u64>, Error>> + Send + 'a>>;

/// A secret in a header: an API key or a bearer token.
///
/// ```
/// use deskledger_client::{HeaderCredential, Secret};
/// let key = HeaderCredential::new(http::HeaderName::from_static("x-api-key"), Secret::new("hunter2"));
/// assert_eq!(format!("{key:?}"), "HeaderCredential(x-api-key: 7 characters)");
/// ```
#[derive(Clone)]
pub struct HeaderCredential {
    name: HeaderName,
    prefix: &'static str,
    secret: Secret,
}

impl HeaderCredential {
    /// The secret as the value of a header.
    pub fn new(name: HeaderName, secret: Secret) -> Self {
        Self { name, prefix: "", secret }
    }

    /// `Authorization: Bearer SECRET`.
    pub fn bearer(secret: Secret) -> Self {
        Self { name: AUTHORIZATION, prefix: "Bearer ", secret }
    }
}

impl fmt::Debug for HeaderCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeaderCredential({}: {} characters)", self.name, self.secret.len())
    }
}

impl Credential for HeaderCredential {
    fn preview(&self, request: &mut Request, _: SystemTime) -> Result<(), Error> {
        let value = self.secret.header(self.prefix)?;
        request.headers_mut().insert(&self.name, value);
        Ok(())
    }

    fn redact(&self, text: &str) -> String {
        self.secret.redact(text, "[secret]")
    }
}
