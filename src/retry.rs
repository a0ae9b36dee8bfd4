//! When a request is sent again. The clock and the dice are handed in, so that no test sleeps.
//!
//! | failure | sent again |
//! |---|---|
//! | no connection, connection lost before the answer, silence | yes |
//! | 429, 502, 503, 504 | yes, not before the time that Retry-After names |
//! | body that broke off | the rest is asked for, on the same strong ETag only |
//! | 401 | never: failed attempts lock credentials |
//! | every other status, an invalid request, a local file | no |

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::check::MessageLanguage;
use crate::error::{Error, Value};

/// How often, and after which pauses, a failed request is sent again.
///
/// The pause before retry n is a random time between zero and `first_pause` times 2 to the power of n - 1, at most
/// `longest_pause`; where the service names a time (Retry-After), at least that.
///
/// ```
/// use std::time::Duration;
/// let policy = deskledger::RetryPolicy { attempts: 6, ..Default::default() };
/// assert_eq!(policy.longest_pause, Duration::from_secs(20));
/// assert_eq!(deskledger::RetryPolicy::never().attempts, 1);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    /// How often a request is sent in all without getting ahead; 1 means that nothing is sent again.
    pub attempts: u32,
    /// Upper bound of the first pause.
    pub first_pause: Duration,
    /// Upper bound of every pause.
    pub longest_pause: Duration,
    /// The longest Retry-After that is waited for. A longer one ends the attempts, and is in the error.
    pub longest_retry_after: Duration,
    /// No retry starts later than this after the first failure.
    pub deadline: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(120),
            deadline: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// Nothing is sent again.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The pause before a retry, counted from 0; `dice` is from 0 to 1.
    fn pause(&self, retry: u32, dice: f64) -> Duration {
        let bound = self.first_pause.saturating_mul(2u32.saturating_pow(retry)).min(self.longest_pause);
        // The longest time there is does not survive the way through a number.
        Duration::try_from_secs_f64(bound.as_secs_f64() * dice.clamp(0.0, 1.0)).unwrap_or(bound)
    }
}

/// A pause that is being waited for.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// Time and chance, as the client sees them.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time since some fixed point; it never goes back.
    fn elapsed(&self) -> Duration;
    /// The time of day, for Retry-After dates.
    fn time_of_day(&self) -> SystemTime;
    /// A future that is ready after `pause`.
    fn sleep(&self, pause: Duration) -> Sleep;
    /// A random number from 0 to 1.
    fn dice(&self) -> f64;
}

/// The clock of this machine and the timer of tokio.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, pause: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(pause))
    }

    fn dice(&self) -> f64 {
        // Hash keys are random: good enough to spread pauses, and no further dependency.
        let bits = RandomState::new().build_hasher().finish() >> 32;
        f64::from(u32::try_from(bits).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

/// A request that was sent again, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// Which attempt for the same file begins with it: 2 is the first retry.
    pub attempt: u32,
    /// What went wrong before.
    pub reason: String,
    /// Status of the answer before, where there was one.
    pub status: Option<u16>,
    /// How long was waited.
    pub pause: Duration,
    told: Value,
}

impl Retry {
    /// What went wrong before, in a language.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// use std::time::Duration;
    /// use deskledger::http::{Request, Response};
    /// use deskledger::{Client, ExportConnectionRecords, HttpBody, HttpFailure, MessageLanguage, RetryPolicy, Token};
    /// let service = |_: Request<bytes::Bytes>| async { Err::<Response<HttpBody>, _>(HttpFailure::no_answer("lost")) };
    /// let policy = RetryPolicy { attempts: 2, first_pause: Duration::ZERO, ..Default::default() };
    /// let client = Client::builder().endpoint("http://127.0.0.1:9").token(Token::new("secret")?);
    /// let client = client.service(service).retry(policy).on_retry(|retry| {
    ///     assert_eq!(retry.reason_in(MessageLanguage::Chinese), "没有收到 http://127.0.0.1:9 的应答：lost");
    /// });
    /// let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    /// assert_eq!(request.send(&client.build()?).await.unwrap_err().retries(), 1);
    /// # Ok::<(), deskledger::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reason_in(&self, language: MessageLanguage) -> String {
        self.told.in_language(language)
    }
}

