//! Removals of records. ClickHouse deletes rows part by part: until it has ended, nobody reads the project.

use std::time::{Duration, Instant};

use deskledger_server::StoreError;

use crate::lock::Lock;
use crate::messages;
use crate::node::Node;
use crate::versions::{Version, commit, log_removal, read_version};

/// Maximum time of a mutation.
const TIMEOUT: Duration = Duration::from_secs(600);

/// The committed version of a project, for a reader.
pub(crate) fn version(node: &Node, project_id: &str) -> Result<Option<Version>, StoreError> {
    match read_version(node, project_id)? {
        Some(version) if version.is_removing => {
            // Held by the server that removes records, unless it was killed.
            let lock = Lock::any(node, &[project_id.to_owned()])?;
            let removing = || StoreError::unavailable(messages::removing(project_id), "removing");
            version_of_writer(node, project_id, &lock.ok_or_else(removing)?)
        }
        version => Ok(version),
    }
}

/// The committed version of a project, for the holder of its lock, who ends a removal that was killed.
pub(crate) fn version_of_writer(node: &Node, project_id: &str, lock: &Lock) -> Result<Option<Version>, StoreError> {
    match read_version(node, project_id)? {
        Some(version) if version.is_removing => {
            ["corrections", "records"].iter().try_for_each(|table| wait(node, table))?;
            finish(node, project_id, &version, lock)?;
            read_version(node, project_id)
        }
        version => Ok(version),
    }
}

/// Begins a removal. Views of the version before fail from now on.
pub(crate) fn begin(node: &Node, project_id: &str, version: Version) -> Result<Version, StoreError> {
    let version = Version { moves: version.moves + 1, is_removing: true, ..version };
    log_removal(node, project_id, &version)?;
    Ok(version)
}

/// Ends a removal with a new version.
pub(crate) fn finish(node: &Node, project_id: &str, version: &Version, lock: &Lock) -> Result<(), StoreError> {
    lock.check()?;
    let version =
        Version { number: version.number + 1, moves: version.moves + 1, is_removing: false, ..version.clone() };
    commit(node, project_id, version.number)?;
    log_removal(node, project_id, &version)
}

/// Waits for the end of deletions.
pub(crate) fn wait(node: &Node, table: &str) -> Result<(), StoreError> {
    let start = Instant::now();
    let sql = "SELECT count() FROM system.mutations WHERE database = ? AND table = ? AND is_done = 0";
    while node.number(node.query(sql).bind(&node.database).bind(table))? > 0 {
        if start.elapsed() > TIMEOUT {
            let seconds = TIMEOUT.as_secs().to_string();
            return Err(StoreError::unavailable(messages::mutation(&node.name, seconds), "timeout"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
