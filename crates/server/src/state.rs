//! State shared by all requests of a server.

use std::collections::HashSet;
use std::io;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hashlink::LruCache;
use tokio::sync::Semaphore;

use crate::auth::{Access, Caller, Tokens};
use crate::config::Live;
use crate::export::Report;
use crate::ops::metrics::Metrics;
use crate::ops::readiness::Readiness;
use crate::quota::{Quota, Slot};
use crate::store::{Store, Summary};
use crate::strangers::Strangers;
use crate::sync::lock;

/// Maximum number of cached numbers.
const MAX_CACHED: usize = 1024;

/// Maximum number of cached files of up to 64 KiB.
const MAX_FILES: usize = 64;

/// Time for which the existence of a project is cached.
const KNOWN: Duration = Duration::from_secs(5);

/// Maximum number of sign-ins that wait or are checked, an eighth of them from one address.
const MAX_SIGN_INS: usize = 64;

/// Maximum number of concurrent password checks.
const MAX_LOGINS: usize = 2;

pub(crate) struct Server {
    pub(crate) store: Store,
    pub(crate) tokens: Tokens,
    pub(crate) access: Access,
    pub(crate) live: Live,
    pub(crate) metrics: Arc<Metrics>,
    /// Lengths of files by entity tag: a range can be computed only with the length of its file.
    pub(crate) lengths: Cache<u64>,
    /// Files that are sent in one chunk, by entity tag, which identifies their bytes: they are neither read nor digested again.
    pub(crate) files: Cache<Arc<Report>, MAX_FILES>,
    /// Numbers of matching records by revision and filter, so that not every page counts them.
    pub(crate) counts: Cache<u64>,
    /// Summaries by revision, filter and time zone.
    pub(crate) summaries: Cache<Summary>,
    /// Batches in memory: one is written, the others wait.
    pub(crate) batches: Quota,
    /// Concurrent list requests.
    pub(crate) lists: Quota,
    /// Concurrent password checks, which take memory and time.
    pub(crate) logins: Arc<Semaphore>,
    /// Projects known to exist.
    pub(crate) known_projects: Mutex<KnownProjects>,
    pub(crate) strangers: Strangers,
    /// Sign-ins that wait or are checked.
    pub(crate) sign_ins: Quota,
    pub(crate) readiness: Readiness,
    /// Lines of the log that could not be written.
    pub(crate) log_losses: Arc<AtomicU64>,
    /// Running exports.
    pub(crate) exports: Quota,
}

/// A bounded cache; the entry that has not been used for the longest time is evicted.
pub(crate) struct Cache<T, const MAX: usize = MAX_CACHED>(Mutex<LruCache<String, T>>);

/// Projects that existed some seconds ago: a removed project is unknown soon.
#[derive(Default)]
pub(crate) struct KnownProjects {
    since: Option<Instant>,
    ids: HashSet<String>,
}

impl KnownProjects {
    pub(crate) fn contains(&self, project_id: &str) -> bool {
        self.since.is_some_and(|since| since.elapsed() < KNOWN) && self.ids.contains(project_id)
    }

    pub(crate) fn insert(&mut self, project_id: &str) {
        if self.since.is_none_or(|since| since.elapsed() >= KNOWN) {
            *self = Self { since: Some(Instant::now()), ids: HashSet::new() };
        }
        self.ids.insert(project_id.to_owned());
    }
}

impl Server {
    pub(crate) fn new(
        store: Store,
        tokens: Tokens,
        access: Access,
        live: Live,
        log_losses: Arc<AtomicU64>,
    ) -> io::Result<Self> {
        Ok(Self {
            readiness: Readiness::start(store.clone(), access.clone())?,
            store,
            tokens,
            access,
            metrics: Arc::default(),
            lengths: Cache::default(),
            files: Cache::default(),
            counts: Cache::default(),
            summaries: Cache::default(),
            batches: Quota::live(&live, |limits| limits.max_concurrent_batches),
            lists: Quota::live(&live, |limits| limits.max_concurrent_lists),
            exports: Quota::live(&live, |limits| limits.max_concurrent_exports),
            logins: Arc::new(Semaphore::new(MAX_LOGINS)),
            known_projects: Mutex::default(),
            strangers: Strangers::new(&live),
            sign_ins: Quota::new(MAX_SIGN_INS),
            log_losses,
            live,
        })
    }

    /// A slot for an export of a project; `None` if too many run, in total, of this project, or of this caller, who has at most
    /// half of all.
    pub(crate) fn export_slot(&self, project_id: &str, caller: &Caller) -> Option<Slot> {
        let of_project = self.live.limits().max_concurrent_exports_per_project;
        let project = (format!("project:{project_id}"), of_project);
        self.exports.acquire([project, (caller.to_string(), self.exports.share(2))])
    }
}

impl<T, const MAX: usize> Default for Cache<T, MAX> {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MAX)))
    }
}

impl<T: Clone, const MAX: usize> Cache<T, MAX> {
    pub(crate) fn get(&self, key: &str) -> Option<T> {
        lock(&self.0).get(key).cloned()
    }

    pub(crate) fn put(&self, key: &str, value: T) {
        lock(&self.0).insert(key.to_owned(), value);
    }

    /// The value of a key, which is computed if it is not known.
    pub(crate) fn get_or<E>(&self, key: &str, compute: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        if let Some(known) = self.get(key) {
            return Ok(known);
        }
        let computed = compute()?;
        self.put(key, computed.clone());
        Ok(computed)
    }

    pub(crate) fn remove(&self, key: &str) {
        lock(&self.0).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_do_not_fill_the_memory() {
        let lengths = <Cache<_>>::default();
        for number in 0..MAX_CACHED as u64 + 5 {
            lengths.put(&number.to_string(), number);
            lengths.put(&number.to_string(), number);
        }
        assert_eq!((lengths.get("4"), lengths.get("5")), (None, Some(5)));
        lengths.remove("5");
        lengths.put("last", 1);
        assert_eq!((lengths.get("5"), lengths.get("6"), lengths.get("last")), (None, Some(6), Some(1)));
        assert_eq!(lock(&lengths.0).len(), MAX_CACHED);
    }
}
