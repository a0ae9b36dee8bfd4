//! A token that another service issues: obtained once for all concurrent callers, kept until it expires.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::error::Error;

/// The current token of a credential. Concurrent callers wait for one exchange, and share its outcome.
#[derive(Debug)]
pub struct TokenCache<T> {
    /// Held during an exchange.
    exchange: tokio::sync::Mutex<()>,
    issued: Mutex<Option<IssuedToken<T>>>,
    failure: Mutex<Option<Error>>,
    /// Exchanges that have ended.
    ended: AtomicU64,
}

/// A token with its number and the time until which it is used.
#[derive(Clone, Debug)]
pub struct IssuedToken<T> {
    /// The token.
    pub token: T,
    /// Distinguishes one token of a cache from the next.
    pub number: u64,
    until: SystemTime,
}

impl<T> Default for TokenCache<T> {
    fn default() -> Self {
        Self { exchange: Default::default(), issued: Mutex::new(None), failure: Mutex::new(None), ended: 0.into() }
    }
}

impl<T: Clone> TokenCache<T> {
    /// The last token, expired or not.
    pub fn last(&self) -> Option<IssuedToken<T>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The current token, or the one of `exchange`, which returns a token and the time until which it is used; `expired` is
    /// the number of a token that the service has rejected as expired.
    ///
    /// # Errors
    /// Those of the exchange. A rejected credential stays rejected: repeated failures lock accounts.
    pub async fn get(
        &self,
        now: SystemTime,
        expired: Option<u64>,
        exchange: impl Future<Output = Result<(T, SystemTime), Error>>,
    ) -> Result<IssuedToken<T>, Error> {
        let ended = self.ended.load(Ordering::SeqCst);
        if let Some(issued) = self.valid(now, expired) {
            return Ok(issued);
        }
        let _exchange = self.exchange.lock().await;
        if let Some(issued) = self.valid(now, expired) {
            return Ok(issued);
        }
        if let Some(failure) = self.shared_failure(ended) {
            return Err(failure);
        }
        self.keep(exchange.await)
    }

    fn valid(&self, now: SystemTime, expired: Option<u64>) -> Option<IssuedToken<T>> {
        self.last().filter(|issued| now < issued.until && expired != Some(issued.number))
    }

    /// The failure of an exchange that ended after the caller began to wait, and any rejection of the credential.
    fn shared_failure(&self, ended: u64) -> Option<Error> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let is_shared = |failure: &&Error| {
            failure.is_unauthorized() || failure.is_forbidden() || self.ended.load(Ordering::SeqCst) > ended
        };
        failure.as_ref().filter(is_shared).map(Error::again)
    }

    fn keep(&self, outcome: Result<(T, SystemTime), Error>) -> Result<IssuedToken<T>, Error> {
        let number = self.ended.fetch_add(1, Ordering::SeqCst);
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let issued = outcome
            .map(|(token, until)| IssuedToken { token, until, number })
            .inspect_err(|error| *failure = Some(error.again()))?;
        *failure = None;
        *self.issued.lock().unwrap_or_else(PoisonError::into_inner) = Some(issued.clone());
        Ok(issued)
    }
}
