//! The exchange of a user's password for a token, and its renewal.

use std::fmt;
use std::time::SystemTime;

use deskledger_client::reqwest::Request;
use deskledger_client::{Authorization, Client, ClientBuilder, Error};
use deskledger_runtime::Message;

use super::advice;
use super::iam_user::{IamUser, expiry, wipe};
use super::token::Token;
use crate::generated::iam::CREATE_TOKEN;
use crate::{messages, region};

/// Response header that contains the token.
const SUBJECT_TOKEN: &str = "x-subject-token";
/// Messages of the gateway about an expired token; the same error response may also mean a wrong one.
const EXPIRED: [&str; 3] = ["token expire", "decrypt token fail", "token has expired"];

/// A user as a credential: obtains tokens from the identity service on demand.
pub(crate) struct TokenExchange {
    client: Client,
    user: IamUser,
    region: Option<String>,
}

impl TokenExchange {
    /// Uses the identity service that the user names, otherwise that of the region. A password is never sent to an
    /// inferred host: with an endpoint outside the cloud's domain the user must name the identity service.
    pub(crate) fn new(
        builder: ClientBuilder,
        user: &IamUser,
        region: Option<&str>,
        service: &str,
    ) -> Result<Self, Error> {
        if !user.has_project() && region.is_none() {
            return Err(Error::configuration(messages::no_project()));
        }
        let endpoint = match (user.own_endpoint(), region) {
            (Some(endpoint), _) => endpoint.to_owned(),
            (None, Some(region)) => region::identity(region)?,
            (None, None) => return Err(Error::configuration(messages::no_identity_beside(service))),
        };
        // The password is sent to this address, never to one named in a response.
        let client = builder.endpoint(endpoint).follow_redirects(false).credential(InBody(user.clone())).build()?;
        Ok(Self { user: user.at(client.endpoint(), region), client, region: region.map(str::to_owned) })
    }

    /// Identity service client.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    async fn exchange(&self, now: SystemTime) -> Result<(Token, SystemTime), Error> {
        let mut request = self.user.request(self.region.as_deref());
        let (host, user) = (self.client.endpoint(), &self.user);
        tracing::debug!(server.address = host, "exchanging a password for a token");
        // The header alone is sufficient: the response has no type here.
        let outcome = self.client.call(&CREATE_TOKEN, request.check(), || request.encode()).await;
        wipe(&mut request);
        let response = outcome.map_err(|error| self.rejected(error))?;
        let token = response.header(SUBJECT_TOKEN).filter(|_| response.status() == 201).map(Token::new);
        let Some(Ok(token)) = token else {
            return Err(Error::incomplete(messages::no_token(host, response.status())).not_retryable());
        };
        tracing::info!(server.address = host, user = ?user, "a new token");
        // The header alone is sufficient; the body is parsed if possible.
        Ok((token, expiry(&response.json().unwrap_or_default(), now)))
    }

    /// The error of a failed exchange, with advice.
    fn rejected(&self, error: Error) -> Error {
        let (Some(status), Some(summary)) = (error.status(), error.response_summary()) else { return error };
        let advice = match status {
            400 | 401 => messages::check_user(),
            403 => messages::ask_project(),
            404 => messages::check_identity_project(),
            429 => messages::wait_little(),
            500.. => messages::try_later(),
            _ => messages::check_identity(),
        };
        error.with_text(messages::advised(messages::no_token_but(self.client.endpoint(), summary), advice))
    }
}

impl deskledger_client::Credential for TokenExchange {
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime, expired: Option<u64>) -> Authorization<'a> {
        Box::pin(async move {
            let issued = self.user.cache.get(now, expired, self.exchange(now)).await?;
            issued.token.add_to(request)?;
            Ok(Some(issued.number))
        })
    }

    /// Inserts a placeholder: a preview obtains no token.
    fn preview(&self, request: &mut Request, _: SystemTime) -> Result<(), Error> {
        Token::new("token")?.add_to(request)
    }

    fn redact(&self, text: &str) -> String {
        self.user.redact(text)
    }

    fn advice(&self, status: u16) -> Option<Message> {
        advice::of(status)
    }

    /// Any other error response is final: repeated failures lock the account.
    fn is_expired(&self, error: &Error) -> bool {
        let message = error.message().unwrap_or_default().to_ascii_lowercase();
        error.is_unauthorized()
            && match error.code() {
                Some("APIGW.0307" | "APIG.0307") => true,
                Some("APIGW.0301" | "APIG.0301") => EXPIRED.iter().any(|words| message.contains(words)),
                _ => false,
            }
    }
}

/// Credential of the identity service: it is part of the request body, and redacted in responses that repeat it.
#[derive(Debug)]
struct InBody(IamUser);

impl deskledger_client::Credential for InBody {
    fn preview(&self, _: &mut Request, _: SystemTime) -> Result<(), Error> {
        Ok(())
    }

    fn redact(&self, text: &str) -> String {
        self.0.redact(text)
    }
}

impl fmt::Debug for TokenExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.user.fmt(f)
    }
}
