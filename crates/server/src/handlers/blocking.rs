//! Blocking work of a request, on a thread that may wait for the disk.

use std::sync::{Arc, Weak};

use tokio::task::spawn_blocking;

use crate::http::error::HttpError;

/// Tells blocking work whether somebody still waits for its result.
#[derive(Clone, Debug)]
pub(super) struct Waiting(Weak<()>);

impl Waiting {
    pub(super) fn is_needed(&self) -> bool {
        self.0.strong_count() > 0
    }
}

/// Runs blocking work in the span of the request. The error response is created here, so that its cause is logged there, too.
pub(super) async fn blocking<T: Send + 'static, E: Into<HttpError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, HttpError> {
    let span = tracing::Span::current();
    spawn_blocking(move || span.in_scope(work)).await?.map_err(Into::into)
}

/// As [`blocking`]. The work is no longer needed when the client disconnects, which drops this future.
pub(super) async fn cancellable<T: Send + 'static, E: Into<HttpError> + Send + 'static>(
    work: impl FnOnce(Waiting) -> Result<T, E> + Send + 'static,
) -> Result<T, HttpError> {
    let client = Arc::new(());
    let waiting = Waiting(Arc::downgrade(&client));
    let done = blocking(move || work(waiting)).await;
    drop(client);
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;

    #[tokio::test]
    async fn work_ends_when_nobody_waits_for_it() {
        let done = cancellable(|waiting| Ok::<_, StoreError>((waiting.is_needed(), 5)));
        assert_eq!(done.await.unwrap(), (true, 5));
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (ended, has_ended) = tokio::sync::oneshot::channel();
        let work = cancellable(move |waiting| {
            let _ = begun.send(());
            while waiting.is_needed() {
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
