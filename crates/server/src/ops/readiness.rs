//! Readiness: whether the data can be read and written, and the clock is right. A dedicated thread checks it, because a server whose worker threads are all
//! busy is still ready.

use std::io;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use tokio::sync::oneshot;

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

/// Maximum number of requests that wait for a check.
const MAX_WAITING: usize = 4096;

type Status = Result<(), String>;

/// The thread that checks the store; it ends on drop.
#[derive(Debug)]
pub(crate) struct Readiness {
    requests: SyncSender<oneshot::Sender<Status>>,
    /// The last problem.
    problem: Mutex<Option<String>>,
}

impl Readiness {
    /// Starts the thread.
    pub(crate) fn start(store: Store, access: Access) -> io::Result<Self> {
        let (sender, requests) = sync_channel(MAX_WAITING);
        let name = "readiness".to_owned();
        std::thread::Builder::new().name(name).spawn(move || run(&store, &access, &requests))?;
        Ok(Self { requests: sender, problem: Mutex::default() })
    }

    /// Whether the server is ready. Concurrent requests share one check; a change is logged.
    ///
    /// # Errors
    /// A file cannot be read or is damaged, the disk is full, the clock has been set back, or the check timed out.
    pub(crate) async fn check(&self) -> Status {
        let (sender, result) = oneshot::channel();
        let status = match self.requests.try_send(sender) {
            Ok(()) => match tokio::time::timeout(TIMEOUT, result).await {
                Ok(Ok(status)) => status,
                _ => Err(format!("the store did not respond within {} s", TIMEOUT.as_secs())),
            },
            Err(error) => Err(error.to_string()),
        };
        if self.is_news(&status) {
            match &status {
                Ok(()) => tracing::info!("ready"),
                Err(error) => tracing::error!(error, "not ready"),
            }
        }
        status
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

/// One check for all requests that wait when it begins.
fn run(store: &Store, access: &Access, requests: &Receiver<oneshot::Sender<Status>>) {
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
        let waiting: Vec<_> = std::iter::once(request).chain(requests.try_iter()).collect();
        let status = status(store, access);
        // Fails if the client has disconnected.
        waiting.into_iter().for_each(|request| drop(request.send(status.clone())));
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
    use std::sync::Arc;

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
