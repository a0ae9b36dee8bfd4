//! Work for an answer, in a thread that may wait for the disk: it ends early when nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::{JoinError, spawn_blocking};

/// Says whether somebody still waits for the answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    is_over: Arc<AtomicBool>,
}

/// Says that nobody waits any more when it is dropped.
struct Waiting(Asked);

impl Asked {
    pub(super) fn is_wanted(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

/// Works, and waits for it. A caller who goes away drops this, and the work is told.
///
/// # Errors
/// The work ended badly.
pub(super) async fn while_asked<T: Send + 'static>(
    work: impl FnOnce(Asked) -> T + Send + 'static,
) -> Result<T, JoinError> {
    let waiting = Waiting(Asked::default());
    let asked = waiting.0.clone();
    spawn_blocking(move || work(asked)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_ends_when_nobody_waits_for_it() {
        assert_eq!(while_asked(|asked| (asked.is_wanted(), 5)).await.unwrap(), (true, 5));
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (ended, has_ended) = tokio::sync::oneshot::channel();
        let work = while_asked(move |asked| {
            let _ = begun.send(());
            while asked.is_wanted() {
                std::thread::yield_now();
            }
            let _ = ended.send(());
        });
        tokio::select! {
            _ = work => unreachable!("somebody waits"),
            begun = has_begun => begun.unwrap(),
        }
        has_ended.await.unwrap();
    }
}
