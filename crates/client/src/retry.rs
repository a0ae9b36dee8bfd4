//! Retry policy and its state. Clock and randomness are injected, so that tests do not sleep.
//!
//! | failure | retried |
//! |---|---|
//! | no connection, connection lost before the response, timeout | yes |
//! | 429, 502, 503, 504 | yes, not before the time in `Retry-After` |
//! | incomplete body | resumed under the same strong ETag; otherwise the file starts over, at most `max_attempts` times
//! |
//! | 401 | never: repeated failures lock the account |
//! | any other status, an invalid request, a local file | no |

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::{Either, select};

use crate::error::{Error, Remedy, Retry};
use crate::messages;

/// Number and delays of retries.
///
/// The delay before retry n is random between zero and `initial_backoff * 2^(n - 1)`, capped at `max_backoff`, and at
/// least `Retry-After` if the service sends it.
///
/// Fields may be added: use struct update syntax as below. The type is not `non_exhaustive`, which would forbid that
/// syntax.
///
/// ```
/// use std::time::Duration;
/// let policy = deskledger_client::RetryPolicy { max_attempts: 6, ..Default::default() };
/// assert_eq!(policy.max_backoff, Duration::from_secs(20));
/// assert_eq!(deskledger_client::RetryPolicy::never().max_attempts, 1);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    /// Attempts without progress; 1 disables retries. Progress means that a file grew beyond its largest size so far. A
    /// file is also started over at most this often, regardless of its progress.
    pub max_attempts: u32,
    /// Upper bound of the first delay.
    pub initial_backoff: Duration,
    /// Upper bound of every delay.
    pub max_backoff: Duration,
    /// Longest accepted `Retry-After`. A longer one ends the retries and is reported in the error.
    pub max_retry_after: Duration,
    /// Latest start of a retry, counted from the first failure.
    pub max_elapsed: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(120),
            max_elapsed: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// No retries.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// Delay before a retry, counted from 0; `random` is in 0..=1.
    fn pause(&self, retry: u32, random: f64) -> Duration {
        let bound = self.initial_backoff.saturating_mul(2u32.saturating_pow(retry)).min(self.max_backoff);
        // `Duration::MAX` does not survive the conversion through `f64`.
        Duration::try_from_secs_f64(bound.as_secs_f64() * random.clamp(0.0, 1.0)).unwrap_or(bound)
    }
}

/// A pending delay.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// Source of time and randomness.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Monotonic time since an arbitrary point.
    fn elapsed(&self) -> Duration;
    /// Current time, for dates in `Retry-After`.
    fn now(&self) -> SystemTime;
    /// Future that completes after `pause`.
    fn sleep(&self, pause: Duration) -> Sleep;
    /// Random number in 0..=1.
    fn random(&self) -> f64;
}

