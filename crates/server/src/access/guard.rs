//! What is remembered between requests: who failed how often, and which signatures have been used.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;

use crate::state::locked;

/// More failures in a row lock a name.
const MOST_FAILURES: u32 = 5;

/// How long a name stays locked.
const LOCKED: Duration = Duration::from_secs(5 * 60);

/// How far the clock of a caller may be off.
pub(super) const CLOCK: Duration = Duration::from_secs(15 * 60);

/// How long a signature may come again from the machine that sent it first. Its date has seconds, so a caller who asks
/// twice within one sends the same twice, and nothing in the request tells that from a copy; the second one may be under
/// way for a moment. A copy from elsewhere, or a later one, is refused. Behind a proxy all callers are one machine: there
/// the time alone counts.
const AGAIN: Duration = Duration::from_secs(2);

/// How many names and signatures are remembered at most.
const MOST: usize = 100_000;

/// Time is handed in, as the time since 1970.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    failures: Mutex<HashMap<String, (u32, Duration)>>,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    first: HashMap<String, (Duration, Option<IpAddr>)>,
    by_time: BTreeMap<Duration, Vec<String>>,
}

impl Guard {
    /// Whether a name is locked.
    pub(crate) fn is_locked(&self, name: &str, now: Duration) -> bool {
        locked(&self.failures).get(name).is_some_and(|(count, last)| *count > MOST_FAILURES && now < *last + LOCKED)
    }

    /// Remembers a failure, of names that exist only: others are without number.
    pub(crate) fn failed(&self, name: &str, now: Duration) {
        let mut failures = locked(&self.failures);
        if failures.len() >= MOST {
            failures.retain(|_, (_, last)| now < *last + LOCKED);
        }
        let (count, last) = failures.entry(name.to_owned()).or_insert((0, now));
        if now >= *last + LOCKED {
            *count = 0;
        }
        (*count, *last) = (*count + 1, now);
    }

    /// Forgets the failures of a name.
    pub(crate) fn succeeded(&self, name: &str) {
        locked(&self.failures).remove(name);
    }

    /// Whether a signature may be used now, and remembers that it was. Where more are used than are remembered, new
    /// ones are refused until old ones have expired.
    pub(super) fn is_fresh(&self, signature: &str, peer: Option<IpAddr>, now: Duration) -> bool {
        let Used { first, by_time } = &mut *locked(&self.used);
        while let Some(oldest) = by_time.first_entry().filter(|oldest| *oldest.key() + 2 * CLOCK < now) {
            for signature in oldest.remove() {
                first.remove(&signature);
            }
        }
        match first.get(signature) {
            Some((at, from)) => *from == peer && now < *at + AGAIN,
            None if first.len() >= MOST => false,
            None => {
                first.insert(signature.to_owned(), (now, peer));
                by_time.entry(now).or_default().push(signature.to_owned());
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(1_000_000 + seconds)
    }

    #[test]
    fn guessing_locks_and_the_lock_opens_again() {
        let guard = Guard::default();
        for second in 0..5 {
            guard.failed("key", at(second));
        }
        assert!(!guard.is_locked("key", at(5)));
        guard.failed("key", at(5));
        assert!(guard.is_locked("key", at(6)) && !guard.is_locked("other", at(6)));
        assert!(guard.is_locked("key", at(304)) && !guard.is_locked("key", at(305)));
        guard.failed("key", at(305));
        assert!(!guard.is_locked("key", at(306)), "one failure after the lock locked again");
        guard.succeeded("key");
        assert!(locked(&guard.failures).is_empty());
    }

    #[test]
    fn a_signature_that_is_heard_on_the_way_cannot_be_used_later() {
        let guard = Guard::default();
        let [here, elsewhere] = [[10, 0, 0, 1], [10, 0, 0, 2]].map(|address| Some(IpAddr::from(address)));
        assert!(guard.is_fresh("a", here, at(0)) && guard.is_fresh("a", here, at(1)));
        assert!(!guard.is_fresh("a", elsewhere, at(1)) && !guard.is_fresh("a", None, at(1)));
        assert!(!guard.is_fresh("a", here, at(2)) && !guard.is_fresh("a", here, at(1799)));
        assert!(guard.is_fresh("b", elsewhere, at(1801)));
        assert_eq!(locked(&guard.used).first.len(), 1);
    }
}
