//! Download progress and rate.

use std::sync::Arc;
use std::time::Duration;

use crate::retry::Clock;

/// Progress of a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes received so far. Resets to 0 if [`Download::save`](crate::Download::save) has to start over.
    pub bytes: u64,
    /// Length of the whole file in bytes, if the service states it.
    pub total: Option<u64>,
    /// Bytes per second over roughly the last three seconds; `None` until measured.
    pub bytes_per_second: Option<u64>,
}

pub(super) type Watch = Box<dyn FnMut(Progress) + Send + Sync>;

/// Minimum interval of a measurement: shorter ones are noise.
const SHORTEST: Duration = Duration::from_millis(100);
/// Time constant in seconds: older measurements decay to 1/e, about a third.
const MEMORY: f64 = 3.0;

/// Exponentially smoothed rate; the weight of a sample grows with its duration.
#[derive(Debug)]
pub(super) struct Meter {
    clock: Arc<dyn Clock>,
    since: Duration,
    bytes: u64,
    rate: Option<f64>,
}

impl Meter {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { since: clock.elapsed(), clock, bytes: 0, rate: None }
    }

    /// Restarts the clock, so that the wait for the first byte does not count.
    pub(super) fn restart(&mut self) {
        (self.since, self.bytes, self.rate) = (self.clock.elapsed(), 0, None);
    }

    /// Adds received bytes.
    pub(super) fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
        let now = self.clock.elapsed();
        let took = now.saturating_sub(self.since);
        if took < SHORTEST {
            return;
        }
        let seconds = took.as_secs_f64();
        let found = self.bytes as f64 / seconds;
        let weight = 1.0 - (-seconds / MEMORY).exp();
        self.rate = Some(self.rate.map_or(found, |rate| rate + (found - rate) * weight));
        (self.since, self.bytes) = (now, 0);
    }

    pub(super) fn bytes_per_second(&self) -> Option<u64> {
        self.rate.map(|rate| rate.round() as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::SystemTime;

    use super::*;
    use crate::retry::Sleep;

    #[derive(Clone, Debug, Default)]
    struct Turned(Arc<Mutex<Duration>>);

    impl Clock for Turned {
        fn elapsed(&self) -> Duration {
            *self.0.lock().unwrap()
        }

        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH
        }

        fn sleep(&self, _: Duration) -> Sleep {
            Box::pin(std::future::pending())
        }

        fn random(&self) -> f64 {
            0.0
        }
    }

    #[test]
    fn a_service_that_is_slow_to_respond_does_not_make_the_file_slow() {
        let clock = Turned::default();
        let mut meter = Meter::new(Arc::new(clock.clone()));
        *clock.0.lock().unwrap() += Duration::from_secs(300);
        meter.restart();
        *clock.0.lock().unwrap() += Duration::from_secs(1);
        meter.add(5000);
        assert_eq!(meter.bytes_per_second(), Some(5000));
    }

    #[test]
    fn a_rate_is_measured_over_seconds_and_not_over_single_pieces() {
        let clock = Turned::default();
        let mut meter = Meter::new(Arc::new(clock.clone()));
        let mut after = |millis: u64, bytes: u64| {
            *clock.0.lock().unwrap() += Duration::from_millis(millis);
            meter.add(bytes);
            meter.bytes_per_second()
        };
        assert_eq!(after(0, 1_000_000), None);
        assert_eq!(after(99, 0), None);
        assert_eq!(after(1, 0), Some(10_000_000));
        // One second of silence does not reduce the rate to zero, ten seconds nearly do.
        let slower = after(1000, 0).unwrap();
        assert!((7_000_000..7_300_000).contains(&slower), "{slower}");
        let slowest = after(10_000, 0).unwrap();
        assert!(slowest < 300_000, "{slowest}");
        for _ in 0..100 {
            after(500, 50_000);
        }
        assert_eq!(after(500, 50_000), Some(100_000));
    }
}