/// System clock and timer of tokio.
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

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, pause: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(pause))
    }

    fn random(&self) -> f64 {
        // Hash keys are random: good enough to spread delays, without another dependency.
        let bits = RandomState::new().build_hasher().finish() >> 32;
        f64::from(u32::try_from(bits).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

/// Callback of each retry.
pub(crate) type Watch = Arc<dyn Fn(&Retry) + Send + Sync>;

/// Maximum number of retries in the history: the last ones.
const MAX_REMEMBERED: usize = 32;

/// Remaining retries of one file, shared by its range requests.
pub(crate) struct Budget {
    policy: RetryPolicy,
    clock: Arc<dyn Clock>,
    /// Failures since the last progress, with the time of the first one.
    failures: u32,
    since: Duration,
    /// Number of restarts of the file, regardless of its progress.
    starts: u32,
    pub(crate) retries: u32,
    pub(crate) history: Vec<Retry>,
    watch: Option<Watch>,
    /// Whether no retries are left.
    pub(crate) is_spent: bool,
    /// Whether the service may have received a request.
    pub(crate) is_sent: bool,
    deadline: Option<Deadline>,
    /// The shortest next delay.
    floor: Duration,
}

/// End of the total timeout.
struct Deadline {
    limit: Duration,
    until: Duration,
    timer: Sleep,
}

impl Budget {
    /// `limit` is the total timeout, counted from now.
    pub(crate) fn new(
        policy: RetryPolicy,
        clock: Arc<dyn Clock>,
        watch: Option<Watch>,
        limit: Option<Duration>,
    ) -> Self {
        let deadline = limit.map(|limit| Deadline {
            limit,
            until: clock.elapsed().saturating_add(limit),
            timer: clock.sleep(limit),
        });
        let (since, floor, history) = (Duration::ZERO, Duration::ZERO, Vec::new());
        let (failures, starts, retries, is_spent, is_sent) = (0, 0, 0, false, false);
        Self { policy, clock, failures, since, starts, retries, history, watch, is_spent, is_sent, deadline, floor }
    }

    /// Resets the count of failures after progress.
    pub(crate) fn progress(&mut self) {
        self.failures = 0;
    }

    /// Adds the retry history to an error.
    pub(crate) fn annotated(&self, failure: Error) -> Error {
        failure.after(self.retries, &self.history, self.is_sent)
    }

    /// Runs a future until the total timeout.
    ///
    /// # Errors
    /// The total timeout is exceeded.
    pub(crate) async fn within<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Error> {
        self.in_time()?;
        let Some(deadline) = &mut self.deadline else { return Ok(work.await) };
        match select(pin!(work), &mut deadline.timer).await {
            Either::Left((done, _)) => Ok(done),
            Either::Right(_) => {
                deadline.until = Duration::ZERO;
                Err(self.late())
            }
        }
    }

    /// # Errors
    /// The total timeout is exceeded.
    pub(crate) fn in_time(&mut self) -> Result<(), Error> {
        match &self.deadline {
            Some(deadline) if self.clock.elapsed() >= deadline.until => Err(self.late()),
            _ => Ok(()),
        }
    }

    fn late(&mut self) -> Error {
        let limit = self.deadline.as_ref().map(|deadline| deadline.limit).unwrap_or_default();
        self.spent(Error::late(limit))
    }

    /// The last error: no retries are left.
    fn spent(&mut self, failure: Error) -> Error {
        self.is_spent = true;
        self.annotated(failure)
    }

    /// Waits until the file may be requested from its first byte again, at most `max_attempts` times, regardless of its
    /// progress.
    ///
    /// # Errors
    /// Those of [`Budget::pause`].
    pub(crate) async fn pause_to_start_over(&mut self, failure: Error) -> Result<(), Error> {
        self.starts += 1;
        if self.starts >= self.policy.max_attempts && failure.is_retryable() {
            return Err(self.spent(failure));
        }
        self.pause(failure).await
    }

    /// Pauses as [`Self::pause`] does, and at least as long as the service asks for within the policy.
    pub(crate) async fn pause_at_least(&mut self, delay: Duration, failure: Error) -> Result<(), Error> {
        self.floor = delay.min(self.policy.max_retry_after);
        self.pause(failure).await
    }

    /// Waits until the request may be sent again.
    ///
    /// # Errors
    /// `failure` itself, if it is not retryable.
    pub(crate) async fn pause(&mut self, failure: Error) -> Result<(), Error> {
        self.is_sent |= failure.may_have_been_sent();
        if !failure.is_retryable() {
            return Err(self.annotated(failure));
        }
        let now = self.clock.elapsed();
        if self.failures == 0 {
            self.since = now;
        }
        let asked = failure.retry_after();
        let pause = self.policy.pause(self.failures, self.clock.random()).max(asked.unwrap_or_default());
        let pause = pause.max(std::mem::take(&mut self.floor));
        self.failures += 1;
        if let Some(asked) = asked.filter(|asked| *asked > self.policy.max_retry_after) {
            let (asked, most) = (asked.as_secs(), self.policy.max_retry_after.as_secs());
            let failure = failure.reworded(|text| messages::long_delay(text, asked, most));
            return Err(self.spent(failure.with_remedy(Remedy::LongerRetryAfter)));
        }
        if self.failures >= self.policy.max_attempts {
            return Err(self.spent(failure));
        }
        if let Some(limit) = self.passed_by(now.saturating_add(pause)) {
            return Err(self.spent(failure.reworded(|text| messages::no_time_left(text, format!("{limit:?}")))));
        }
        let text = failure.text().clone();
        let (attempt, reason) = (self.retries + 2, failure.to_string());
        let retry = Retry { attempt, reason, status: failure.status(), delay: pause, text };
        tracing::warn!(
            http.request.resend_count = self.retries + 1,
            attempts = self.policy.max_attempts,
            delay_seconds = pause.as_secs_f64(),
            http.response.status_code = failure.status(),
            error.type = failure.error_type().as_ref(),
            error.message = retry.reason,
            "trying again"
        );
        if let Some(watch) = &self.watch {
            watch(&retry);
        }
        self.history.drain(..(self.history.len() + 1).saturating_sub(MAX_REMEMBERED));
        self.history.push(retry);
        self.within(self.clock.sleep(pause)).await?;
        self.retries += 1;
        Ok(())
    }

    /// The deadline, if it has passed at `time`.
    fn passed_by(&self, time: Duration) -> Option<Duration> {
        let of_all = self.deadline.as_ref().filter(|deadline| time >= deadline.until).map(|deadline| deadline.limit);
        let of_retries = (time.saturating_sub(self.since) > self.policy.max_elapsed).then_some(self.policy.max_elapsed);
        of_all.or(of_retries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_stay_below_their_bound() {
        let policy = RetryPolicy::default();
        let pauses = |random| [0, 1, 2, 5, 6, 40, u32::MAX].map(|retry| policy.pause(retry, random).as_millis());
        assert_eq!(pauses(1.0), [500, 1000, 2000, 16_000, 20_000, 20_000, 20_000]);
        assert_eq!(pauses(0.5), [250, 500, 1000, 8000, 10_000, 10_000, 10_000]);
        assert_eq!(pauses(0.0), [0; 7]);
    }

    #[test]
    fn an_unbounded_delay_is_long_and_does_not_panic() {
        let policy =
            RetryPolicy { initial_backoff: Duration::MAX, max_backoff: Duration::MAX, ..RetryPolicy::default() };
        assert_eq!(policy.pause(3, 1.0), Duration::MAX);
    }

    #[test]
    fn two_clients_do_not_come_back_at_the_same_moment() {
        let clock = SystemClock::default();
        let rolls: Vec<f64> = (0..64).map(|_| clock.random()).collect();
        assert!(rolls.iter().all(|roll| (0.0..=1.0).contains(roll)));
        assert!(rolls.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 0.01), "{rolls:?}");
    }
}
