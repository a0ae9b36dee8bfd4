//! Deletion of expired records: at the start and then every hour, in batches between which others write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use deskledger::DateTime;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::messages;
use crate::ops::audit;
use crate::state::Server;
use crate::store::{Expired, Store, StoreError};

/// Interval between two runs.
const INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Maximum number of records of a batch: some ten milliseconds of the writer.
const BATCH: u32 = 2000;

/// Pause between two batches, for other writers.
const PAUSE: Duration = Duration::from_millis(20);

/// The task that deletes expired records.
pub(crate) struct Retention {
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Retention {
    /// Starts the task.
    pub(crate) fn start(server: Arc<Server>) -> Self {
        let (stop, stopped) = watch::channel(());
        Self { stop, task: tokio::spawn(run(server, stopped)) }
    }

    /// Stops after the current batch.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "deleting expired records");
        }
    }
}

async fn run(server: Arc<Server>, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        // It may have changed since the last run.
        let Some(rule) = server.live.load().retention else { continue };
        let Some(before) = days_before(server.access.clock_time(), rule.days) else { continue };
        if !is_permitted(&server, before, rule.max_percent).await {
            continue;
        }
        let mut deleted = BTreeMap::new();
        let ended = expire(&server, before, &mut stopped, &mut deleted).await;
        if !deleted.is_empty() {
            let (store, access) = (server.store.clone(), server.access.clone());
            let truncated =
                tokio::task::spawn_blocking(move || store.truncate_log().is_ok() & access.truncate_log().is_ok());
            let is_truncated = truncated.await.unwrap_or(false);
            tracing::debug!(is_truncated, "truncating the write-ahead logs");
        }
        for (project_id, records) in deleted {
            audit::expired(&project_id, before, records);
        }
        match ended {
            Ok(true) => {}
            Ok(false) => return,
            // The next run may succeed.
            Err(error) => tracing::error!(%error, "deleting expired records"),
        }
    }
}

/// Deletes batch after batch; false if it was stopped.
async fn expire(
    server: &Arc<Server>,
    before: DateTime,
    stopped: &mut watch::Receiver<()>,
    deleted: &mut BTreeMap<String, u64>,
) -> Result<bool, StoreError> {
    loop {
        match with_store(server, move |store| store.expire(before, BATCH)).await? {
            None => return Ok(true),
            Some(Expired { project_id, records }) => {
                server.metrics.records_expired.inc_by(records);
                *deleted.entry(project_id).or_default() += records;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stopped.changed() => return Ok(false),
        }
    }
}

async fn with_store<T: Send + 'static>(
    server: &Server,
    work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let store = server.store.clone();
    let done = tokio::task::spawn_blocking(move || work(&store)).await;
    done.unwrap_or_else(|error| Err(StoreError::new(messages::deleting(), error)))
}

/// Whether the run deletes no more than its share. Otherwise it is logged and counted, and waits for an operator.
async fn is_permitted(server: &Arc<Server>, before: DateTime, max_percent: u8) -> bool {
    let found = match with_store(server, move |store| store.expiring(before)).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, "counting expired records");
            return false;
        }
    };
    let expired: u64 = found.iter().map(|project| project.expired).sum();
    let total: u64 = found.iter().map(|project| project.total).sum();
    let is_permitted = u128::from(expired) * 100 <= u128::from(total) * u128::from(max_percent);
    server.metrics.retention_withheld(if is_permitted { 0 } else { expired });
    if !is_permitted {
        let what = "retention would delete more than its share and waits: check the clock and the settings, then run \
            deskledger admin retention";
        tracing::error!(%before, expired, total, max_percent, "{what}");
    }
    is_permitted
}

fn days_before(now: Duration, days: u32) -> Option<DateTime> {
    DateTime::from_unix_seconds(i64::try_from(now.as_secs()).ok()? - i64::from(days) * 24 * 60 * 60)
}
