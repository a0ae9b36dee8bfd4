//! Futures on threads of their own, for callers with and without a runtime.

use std::future::Future;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Interval between two looks whether a result is still needed.
const INTERVAL: Duration = Duration::from_millis(100);

/// The threads.
#[derive(Debug)]
pub(crate) struct Worker(Option<Runtime>);

/// A running future; it is cancelled on drop.
pub(crate) struct Task<T> {
    handle: JoinHandle<()>,
    result: Receiver<T>,
}

impl Worker {
    pub(crate) fn new() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("cluster").enable_all().build()?;
        Ok(Self(Some(runtime)))
    }

    /// Starts a future; `None` while the program ends.
    pub(crate) fn start<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Option<Task<T>> {
        let (sender, result) = sync_channel(1);
        let run = async move {
            // No caller is waiting.
            let _ = sender.send(future.await);
        };
        Some(Task { handle: self.0.as_ref()?.spawn(run), result })
    }
}

impl<T> Task<T> {
    /// The result; `None` as soon as it is no longer needed.
    pub(crate) fn wait(self, is_needed: &dyn Fn() -> bool) -> Option<T> {
        loop {
            match self.result.recv_timeout(INTERVAL) {
                Ok(result) => return Some(result),
                Err(RecvTimeoutError::Timeout) if is_needed() => {}
                Err(_) => return None,
            }
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Waiting is not possible on a thread of another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
