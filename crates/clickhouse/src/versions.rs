//! The committed version of a project, the months of it that are sealed, and hashes of its name.

use std::collections::{BTreeMap, HashSet};

use deskledger_server::{Sealed, StoreError};
use sha2::{Digest, Sha256};

use crate::messages;
use crate::node::Node;

/// A committed version of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) revision: String,
    /// The sealed months, in their order.
    pub(crate) sealed: Vec<Sealed>,
    /// Number of the last move of a month to object storage or back, or of the last begin or end of a removal.
    pub(crate) moves: u64,
    /// Whether records are being removed.
    pub(crate) is_removing: bool,
}

/// In place of the month, in a row of the log that is about a removal.
const REMOVAL: &str = "-";

/// Before the month, in a row of the log that is about a file: one in which a month was to be sealed.
const FILE: &str = "+";

/// The committed version of a project. A month that was moved at a later version is an error: rows of this version are gone.
pub(crate) fn read_version(node: &Node, project_id: &str) -> Result<Option<Version>, StoreError> {
    // One query, because every request waits for it.
    let sql = "SELECT version, revision, '' AS month, toUInt64(0) AS number, toUInt64(0) AS records, toUInt64(0) AS bytes, \
               '' AS sha256, '' AS url FROM versions WHERE project_id = ? ORDER BY version DESC LIMIT 1 \
               UNION ALL \
               SELECT version, project_id, month, number, records, bytes, sha256, url FROM sealed WHERE project_id = ?";
    let (mut committed, mut moved, mut log) = (None, (0, 0, false), Vec::new());
    for row in node.rows(node.query(sql).bind(project_id).bind(project_id))? {
        let number = |index: usize| row.get(index).and_then(|text| text.parse().ok()).unwrap_or_default();
        if row.get(2).is_some_and(String::is_empty) {
            committed = Some((number(0), row.get(1).cloned().unwrap_or_default()));
        } else {
            let is_removing = [row.get(2), row.get(7)].map(|text| text.map_or("", String::as_str)) == [REMOVAL; 2];
            moved = moved.max((number(3), number(0), is_removing));
            log.push(row);
        }
    }
    let Some((number, revision)) = committed else { return Ok(None) };
    let (moves, moved_at, is_removing) = moved;
    if moved_at > number {
        return Err(moved_meanwhile(project_id));
    }
    Ok(Some(Version { number, revision, sealed: last_of_each(log), moves, is_removing }))
}

/// The error of a read whose rows may have been moved.
pub(crate) fn moved_meanwhile(project_id: &str) -> StoreError {
    StoreError::unavailable(messages::moved(project_id), "moved")
}

/// The sealed months of all projects of a node.
pub(crate) fn all_sealed(node: &Node) -> Result<Vec<Sealed>, StoreError> {
    Ok(sealed_and_former(node)?.0)
}

/// The sealed months of all projects of a node, and those that are logged with another file than the one they are sealed in, if
/// any: after a move that was killed that file may still exist.
pub(crate) fn sealed_and_former(node: &Node) -> Result<(Vec<Sealed>, Vec<Sealed>), StoreError> {
    let sql = "SELECT version, project_id, month, number, records, bytes, sha256, url FROM sealed";
    let log = node.rows(node.query(sql))?;
    let mut former: Vec<_> = log
        .iter()
        .filter_map(|row| {
            let month = row.get(2)?;
            Some(sealed_of(row, month.strip_prefix(FILE).unwrap_or(month))?.1)
        })
        .collect();
    let sealed = last_of_each(log);
    let urls: HashSet<_> = sealed.iter().map(|sealed| &*sealed.url).collect();
    former.retain(|former| !former.url.is_empty() && !urls.contains(&*former.url));
    drop(urls);
    Ok((sealed, former))
}

/// The sealed months of a log.
fn last_of_each(log: Vec<Vec<String>>) -> Vec<Sealed> {
    let mut last = BTreeMap::new();
    for (number, sealed) in log.iter().filter_map(|row| sealed_of(row, row.get(2)?)) {
        let entry = last.entry((sealed.project_id.clone(), sealed.month.clone())).or_insert((0, sealed.clone()));
        if number >= entry.0 {
            *entry = (number, sealed);
        }
    }
    last.into_values().map(|(_, sealed)| sealed).filter(|sealed| !sealed.url.is_empty()).collect()
}

/// A row of the log, if it is about this month, and its number.
fn sealed_of(row: &[String], month: &str) -> Option<(u64, Sealed)> {
    let text = |index: usize| row.get(index).cloned().unwrap_or_default();
    let number = |index: usize| text(index).parse::<u64>().unwrap_or_default();
    let sealed = Sealed {
        project_id: text(1),
        month: month.parse().ok()?,
        records: number(4),
        bytes: number(5),
        sha256: text(6),
        url: text(7),
    };
    Some((number(3), sealed))
}

/// Logs that a month is sealed, or no longer if its address is empty, under the lock of the project.
pub(crate) fn log_move(node: &Node, version: &Version, sealed: &Sealed) -> Result<(), StoreError> {
    let Sealed { project_id, month, records, bytes, sha256, url } = sealed;
    let numbers = (version.moves + 1, version.number);
    append(node, (project_id, &month.to_string()), numbers, (*records, *bytes, sha256, url))
}

/// Logs the file in which a month is to be sealed, before it is written, under the lock of the project.
pub(crate) fn log_file(node: &Node, version: &Version, sealed: &Sealed) -> Result<(), StoreError> {
    let Sealed { project_id, month, records, bytes, sha256, url } = sealed;
    append(node, (project_id, &format!("{FILE}{month}")), (0, version.number), (*records, *bytes, sha256, url))
}

/// Logs the begin or the end of a removal, under the lock of the project.
pub(crate) fn log_removal(node: &Node, project_id: &str, version: &Version) -> Result<(), StoreError> {
    let url = if version.is_removing { REMOVAL } else { "" };
    append(node, (project_id, REMOVAL), (version.moves, version.number), (0, 0, "", url))
}

/// Appends a row to the log: its number and the version of the project, and what a file has.
fn append(
    node: &Node,
    (project_id, month): (&str, &str),
    (number, version): (u64, u64),
    (records, bytes, sha256, url): (u64, u64, &str, &str),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO sealed (project_id, month, number, version, records, bytes, sha256, url) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let insert = node.query(sql).bind(project_id).bind(month).bind(number).bind(version);
    node.run(insert.bind(records).bind(bytes).bind(sha256).bind(url))
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
    hex(digest.finalize().get(..8).unwrap_or_default())
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
