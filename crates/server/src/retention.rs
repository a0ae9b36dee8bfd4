//! Records that are old enough are removed: at the start and then every hour, in pieces between which others write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use deskledger::DateTime;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::audit;
use crate::state::Server;
use crate::store::{Expired, StoreError};

/// How often it is looked for old records.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// How many records a piece has at most: some ten milliseconds of the one writer.
const PIECE: u32 = 2000;

/// How long others have their turn between two pieces.
const PAUSE: Duration = Duration::from_millis(20);

/// The task that removes them.
pub(crate) struct Retention {
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Retention {
    /// Starts it: records are kept for so many days after their connection started.
    pub(crate) fn start(server: Arc<Server>, days: u32) -> Self {
        let (stop, stopped) = watch::channel(());
        Self { stop, task: tokio::spawn(run(server, days, stopped)) }
    }

    /// Waits for the piece that is being removed, and starts no other one.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "removing old records");
        }
    }
}

async fn run(server: Arc<Server>, days: u32, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        let Some(before) = days_ago(days) else { continue };
        let mut removed = BTreeMap::new();
        let ended = expire(&server, before, &mut stopped, &mut removed).await;
        for (project_id, records) in removed {
            audit::expired(&project_id, before, records);
        }
        match ended {
            Ok(true) => {}
            Ok(false) => return,
            // What is wrong with the store may be over at the next time.
            Err(error) => tracing::error!(%error, "removing old records"),
        }
    }
}

/// Removes one piece after another; false where it was stopped.
async fn expire(
    server: &Arc<Server>,
    before: DateTime,
    stopped: &mut watch::Receiver<()>,
    removed: &mut BTreeMap<String, u64>,
) -> Result<bool, StoreError> {
    loop {
        let store = server.store.clone();
        let piece = tokio::task::spawn_blocking(move || store.expire(before, PIECE)).await;
        match piece.unwrap_or_else(|error| Err(StoreError::new(["removing", "删除失败"], error)))? {
            None => return Ok(true),
            Some(Expired { project_id, records }) => {
                server.metrics.expired(records);
                *removed.entry(project_id).or_default() += records;
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
