//! Readiness: whether the data can be read and written, and the clock is right. A dedicated thread checks it, because a server whose worker threads are all
//! busy is still ready.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::auth::Access;
use crate::store::Store;

/// Maximum number of concurrent checks.
const MAX_WAITING: usize = 64;

/// Size of the file that is written to find a full disk.
const PROBE: usize = 64 << 10;

/// Interval between two searches for damage.
const INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Maximum duration of a search for damage; `admin check` has none.
pub(crate) const SEARCH: Duration = Duration::from_secs(5);

/// Maximum duration of a check.
const TIMEOUT: Duration = Duration::from_secs(5);

type Status = Result<(), String>;

/// The thread that checks the store; it ends on drop.
#[derive(Debug)]
pub(crate) struct Readiness(SyncSender<oneshot::Sender<Status>>);

impl Readiness {
    /// Starts the thread.
    pub(crate) fn start(store: Store, access: Access) -> io::Result<Self> {
        let (sender, requests) = sync_channel(MAX_WAITING);
        std::thread::Builder::new().name("readiness".to_owned()).spawn(move || run(&store, &access, &requests))?;
        Ok(Self(sender))
    }

    /// Whether the server is ready.
    ///
    /// # Errors
    /// A file cannot be read or is damaged, the disk is full, the clock has been set back, or the check timed out.
    pub(crate) async fn check(&self) -> Status {
        let (sender, status) = oneshot::channel();
        self.0.try_send(sender).map_err(|_| "too many concurrent checks".to_owned())?;
        match tokio::time::timeout(TIMEOUT, status).await {
            Ok(Ok(status)) => status,
            _ => Err(format!("the store did not respond within {} s", TIMEOUT.as_secs())),
        }
    }
}

/// One read for all concurrent checks.
fn run(store: &Store, access: &Access, requests: &Receiver<oneshot::Sender<Status>>) {
    loop {
        let first = match requests.recv_timeout(INTERVAL) {
            Ok(first) => first,
            Err(RecvTimeoutError::Timeout) => {
                if let Ok(Some(problem)) = store.check(Some(SEARCH)) {
                    tracing::error!(problem, "the record store is damaged");
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let waiting: Vec<_> = std::iter::once(first).chain(requests.try_iter().take(MAX_WAITING)).collect();
        let status = status(store, access);
        for one in waiting {
            let _ = one.send(status.clone());
        }
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
