//! What all calls of one server share.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::access::Access;
use crate::auth::Tokens;
use crate::metrics::Metrics;
use crate::places::{Place, Places};
use crate::ready::Readiness;
use crate::serve::Limits;
use crate::store::Store;

/// How many lengths of files are remembered.
const MOST_LENGTHS: usize = 1024;

/// How many passwords are checked at once.
const MOST_LOGINS: usize = 2;

pub(crate) struct Server {
    pub(crate) store: Store,
    pub(crate) tokens: Tokens,
    pub(crate) access: Access,
    pub(crate) limits: Limits,
    pub(crate) metrics: Arc<Metrics>,
    /// Lengths of files by their tag: a part can only be told with the length of its file.
    pub(crate) lengths: Lengths,
    /// How many records a filter lets through, by the version of the records and the filter: not every page counts.
    pub(crate) counts: Lengths,
    /// Places for batches: one is written, the others wait in memory.
    pub(crate) batches: Places,
    /// Places for pages of the list call.
    pub(crate) lists: Places,
    /// Places for the check of a password, which takes memory and time.
    pub(crate) logins: Semaphore,
    /// How long a token is good that is given for a password.
    pub(crate) token_lifetime: Duration,
    /// Projects that are known to be there; none goes away while a server runs.
    pub(crate) known: Mutex<HashSet<String>>,
    pub(crate) readiness: Readiness,
    exports: Places,
}

#[derive(Default)]
pub(crate) struct Lengths(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    lengths: HashMap<String, u64>,
    /// The oldest first.
    order: VecDeque<String>,
}

impl Server {
    /// # Errors
    /// There is no thread to be had that says whether the store can be read.
    pub(crate) fn new(
        store: Store,
        tokens: Tokens,
        access: Access,
        limits: Limits,
        token_lifetime: Duration,
    ) -> io::Result<Self> {
        Ok(Self {
            readiness: Readiness::start(store.clone())?,
            store,
            tokens,
            access,
            limits,
            metrics: Arc::default(),
            lengths: Lengths::default(),
            counts: Lengths::default(),
            batches: Places::new(limits.batches),
            lists: Places::new(limits.lists),
            exports: Places::new(limits.exports),
            logins: Semaphore::new(MOST_LOGINS),
            token_lifetime,
            known: Mutex::default(),
        })
    }

    /// A place for an export of a project; none where too many run, altogether or of this project.
    pub(crate) fn place(&self, project_id: &str) -> Option<Place> {
        self.exports.take([(project_id.to_owned(), self.limits.exports_per_project)])
    }

    /// How many exports run.
    pub(crate) fn running(&self) -> usize {
        self.exports.taken()
    }
}

impl Lengths {
    pub(crate) fn get(&self, etag: &str) -> Option<u64> {
        locked(&self.0).lengths.get(etag).copied()
    }

    pub(crate) fn put(&self, etag: &str, length: u64) {
        let Remembered { lengths, order } = &mut *locked(&self.0);
        if lengths.insert(etag.to_owned(), length).is_none() {
            order.push_back(etag.to_owned());
        }
        while order.len() > MOST_LENGTHS {
            if let Some(oldest) = order.pop_front() {
                lengths.remove(&oldest);
            }
        }
    }
}

/// The guarded value, also after a thread ended badly while it held it: each change is made in one step.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_do_not_fill_the_memory() {
        let lengths = Lengths::default();
        for number in 0..MOST_LENGTHS as u64 + 5 {
            lengths.put(&number.to_string(), number);
            lengths.put(&number.to_string(), number);
        }
        assert_eq!((lengths.get("4"), lengths.get("5")), (None, Some(5)));
        assert_eq!(locked(&lengths.0).lengths.len(), MOST_LENGTHS);
    }
}
