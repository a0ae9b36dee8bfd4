//! Deletion of expired records: at the start and then every hour, in batches between which others write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use deskledger::DateTime;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::messages;
use crate::ops::audit;
use crate::state::Server;
use crate::store::{Expired, StoreError};

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
    /// Starts the task: records are deleted a number of days after their connection started.
    pub(crate) fn start(server: Arc<Server>, days: u32) -> Self {
        let (stop, stopped) = watch::channel(());
        Self { stop, task: tokio::spawn(run(server, days, stopped)) }
    }

    /// Stops after the current batch.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "deleting expired records");
        }
    }
}

async fn run(server: Arc<Server>, days: u32, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        let Some(before) = days_ago(days) else { continue };
        let mut deleted = BTreeMap::new();
        let ended = expire(&server, before, &mut stopped, &mut deleted).await;
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
        let store = server.store.clone();
        let batch = tokio::task::spawn_blocking(move || store.expire(before, BATCH)).await;
        match batch.unwrap_or_else(|error| Err(StoreError::new(messages::deleting(), error)))? {
            None => return Ok(true),
            Some(Expired { project_id, records }) => {
                server.metrics.expired(records);
                *deleted.entry(project_id).or_default() += records;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stopped.changed() => return Ok(false),
        }
    }
}

fn days_ago(days: u32) -> Option<DateTime> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let then = i64::try_from(now).ok()? - i64::from(days) * 24 * 60 * 60;
    DateTime::from_unix_seconds(then)
}
