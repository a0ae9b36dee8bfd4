//! One writer per project, and one of the accounts, among all servers. ClickHouse has no locks, but only one of several servers can create a table.

use std::time::{Duration, Instant};

use deskledger_server::StoreError;
use tokio::time::sleep;

use crate::messages;
use crate::node::Node;
use crate::versions::digest;
use crate::worker::Task;

/// Age after which a lock that is not renewed belongs to a server that was killed.
const LEASE: u64 = 20;

/// Interval of the renewal.
const RENEWAL: Duration = Duration::from_secs(4);

/// Maximum time to wait for a lock.
const PATIENCE: Duration = Duration::from_secs(60);

/// Interval between two attempts.
const INTERVAL: Duration = Duration::from_millis(20);

/// A held lock, released on drop.
pub(crate) struct Lock {
    node: Node,
    name: String,
    table: String,
    holder: String,
    _renewal: Option<Task<()>>,
}

impl Lock {
    /// Waits for the lock.
    pub(crate) fn acquire(node: &Node, name: &str) -> Result<Self, StoreError> {
        let (start, mut attempt) = (Instant::now(), 0_u32);
        loop {
            if let Some(lock) = Self::attempt(node, name)? {
                return Ok(lock);
            }
            if start.elapsed() > PATIENCE {
                return Err(StoreError::unavailable(messages::busy(name), "locked"));
            }
            if attempt.is_multiple_of(50) {
                take_over(node, &table(name))?;
            }
            attempt += 1;
            std::thread::sleep(INTERVAL);
        }
    }

    /// The first free one of some locks; `None` if all are held.
    pub(crate) fn any(node: &Node, names: &[String]) -> Result<Option<Self>, StoreError> {
        for is_last in [false, true] {
            for name in names {
                if let Some(lock) = Self::attempt(node, name)? {
                    return Ok(Some(lock));
                }
                if !is_last {
                    take_over(node, &table(name))?;
                }
            }
        }
        Ok(None)
    }

    /// The lock, unless it is held.
    fn attempt(node: &Node, name: &str) -> Result<Option<Self>, StoreError> {
        let table = table(name);
        let holder = format!("holder_{:032x}", rand::random::<u128>());
        let create = format!("CREATE TABLE {table} (at DateTime, {holder} UInt8) ENGINE = Memory");
        match node.run(node.query(&create)) {
            Ok(()) => {}
            Err(error) if error.to_string().contains("Code: 57") => return Ok(None),
            Err(error) => return Err(error),
        }
        let (renewing, renew) = (node.clone(), format!("INSERT INTO {table} (at) VALUES (now())"));
        let renewal = node.start(async move {
            loop {
                sleep(RENEWAL).await;
                // A failure shows at the commit.
                let _ = renewing.query(&renew).execute().await;
            }
        });
        Ok(Some(Self { node: node.clone(), name: name.to_owned(), table, holder, _renewal: renewal }))
    }

    /// Fails if another server has taken the lock over.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let sql = "SELECT count() FROM system.columns WHERE database = ? AND table = ? AND name = ?";
        let query = self.node.query(sql).bind(&self.node.database).bind(&self.table).bind(&self.holder);
        match self.node.number(query)? {
            1 => Ok(()),
            _ => Err(StoreError::unavailable(messages::lost_lock(&self.name), "lost lock")),
        }
    }
}

fn table(name: &str) -> String {
    format!("lock_{}", digest(&[name]))
}

/// Removes a lock that is not renewed. Renaming succeeds once: another server may do the same.
fn take_over(node: &Node, table: &str) -> Result<(), StoreError> {
    let sql = "SELECT toUInt64(now()) - toUInt64(metadata_modification_time) FROM system.tables \
               WHERE database = ? AND name = ?";
    let age = node.rows(node.query(sql).bind(&node.database).bind(table))?;
    let age = age.first().and_then(|row| row.first()?.parse::<u64>().ok()).unwrap_or_default();
    if age <= LEASE {
        return Ok(());
    }
    // Fails if the lock has been released in the meantime.
    let sql = format!("SELECT count() FROM {table} WHERE at > now() - {LEASE}");
    if node.number(node.query(&sql)).is_ok_and(|renewed| renewed == 0) {
        let stale = format!("stale_{:032x}", rand::random::<u128>());
        if node.run(node.query(&format!("RENAME TABLE {table} TO {stale}"))).is_ok() {
            node.run(node.query(&format!("DROP TABLE IF EXISTS {stale}")))?;
        }
    }
    Ok(())
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.check().is_ok() {
            // Otherwise the lease ends it.
            let _ = self.node.run(self.node.query(&format!("DROP TABLE IF EXISTS {}", self.table)));
        }
    }
}