/// What is called at each retry.
pub(crate) type Watch = Arc<dyn Fn(&Retry) + Send + Sync>;

/// How many retries of a file are remembered: the last ones.
const MOST_REMEMBERED: usize = 32;

/// What is left of a policy for one file: the requests for its parts share it.
pub(crate) struct Budget {
    policy: RetryPolicy,
    clock: Arc<dyn Clock>,
    /// Failures since the last progress, and when the first of them was.
    failures: u32,
    since: Duration,
    retries: u32,
    history: Vec<Retry>,
    watch: Option<Watch>,
    is_spent: bool,
}

impl Budget {
    pub(crate) fn new(policy: RetryPolicy, clock: Arc<dyn Clock>, watch: Option<Watch>) -> Self {
        let (since, history) = (Duration::ZERO, Vec::new());
        Self { policy, clock, failures: 0, since, retries: 0, history, watch, is_spent: false }
    }

    /// How many requests were sent again.
    pub(crate) fn retries(&self) -> u32 {
        self.retries
    }

    /// The last requests that were sent again.
    pub(crate) fn history(&self) -> &[Retry] {
        &self.history
    }

    /// Whether the last failure was one too many.
    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// Tells that the file got ahead: the count begins anew.
    pub(crate) fn progress(&mut self) {
        self.failures = 0;
    }

    /// Waits until the request may be sent again.
    ///
    /// # Errors
    /// The failure itself, where it is not to be sent again.
    pub(crate) async fn pause(&mut self, failure: Error) -> Result<(), Error> {
        if !failure.is_retryable() {
            return Err(failure.after(self.retries));
        }
        let now = self.clock.elapsed();
        if self.failures == 0 {
            self.since = now;
        }
        let asked = failure.retry_after();
        let pause = self.policy.pause(self.failures, self.clock.dice()).max(asked.unwrap_or_default());
        self.failures += 1;
        let is_spent = self.failures >= self.policy.attempts
            || asked.is_some_and(|asked| asked > self.policy.longest_retry_after)
            || (now - self.since).saturating_add(pause) > self.policy.deadline;
        if is_spent {
            self.is_spent = true;
            return Err(failure.after(self.retries));
        }
        let told = failure.told().clone();
        let (attempt, reason) = (self.retries + 2, failure.to_string());
        let retry = Retry { attempt, reason, status: failure.status(), pause, told };
        tracing::warn!(
            http.request.resend_count = self.retries + 1,
            attempts = self.policy.attempts,
            pause_seconds = pause.as_secs_f64(),
            http.response.status_code = failure.status(),
            error.type = failure.error_type().as_ref(),
            error.message = retry.reason,
            "trying again"
        );
        if let Some(watch) = &self.watch {
            watch(&retry);
        }
        self.history.drain(..(self.history.len() + 1).saturating_sub(MOST_REMEMBERED));
        self.history.push(retry);
        self.clock.sleep(pause).await;
        self.retries += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_below_their_bound() {
        let policy = RetryPolicy::default();
        let pauses = |dice| [0, 1, 2, 5, 6, 40, u32::MAX].map(|retry| policy.pause(retry, dice).as_millis());
        assert_eq!(pauses(1.0), [500, 1000, 2000, 16_000, 20_000, 20_000, 20_000]);
        assert_eq!(pauses(0.5), [250, 500, 1000, 8000, 10_000, 10_000, 10_000]);
        assert_eq!(pauses(0.0), [0; 7]);
    }

    #[test]
    fn a_pause_without_bound_is_long_and_no_panic() {
        let policy = RetryPolicy { first_pause: Duration::MAX, longest_pause: Duration::MAX, ..RetryPolicy::default() };
        assert_eq!(policy.pause(3, 1.0), Duration::MAX);
    }

    #[test]
    fn two_clients_do_not_come_back_at_the_same_moment() {
        let clock = SystemClock::default();
        let rolls: Vec<f64> = (0..64).map(|_| clock.dice()).collect();
        assert!(rolls.iter().all(|roll| (0.0..=1.0).contains(roll)));
        assert!(rolls.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 0.01), "{rolls:?}");
    }
}
