//! Deletion: mutations of ClickHouse, waited for, each followed by a new version of the project.

use std::ops::ControlFlow;

use deskledger_server::{Expired, Expiring, Filter, StoreError};

use crate::lock::Lock;
use crate::messages;
use crate::node::Node;
use crate::read::{Bound, Condition, Selection, count, expect_whole, interrupted, newest};
use crate::removal::{begin, finish, version_of_writer, wait};

/// Records of one mutation, if they are named.
const CHUNK: usize = 2000;

/// The records that started before a point in time, per project.
pub(crate) fn expiring(node: &Node, before: i64) -> Result<Vec<Expiring>, StoreError> {
    let sql = "SELECT project_id, uniqExactIf((start, key), start < ?), uniqExact((start, key)) FROM records \
               GROUP BY project_id";
    let rows = node.rows(node.query(sql).bind(before))?;
    let number = |row: &[String], index: usize| row.get(index).and_then(|text| text.parse().ok()).unwrap_or_default();
    let expiring = |row: Vec<String>| {
        let (expired, total) = (number(&row, 1), number(&row, 2));
        Some(Expiring { project_id: row.into_iter().next()?, expired, total })
    };
    Ok(rows.into_iter().filter_map(expiring).collect())
}

/// Deletes these records of one project.
pub(crate) fn expire(node: &Node, before: i64) -> Result<Option<Expired>, StoreError> {
    loop {
        let found = node.rows(node.query("SELECT project_id FROM records WHERE start < ? LIMIT 1").bind(before))?;
        let Some(project_id) = found.into_iter().next().map(|row| row.concat()) else { return Ok(None) };
        let lock = Lock::acquire(node, &project_id)?;
        let version = version_of_writer(node, &project_id, &lock)?;
        delete_uncommitted(node, &project_id, version.as_ref().map_or(0, |version| version.number))?;
        let expired = || Condition::of_project(&project_id).and("start < ?", [Bound::Number(before)]);
        let records = node.number(expired().query(node, "SELECT uniqExact((start, key)) FROM records", ""))?;
        // Those of an import that failed were all that it had, or another server was faster.
        let Some(version) = version.filter(|_| records > 0) else { continue };
        let version = begin(node, &project_id, version)?;
        for table in ["corrections", "records"] {
            delete(node, table, &expired())?;
        }
        finish(node, &project_id, &version, &lock)?;
        return Ok(Some(Expired { project_id, records }));
    }
}

/// Removes matching records: at most `limit` if they must be named, else all of them.
pub(crate) fn remove(node: &Node, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
    let project_id = &filter.project_id;
    let lock = Lock::acquire(node, project_id)?;
    let version = version_of_writer(node, project_id, &lock)?;
    delete_uncommitted(node, project_id, version.as_ref().map_or(0, |version| version.number))?;
    let Some(version) = version else { return Ok(0) };
    let selection = Selection::new(filter, version.number);
    let (mut removed, mut conditions) = (0, Vec::new());
    if filter.has_texts() {
        let mut keys = Vec::new();
        let each = &mut |start: i64, key: &str, line: &str| {
            if deskledger_server::Row::new(line).matches(filter) {
                keys.push((start, key.to_owned()));
            }
            if keys.len() < limit as usize { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let read = newest(node, &Condition::of(&selection), false, &|| true, each)?;
        if keys.len() < limit as usize {
            expect_whole(node, read)?;
        }
        removed += keys.len() as u64;
        conditions.extend(keys.chunks(CHUNK).map(of_keys));
    } else {
        removed += count(node, &selection, &|| true)?.ok_or_else(|| interrupted(node))?;
        conditions.push(match filter.seconds() {
            Some((from, to)) => ("start >= ? AND start < ?".to_owned(), vec![Bound::Number(from), Bound::Number(to)]),
            None => ("1".to_owned(), Vec::new()),
        });
    }
    if removed == 0 {
        return Ok(0);
    }
    let version = begin(node, project_id, version)?;
    for (sql, values) in conditions {
        for table in ["corrections", "records"] {
            delete(node, table, &Condition::of_project(project_id).and(&sql, values.clone()))?;
        }
    }
    finish(node, project_id, &version, &lock)?;
    Ok(removed)
}

/// Removes the version of a project without records; false if it has none.
pub(crate) fn remove_project(node: &Node, project_id: &str) -> Result<bool, StoreError> {
    let lock = Lock::acquire(node, project_id)?;
    let Some(version) = version_of_writer(node, project_id, &lock)? else { return Ok(false) };
    // Under the lock: an import may have ended while this waited for it. No month is sealed without records.
    let all = Filter::project(project_id);
    let found = count(node, &Selection::new(&all, version.number), &|| true)?.ok_or_else(|| interrupted(node))?;
    if found > 0 || !version.sealed.is_empty() {
        return Err(StoreError::without_source(messages::not_empty(project_id)));
    }
    // The version before the log of moves, without which a view of the project as it was at first would seem to be whole.
    for table in ["corrections", "records", "versions", "sealed"] {
        delete(node, table, &Condition::of_project(project_id))?;
    }
    Ok(true)
}

/// Deletes what an import that was not committed has left, since the next version would show it, and what is left of the moves
/// of a project that was removed, since they are not those of the next project of its name.
pub(crate) fn delete_uncommitted(node: &Node, project_id: &str, committed: u64) -> Result<(), StoreError> {
    let rows = Condition::of_project(project_id).and("version > ?", [Bound::Number(committed.cast_signed())]);
    if committed == 0 {
        delete_any(node, "sealed", &rows)?;
    }
    delete_any(node, "records", &rows)
}

/// Deletes rows, if there are any: a deletion takes much longer than to count them.
pub(crate) fn delete_any(node: &Node, table: &str, condition: &Condition) -> Result<(), StoreError> {
    match node.number(condition.query(node, &format!("SELECT count() FROM {table}"), ""))? {
        0 => Ok(()),
        _ => delete(node, table, condition),
    }
}

/// The condition for the records with these identities.
pub(crate) fn of_keys(keys: &[(i64, String)]) -> (String, Vec<Bound>) {
    let places = vec!["(?, ?)"; keys.len()].join(", ");
    let values = keys.iter().flat_map(|(start, key)| [Bound::Number(*start), Bound::Text(key.clone())]);
    (format!("(start, key) IN ({places})"), values.collect())
}

/// Deletes rows, and waits for the end.
pub(crate) fn delete(node: &Node, table: &str, condition: &Condition) -> Result<(), StoreError> {
    node.run(condition.query(node, &format!("ALTER TABLE {table} DELETE"), ""))?;
    wait(node, table)
}
