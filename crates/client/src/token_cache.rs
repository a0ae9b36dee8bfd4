//! Cache of issued tokens: one exchange for all concurrent callers, reused until the token expires.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::error::Error;

/// The current token of a credential. Concurrent callers wait for one exchange and share its outcome.
#[derive(Debug)]
pub struct TokenCache<T> {
    /// Locked during an exchange.
    exchange: tokio::sync::Mutex<()>,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    issued: Option<IssuedToken<T>>,
    failure: Option<Error>,
    /// Number of finished exchanges.
    ended: u64,
}

/// A token with its number and its expiry.
#[derive(Clone, Debug)]
pub struct IssuedToken<T> {
    /// The token.
    pub token: T,
    /// Distinguishes the tokens of a cache.
    pub number: u64,
    until: SystemTime,
}

impl<T> Default for TokenCache<T> {
    fn default() -> Self {
        let state = State { issued: None, failure: None, ended: 0 };
        Self { exchange: Default::default(), state: Mutex::new(state) }
    }
}

impl<T: Clone> TokenCache<T> {
    /// The last token, expired or not.
    pub fn last(&self) -> Option<IssuedToken<T>> {
        self.state().issued.clone()
    }

    /// The current token, or the result of `exchange`: a token and its expiry. `expired` is the number of a token that
    /// the service has rejected as expired.
    ///
    /// # Errors
    /// Those of the exchange. A rejected credential is not tried again: repeated failures lock the account.
    pub async fn get(
        &self,
        now: SystemTime,
        expired: Option<u64>,
        exchange: impl Future<Output = Result<(T, SystemTime), Error>>,
    ) -> Result<IssuedToken<T>, Error> {
        let ended = self.state().ended;
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

    /// The error of an exchange that finished while the caller waited, or the rejection of the credential.
    fn shared_failure(&self, ended: u64) -> Option<Error> {
        let state = self.state();
        let is_shared = |failure: &&Error| failure.is_unauthorized() || failure.is_forbidden() || state.ended > ended;
        state.failure.as_ref().filter(is_shared).map(Error::again)
    }

    fn keep(&self, outcome: Result<(T, SystemTime), Error>) -> Result<IssuedToken<T>, Error> {
        let mut state = self.state();
        let number = state.ended;
        state.ended += 1;
        state.failure = outcome.as_ref().err().map(Error::again);
        let (token, until) = outcome?;
        let issued = IssuedToken { token, number, until };
        state.issued = Some(issued.clone());
        Ok(issued)
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
