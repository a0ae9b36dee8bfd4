//! The committed version of a project, and hashes of its name.

use deskledger_server::StoreError;
use sha2::{Digest, Sha256};

use crate::node::Node;

/// A committed version of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) revision: String,
}

/// The committed version of a project.
pub(crate) fn version(node: &Node, project_id: &str) -> Result<Option<Version>, StoreError> {
    let sql = "SELECT version, revision FROM versions WHERE project_id = ? ORDER BY version DESC LIMIT 1";
    let rows = node.rows(node.query(sql).bind(project_id))?;
    Ok(rows.into_iter().next().and_then(|row| {
        let mut row = row.into_iter();
        Some(Version { number: row.next()?.parse().ok()?, revision: row.next()? })
    }))
}

/// Commits a version of a project, under its lock.
pub(crate) fn commit(node: &Node, project_id: &str, number: u64) -> Result<(), StoreError> {
    let revision = format!("{:032x}", rand::random::<u128>());
    let sql = "INSERT INTO versions (project_id, version, revision) VALUES (?, ?, ?)";
    node.run(node.query(sql).bind(project_id).bind(number).bind(revision))
}

/// Sixteen digits of a hash of texts.
pub(crate) fn digest(texts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
