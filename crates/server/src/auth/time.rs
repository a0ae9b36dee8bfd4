//! The time by which tokens and signatures expire. The newest time seen is stored: a clock that is set back makes nothing
//! valid again.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::error::AccessError;
use super::file::{Access, millis};
use super::guard::CLOCK_SKEW;
use crate::messages;

/// The newest time is stored again when it has advanced by this much.
const INTERVAL: i64 = 60_000;

impl Access {
    /// The time since 1970, never before the newest time seen.
    pub(crate) fn now(&self) -> Duration {
        let now = self.clock_time();
        let newest = self.time.newest.load(Ordering::Relaxed);
        if millis(now) >= newest.saturating_add(INTERVAL) {
            let sql = "UPDATE clock SET newest = max(newest, ?1)";
            // A locked file is not waited for: the next request stores the time.
            match self.clone().with_timeout(Duration::ZERO).write(|connection| connection.execute(sql, [millis(now)])) {
                Ok(_) => drop(self.time.newest.fetch_max(millis(now), Ordering::Relaxed)),
                Err(error) => tracing::debug!(%error, "storing the newest time"),
            }
        }
        now.max(Duration::from_millis(newest.unsigned_abs()))
    }

    /// The time of the clock since 1970, as it is.
    pub(crate) fn clock_time(&self) -> Duration {
        self.time.clock.now()
    }

    /// Checks that the clock has not been set back by more than the permitted skew.
    ///
    /// # Errors
    /// It has: the message names the difference and the remedy.
    pub(crate) fn check_clock(&self) -> Result<(), AccessError> {
        match self.now().saturating_sub(self.clock_time()) {
            behind if behind <= CLOCK_SKEW => Ok(()),
            behind => Err(AccessError::busy(messages::the_clock_is_behind(behind.as_secs()))),
        }
    }

    /// Accepts the clock as it is: forgets a newest time, failures and tokens of a clock that was ahead. Signatures are kept, so
    /// that none can be used again when their time comes, and do not count.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn accept_clock(&self) -> Result<(), AccessError> {
        let now = millis(self.clock_time());
        self.change(|connection| {
            connection.execute("UPDATE clock SET newest = ?1", [now])?;
            connection.execute("DELETE FROM failure", ())?;
            connection.execute("DELETE FROM token WHERE issued_at > ?1", [now.saturating_mul(1000)]).map(drop)
        })?;
        self.time.newest.store(now, Ordering::Relaxed);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicU64;

    use super::super::guard::{Lock, Standing};
    use super::super::role::Role;
    use super::super::tokens::Presented;
    use super::*;
    use crate::clock::Clock;

    const DAY: Duration = Duration::from_secs(86_400);

    /// A file with a clock that shows these seconds.
    fn access(seconds: u64) -> (tempfile::TempDir, Access, Arc<AtomicU64>) {
        let (dir, access) = Access::temporary();
        let seconds = Arc::new(AtomicU64::new(seconds));
        let access = access.with_clock(clock(&seconds)).unwrap();
        (dir, access, seconds)
    }

    fn clock(seconds: &Arc<AtomicU64>) -> Clock {
        let seconds = seconds.clone();
        Clock::new(move || Duration::from_secs(seconds.load(Ordering::Relaxed)))
    }

    #[test]
    fn a_clock_that_is_set_back_makes_no_expired_token_valid_again() {
        let (dir, before, seconds) = access(1_000_000_000);
        before.set_user("wang", "a password of length").unwrap();
        before.grant("wang", "p1", Role::Reader).unwrap();
        let token = before.issue("wang", "p1", DAY).unwrap().secret;
        let presented = |access: &Access| access.presented(token.as_bytes()).unwrap();
        assert!(matches!(presented(&before), Presented::Valid { .. }));
        seconds.fetch_add(2 * 86_400, Ordering::Relaxed);
        assert_eq!(presented(&before), Presented::Expired);
        seconds.fetch_sub(2 * 86_400, Ordering::Relaxed);
        assert_eq!(presented(&before), Presented::Expired);
        let again = Access::open(dir.path()).unwrap().with_clock(clock(&seconds)).unwrap();
        assert_eq!(presented(&again), Presented::Expired, "a new start forgot the newest time");
        assert!(again.issue("wang", "p1", DAY).unwrap_err().is_busy(), "a token was issued by a wrong clock");
        again.accept_clock().unwrap();
        assert!(again.issue("wang", "p1", DAY).is_ok());
    }

    #[test]
    fn a_revoked_token_is_gone_whatever_the_clock_says() {
        let (_dir, access, seconds) = access(1_000_000_000);
        access.set_user("wang", "a password of length").unwrap();
        access.grant("wang", "p1", Role::Reader).unwrap();
        let token = access.issue("wang", "p1", DAY).unwrap().secret;
        access.revoke("wang", "p1").unwrap();
        seconds.fetch_sub(86_400, Ordering::Relaxed);
        assert_eq!(access.presented(token.as_bytes()).unwrap(), Presented::Unknown);
    }

    #[test]
    fn signatures_of_a_clock_that_was_ahead_shut_out_nobody_and_cannot_be_used_again() {
        let (_dir, access, seconds) = access(2_000_000_000);
        let fresh = |user: &str, number: u8| {
            let now = access.now();
            access.is_fresh(user, &[number; 32], None, now, now + 2 * CLOCK_SKEW)
        };
        assert!(fresh("wang", 1).unwrap() && fresh("wang", 2).unwrap());
        // As if all were taken in the meantime.
        let fill = |connection: &mut rusqlite::Connection| {
            connection.execute("UPDATE signature SET number = 1000000, turn = 1000000 WHERE number = 2", ())
        };
        access.read(fill).unwrap();
        assert!(fresh("wang", 3).unwrap_err().is_busy() && fresh("li", 3).unwrap_err().is_busy());
        seconds.fetch_sub(1_000_000_000, Ordering::Relaxed);
        access.accept_clock().unwrap();
        assert!(fresh("wang", 3).unwrap() && fresh("li", 4).unwrap());
        assert!(!fresh("wang", 1).unwrap(), "a signature can be used again when its time comes");
    }

    #[test]
    fn a_lock_does_not_outlive_the_clock_that_set_it() {
        let (_dir, access, seconds) = access(2_000_000_000);
        let lock = Lock::of_user("wang", None);
        (0..6).for_each(|_| access.failed(&lock, access.clock_time()).unwrap());
        assert_eq!(access.standing(&lock, access.clock_time()).unwrap(), Standing::Locked);
        seconds.fetch_sub(1_000_000_000, Ordering::Relaxed);
        assert_eq!(access.standing(&lock, access.clock_time()).unwrap(), Standing::Failed);
    }
}
