//! Blocking work of a request, on a thread that may wait for the disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::spawn_blocking;

use crate::http::error::HttpError;

/// Reports to blocking work whether its result is still needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Cancellation {
    is_cancelled: Arc<AtomicBool>,
}

/// Cancels on drop.
struct Guard(Cancellation);

impl Cancellation {
    pub(super) fn is_needed(&self) -> bool {
        !self.is_cancelled.load(Ordering::Relaxed)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
    }
}

/// Runs blocking work in the span of the request. The error response is created here, so that its cause is logged there, too.
///
/// # Errors
/// The work failed or panicked.
pub(super) async fn blocking<T: Send + 'static, E: Into<HttpError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, HttpError> {
    let span = tracing::Span::current();
    spawn_blocking(move || span.in_scope(work)).await?.map_err(Into::into)
}

/// As [`blocking`]. The work is cancelled when the client disconnects, which drops this future.
///
/// # Errors
/// The work failed or panicked.
pub(super) async fn cancellable<T: Send + 'static, E: Into<HttpError> + Send + 'static>(
    work: impl FnOnce(Cancellation) -> Result<T, E> + Send + 'static,
) -> Result<T, HttpError> {
    let guard = Guard(Cancellation::default());
    let cancellation = guard.0.clone();
    blocking(move || work(cancellation)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;

    #[tokio::test]
    async fn work_ends_when_nobody_waits_for_it() {
        let done = cancellable(|cancellation| Ok::<_, StoreError>((cancellation.is_needed(), 5)));
        assert_eq!(done.await.unwrap(), (true, 5));
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (ended, has_ended) = tokio::sync::oneshot::channel();
        let work = cancellable(move |cancellation| {
            let _ = begun.send(());
            while cancellation.is_needed() {
                std::thread::yield_now();
            }
            let _ = ended.send(());
            Ok::<_, StoreError>(())
        });
        tokio::select! {
            _ = work => unreachable!("somebody waits"),
            begun = has_begun => begun.unwrap(),
        }
        has_ended.await.unwrap();
    }
}
