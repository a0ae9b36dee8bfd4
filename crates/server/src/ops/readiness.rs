//! Readiness: whether the store can be read. A dedicated thread checks it, because a server whose worker threads are all
//! busy is still ready.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::store::Store;

/// Maximum number of concurrent checks.
const MAX_WAITING: usize = 64;

/// Maximum duration of a check.
const TIMEOUT: Duration = Duration::from_secs(5);

type Status = Result<(), String>;

/// The thread that checks the store; it ends on drop.
#[derive(Debug)]
pub(crate) struct Readiness(SyncSender<oneshot::Sender<Status>>);

impl Readiness {
    /// Starts the thread.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub(crate) fn start(store: Store) -> io::Result<Self> {
        let (sender, requests) = sync_channel(MAX_WAITING);
        std::thread::Builder::new().name("readiness".to_owned()).spawn(move || run(&store, &requests))?;
        Ok(Self(sender))
    }

    /// Whether the store can be read.
    ///
    /// # Errors
    /// It cannot be read, or the check timed out.
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
fn run(store: &Store, requests: &Receiver<oneshot::Sender<Status>>) {
    while let Ok(first) = requests.recv() {
        let waiting: Vec<_> = std::iter::once(first).chain(requests.try_iter().take(MAX_WAITING)).collect();
        let status = store.snapshot().map(drop).map_err(|error| error.to_string());
        for one in waiting {
            let _ = one.send(status.clone());
        }
    }
}
