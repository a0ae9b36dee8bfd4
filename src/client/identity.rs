//! The way from the password of a user to a token, and the moment when a token has to be renewed.

use std::fmt;

use super::Door;
use crate::auth::{Credential, IamUser, Issued, Proof, Token, until, wipe};
use crate::endpoint::Endpoint;
use crate::error::{Error, catalogue};
use crate::generated::iam::CREATE_TOKEN;
use deskledger_runtime::EncodedRequest;

/// The header of the answer that holds the token.
const SUBJECT_TOKEN: &str = "x-subject-token";
/// The gateway's words for a token that has ended, in an answer that may also mean a wrong one.
const ENDED: [&str; 3] = ["token expire", "decrypt token fail", "token has expired"];

/// The identity service, and the user that it knows.
pub(crate) struct Identity {
    pub(super) door: Box<Door>,
    pub(super) user: IamUser,
    pub(super) region: Option<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(&self.door.endpoint.base()).finish()
    }
}

impl Identity {
    /// Where the identity service of a user is: where the user says, else in the region of the service. A password is
    /// not sent to anybody else: beside an address of one's own that of the identity service is named, too.
    pub(super) fn endpoint(
        user: &IamUser,
        region: Option<&str>,
        service: &Endpoint,
        allow_http: bool,
    ) -> Result<(Endpoint, Option<String>), Error> {
        let region = region.or_else(|| service.region());
        if !user.has_project() && region.is_none() {
            return Err(Error::setup(catalogue::no_project()));
        }
        let endpoint = match (user.own_endpoint(), region) {
            (Some(endpoint), _) => Endpoint::parse(endpoint, allow_http)?,
            (None, Some(region)) => Endpoint::of_identity(region)?,
            (None, None) => {
                return Err(Error::setup(catalogue::no_identity_beside(service.base())));
            }
        };
        Ok((endpoint, region.map(str::to_owned)))
    }

    /// The token: the one that is there, or a new one where it ends soon or is the `refused` one. Whoever comes while it is
    /// being fetched waits for it.
    async fn token(&self, refused: Option<u64>) -> Result<Issued, Error> {
        let cache = &self.user.cache;
        let now = || self.door.clock.time_of_day();
        let ended = cache.ended();
        if let Some(issued) = cache.valid(now(), refused) {
            return Ok(issued);
        }
        let _exchange = cache.exchange.lock().await;
        if let Some(issued) = cache.valid(now(), refused) {
            return Ok(issued);
        }
        if let Some(failure) = cache.failure(ended) {
            return Err(failure);
        }
        let outcome = self.exchange().await;
        cache.keep(outcome.map(|(token, answer)| (token, until(&answer, now()))))
    }

    async fn exchange(&self) -> Result<(Token, serde_json::Value), Error> {
        let mut request = self.user.request(self.region.as_deref());
        let wire = request.check().map(|()| Wiped(request.encode()));
        wipe(&mut request.body);
        let wire = wire.map_err(Error::invalid)?;
        let (host, user) = (self.door.endpoint.base(), &self.user);
        tracing::debug!(server.address = host, "exchanging a password for a token");
        let reply =
            self.door.exchange_once(&CREATE_TOKEN, &wire.0, None, 0).await.map_err(|error| error.of_token(host))?;
        let token = reply.header(SUBJECT_TOKEN).filter(|_| reply.status() == 201).map(Token::new);
        let Some(Ok(token)) = token else {
            return Err(Error::not_whole(catalogue::no_token(host, reply.status())).not_retryable());
        };
        tracing::info!(server.address = host, user = ?user, "a new token");
        // The header alone is the token; what else is said is read where it can be.
        Ok((token, reply.json().unwrap_or_default()))
    }
}

/// A request with a secret in its body, wiped wherever its way ends.
struct Wiped(EncodedRequest);

impl Drop for Wiped {
    fn drop(&mut self) {
        if let Some((_, bytes)) = &mut self.0.body {
            zeroize::Zeroize::zeroize(bytes);
        }
    }
}

impl Door {
    /// What the next request proves itself with; `refused` is the number of a token that has ended before its time.
    pub(super) async fn proof(&self, refused: Option<u64>) -> Result<Proof, Error> {
        match (&self.credential, &self.identity) {
            (Credential::Token(token), _) => Ok(Proof::Token(token.clone(), None)),
            (Credential::Key(key), _) => Ok(Proof::Key(key.clone())),
            (Credential::User(_), Some(identity)) => {
                let issued = identity.token(refused).await?;
                Ok(Proof::Token(issued.token, Some(issued.number)))
            }
            (Credential::User(_), None) => Err(Error::setup(catalogue::no_identity())),
        }
    }

    /// The number of the token that was refused because it has ended, where another one can be had. Every other refusal
    /// stands: whoever fails too often is locked.
    pub(super) fn ended(&self, failure: &Error, proof: &Proof) -> Option<u64> {
        let Proof::Token(_, Some(number)) = proof else { return None };
        let code = failure.code().unwrap_or_default();
        let code = code.strip_prefix("APIGW.").or_else(|| code.strip_prefix("APIG."));
        let message = failure.message().unwrap_or_default().to_ascii_lowercase();
        let has_ended = match code {
            Some("0307") => true,
            Some("0301") => ENDED.iter().any(|words| message.contains(words)),
            _ => false,
        };
        (failure.is_unauthorized() && has_ended).then_some(*number)
    }
}
