//! The exchange of a user's password for a token, and its renewal.

use std::fmt;
use std::time::SystemTime;

use deskledger_client::reqwest::Request;
use deskledger_client::{Authorization, Client, ClientBuilder, Error, wipe};
use deskledger_runtime::Message;

use super::advice;
use super::iam_user::{IamUser, expiry};
use super::token::Token;
use crate::{messages, region};

/// The response header that holds the token.
const SUBJECT_TOKEN: &str = "x-subject-token";
/// The gateway's words for an expired token, in a response that may also mean a wrong one.
const EXPIRED: [&str; 3] = ["token expire", "decrypt token fail", "token has expired"];

/// A user as a credential: tokens of the identity service, obtained when they are needed.
pub(crate) struct TokenExchange {
    client: Client,
    user: IamUser,
    region: Option<String>,
}

impl TokenExchange {
    /// The identity service of a user: the one that the user names, else the one of the region. A password is never sent to
    /// an inferred host: beside an endpoint that is not of the cloud, the user has to name the identity service.
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
        // A password goes to this address, and to none that a response names.
        let builder = builder.endpoint(endpoint).follow_redirects(false).credential(InBody(user.clone()));
        let client = builder.build()?;
        let user = user.at(client.endpoint(), region);
        Ok(Self { client, user, region: region.map(str::to_owned) })
    }

    /// The client of the identity service.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    async fn exchange(&self, now: SystemTime) -> Result<(Token, SystemTime), Error> {
        let mut request = self.user.request(self.region.as_deref());
        let (host, user) = (self.client.endpoint(), &self.user);
        tracing::debug!(server.address = host, "exchanging a password for a token");
        let outcome = request.send(&self.client).await;
        wipe(&mut request.body);
        let response = outcome.map_err(|error| self.rejected(error))?;
        let token = response.header(SUBJECT_TOKEN).filter(|_| response.status() == 201).map(Token::new);
        let Some(Ok(token)) = token else {
            return Err(Error::incomplete(messages::no_token(host, response.status())).not_retryable());
        };
        tracing::info!(server.address = host, user = ?user, "a new token");
        // The header alone is the token; the rest is parsed where possible.
        Ok((token, expiry(&response.json().unwrap_or_default(), now)))
    }

    /// The failure of an exchange, with what to do about it.
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

    /// A placeholder: no token is obtained for a request that is not sent.
    fn preview(&self, request: &mut Request, _: SystemTime) -> Result<(), Error> {
        Token::new("token")?.add_to(request)
    }

    fn redact(&self, text: &str) -> String {
        self.user.redact(text)
    }

    fn advice(&self, status: u16) -> Option<Message> {
        advice::of(status)
    }

    /// Every other error response stands: repeated failures lock the account.
    fn is_expired(&self, error: &Error) -> bool {
        let code = error.code().unwrap_or_default();
        let code = code.strip_prefix("APIGW.").or_else(|| code.strip_prefix("APIG."));
        let message = error.message().unwrap_or_default().to_ascii_lowercase();
        let is_expired = match code {
            Some("0307") => true,
            Some("0301") => EXPIRED.iter().any(|words| message.contains(words)),
            _ => false,
        };
        error.is_unauthorized() && is_expired
    }
}

/// The credential of the identity service: it is in the body of the request, and removed from responses that repeat it.
#[derive(Debug)]
struct InBody(IamUser);

impl deskledger_client::Credential for InBody {
    fn authorize<'a>(&'a self, _: &'a mut Request, _: SystemTime, _: Option<u64>) -> Authorization<'a> {
        Box::pin(std::future::ready(Ok(None)))
    }

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
