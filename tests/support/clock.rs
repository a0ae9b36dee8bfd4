//! Clocks controlled by tests.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use deskledger::{Clock, Sleep};
use tokio::sync::watch;

/// Delays complete immediately; timeouts of a minute and more never elapse.
#[derive(Clone, Copy, Debug)]
pub struct Instant;

impl Clock for Instant {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, pause: Duration) -> Sleep {
        if pause < Duration::from_secs(60) {
            Box::pin(std::future::ready(()))
        } else {
            Box::pin(std::future::pending())
        }
    }

    fn random(&self) -> f64 {
        1.0
    }
}

/// Stands still until the test advances it. Records delays and timeouts.
#[derive(Clone, Debug)]
pub struct Turned {
    now: Arc<watch::Sender<Duration>>,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl Turned {
    pub fn new() -> Self {
        Self { now: Arc::new(watch::Sender::new(Duration::ZERO)), pauses: Arc::default() }
    }

    pub fn turn(&self, by: Duration) {
        self.now.send_modify(|now| *now += by);
    }

    /// All delays and timeouts started.
    pub fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }

    /// How many delays and timeouts of this length were started.
    pub fn count(&self, pause: Duration) -> usize {
        self.pauses().iter().filter(|begun| **begun == pause).count()
    }

    /// Waits until `count` delays or timeouts of this length have started.
    pub async fn begun(&self, pause: Duration, count: usize) {
        while self.count(pause) < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

impl Clock for Turned {
    fn elapsed(&self) -> Duration {
        *self.now.borrow()
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777) + self.elapsed()
    }

    fn sleep(&self, pause: Duration) -> Sleep {
        self.pauses.lock().unwrap().push(pause);
        let (mut now, until) = (self.now.subscribe(), self.elapsed() + pause);
        Box::pin(async move {
            let _ = now.wait_for(|now| *now >= until).await;
        })
    }

    fn random(&self) -> f64 {
        1.0
    }
}
