//! Whether there is a service at all: a request that asks for nothing, and shows no credential.

use std::time::SystemTime;

use futures_util::future::{Either, select};
use reqwest::header::DATE;

use super::{Client, Door, service};
use crate::error::{Error, Stage};

/// What an endpoint answers to a request for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Probe {
    /// Status of the answer. Any one says that a service is there.
    pub status: u16,
    /// Time of day there, to the second, where the answer tells it.
    pub date: Option<SystemTime>,
    /// Whether it speaks HTTP/2.
    pub is_http2: bool,
}

impl Client {
    /// Asks for the headers of the endpoint (`HEAD`), once and without a credential: for programs that look for the reason
    /// of a failure. Certificates, proxy and timeouts are those of every request.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use deskledger::{Client, Token};
    /// let client = Client::builder().endpoint("http://127.0.0.1:9").token(Token::new("secret")?).build()?;
    /// assert!(client.probe().await.unwrap_err().is_network());
    /// # Ok::<(), deskledger::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `is_network` where there is no answer.
    pub async fn probe(&self) -> Result<Probe, Error> {
        self.door.probe().await
    }

    /// Asks for the headers of the identity service, as [`Client::probe`] does; `None` where the credential needs none.
    ///
    /// # Errors
    /// `is_network` where there is no answer.
    pub async fn probe_identity(&self) -> Option<Result<Probe, Error>> {
        match &self.door.identity {
            Some(identity) => Some(identity.door.probe().await),
            None => None,
        }
    }
}

impl Door {
    async fn probe(&self) -> Result<Probe, Error> {
        let request = self.transport.http().head(format!("{}/", self.endpoint.base())).build();
        let sent = Box::pin(self.transport.execute(request.map_err(|error| self.unreached(&error))?));
        let answer = match select(sent, self.clock.sleep(self.answer_timeout)).await {
            Either::Left((answer, _)) => answer.map_err(|error| self.unreached(&error))?,
            Either::Right(_) => return Err(Error::network(Stage::Request, self.silence())),
        };
        if let Some(failure) = service::failure(&answer) {
            return Err(self.unanswered(failure));
        }
        let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|text| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok());
        Ok(Probe {
            status: answer.status().as_u16(),
            date: date.and_then(|date| date.try_into().ok()),
            is_http2: answer.version() == reqwest::Version::HTTP_2,
        })
    }
}
