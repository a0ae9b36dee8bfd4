//! Readiness: whether the data can be read and written, and the clock is right. A dedicated thread checks it, because a server whose worker threads are all
//! busy is still ready.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;

use crate::auth::Access;
use crate::store::Store;
use crate::sync::lock;

/// Size of the file that is written to find a full disk.
const PROBE: usize = 64 << 10;

/// Interval between two searches for damage.
const INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Maximum duration of a search for damage; `admin check` has none.
pub(crate) const SEARCH: Duration = Duration::from_secs(5);

/// Maximum duration of a check.
const TIMEOUT: Duration = Duration::from_secs(5);

type Status = Result<(), String>;

/// A check that has not begun, and its result for all who wait for it.
type Next = Arc<Mutex<Option<watch::Receiver<Option<Status>>>>>;

/// The thread that checks the store; it ends on drop.
#[derive(Debug)]
pub(crate) struct Readiness {
    requests: SyncSender<watch::Sender<Option<Status>>>,
    next: Next,
    /// The last problem.
    problem: Mutex<Option<String>>,
}

impl Readiness {
    /// Starts the thread.
    pub(crate) fn start(store: Store, access: Access) -> io::Result<Self> {
        let (sender, requests) = sync_channel(1);
        let next = Next::default();
        let (readiness, name) = (Self { requests: sender, next: next.clone(), problem: Mutex::default() }, "readiness");
        std::thread::Builder::new().name(name.to_owned()).spawn(move || run(&store, &access, &next, &requests))?;
        Ok(readiness)
    }

    /// Whether the server is ready. Concurrent requests share one check; a change is logged.
    ///
    /// # Errors
    /// A file cannot be read or is damaged, the disk is full, the clock has been set back, or the check timed out.
    pub(crate) async fn check(&self) -> Status {
        let status = match self.next() {
            Ok(mut result) => match tokio::time::timeout(TIMEOUT, result.wait_for(Option::is_some)).await {
                Ok(Ok(status)) => status.clone().unwrap_or(Ok(())),
                _ => Err(format!("the store did not respond within {} s", TIMEOUT.as_secs())),
            },
            Err(error) => Err(error),
        };
        if self.is_news(&status) {
            match &status {
                Ok(()) => tracing::info!("ready"),
                Err(error) => tracing::error!(error, "not ready"),
            }
        }
        status
    }

    /// The result of the next check.
    fn next(&self) -> Result<watch::Receiver<Option<Status>>, String> {
        let mut next = lock(&self.next);
        if let Some(result) = &*next {
            return Ok(result.clone());
        }
        let (sender, result) = watch::channel(None);
        self.requests.try_send(sender).map_err(|error| error.to_string())?;
        Ok(next.insert(result).clone())
    }

    /// Whether a result differs from the last one.
    fn is_news(&self, status: &Status) -> bool {
        let problem = status.as_ref().err();
        let mut last = lock(&self.problem);
        let is_news = last.as_ref() != problem;
        *last = problem.cloned();
        is_news
    }
}

/// One read for all concurrent checks.
fn run(store: &Store, access: &Access, next: &Next, requests: &Receiver<watch::Sender<Option<Status>>>) {
    loop {
        let request = match requests.recv_timeout(INTERVAL) {
            Ok(request) => request,
            Err(RecvTimeoutError::Timeout) => {
                if let Ok(Some(problem)) = store.check(Some(SEARCH)) {
                    tracing::error!(problem, "the record store is damaged");
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        // Before the check begins: whoever comes later learns what happens until then.
        *lock(next) = None;
        let _ = request.send(Some(status(store, access)));
    }
}

fn status(store: &Store, access: &Access) -> Status {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    store.probe().map_err(|error| text(&error))?;
    if store.is_damaged() {
        return Err("the record store is damaged".to_owned());
    }
    access.check_clock().and_then(|()| access.count_locks().map(drop)).map_err(|error| text(&error))?;
    let probe = store.directory().join(".readiness-probe");
    let written = std::fs::write(&probe, [0; PROBE]);
    let removed = std::fs::remove_file(&probe);
    written.and(removed).map_err(|error| format!("writing to the data directory: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_who_ask_at_once_share_a_check_and_do_not_make_the_server_unready() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let readiness = Readiness::start(store.clone(), Access::of(&store).unwrap()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let readiness = Arc::new(readiness);
            let ask = |_| {
                tokio::spawn({
                    let readiness = readiness.clone();
                    async move { readiness.check().await }
                })
            };
            let asked: Vec<_> = (0..500).map(ask).collect();
            for one in asked {
                assert_eq!(one.await.unwrap(), Ok(()));
            }
        });
    }

    #[test]
    fn a_problem_is_logged_once_and_its_end_too() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let readiness = Readiness::start(store.clone(), Access::of(&store).unwrap()).unwrap();
        let [one, other] = ["one", "other"].map(|text| Err(text.to_owned()));
        let news = [&Ok(()), &one, &one, &other, &Ok(()), &Ok(())].map(|status| readiness.is_news(status));
        assert_eq!(news, [false, true, false, true, true, false]);
    }
}
